"""Addresses of a person's own account: the password, where they are signed in, and a forgotten password."""

from django.urls import path

from comptoir.backoffice.pages import forgotten, own_access

urlpatterns = [
    path("account/password", own_access.own_password, name="own-password"),
    path("account/sessions/end", own_access.own_sessions_end, name="own-sessions-end"),
    path("account/sessions/<uuid:number>/end", own_access.own_session_end, name="own-session-end"),
    path("forgotten", forgotten.forgotten, name="forgotten"),
    path("forgotten/<str:code>", forgotten.forgotten_link, name="forgotten-link"),
    path("team/members/<uuid:user>/password", forgotten.member_password, name="member-password"),
]

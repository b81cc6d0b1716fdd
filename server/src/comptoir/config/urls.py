"""Which address leads to which door. `/edge` never arrives here: the dispatcher answers it first."""

from django.urls import URLPattern, URLResolver, include, path

from comptoir.api.hooks import hook

handler500 = "comptoir.config.away.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("comptoir.api.urls")),
    path("hooks/<slug:driver>/<uuid:account>", hook, name="provider-hook"),
    path("", include("comptoir.backoffice.onboarding")),
    path("", include("comptoir.backoffice.urls")),
]

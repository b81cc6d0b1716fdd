"""The addresses of the public API."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from comptoir.api.api import api
from comptoir.api.openapi import nowhere, openapi, reference

urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("", reference, name="api-reference"),
    path("", api.urls),
    # A program without a cookie asks for what is not there: that is no forgery.
    re_path(r"^.+$", csrf_exempt(nowhere)),
]

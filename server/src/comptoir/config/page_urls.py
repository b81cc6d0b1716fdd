"""The addresses of pages, the log and what providers send us; the API's stand in `comptoir.config.urls`, with these."""

from django.urls import URLPattern, URLResolver, include, path

from comptoir.api.hooks import hook

handler500 = "comptoir.config.away.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/<slug:driver>/<uuid:account>", hook, name="provider-hook"),
    path("log/", include("comptoir.api.log_urls")),
    path("", include("comptoir.backoffice.onboarding")),
    path("", include("comptoir.backoffice.urls")),
]

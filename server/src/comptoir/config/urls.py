"""Which address leads to which door. `/edge` never arrives here: the dispatcher answers it first."""

from django.urls import URLPattern, URLResolver, include, path

from comptoir.config import page_urls

handler500 = page_urls.handler500

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("comptoir.api.urls")),
    *page_urls.urlpatterns,
]

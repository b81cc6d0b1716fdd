"""The addresses of the public API."""

from django.urls import path

from comptoir.api.api import api

urlpatterns = [path("", api.urls)]

"""Addresses of what the country's law asks."""

from django.urls import path

from comptoir.backoffice.pages import fiscal

urlpatterns = [
    path("fiscal", fiscal.fiscal, name="fiscal"),
    path("fiscal/events", fiscal.fiscal_events, name="fiscal-events"),
    path("fiscal/closings", fiscal.fiscal_closings, name="fiscal-closings"),
    path("fiscal/file", fiscal.fiscal_file, name="fiscal-file"),
    path("fiscal/check", fiscal.fiscal_check, name="fiscal-check"),
    path("fiscal/archive", fiscal.fiscal_archive, name="fiscal-archive"),
    path("fiscal/archive/<uuid:archive>", fiscal.fiscal_archive_file, name="fiscal-archive-file"),
    path("fiscal/attestation", fiscal.fiscal_attestation, name="fiscal-attestation"),
]

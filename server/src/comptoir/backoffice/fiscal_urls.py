"""Addresses of what the country's law asks."""

from django.urls import path

from comptoir.backoffice.pages import fiscal, fiscal_country, fiscal_tables

urlpatterns = [
    path("fiscal", fiscal.fiscal, name="fiscal"),
    path("fiscal/events", fiscal.fiscal_events, name="fiscal-events"),
    path("fiscal/closings", fiscal.fiscal_closings, name="fiscal-closings"),
    path("fiscal/file", fiscal.fiscal_file, name="fiscal-file"),
    path("fiscal/check", fiscal.fiscal_check, name="fiscal-check"),
    path("fiscal/archive", fiscal.fiscal_archive, name="fiscal-archive"),
    path("fiscal/archive/<uuid:archive>", fiscal.fiscal_archive_file, name="fiscal-archive-file"),
    path("fiscal/country", fiscal_country.fiscal_country, name="fiscal-country"),
    path("fiscal/country/begin", fiscal_country.fiscal_begin, name="fiscal-begin"),
    path("fiscal/country/simulate", fiscal_country.fiscal_simulate, name="fiscal-simulate"),
    path("fiscal/country/file", fiscal_country.fiscal_export, name="fiscal-export"),
    path("fiscal/retry", fiscal.fiscal_retry, name="fiscal-retry"),
    path("fiscal/tables", fiscal_tables.fiscal_tables, name="fiscal-tables"),
    path("fiscal/tables/take", fiscal_tables.fiscal_pack, name="fiscal-pack"),
    path("fiscal/attestation", fiscal.fiscal_attestation, name="fiscal-attestation"),
]

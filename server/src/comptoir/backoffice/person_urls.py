"""Addresses of the pages on one person's data."""

from django.urls import path

from comptoir.backoffice.pages import person_data

urlpatterns = [
    path("customers/consented", person_data.consented, name="customers-consented"),
    path("customers/<uuid:customer>/data", person_data.person_data, name="person-data"),
    path("customers/<uuid:customer>/data/file", person_data.person_file, name="person-file"),
    path("customers/<uuid:customer>/data/consent", person_data.person_consent, name="person-consent"),
    path("customers/<uuid:customer>/data/erase", person_data.person_erase, name="person-erase"),
    path("team/<uuid:employee>/file", person_data.employee_file, name="employee-file"),
]

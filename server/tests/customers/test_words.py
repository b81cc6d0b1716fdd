"""What customers are found by, also those from before there was such a column."""

import os
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import psycopg
from django.apps import apps
from django.db import connections

from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import find_customers, save_customer
from comptoir.customers.words import folded
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading


def test_a_phone_stands_in_one_piece_and_as_it_is_written() -> None:
    assert folded("Zoë Groß", "06 12-34", "Z@X.org", "K 7") == "zoe gross z@x.org 61234 06 12-34 k 7"


def test_customers_from_before_are_found_after_the_migration(organization: UUID) -> None:
    key = new_uuid7()
    save_customer(SaveCustomer(organization=organization, person=None, id=key, name="Zoë Groß"))
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        owner.execute("UPDATE customers_customer SET folded = '' WHERE id = %s", [key])
    with reading(organization):
        assert find_customers("gross") == []

    migration = import_module("comptoir.customers.migrations.0005_found_by_triples")
    migration.fold_all(apps, SimpleNamespace(connection=connections["owner"]))

    with reading(organization):
        assert find_customers("gross") == [key]

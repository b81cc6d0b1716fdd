"""A fresh database for a bench, as `comptoir serve` would make it."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from django.db import connections

from comptoir.kernel import new_uuid7
from comptoir.platform.postgres import RunningServer

PASSWORDS = ("bench-owner", "bench-app")


def addresses(database: RunningServer, name: str) -> tuple[str, str]:
    """Of the owner, and of the application."""
    owner, app = PASSWORDS
    return database.url(name, "comptoir_owner", owner), database.url(name, "comptoir_app", app)


def prepare(database: RunningServer, home: Path) -> None:
    """Roles, database, migrations; Django of this process points to them."""
    import django

    from comptoir.platform.roles import RolePasswords, ensure_roles

    ensure_roles(database.url(), database="comptoir", passwords=RolePasswords(owner=PASSWORDS[0], app=PASSWORDS[1]))
    owner, app = addresses(database, "comptoir")
    os.environ |= {
        "COMPTOIR_HOME": str(home),
        "COMPTOIR_OWNER_DATABASE_URL": owner,
        "COMPTOIR_APP_DATABASE_URL": app,
    }
    from django.conf import settings

    from comptoir.config.settings import database_settings

    django.setup()
    settings.HOME = home
    for alias, address in (("default", app), ("owner", owner)):
        connections[alias].close()
        for target in (connections.settings[alias], connections[alias].settings_dict):
            target.update(database_settings(address))
    from comptoir.platform.schema import migrate

    migrate()


def found_shop(stores: int) -> tuple[UUID, list[UUID]]:
    """A French organization with so many stores; Django is set up."""
    from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
    from comptoir.platform.operations import add_legal_entity, add_store, found_organization

    organization, entity = new_uuid7(), new_uuid7()
    found_organization(
        FoundOrganization(organization=organization, name="Bench", country="FR", currency="EUR", locale="fr-FR")
    )
    add_legal_entity(
        AddLegalEntity(organization=organization, id=entity, name="Bench", registration="1", tax_number="2")
    )
    made = [new_uuid7() for _ in range(stores)]
    for number, store in enumerate(made):
        add_store(
            AddStore(
                organization=organization, id=store, legal_entity=entity, name=f"Bench {number}", address="1 rue Haute",
                timezone="Europe/Paris", price_mode="gross",
            )
        )  # fmt: skip
    return organization, made

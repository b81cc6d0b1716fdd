"""A fresh database for a bench, as `comptoir serve` would make it."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connections

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

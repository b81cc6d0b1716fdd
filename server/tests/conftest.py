"""A real PostgreSQL for every test run, and a fresh organization for every test.

The suite never empties tables: row-level security keeps tests apart as it keeps shops apart.
`COMPTOIR_PG_BIN` chooses the server's binaries (CI runs the suite on 18 and on 15).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from comptoir.kernel import new_uuid7
from comptoir.platform.postgres import Cluster, RunningServer

OWNER_PASSWORD = "owner-in-tests"
APP_PASSWORD = "app-in-tests"
DATABASE = "comptoir"


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """Addresses of the suite's database for both roles that sign in, and for the superuser."""

    __test__ = False
    app: str
    owner: str
    superuser: str


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A throw-away server without fsync."""
    cluster = Cluster(Path(tmp_path_factory.mktemp("postgres")) / "data", fast_unsafe=True)
    server = cluster.start()
    try:
        yield server
    finally:
        for connection in connections.all(initialized_only=True):
            connection.close()
        server.stop()
        cluster.destroy()


@pytest.fixture(scope="session")
def database(postgres: RunningServer, django_db_blocker: DjangoDbBlocker) -> TestDatabase:
    """A migrated database with its three roles; Django's two aliases point to it."""
    from comptoir.platform.roles import RolePasswords, ensure_roles
    from comptoir.platform.schema import migrate

    ensure_roles(postgres.url(), database=DATABASE, passwords=RolePasswords(owner=OWNER_PASSWORD, app=APP_PASSWORD))
    addresses = TestDatabase(
        app=postgres.url(DATABASE, "comptoir_app", APP_PASSWORD),
        owner=postgres.url(DATABASE, "comptoir_owner", OWNER_PASSWORD),
        superuser=postgres.url(DATABASE),
    )
    _point_django("default", addresses.app)
    _point_django("owner", addresses.owner)
    os.environ["COMPTOIR_APP_DATABASE_URL"] = addresses.app
    os.environ["COMPTOIR_OWNER_DATABASE_URL"] = addresses.owner
    with django_db_blocker.unblock():
        migrate()
    return addresses


@pytest.fixture(scope="session")
def django_db_setup(database: TestDatabase) -> None:
    """Replaces pytest-django's own test database: ours has roles that Django does not know of."""


@pytest.fixture
def db(database: TestDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Access to the database without a wrapping transaction: operations are durable."""
    with django_db_blocker.unblock():
        yield
        connections["default"].close()


@pytest.fixture
def organization(db: None) -> UUID:
    """A fresh, empty organization in France."""
    from comptoir.platform.commands import FoundOrganization
    from comptoir.platform.operations import found_organization

    command = FoundOrganization(
        organization=new_uuid7(), name="Épicerie d'essai", country="FR", currency="EUR", locale="fr-FR"
    )
    found_organization(command)
    return command.organization


def _point_django(alias: str, address: str) -> None:
    from comptoir.config.settings import database_settings

    connection = connections[alias]
    connection.close()
    for target in (connections.settings[alias], connection.settings_dict):
        target.update(database_settings(address))

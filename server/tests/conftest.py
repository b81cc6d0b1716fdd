"""A real PostgreSQL for every test run, and a fresh organization for every test.

The suite never empties tables: row-level security keeps tests apart as it keeps shops apart.
`COMPTOIR_PG_BIN` chooses the server's binaries (CI runs the suite on 18 and on 15).
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from hypothesis import HealthCheck, settings
from psycopg.pq import TransactionStatus
from pytest_django import DjangoDbBlocker

from comptoir.kernel import new_uuid7
from comptoir.platform.postgres import RunningServer
from tests.databases import (
    EMPTY,
    TestDatabase,
    addresses_of,
    copy_database,
    make_database,
    make_databases,
    point_django_at,
)
from tests.migrated import start_migrated

# Property tests count cases, not milliseconds: a busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Files of half a minute and more, the longest first: one that begins last leaves the other processors idle.
LONGEST = (
    *("browser/test_accessibility.py", "browser/test_rare_screens.py"),
    *("browser/test_direct_hardware.py", "conformance/test_differential_v2.py", "config_demo/test_prepare.py"),
    *("isolation/test_pages.py", "isolation/test_interface.py"),
    *("backoffice/test_access.py", "platform/test_postgres.py", "platform/test_picture.py"),
    *("api/test_schemathesis.py", "config/test_supervisor.py", "backoffice/test_some_stores.py"),
    *("edge/test_database_dies.py", "pricing/test_v2_properties.py", "config/test_fleet.py", "moving/test_month.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    rank = {here / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(autouse=True)
def first_language() -> None:
    """Every test begins in the first language: a page asked for by the test before leaves its own behind."""
    translation.deactivate()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[RunningServer]:
    """A throw-away server without fsync, with the schema in two databases."""
    with django_db_blocker.unblock():
        cluster, server = start_migrated(Path(tmp_path_factory.mktemp("postgres")) / "data", make_databases)
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
    with django_db_blocker.unblock():
        return make_database(postgres)


@pytest.fixture(scope="session")
def django_db_setup(database: TestDatabase) -> None:
    """Replaces pytest-django's own test database: ours has roles that Django does not know of."""


@pytest.fixture
def db(database: TestDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Access to the database without a wrapping transaction: operations are durable."""
    with django_db_blocker.unblock():
        yield
        let_go_when_unfit(connections["default"])


@pytest.fixture
def alone(postgres: RunningServer, database: TestDatabase, db: None) -> Iterator[TestDatabase]:
    """A database without the shops of other tests, for what works through all of them: name it before the shop."""
    name = f"alone_{new_uuid7().hex}"
    copy_database(postgres, name, of=EMPTY)
    own = addresses_of(postgres, name)
    point_django_at(own)
    try:
        yield own
    finally:
        point_django_at(database)


def let_go_when_unfit(connection: BaseDatabaseWrapper) -> None:
    """Keep a connection that the next test can work with: one that has seen the tables answers three times sooner."""
    if connection.connection is None:
        return
    is_idle = connection.connection.info.transaction_status == TransactionStatus.IDLE
    if not is_idle or connection.in_atomic_block or not connection.is_usable():
        connection.close()


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

"""A migrated database with its three roles, and Django pointed at it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.db import connections
from psycopg import sql

from comptoir.platform.postgres import RunningServer

OWNER_PASSWORD = "owner-in-tests"
APP_PASSWORD = "app-in-tests"
DATABASE = "comptoir"
# As the migrations leave it; nobody works in it.
EMPTY = "comptoir_empty"


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    """Processes that exist and do nothing, like a machine that hangs."""
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """Addresses of a database for both roles that sign in, and for the superuser."""

    __test__ = False
    app: str
    owner: str
    superuser: str


def addresses_of(server: RunningServer, name: str = DATABASE) -> TestDatabase:
    return TestDatabase(
        app=server.url(name, "comptoir_app", APP_PASSWORD),
        owner=server.url(name, "comptoir_owner", OWNER_PASSWORD),
        superuser=server.url(name),
    )


def copy_database(server: RunningServer, name: str, *, of: str = DATABASE) -> None:
    """A second database in an instant: migrating takes ten seconds. Nobody may be connected to the first."""
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(of))
    with psycopg.connect(server.url(), autocommit=True) as superuser:
        superuser.execute(copy)


def make_roles(server: RunningServer, name: str) -> TestDatabase:
    """An empty database with its three roles."""
    from comptoir.platform.roles import RolePasswords, ensure_roles

    ensure_roles(server.url(), database=name, passwords=RolePasswords(owner=OWNER_PASSWORD, app=APP_PASSWORD))
    return addresses_of(server, name)


def make_database(server: RunningServer, name: str = DATABASE) -> TestDatabase:
    """Roles and schema; Django's two aliases point to it from then on. Needs access to the database."""
    from comptoir.platform.schema import migrate

    addresses = make_roles(server, name)
    point_django_at(addresses)
    migrate()
    return addresses


def make_databases(server: RunningServer) -> None:
    """The one that tests work in, and the one that they copy."""
    make_database(server)
    copy_database(server, EMPTY)


def point_django_at(addresses: TestDatabase) -> None:
    from comptoir.config.settings import database_settings

    for alias, address in (("default", addresses.app), ("owner", addresses.owner)):
        connection = connections[alias]
        connection.close()
        engine = str(connection.settings_dict["ENGINE"])
        for target in (connections.settings[alias], connection.settings_dict):
            target.update(database_settings(address, engine=engine))
    os.environ["COMPTOIR_APP_DATABASE_URL"] = addresses.app
    os.environ["COMPTOIR_OWNER_DATABASE_URL"] = addresses.owner

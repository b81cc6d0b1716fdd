"""Bring the database to this version: roles, schema, grants; then make sure that the serving role is a powerless one.

    python -m comptoir.config.migrating

The supervisor runs it before it lets anybody in; `comptoir migrate` runs it alone. Safe to repeat.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from comptoir.backoffice.beginning.code import ensure_code, forget_code
from comptoir.config.database import Addresses, database_of
from comptoir.config.home import Home
from comptoir.config.lineage import die_with_parent
from comptoir.platform.postgres import PostgresUnavailable, Waiting
from comptoir.platform.roles import RolePasswords, check_app_role, ensure_roles


class CannotMigrate(Exception):
    """The text says why, for the administrator."""


# Whatever decides the schema: our own migrations and what grants rights, and the libraries that bring tables.
SOURCES = (
    "*/migrations/*.py",
    "platform/roles.py",
    "platform/schema.py",
    "platform/picture.py",
    "platform/schema.sql",
    "platform/protection.py",
    "platform/limiting.py",
)
LIBRARIES = ("django", "django-axes", "procrastinate", "psycopg")


def migrate(home: Home, addresses: Addresses) -> None:
    """Bring everything to this version and check the role that will serve.

    A database that this very version has migrated is only looked at: loading Django to learn that there is nothing to
    do would be half of the time that a shop waits in the morning.
    """
    home.secret("django-key")
    if not is_current(addresses):
        _migrate(home, addresses)
        _remember(addresses)
    if reason := check_app_role(addresses.app):
        raise CannotMigrate(
            f"Comptoir does not serve with this connection: {reason}. Every shop could read every other's data. "
            "Name a connection of the role comptoir_app with COMPTOIR_APP_DATABASE_URL."
        )
    _offer_beginning(home, addresses)


def _offer_beginning(home: Home, addresses: Addresses) -> None:
    """While nobody can sign in, the code of the first-run assistant lies in the home; afterwards it does not."""
    with psycopg.connect(addresses.owner) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM identity_user)").fetchone()
    if row is not None and not row[0]:
        ensure_code(home.secrets)
    else:
        forget_code(home.secrets)


def schema_version() -> str:
    """One value for all that decides the schema."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(package.glob(pattern)):
            digest.update(f"{path.relative_to(package)}\n".encode() + path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    return f"comptoir schema {digest.hexdigest()}"


def is_current(addresses: Addresses) -> bool:
    """Whether this version has migrated this database, and both roles get in.

    The version is a comment on Django's own list of migrations, so that it travels with it into a dump and back.
    """
    try:
        with psycopg.connect(addresses.owner) as connection:
            row = connection.execute("SELECT obj_description(to_regclass('django_migrations'))").fetchone()
        psycopg.connect(addresses.app).close()
    except psycopg.OperationalError:
        return False
    return row is not None and row[0] == schema_version()


def _remember(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sql.Literal(schema_version())))


def _migrate(home: Home, addresses: Addresses) -> None:
    if addresses.administrator is not None:
        passwords = RolePasswords(owner=home.secret("owner-password"), app=home.secret("app-password"))
        ensure_roles(addresses.administrator, database=addresses.database, passwords=passwords)
    os.environ.update(addresses.environment(home))

    import django

    django.setup()
    from comptoir.platform.schema import migrate as run_migrations

    run_migrations()


def main(_arguments: list[str]) -> int:
    """Migrate the database of the home."""
    die_with_parent()
    home = Home.of_environment()
    try:
        with database_of(home, on_wait=show) as addresses:
            migrate(home, addresses)
    except (CannotMigrate, PostgresUnavailable, psycopg.OperationalError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def show(waiting: Waiting) -> None:
    """Say why it takes time."""
    if waiting.seconds % 5 == 2:
        print(f"{waiting.doing.capitalize()}, {waiting.seconds} s …", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

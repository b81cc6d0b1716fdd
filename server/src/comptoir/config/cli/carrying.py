"""`comptoir export` and `comptoir import`: everything of a shop out into a file, and into an empty Comptoir."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import typer

from comptoir.config.database import Addresses, database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import CannotMigrate, migrate, show
from comptoir.moving.carried import CannotCarry
from comptoir.platform.postgres import PostgresUnavailable


def export_shop(file: Path, *, organization: str | None, is_demo: bool) -> int:
    """Write the file; 1 when it cannot be."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    try:
        wanted = UUID(organization) if organization else None
    except ValueError as error:
        raise typer.BadParameter(f"{organization} is no identifier of an organization.") from error
    if file.exists():
        print(f"{file} is there already.", file=sys.stderr)
        return 1
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}.{demo_hint(home)}", file=sys.stderr)
        return 2

    def write(addresses: Addresses) -> int:
        os.environ.update(addresses.environment(home))
        from comptoir.moving.carrying_out import Step, carry_out

        told = set()

        def tell(step: Step) -> None:
            if step.table and step.table not in told:
                told.add(step.table)
                _say(step.table)

        with psycopg.connect(addresses.owner) as connection:
            done = carry_out(connection, file, organization=wanted, now=datetime.now(UTC), progress=tell)
        print(f"{done.name}: {done.rows} rows of {done.tables} tables and {done.entries} signed entries in {file}")
        return 0

    return _with_database(home, write)


def import_shop(file: Path) -> int:
    """Read the file into this home, which must hold no shop; then verify what came."""
    home = Home.of_environment()

    def read(addresses: Addresses) -> int:
        migrate(home, addresses)
        os.environ.update(addresses.environment(home))
        import django

        django.setup()
        from django.contrib.auth.hashers import make_password

        from comptoir.config.carrying_in import carry_in
        from comptoir.config.cli.verify import verify_owner
        from comptoir.platform.schema import gather_statistics

        with psycopg.connect(addresses.owner) as connection:
            done = carry_in(connection, file, hash_password=make_password, progress=_say)
        gather_statistics()
        print(f"{done.name}: {done.rows} rows are here. Each till is enrolled anew; programs and PINs are made anew.")
        for one in done.passwords:
            print(f"{one.name} ({one.email}) signs in with: {one.password}")
        return verify_owner(addresses.owner, done.organization)

    return _with_database(home, read)


def _with_database(home: Home, work: Callable[[Addresses], int]) -> int:
    try:
        with database_of(home, on_wait=show) as addresses:
            return work(addresses)
    except (CannotCarry, CannotMigrate, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (PostgresUnavailable, psycopg.OperationalError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _say(table: str) -> None:
    print(f"{table} …", file=sys.stderr)

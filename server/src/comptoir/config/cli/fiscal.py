"""`comptoir archive`, `verify-archive` and `build`: what a country's law asks to be kept, checked and named."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import typer

from comptoir.config.database import database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.platform.postgres import PostgresUnavailable


def archive(last: str, *, organization: str | None, is_demo: bool) -> int:
    """Archive everything up to a day; 1 when there is nothing to archive or it can't be."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    try:
        day = date.fromisoformat(last)
        wanted = UUID(organization) if organization else None
    except ValueError as error:
        raise typer.BadParameter("A day is written 2026-11-30, an organization is its identifier.") from error
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}: nothing was sealed there.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            os.environ.update(addresses.environment(home))
            import django

            django.setup()
            return _archive(addresses.owner, wanted, day)
    except (PostgresUnavailable, psycopg.OperationalError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _archive(owner: str, organization: UUID | None, last: date) -> int:
    from comptoir.fiscal.commands import MakeArchive
    from comptoir.fiscal.public import archive_path, make_archive
    from comptoir.kernel import DomainError, new_uuid7

    with psycopg.connect(owner) as connection:
        rows = connection.execute("SELECT id, name FROM platform_organization ORDER BY name, id").fetchall()
    found = [(key, name) for key, name in rows if organization in (None, key)]
    if len(found) != 1:
        print("Choose an organization with --organization:", file=sys.stderr)
        print("\n".join(f"  {key}  {name}" for key, name in rows), file=sys.stderr)
        return 1
    [(key, name)] = found
    try:
        made = make_archive(MakeArchive(key, None, new_uuid7(), last, datetime.now(UTC)))
    except DomainError as refusal:
        print(f"{name}: {refusal.code}", file=sys.stderr)
        return 1
    print(f"{name}: {archive_path(key, made)}")
    return 0


def verify_archive(file: Path, *, key: str) -> int:
    """Check an archive by its own bytes, with no database; 1 where anything is not as it was archived."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    from comptoir.fiscal.archive_check import check_archive
    from comptoir.fiscal.archive_format import ArchiveUnreadable

    try:
        report = check_archive(file, key=key)
    except ArchiveUnreadable as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for fault in report.faults:
        print(fault)
    print(
        f"Archive {report.number}, {report.first} to {report.last}: {report.entries} entries in "
        f"{report.chains} chains, digest {report.digest}"
    )
    print(f"Signed by {report.key}{'' if key else ': compare it with the key that the shop told you'}")
    print(f"{len(report.faults)} faults" if report.faults else "all as it was archived")
    return 1 if report.faults else 0


def print_build(*, with_files: bool) -> int:
    """Name, version and fingerprint; with the files, lines that `sha256sum -c` reads and whose SHA-256 it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    from comptoir.fiscal.build import files, software

    if with_files:
        for name, digest in files():
            print(f"{digest}  {name}")
        return 0
    program = software()
    print(f"{program.name} {program.version}\n{program.fingerprint}")
    return 0


def add_data_pack(file: Path, *, is_demo: bool) -> int:
    """Keep a signed table of a country; 1 where it does not count here."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    try:
        with database_of(home, on_wait=show) as addresses:
            os.environ.update(addresses.environment(home))
            import django

            django.setup()
            from comptoir.fiscal.data_packs import add_pack
            from comptoir.fiscal.errors import PackRefused

            try:
                pack = add_pack(file.read_bytes())
            except PackRefused as refusal:
                print(f"{file} does not count here: {refusal.details.get('why')}", file=sys.stderr)
                return 1
            print(f"{pack.plugin} version {pack.version}, from {pack.valid_from} on")
            return 0
    except (PostgresUnavailable, psycopg.OperationalError, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 2

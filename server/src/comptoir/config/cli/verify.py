"""`comptoir verify`: is everything in the ledger still what the tills sealed? 1 when anything is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import psycopg
import typer

from comptoir.config.database import database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.config.verification_report import NOTHING, Held, Outside
from comptoir.journal import EssentialsUnreadable, parse_essentials
from comptoir.platform.postgres import PostgresUnavailable

SPOKEN_ENTRIES = 50_000


def verify_entries(
    *,
    organization: str | None,
    is_demo: bool,
    held: Path | None = None,
    heads: Sequence[Path] = (),
    witnesses: Sequence[str] = (),
) -> int:
    """Check and name each broken document."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    try:
        wanted = UUID(organization) if organization else None
    except ValueError as error:
        raise typer.BadParameter(f"{organization} is no identifier of an organization.") from error
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}: nothing was sealed there.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            os.environ.update(addresses.environment(home))
            outside = Outside(read_held(held) if held else (), [path.read_text(encoding="utf-8") for path in heads])
            return verify_owner(addresses.owner, wanted, outside, witnesses=witnesses)
    except (PostgresUnavailable, psycopg.OperationalError, EssentialsUnreadable, OSError, ValueError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def read_held(path: Path) -> list[Held]:
    """A line for each entry that somebody holds: a receipt's code (or its address), or chain, sequence and digest."""
    found = []
    for line in path.read_text(encoding="ascii").splitlines():
        words = line.split()
        if len(words) == 3:
            found.append(Held(UUID(words[0]), int(words[1]), bytes.fromhex(words[2])))
        elif words:
            code = parse_essentials(words[0].rpartition("#")[2])
            found.append(Held(UUID(code.chain), code.sequence, bytes.fromhex(code.digest)))
    return found


def verify_owner(
    owner: str, organization: UUID | None, outside: Outside = NOTHING, *, witnesses: Sequence[str] = ()
) -> int:
    """Check by the owner's connection, and say each finding."""
    from comptoir.config.verification import Finding, verify_database
    from comptoir.config.verification_witness import WitnessUnreadable, origins_of, read_witness, witness_faults

    def progress(entries: int) -> None:
        if entries % SPOKEN_ENTRIES == 0:
            print(f"{entries} entries …", file=sys.stderr)

    with psycopg.connect(owner) as connection:
        report = verify_database(connection, organization=organization, outside=outside, progress=progress)
        connection.rollback()
        for where in witnesses:
            try:
                witnessed = read_witness(where, origins_of(connection, organization))
            except WitnessUnreadable as refusal:
                print(refusal, file=sys.stderr)
                return 2
            for tenant, what in witness_faults(connection, organization, witnessed):
                report.findings.append(Finding(tenant, "log", None, what))
            print(f"compared with {len(witnessed.notes)} heads that {witnessed.name} cosigned ({witnessed.key})")
    for finding in report.findings:
        where = f"{finding.document} " if finding.document else ""
        print(f"{where}({finding.entry}, organization {finding.organization}): {finding.what}")
    print(
        f"{report.entries} entries in {report.chains} chains, {report.sales} sales and refunds, "
        f"{report.quarantined} in quarantine: "
        + (f"{len(report.findings)} findings" if report.findings else "all as the tills sealed them")
    )
    return 1 if report.findings else 0

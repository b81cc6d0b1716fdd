"""One backup from beginning to end: the secrets, the books, the test of what lies at the place, the old ones away."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO

import psycopg

from comptoir.config.backup.dumping import Dumped, DumpFailed, dump_books
from comptoir.config.backup.manifest import Manifest
from comptoir.config.backup.restoring import CannotRestore, check_books, restore_books, scratch_database
from comptoir.config.backup.secrets_file import check_secrets, dump_secrets, read_secrets
from comptoir.config.database import Addresses
from comptoir.config.home import Home, version
from comptoir.config.verification import verify_database
from comptoir.platform.backups.places import Kept, Place, PlaceTroubled
from comptoir.platform.backups.plan import Backups, Plan, Run
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.backups.sealed_file import FileKey, SealBroken
from comptoir.platform.postgres import PostgresUnavailable

SCRATCH = "comptoir_backup_test"
FINDINGS_TOLD = 20
TROUBLES = (PlaceTroubled, DumpFailed, CannotRestore, SealBroken, PostgresUnavailable, psycopg.Error, OSError)

HOLD = """
    UPDATE tills_chain_head h SET held_sequence = given.sequence
    FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) given (organization, chain, sequence)
    WHERE h.organization_id = given.organization AND h.chain_id = given.chain AND h.held_sequence < given.sequence
"""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Maker:
    """What a backup needs. `tell` hears one line for each step."""

    home: Home
    addresses: Addresses
    plan: Plan
    tell: Callable[[str], None] = lambda _: None

    @property
    def _backups(self) -> Backups:
        return Backups(self.home.path)

    @property
    def _place(self) -> Place:
        return self._backups.place(self.plan)

    def make(self, now: datetime) -> list[Run]:
        """Make both files, test them, note what became of each, and let old ones go. It raises nothing of weather."""
        runs = [self._secrets(now), self._books(now)]
        for run in runs:
            self._backups.note(run)
        if all(run.is_good for run in runs):
            self._forget_old()
        return runs

    def _books(self, now: datetime) -> Run:
        run = Run(name=name_of(now, Kind.BOOKS), made_at=now.isoformat(timespec="seconds"), kind=Kind.BOOKS)
        began = time.monotonic()
        held: list[Dumped] = []

        def write(target: BinaryIO) -> None:
            public = self.plan.public(Kind.BOOKS)
            held.append(
                dump_books(self.addresses.owner, target, name=run.name, public=public, version=version(), now=now)
            )

        self.tell(f"{run.name} …")
        try:
            size = self._place.put(run.name, write)
        except TROUBLES as trouble:
            return replace(run, trouble=_said(trouble))
        [dumped] = held
        run = replace(
            run, size=size, seconds=round(time.monotonic() - began), entries=dumped.manifest.entries,
            organizations=len(dumped.manifest.organizations),
        )  # fmt: skip
        run = self._tested(run, dumped)
        if run.is_good:
            hold(self.addresses.owner, dumped.manifest)
        return run

    def _tested(self, run: Run, dumped: Dumped) -> Run:
        """Read it back from its place into a database of its own, count, and read what tills sealed."""
        self.tell(f"{run.name} is read back and restored to try it …")
        began = time.monotonic()
        try:
            with scratch_database(self.addresses, SCRATCH) as owner:
                with self._place.open(run.name) as source:
                    manifest = restore_books(source, dumped.key, owner=owner, name=run.name, spool=self.home.spool)
                found = check_books(owner, manifest) + verify_books(owner, manifest)
        except TROUBLES as trouble:
            found = [_said(trouble)]
        seconds = round(time.monotonic() - began)
        return replace(run, tested=True, test_seconds=seconds, findings=tuple(found[:FINDINGS_TOLD]))

    def _secrets(self, now: datetime) -> Run:
        run = Run(name=name_of(now, Kind.SECRETS), made_at=now.isoformat(timespec="seconds"), kind=Kind.SECRETS)
        keys: list[FileKey] = []

        def write(target: BinaryIO) -> None:
            public = self.plan.public(Kind.SECRETS)
            keys.append(dump_secrets(self.home, target, name=run.name, public=public, now=now))

        self.tell(f"{run.name} …")
        try:
            size = self._place.put(run.name, write)
            with self._place.open(run.name) as source:
                found = read_secrets(source, keys[0], name=run.name)
        except TROUBLES as trouble:
            return replace(run, trouble=_said(trouble))
        return replace(run, size=size, tested=True, findings=tuple(check_secrets(self.home, found)[:FINDINGS_TOLD]))

    def _forget_old(self) -> None:
        try:
            for kept in beyond(self._place.list(), self.plan.keep):
                self._place.remove(kept.name)
        except PlaceTroubled as trouble:
            self.tell(str(trouble))


def verify_books(owner: str, manifest: Manifest) -> list[str]:
    """Digests, seals, chains, logs and what is derived, as `comptoir verify` reads them, in a restored database."""
    with psycopg.connect(owner) as connection:
        report = verify_database(connection, organization=None, is_copy=True)
    said = [f"{one.document}: {one.what}" for one in report.findings]
    if report.entries != manifest.entries:
        said.append(f"{report.entries} entries were read, {manifest.entries} were there")
    return said


def hold(owner: str, manifest: Manifest) -> None:
    """Let tills know how far a backup that was tried holds their chains: what is in it may leave them after 90 days.

    A few rows at a time: whoever sells waits for none of them.
    """
    chains = manifest.chains
    with psycopg.connect(owner, autocommit=True) as connection:
        for start in range(0, len(chains), AT_ONCE):
            part = chains[start : start + AT_ONCE]
            connection.execute(
                HOLD, [[one.organization for one in part], [one.chain for one in part], [one.sequence for one in part]]
            )


def name_of(now: datetime, kind: Kind) -> str:
    """Sorted by name is sorted by time."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{kind}.comptoir"


def beyond(found: list[Kept], keep: int) -> list[Kept]:
    """What goes: of each kind all but the newest."""
    gone: list[Kept] = []
    for kind in Kind:
        of_kind = [one for one in found if one.name.endswith(f"-{kind}.comptoir")]
        gone += of_kind[: max(0, len(of_kind) - keep)]
    return gone


def _said(trouble: BaseException) -> str:
    """One line; PostgreSQL's own words may be many."""
    return " ".join(str(trouble).split())[:400] or type(trouble).__name__

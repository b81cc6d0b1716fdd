"""Reads everything that was ever stored again and asks whether it is still what the tills sealed.

It trusts the stored bytes, and the keys that this server's own key certified, outside the database; nothing that was
derived. The digest and the seal are computed over the bytes as they lie in the database, the chain is followed by the
digests, and every row that was made of an entry must say what its bytes say. What tills, customers and witnesses hold
is compared where it is given. It writes nothing and reads in one snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row

from comptoir.config.verification_aside import check_quarantine, name_suspects
from comptoir.config.verification_chain import Chain, Enrolments, StoredEntry, missing_chains
from comptoir.config.verification_closings import DayClosings
from comptoir.config.verification_log import log_faults
from comptoir.config.verification_office import office_faults
from comptoir.config.verification_report import NOTHING, Finding, Held, Outside, Report
from comptoir.config.verification_rotation import rotation_faults
from comptoir.config.verification_rows import check_derived
from comptoir.config.verification_sql import ENTRIES, NOT_LOGGED, ORPHANS

__all__ = ["Finding", "Held", "Outside", "Report", "verify_database", "verify_snapshot"]

CHUNK = 500
Connection = psycopg.Connection[tuple[object, ...]]


def verify_database(
    connection: Connection,
    *,
    organization: UUID | None,
    outside: Outside = NOTHING,
    is_copy: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Check all entries, or one organization's. The connection must see all tenants (the owner's).

    `is_copy`: a restored backup, which may end before what was signed last.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        return verify_snapshot(
            connection, organization=organization, outside=outside, is_copy=is_copy, progress=progress
        )


def verify_snapshot(
    connection: Connection,
    *,
    organization: UUID | None,
    outside: Outside = NOTHING,
    is_copy: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """The same, inside a transaction of the caller's."""
    report = Report()
    enrolments = Enrolments(connection, organization, report)
    held: dict[UUID, list[Held]] = {}
    for one in outside.held:
        held.setdefault(one.chain, []).append(one)
    seen: set[UUID] = set()
    for key, entries in groupby(_entries(connection, organization), key=lambda entry: entry.chain):
        report.chains += 1
        seen.add(key)
        _check_chain(connection, enrolments, held.get(key, []), entries, report, progress)
    missing_chains(connection, enrolments, held, seen, report)
    faults = list(log_faults(connection, organization, outside.heads, is_copy=is_copy))
    report.findings += [Finding(tenant, document, entry, what) for tenant, document, entry, what in faults]
    wrong = {tenant for tenant, document, _, _ in faults if document.startswith("log")}
    check_quarantine(connection, organization, enrolments, wrong, report)
    name_suspects(connection, enrolments, wrong, report)
    _check_orphans(connection, organization, report)
    aside = (*rotation_faults(connection, organization, enrolments), *office_faults(connection, organization))
    for tenant, document, entry, what in aside:
        report.findings.append(Finding(tenant, document, entry, what))
    return report


def _check_chain(
    connection: Connection,
    enrolments: Enrolments,
    held: Sequence[Held],
    entries: Iterator[StoredEntry],
    report: Report,
    progress: Callable[[int], None],
) -> None:
    chain: Chain | None = None
    closings = DayClosings(report)
    for chunk in _chunks(entries):
        if chain is None:
            first = chunk[0]
            chain = Chain(connection, report, first, enrolments.of(first.organization, first.chain), held)
        genuine = [sealed for entry in chunk if (sealed := chain.check(entry)) is not None]
        for sealed in genuine:
            closings.take(sealed)
        check_derived(connection, genuine, report)
        report.entries += len(chunk)
        progress(report.entries)
    assert chain is not None
    chain.check_head()


def _check_orphans(connection: Connection, organization: UUID | None, report: Report) -> None:
    for query, what in (*ORPHANS, (NOT_LOGGED, "an entry that neither log nor outbox knows")):
        for tenant, identifier in connection.execute(query, [organization, organization]):
            assert isinstance(tenant, UUID)
            assert isinstance(identifier, UUID)
            report.findings.append(Finding(tenant, "", identifier, what))


def _entries(connection: Connection, organization: UUID | None) -> Iterator[StoredEntry]:
    with connection.cursor("comptoir_verify", row_factory=namedtuple_row) as cursor:
        cursor.itersize = CHUNK
        cursor.execute(ENTRIES, [organization, organization])
        for row in cursor:
            yield StoredEntry(*row)


def _chunks(entries: Iterable[StoredEntry]) -> Iterator[list[StoredEntry]]:
    chunk: list[StoredEntry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

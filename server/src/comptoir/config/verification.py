"""Reads everything that was ever stored again and asks whether it is still what the tills sealed.

It trusts the stored bytes and the keys of the enrolments, and nothing that was derived from them: the digest and the
seal are computed over the bytes as they lie in the database, the chain is followed by the digests, and sales, lines,
taxes, tenders and movements must say what the bytes say. It writes nothing and reads in one snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row

from comptoir.config.verification_log import log_faults
from comptoir.config.verification_sql import (
    BODY_DIFFERENCES,
    ENTRIES,
    HEADS,
    HELD_DIGESTS,
    LINES,
    MOVEMENTS,
    NOT_LOGGED,
    ORPHAN_SALES,
    PROMOTIONS,
    QUARANTINE,
    SALES,
    SUBTOTALS,
    TENDERS,
)
from comptoir.journal import (
    EMPTY_DIGEST,
    EntryTooDeep,
    EntryTooLarge,
    EntryUnreadable,
    Envelope,
    KeyInvalid,
    digest,
    load_public_key,
    parse_envelope,
    receipt_number,
    to_base64url,
    verify_digest_seal,
)
from comptoir.kernel.card_numbers import is_masked
from comptoir.sales.bodies import BodyNotUnderstood, SaleBody
from comptoir.sales.flows import TURNED, parse_turned
from comptoir.sales.goods import moves_of, returned_number

CHUNK = 500
Connection = psycopg.Connection[tuple[object, ...]]


class StoredEntry(NamedTuple):
    """An entry as it lies there, with the key that must have sealed it."""

    organization: UUID
    id: UUID
    till: UUID
    chain: UUID
    sequence: int
    branch: int
    kind: str
    digest: bytes
    content: bytes
    seal: bytes
    public_key: bytes
    till_code: str
    enrolment: int

    @property
    def document(self) -> str:
        """The number that a customer holds, by which people find it."""
        branch = f" (adopted {self.branch})" if self.branch else ""
        return receipt_number(self.till_code, self.enrolment, self.sequence) + branch


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed."""

    organization: UUID
    document: str
    entry: UUID | None
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found."""

    entries: int = 0
    sales: int = 0
    quarantined: int = 0
    chains: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry that is genuine, read."""

    stored: StoredEntry
    envelope: Envelope


def verify_database(
    connection: Connection,
    *,
    organization: UUID | None,
    progress: Callable[[int], None] = lambda _: None,
    is_copy: bool = False,
) -> Report:
    """Check all entries, or one organization's. The connection must see all tenants (the owner's).

    `is_copy`: a restored backup, which may end before what was signed last.
    """
    report = Report()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        for _, entries in groupby(_entries(connection, organization), key=lambda entry: entry.chain):
            report.chains += 1
            chain = _Chain(connection, report)
            for chunk in _chunks(entries):
                genuine = [sealed for entry in chunk if (sealed := chain.check(entry)) is not None]
                _check_derived(connection, genuine, report)
                report.entries += len(chunk)
                progress(report.entries)
            chain.check_head()
        _check_quarantine(connection, organization, report)
        _check_orphans(connection, organization, report)
        for tenant, entry, what in log_faults(connection, organization, is_copy=is_copy):
            report.findings.append(Finding(tenant, "log", entry, what))
    return report


class _Chain:
    """Follows one chain by its digests."""

    def __init__(self, connection: Connection, report: Report) -> None:
        self._connection = connection
        self._report = report
        self._sequence = 0
        self._digests: set[str] = set()
        self._before: tuple[int, set[str]] = (0, {EMPTY_DIGEST})
        self._last: StoredEntry | None = None
        self._newest = b""

    def check(self, entry: StoredEntry) -> Sealed | None:
        """The entry read, or None when it is not genuine; its place in the chain is checked either way."""
        if entry.sequence != self._sequence:
            self._before = (self._sequence, self._digests or {EMPTY_DIGEST})
            self._sequence, self._digests = entry.sequence, set()
        if entry.branch == 0:
            self._newest = entry.digest
        self._last = entry
        self._digests.add(digest(entry.content))
        found = list(_faults(entry))
        try:
            envelope = parse_envelope(entry.content)
        except (EntryUnreadable, EntryTooLarge, EntryTooDeep):
            found.append("its bytes cannot be read")
            envelope = None
        if envelope is not None:
            found += _misplaced(entry, envelope)
            found += self._broken_chain(entry, envelope)
        self._report.findings += [Finding(entry.organization, entry.document, entry.id, what) for what in found]
        return Sealed(entry, envelope) if envelope is not None and not found else None

    def check_head(self) -> None:
        """An entry that was taken away at the end leaves no successor that would miss it; the head does."""
        last = self._last
        assert last is not None
        row = self._connection.execute(HEADS, [last.organization, last.chain]).fetchone()
        if row is None or (row[0], bytes(_octets(row[1]))) != (last.sequence, self._newest):
            said = f"ends at {row[0]}" if row else "is not known"
            what = f"the chain {said} by its head, the entries end here"
            self._report.findings.append(Finding(last.organization, last.document, last.id, what))

    def _broken_chain(self, entry: StoredEntry, envelope: Envelope) -> Iterator[str]:
        sequence, digests = self._before
        if envelope.previous in digests and sequence == entry.sequence - 1:
            return
        held = self._connection.execute(
            HELD_DIGESTS, [entry.organization, entry.till, bytes.fromhex(envelope.previous)]
        ).fetchone()
        if held is None:
            yield "the entry before it, which it names, is missing or is another one"


def _faults(entry: StoredEntry) -> Iterator[str]:
    computed = digest(entry.content)
    if computed != entry.digest.hex():
        yield "its bytes do not have the stored digest"
    try:
        key = load_public_key(to_base64url(entry.public_key))
    except KeyInvalid:
        yield "the key of its enrolment cannot be read"
        return
    if not verify_digest_seal(key, computed, entry.seal.decode("ascii", "replace")):
        yield "its seal does not fit its bytes"


def _misplaced(entry: StoredEntry, envelope: Envelope) -> Iterator[str]:
    said = (envelope.organization, envelope.till, envelope.chain, envelope.sequence, envelope.kind)
    stored = (str(entry.organization), str(entry.till), str(entry.chain), entry.sequence, entry.kind)
    names = ("organization", "till", "chain", "sequence", "kind")
    for name, sealed, kept in zip(names, said, stored, strict=True):
        if sealed != kept:
            yield f"it is stored under the {name} {kept}, and was sealed for {sealed}"


def _check_derived(connection: Connection, genuine: Sequence[Sealed], report: Report) -> None:
    """What was derived from a chunk of sales, refunds and their kin, against their bytes."""
    wanted = [sealed for sealed in genuine if sealed.envelope.kind in TURNED]
    if not wanted:
        return
    ids = [sealed.stored.id for sealed in wanted]
    sales = {row[0]: row[1:] for row in connection.execute(SALES, [ids])}
    parts = {
        name: _grouped(connection.execute(query, [ids]))
        for name, query in (
            ("lines", LINES),
            ("promotions", PROMOTIONS),
            ("taxes", SUBTOTALS),
            ("tenders", TENDERS),
            ("stock", MOVEMENTS),
        )
    }
    excused = {row[0] for row in connection.execute(BODY_DIFFERENCES, [ids])}
    for sealed in wanted:
        entry = sealed.stored
        derived = sales.get(entry.id)
        try:
            body = parse_turned(sealed.envelope.kind, sealed.envelope.body)
        except BodyNotUnderstood:
            body = None
        if derived is None:
            # The ledger keeps what it cannot count, and says so.
            if entry.id not in excused:
                report.findings.append(Finding(entry.organization, entry.document, entry.id, "its sale is missing"))
            continue
        report.sales += 1
        found = ["a sale was made of a body that is none"] if body is None else []
        if body is not None:
            mine = {name: rows.get(entry.id, []) for name, rows in parts.items()}
            found = list(_differences(entry, body, derived, mine))
        report.findings += [Finding(entry.organization, entry.document, entry.id, what) for what in found]


def _differences(
    entry: StoredEntry, body: SaleBody, sale: tuple[object, ...], parts: dict[str, list[tuple[object, ...]]]
) -> Iterator[str]:
    refers = body.refers_to
    said: tuple[object, ...] = (
        entry.till, body.session, body.cashier, entry.kind, body.currency, body.price_mode, body.net, body.tax,
        body.gross, body.cash_rounding, body.returned, refers.chain if refers else None,
        refers.sequence if refers else None,
    )  # fmt: skip
    names = (
        "till", "session", "cashier", "kind", "currency", "price mode", "net", "tax", "gross", "cash rounding",
        "returned", "refunded chain", "refunded sequence",
    )  # fmt: skip
    for name, sealed, kept in zip(names, said, sale, strict=True):
        if sealed != kept:
            yield f"its {name} is sealed as {sealed} and derived as {kept}"
    expected: dict[str, list[tuple[object, ...]]] = {
        "lines": sorted(
            (
                line.line, line.item, line.name, line.quantity_milli, line.unit, line.unit_price, line.line_discount,
                line.basket_discount, line.amount, tax.category, tax.rate_ppm, returned_number(line), line.goes_to,
            )
            for line, tax in ((line, body.tax_of(line)) for line in body.lines)
        ),
        "promotions": sorted(
            (line.line, promotion, amount)
            for line in body.lines
            for promotion, amount in line.taken_by_promotion().items()
        ),
        "taxes": [
            (number, row.tax_category, row.tax_rate_ppm, row.net, row.tax, row.gross)
            for number, row in enumerate(body.tax_subtotals, start=1)
        ],
        "tenders": [
            (number, row.kind, row.amount, row.received, row.change)
            for number, row in enumerate(body.tenders, start=1)
        ],
    }  # fmt: skip
    # An item that the catalogue did not know moved no stock; the line keeps what the till claimed.
    # Of a menu's parts no row says whether it was known: those that moved are compared.
    known = {row[0] for row in parts["lines"] if row[-1] is not None}
    moved = {row[0] for row in parts["stock"]}
    expected["stock"] = sorted(
        (number, item, quantity)
        for line in body.lines
        for number, item, quantity, _reason in moves_of(entry.kind, line)
        if (number in moved if line.components else line.line in known)
    )
    derived = {**parts, "lines": [row[:-1] for row in parts["lines"]]}
    for name, rows in expected.items():
        if rows != derived[name] and not (name == "stock" and _are_of_packs(rows, derived[name])):
            yield f"its {name} are not those of its bytes"


def _are_of_packs(lines: list[tuple[object, ...]], moved: list[tuple[object, ...]]) -> bool:
    """Whether what moved are the lines' own goods, or of a pack its article, so many times as often.

    How many a pack held is the catalogue's word of that day and not in the bytes: only that it is a whole number of
    times, in the line's direction, is.
    """
    if len(lines) != len(moved):
        return False
    for (number, item, quantity), (place, taken, count) in zip(lines, moved, strict=True):
        assert isinstance(quantity, int)
        assert isinstance(count, int)
        is_own = (item, quantity) == (taken, count)
        is_pack = item != taken and count % quantity == 0 and count // quantity > 0
        if number != place or not (is_own or is_pack):
            return False
    return True


def _check_quarantine(connection: Connection, organization: UUID | None, report: Report) -> None:
    for tenant, identifier, stored, content in connection.execute(QUARANTINE, [organization, organization]):
        report.quarantined += 1
        # Of what holds a card's number only the digest is that of what came (`docs/pci.md`).
        if digest(_octets(content)) != _octets(stored).hex() and not is_masked(_octets(content)):
            assert isinstance(tenant, UUID)
            assert isinstance(identifier, UUID)
            what = "quarantined bytes do not have their digest"
            report.findings.append(Finding(tenant, "quarantine", identifier, what))


def _check_orphans(connection: Connection, organization: UUID | None, report: Report) -> None:
    queries = ((ORPHAN_SALES, "a sale that no entry made"), (NOT_LOGGED, "an entry that neither log nor outbox knows"))
    for query, what in queries:
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


def _grouped(rows: Iterable[tuple[object, ...]]) -> dict[object, list[tuple[object, ...]]]:
    grouped: dict[object, list[tuple[object, ...]]] = {}
    for first, *rest in rows:
        grouped.setdefault(first, []).append(tuple(rest))
    return grouped


def _octets(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value

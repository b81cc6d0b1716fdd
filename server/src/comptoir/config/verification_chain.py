"""Follows one chain by its digests, and asks of each entry whether its till sealed it and whether it stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import psycopg

from comptoir.config.verification_report import Finding, Held, Report
from comptoir.config.verification_sql import ADOPTED, ENROLMENTS, HEADS, HELD_DIGESTS, HELD_SEQUENCES
from comptoir.journal import (
    EMPTY_DIGEST,
    EntryTooDeep,
    EntryTooLarge,
    EntryUnreadable,
    Envelope,
    KeyInvalid,
    certificate_digest,
    digest,
    load_public_key,
    load_server_key,
    parse_certificate,
    parse_envelope,
    receipt_number,
    to_base64url,
    verify_certificate,
    verify_digest_seal,
)
from comptoir.tills.server_key import known_server_keys

Connection = psycopg.Connection[tuple[object, ...]]
# So many missing entries of a chain are named one by one.
NAMED_MAX = 1_000


class StoredEntry(NamedTuple):
    """An entry as it lies there."""

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
    device_time: datetime | None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Whose chain it is, by the certificate where there is a good one. `fault`: why there is none."""

    key: str
    code: str
    number: int
    store: UUID
    device: UUID
    certificate: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry that is genuine, read."""

    stored: StoredEntry
    envelope: Envelope
    document: str
    enrolled: Enrolled


class Enrolments:
    """Every chain's certificate, looked at once. The public key beside it in the database proves nothing: whoever may
    write there could have put his own.
    """

    def __init__(self, connection: Connection, organization: UUID | None, report: Report) -> None:
        self._known: dict[tuple[object, object], Enrolled] = {}
        keys = [load_server_key(text) for text in known_server_keys()]
        rows = connection.execute(ENROLMENTS, [organization, organization]).fetchall()
        for tenant, chain, till, stored, number, text, device, code, store in rows:
            assert isinstance(tenant, UUID)
            key = to_base64url(_octets(stored))
            said = (tenant, chain, till, key, number, code)
            fault, certified = "", False
            if not any(verify_certificate(one, str(text)) for one in keys):
                fault = "the certificate of its chain is not signed by this server"
            else:
                certificate = parse_certificate(str(text))
                certified = True
                true = (
                    certificate.organization, certificate.chain, certificate.till, certificate.public_key,
                    certificate.enrolment, certificate.till_code,
                )  # fmt: skip
                names = ("organization", "chain", "till", "key", "number", "till code")
                for name, sealed, kept in zip(names, true, said, strict=True):
                    if sealed != (kept if isinstance(kept, int) else str(kept)):
                        document = f"{certificate.till_code}-{certificate.enrolment}"
                        what = f"the {name} of its enrolment is certified as {sealed} and stored as {kept}"
                        report.findings.append(Finding(tenant, document, None, what))
                key, code, number = certificate.public_key, certificate.till_code, certificate.enrolment
                store = UUID(certificate.store)
            assert isinstance(store, UUID)
            assert isinstance(device, UUID)
            assert isinstance(number, int)
            if fault:
                report.findings.append(Finding(tenant, f"{code}-{number}", None, fault))
            enrolled = Enrolled(key, str(code), number, store, device, str(text) if certified else "", fault)
            self._known[tenant, chain] = enrolled

    def of(self, organization: UUID, chain: UUID) -> Enrolled | None:
        return self._known.get((organization, chain))


class Chain:
    """One chain, entry by entry in its order."""

    def __init__(
        self,
        connection: Connection,
        report: Report,
        first: StoredEntry,
        enrolled: Enrolled | None,
        held: Sequence[Held],
    ) -> None:
        self._connection = connection
        self._report = report
        self._first = first
        self._enrolled = enrolled
        self._held = {(one.sequence): one.digest for one in held}
        self._sequence = 0
        self._digests: set[str] = set()
        self._before: tuple[int, set[str]] = (0, {EMPTY_DIGEST})
        self._newest = b""
        self._last: StoredEntry | None = None

    def document(self, sequence: int, branch: int = 0) -> str:
        """The number that a customer holds, by which people find it."""
        beside = f" (adopted {branch})" if branch else ""
        if self._enrolled is None:
            return receipt_number("?", 0, sequence) + beside
        return receipt_number(self._enrolled.code, self._enrolled.number, sequence) + beside

    def check(self, entry: StoredEntry) -> Sealed | None:
        """The entry read, or None when it is not genuine; its place in the chain is checked either way."""
        document = self.document(entry.sequence, entry.branch)
        if entry.sequence != self._sequence:
            self._name_missing(self._sequence + 1, entry.sequence - 1, f"{document} stands behind it")
            self._before = (self._sequence, self._digests or {EMPTY_DIGEST})
            self._sequence, self._digests = entry.sequence, set()
        if entry.branch == 0:
            self._newest = entry.digest
        self._last = entry
        found = list(self._faults(entry))
        found += self._compare_held(entry)
        self._digests.add(digest(entry.content))
        try:
            envelope = parse_envelope(entry.content)
        except (EntryUnreadable, EntryTooLarge, EntryTooDeep):
            found.append("its bytes cannot be read")
            envelope = None
        if envelope is not None:
            found += _misplaced(entry, envelope)
            found += self._broken_chain(entry, envelope)
        self._report.findings += [Finding(entry.organization, document, entry.id, what) for what in found]
        if envelope is None or found or self._enrolled is None:
            return None
        return Sealed(entry, envelope, document, self._enrolled)

    def check_head(self) -> None:
        """An entry that was taken away at the end leaves no successor that would miss it; the head does, and whoever
        holds it outside.
        """
        last = self._last
        assert last is not None
        row = self._connection.execute(HEADS, [last.organization, last.chain]).fetchone()
        document = self.document(last.sequence)
        if row is None or (row[0], _octets(row[1])) != (last.sequence, self._newest):
            said = f"ends at {row[0]}" if row else "is not known"
            what = f"the chain {said} by its head, the entries end here"
            self._report.findings.append(Finding(last.organization, document, last.id, what))
        if row is not None and isinstance(row[0], int):
            self._name_missing(last.sequence + 1, row[0], "the head of its chain names it")
        newest = max(self._held, default=0)
        self._name_missing(last.sequence + 1, newest, f"somebody outside holds {self.document(newest)}")

    def _faults(self, entry: StoredEntry) -> Iterator[str]:
        computed = digest(entry.content)
        if computed != entry.digest.hex():
            yield "its bytes do not have the stored digest"
        if computed in self._digests:
            yield "it is there twice"
        if entry.branch and self._connection.execute(ADOPTED, [entry.organization, entry.digest]).fetchone() is None:
            yield "it stands beside another one, and nobody adopted it"
        if self._enrolled is None:
            yield "nothing is known of the enrolment of its chain"
            return
        if self._enrolled.fault:
            yield self._enrolled.fault
        try:
            key = load_public_key(self._enrolled.key)
        except KeyInvalid:
            yield "the key of its enrolment cannot be read"
            return
        if not verify_digest_seal(key, computed, entry.seal.decode("ascii", "replace")):
            yield "its seal does not fit its bytes"

    def _compare_held(self, entry: StoredEntry) -> Iterator[str]:
        held = self._held.get(entry.sequence)
        if held is not None and entry.branch == 0 and held.hex() != digest(entry.content):
            yield "it is not the one that somebody outside holds"

    def _broken_chain(self, entry: StoredEntry, envelope: Envelope) -> Iterator[str]:
        if entry.sequence == 1 and self._enrolled is not None and self._enrolled.certificate:
            yield from _begun(envelope, self._enrolled)
        sequence, digests = self._before
        if envelope.previous in digests and sequence == entry.sequence - 1:
            return
        held = self._connection.execute(
            HELD_DIGESTS, [entry.organization, entry.till, bytes.fromhex(envelope.previous)]
        ).fetchone()
        if held is None:
            yield "the entry before it, which it names, is missing or is another one"

    def _name_missing(self, first: int, last: int, why: str) -> None:
        """What is neither stored nor set aside. Of bytes that nobody could read, nobody knows which it was."""
        if first > last:
            return
        organization, chain = self._first.organization, self._first.chain
        rows = self._connection.execute(HELD_SEQUENCES, [organization, self._first.till, chain, first, last]).fetchall()
        aside = {row[0] for row in rows}
        if None in aside:
            return
        for sequence in range(first, min(last, first + NAMED_MAX - 1) + 1):
            if sequence not in aside:
                what = f"it is missing: {why}"
                self._report.findings.append(Finding(organization, self.document(sequence), None, what))


def missing_chains(
    connection: Connection, enrolments: Enrolments, held: Mapping[UUID, Sequence[Held]], seen: set[UUID], report: Report
) -> None:
    """Chains of which no entry is left, and that somebody outside or a head still knows."""
    rows = connection.execute(
        "SELECT organization_id, chain_id, sequence FROM tills_chain_head ORDER BY 1, 2"
    ).fetchall()
    for tenant, chain, sequence in rows:
        assert isinstance(tenant, UUID)
        assert isinstance(chain, UUID)
        assert isinstance(sequence, int)
        enrolled = enrolments.of(tenant, chain)
        last = max([sequence, *(one.sequence for one in held.get(chain, ()))])
        if chain in seen or enrolled is None or not last:
            continue
        for number in range(1, min(last, NAMED_MAX) + 1):
            document = receipt_number(enrolled.code, enrolled.number, number)
            report.findings.append(Finding(tenant, document, None, "it is missing, with all of its chain"))


def _begun(envelope: Envelope, enrolled: Enrolled) -> Iterator[str]:
    """The first entry names the certificate; a chain that a till began by itself names the one before."""
    body = envelope.parse_body()
    if "vouched" not in body and body.get("certificate") != certificate_digest(enrolled.certificate):
        yield "it began the chain under another certificate"


def _misplaced(entry: StoredEntry, envelope: Envelope) -> Iterator[str]:
    said = (envelope.organization, envelope.till, envelope.chain, envelope.sequence, envelope.kind)
    stored = (str(entry.organization), str(entry.till), str(entry.chain), entry.sequence, entry.kind)
    names = ("organization", "till", "chain", "sequence", "kind")
    for name, sealed, kept in zip(names, said, stored, strict=True):
        if sealed != kept:
            yield f"it is stored under the {name} {kept}, and was sealed for {sealed}"
    if entry.device_time is not None and entry.device_time != datetime.fromisoformat(envelope.device_time):
        yield f"its time is sealed as {envelope.device_time} and stored as {entry.device_time.isoformat()}"


def _octets(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


__all__ = ["Chain", "Enrolled", "Enrolments", "Sealed", "StoredEntry", "missing_chains"]

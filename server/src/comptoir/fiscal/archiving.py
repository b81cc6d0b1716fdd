"""Making an archive: everything that tills sealed up to a day and no archive holds yet, in one signed file.

An archive goes on where the one before ended, by sequence in each chain, so that nothing falls between two of them and
an entry that came late is in the next. The file is written first and named last; then one act notes it, and it is in
the shop's log, whose tree other parties sign. A crash in between leaves a file that nobody knows, and no row.
"""

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import chain as chain_rows
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from comptoir.fiscal.archive_format import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    README,
    SIGNATURE,
    manifest_bytes,
    sign,
)
from comptoir.fiscal.build import software
from comptoir.fiscal.closings import day_closings
from comptoir.fiscal.commands import MakeArchive
from comptoir.fiscal.entries import Chain, chains, entries
from comptoir.fiscal.errors import ArchivedMeanwhile, ArchiveLarge, NotArchived, NothingToArchive, PeriodRunning
from comptoir.fiscal.events import office_events, till_events
from comptoir.fiscal.models import Archive, ArchivedChain
from comptoir.fiscal.totals import ChainTotal, chain_totals
from comptoir.journal.canonical import EntryValue
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import legal_entities, organization_view, stores
from comptoir.platform.tenancy import current_organization, operation, reading
from comptoir.sales.turnover import business_day
from comptoir.tills.public import server_key, write_office_entry

# A page's person waits for it: about ten seconds.
PAGE_ENTRIES_MAX = 100_000
EVENTS_MAX = 1_000_000
# The same entries make the same bytes: no time of a file system stands in the archive.
_UNDATED = (1980, 1, 1, 0, 0, 0)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A chain's part of an archive."""

    chain: Chain
    entries: int
    first_previous: str
    last_digest: str

    @property
    def name(self) -> str:
        return f"{self.chain.till_code}-{self.chain.enrolment}"


@dataclass(frozen=True, slots=True)
class Draft:
    """An archive that is written and not noted yet."""

    number: int
    first: date
    manifest: bytes
    signature: str
    parts: list[Part]
    totals: dict[UUID, ChainTotal]
    bytes: int

    @property
    def entries(self) -> int:
        return sum(part.entries for part in self.parts)


def archive_path(organization: UUID, archive: UUID) -> Path:
    """Outside the database, beside the server's keys."""
    return Path(settings.HOME) / "archives" / str(organization) / f"{archive}.zip"


@dataclass(frozen=True, slots=True)
class NoteArchive:
    """What was written, to be noted."""

    organization: UUID
    wish: MakeArchive
    draft: Draft


def make_archive(command: MakeArchive) -> UUID:
    """Write it, then note it. A repeat of the same command answers the first one's."""
    try:
        with reading(command.organization):
            if Archive.objects.filter(organization_id=command.organization, pk=command.id).exists():
                return command.id
            _check_day(command)
            draft = _write(command)
        note_archive(NoteArchive(command.organization, command, draft))
    finally:
        _draft_path(command).unlink(missing_ok=True)
    return command.id


@operation
def note_archive(command: NoteArchive) -> None:
    """Note what was written: only if the archive before it is still the newest."""
    wish, draft = command.wish, command.draft
    with connection.cursor() as cursor:
        lock = "SELECT pg_advisory_xact_lock(hashtext('fiscal.archive'), hashtext(%s))"
        cursor.execute(lock, [str(wish.organization)])
    if _newest(wish.organization) != draft.number - 1:
        raise ArchivedMeanwhile
    digest = sha256(draft.manifest).hexdigest()
    Archive.objects.create(
        organization_id=wish.organization, id=wish.id, number=draft.number, first=draft.first, last=wish.last,
        made_at=wish.now, person=wish.person, manifest=draft.manifest.decode(), signature=draft.signature,
        digest=digest, entries=draft.entries, bytes=draft.bytes,
    )  # fmt: skip
    for part in draft.parts:
        total = draft.totals[part.chain.id]
        ArchivedChain.objects.create(
            organization_id=wish.organization, archive_id=wish.id, chain_id=part.chain.id,
            first_sequence=part.chain.archived + 1, last_sequence=part.chain.until, last_digest=part.last_digest,
            sold=total.sold, refunded=total.refunded, documents=total.documents,
        )  # fmt: skip
    emit("fiscal.archived", wish.id, digest=bytes.fromhex(digest))
    audit.record(
        "fiscal.archived", person=wish.person, subject=str(wish.id), number=draft.number, entries=draft.entries,
        digest=digest,
    )  # fmt: skip
    body: dict[str, EntryValue] = {
        "number": draft.number, "first": draft.first.isoformat(), "last": wish.last.isoformat(),
        "entries": draft.entries, "digest": digest,
    }  # fmt: skip
    write_office_entry("archive_made", body, person=wish.person, now=wish.now)
    # Last, and over nothing: a file of this name was never noted. A crash behind it leaves a file that nobody knows.
    os.replace(_draft_path(wish), archive_path(wish.organization, wish.id))


def require_archived(chain: UUID, last_sequence: int) -> None:
    """What removes entries from the database asks this first: an archive must hold them, and its file must be whole.

    Raises `NotArchived`. Nothing of Comptoir removes entries today: the program's role has no right to.
    """
    rows = ArchivedChain.objects.filter(
        organization_id=current_organization(), chain_id=chain, first_sequence__lte=last_sequence
    ).order_by("first_sequence")
    held = 0
    for row in rows:
        path = archive_path(row.organization_id, row.archive_id)
        kept = Archive.objects.get(organization_id=row.organization_id, pk=row.archive_id)
        if row.first_sequence != held + 1 or not path.exists() or _manifest_digest(path) != kept.digest:
            raise NotArchived
        held = row.last_sequence
    if held < last_sequence:
        raise NotArchived


def _manifest_digest(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return sha256(archive.read(MANIFEST)).hexdigest() if archive.testzip() is None else ""
    except (zipfile.BadZipFile, KeyError, OSError):
        return ""


def _newest(organization: UUID) -> int:
    numbers = Archive.objects.filter(organization_id=organization).order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def _check_day(command: MakeArchive) -> None:
    for place in stores():
        if command.last >= business_day(command.now, place.timezone, place.day_starts_minute):
            raise PeriodRunning


def _draft_path(command: MakeArchive) -> Path:
    path = archive_path(command.organization, command.id)
    return path.with_name(f".{path.name}.part")


def _write(command: MakeArchive) -> Draft:
    """The file beside its place, whole and on the disk."""
    found = [chain for chain in chains(command.last) if chain.until > chain.archived]
    if not found:
        raise NothingToArchive
    if command.entries_max is not None and sum(chain.until - chain.archived for chain in found) > command.entries_max:
        raise ArchiveLarge
    before = Archive.objects.filter(organization_id=command.organization).order_by("-number").first()
    path = _draft_path(command)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            writer = _Writer(archive)
            parts = [_write_chain(writer, chain) for chain in found]
            first = before.last + timedelta(days=1) if before else _first_day(parts, command.last)
            first = min(first, command.last)
            totals = {row.chain: row for row in chain_totals(json.dumps({str(one.id): one.until for one in found}))}
            _write_tables(writer, command, first, before.made_at if before else LONG_AGO, totals)
            writer.text("README.txt", README)
            manifest = manifest_bytes(_manifest(command, before, first, parts, totals, writer.files))
            signature = str(sign(server_key(), manifest))
            _write_bytes(archive, MANIFEST, manifest)
            _write_bytes(archive, SIGNATURE, signature.encode())
        stream.flush()
        os.fsync(stream.fileno())
    number = before.number + 1 if before else 1
    return Draft(number, first, manifest, signature, parts, totals, path.stat().st_size)


class _Writer:
    """Writes members and keeps their digests."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: list[dict[str, object]] = []

    def pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        digest, size = sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        self.files.append({"name": name, "sha256": digest.hexdigest(), "bytes": size})

    def text(self, name: str, text: str) -> None:
        self.pieces(name, [text.encode()])

    def table(self, name: str, header: list[str], rows: Iterable[list[object]]) -> None:
        self.pieces(name, csv_pieces(header, rows))


def csv_pieces(header: list[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, a line at a time."""
    first: list[Sequence[object]] = [header]
    for row in chain_rows(first, rows):
        buffer = io.StringIO()
        csv.writer(buffer).writerow(row)
        yield buffer.getvalue().encode()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _UNDATED)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _write_bytes(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    with archive.open(_member(name), "w") as target:
        target.write(content)


def _write_chain(writer: _Writer, chain: Chain) -> Part:
    counted = 0
    first_previous = last_digest = ""

    def lines() -> Iterator[bytes]:
        nonlocal counted, first_previous, last_digest
        for entry in entries(chain.id, chain.archived, chain.until):
            if not counted:
                first_previous = json.loads(bytes(entry.content)).get("previous", "")
            if entry.branch == 0:
                last_digest = bytes(entry.digest).hex()
            counted += 1
            yield bytes(entry.seal) + b" " + bytes(entry.content) + b"\n"

    name = f"{chain.till_code}-{chain.enrolment}"
    writer.pieces(f"entries/{name}.jsonl", lines())
    if chain.certificate:
        writer.text(f"certificates/{name}.txt", chain.certificate)
    return Part(chain, counted, first_previous, last_digest)


def _first_day(parts: list[Part], last: date) -> date:
    """Of the first archive: the day of the oldest closing or, without one, its last day."""
    closings = day_closings(date(2000, 1, 1), last)
    return min((closing.day for closing in closings), default=last)


def _write_tables(
    writer: _Writer, command: MakeArchive, first: date, since: datetime, totals: dict[UUID, ChainTotal]
) -> None:
    events = till_events(first, command.last, limit=EVENTS_MAX)[::-1]
    writer.table("events.csv", EVENT_HEADER, event_rows(events))
    writer.table("office.csv", OFFICE_HEADER, office_rows(office_events(since, command.now)))
    writer.table("closings.csv", CLOSING_HEADER, closing_rows(day_closings(first, command.last)))
    writer.table(
        "totals.csv",
        ["till", "enrolment", "store", "currency", "sold", "refunded", "documents"],
        (
            [row.till_code, row.enrolment, row.store_name, row.currency, row.sold, row.refunded, row.documents]
            for row in totals.values()
        ),
    )


EVENT_HEADER = ["number", "happened_at", "store", "till", "event", "cashier", "said", "digest"]
OFFICE_HEADER = ["happened_at", "person", "action", "subject", "details"]
CLOSING_HEADER = [
    "number", "till", "business_day", "period", "closed_at", "currency", "first_sequence", "last_sequence",
    "sales_count", "refunds_count", "gross", "refunded", "perpetual_gross", "perpetual_refunded",
]  # fmt: skip


def event_rows(events: Iterable[Any]) -> Iterator[list[object]]:
    for one in events:
        said = json.dumps(dict(one.said), ensure_ascii=False, sort_keys=True)
        yield [
            one.number, one.happened_at.isoformat(), one.store, one.till_code, one.event, one.cashier or "", said,
            one.digest,
        ]  # fmt: skip


def office_rows(events: Iterable[Any]) -> Iterator[list[object]]:
    for one in events:
        yield [one.happened_at.isoformat(), one.person or "", one.action, one.subject, one.details]


def closing_rows(closings: Iterable[Any]) -> Iterator[list[object]]:
    for one in closings:
        said = one.body
        yield [
            one.number, one.till_code, one.day.isoformat(), said.period, one.closed_at.isoformat(), said.currency,
            said.first_sequence, said.last_sequence, said.sales_count, said.refunds_count, said.gross, said.refunded,
            said.perpetual_gross, said.perpetual_refunded,
        ]  # fmt: skip


def _manifest(
    command: MakeArchive,
    before: Archive | None,
    first: date,
    parts: list[Part],
    totals: dict[UUID, ChainTotal],
    files: list[dict[str, object]],
) -> dict[str, object]:
    shop, program = organization_view(), software()
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "number": before.number + 1 if before else 1,
        "previous": {"number": before.number, "digest": before.digest} if before else {},
        "first": first.isoformat(),
        "last": command.last.isoformat(),
        "made_at": command.now.isoformat(),
        "organization": {"id": str(shop.id), "name": shop.name, "country": shop.country, "currency": shop.currency},
        "companies": [
            {"name": one.name, "registration": one.registration, "tax_number": one.tax_number}
            for one in legal_entities()
        ],
        "software": {"name": program.name, "version": program.version, "fingerprint": program.fingerprint},
        "totals": {
            "sold": sum(row.sold for row in totals.values()),
            "refunded": sum(row.refunded for row in totals.values()),
            "documents": sum(row.documents for row in totals.values()),
        },
        "chains": [_chain_said(part, totals[part.chain.id]) for part in parts],
        "files": sorted(files, key=lambda one: str(one["name"])),
    }


def _chain_said(part: Part, total: ChainTotal) -> dict[str, object]:
    chain = part.chain
    return {
        "chain": str(chain.id),
        "till": str(chain.till),
        "till_code": chain.till_code,
        "enrolment": chain.enrolment,
        "is_enrolled": bool(chain.certificate),
        "public_key": chain.key_text,
        "first_sequence": chain.archived + 1,
        "first_previous": part.first_previous,
        "last_sequence": chain.until,
        "last_digest": part.last_digest,
        "entries": part.entries,
        "sold": total.sold,
        "refunded": total.refunded,
        "documents": total.documents,
    }

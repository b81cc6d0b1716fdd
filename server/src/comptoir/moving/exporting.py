"""Every write of moving out, and where its files lie. The worker makes them (`export_worker.py`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from comptoir.journal.canonical import EntryValue
from comptoir.moving.commands import AskExport, BeatExport, ClaimExport, EndExport, OfExport
from comptoir.moving.errors import ExportBusy, ExportUnknown
from comptoir.moving.models import Export
from comptoir.platform import audit
from comptoir.platform.keeping import RULES
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tills.public import write_office_entry

KEPT = timedelta(days=RULES[Kept.EXPORTS].usual)
# Of one organization: each may be as large as its database.
READY_MAX = 3
# So long without a sign, a worker is dead.
SILENCE_MAX = timedelta(minutes=2)
ATTEMPTS_MAX = 3
SHOWN = 20
CHUNK_BYTES = 1 << 18
State = Export.State
UNDER_WAY = (State.WAITING, State.WORKING)


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export as a page shows it."""

    id: UUID
    state: str
    tables_done: int
    tables: int
    rows: int
    entries: int
    bytes: int
    sha256: str
    reason: str
    asked_at: datetime
    ended_at: datetime | None
    person: UUID | None

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def kept_until(self) -> datetime | None:
        return self.ended_at + KEPT if self.ended_at is not None and self.state == State.READY else None


@dataclass(frozen=True, slots=True)
class Claimed:
    """An export that this worker makes now."""

    export: UUID
    attempt: int


@operation
def ask_export(command: AskExport) -> UUID:
    """Have it made. One at a time: what is under way must end or be cancelled first."""
    rows = Export.objects.filter(organization_id=command.organization)
    if rows.filter(pk=command.id).exists():
        return command.id
    if rows.filter(state__in=UNDER_WAY).exists():
        raise ExportBusy
    made = Export.objects.bulk_create(
        [Export(organization_id=command.organization, id=command.id, person=command.person, asked_at=command.now)],
        ignore_conflicts=True,
    )
    # Two at once: the second one's row is not written.
    if not rows.filter(pk=made[0].pk).exists():
        raise ExportBusy
    audit.record("moving.export_asked", person=command.person, subject=str(command.id))
    return command.id


@operation
def cancel_export(command: OfExport) -> None:
    """Stop it; the worker notices within a second or two and leaves nothing behind. What has ended stays as it is."""
    export = _locked(command.export)
    if export is None:
        raise ExportUnknown
    if export.state in UNDER_WAY:
        export.state, export.ended_at = State.CANCELLED, command.now
        export.save(update_fields=["state", "ended_at"])
        audit.record("moving.export_cancelled", person=command.person, subject=str(export.pk))


@operation
def note_fetched(command: OfExport) -> None:
    """Somebody takes the file away: everything of a shop leaves it, so that is remembered."""
    if not Export.objects.filter(organization_id=command.organization, pk=command.export, state=State.READY).exists():
        raise ExportUnknown
    audit.record("moving.export_fetched", person=command.person, subject=str(command.export))
    export = Export.objects.get(organization_id=command.organization, pk=command.export)
    body: dict[str, EntryValue] = {"subject": "everything", "entries": export.entries, "sha256": export.sha256}
    write_office_entry("export_taken", body, person=command.person, now=command.now)


@operation
def claim_export(command: ClaimExport) -> Claimed | None:
    """The one that is to be made now; one whose worker died is begun again, three times at most."""
    export = (
        Export.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(organization_id=command.organization, state__in=UNDER_WAY)
        .first()
    )
    if export is None:
        return None
    is_alive = export.beat_at is not None and command.now - export.beat_at < SILENCE_MAX
    if export.state == State.WORKING and is_alive:
        return None
    if export.attempt >= ATTEMPTS_MAX:
        export.state, export.reason, export.ended_at = State.FAILED, "broken", command.now
        export.save(update_fields=["state", "reason", "ended_at"])
        return None
    export.state, export.attempt, export.beat_at, export.tables_done = State.WORKING, export.attempt + 1, command.now, 0
    export.save(update_fields=["state", "attempt", "beat_at", "tables_done"])
    return Claimed(export.pk, export.attempt)


@operation
def beat_export(command: BeatExport) -> bool:
    """Say where it is; false when it was cancelled, or when another worker has it."""
    mine = Export.objects.filter(
        organization_id=command.organization, pk=command.export, attempt=command.attempt, state=State.WORKING
    )
    return bool(mine.update(tables_done=command.tables_done, tables=command.tables, beat_at=command.now))


@operation
def end_export(command: EndExport) -> bool:
    """Write down how it ended; false when nobody waits for this attempt any more."""
    mine = Export.objects.filter(
        organization_id=command.organization, pk=command.export, attempt=command.attempt, state=State.WORKING
    )
    if command.state == State.WAITING:
        return bool(mine.update(state=State.WAITING, attempt=command.attempt - 1, beat_at=None))
    is_mine = bool(
        mine.update(
            state=command.state, reason=command.reason, rows=command.rows, entries=command.entries,
            bytes=command.bytes, sha256=command.sha256, ended_at=command.now,
        )
    )  # fmt: skip
    if is_mine and command.state == State.READY:
        export = Export.objects.get(organization_id=command.organization, pk=command.export)
        body: dict[str, EntryValue] = {"subject": "everything", "entries": command.entries, "sha256": command.sha256}
        write_office_entry("export_made", body, person=export.person, now=command.now)
    return is_mine


@operation
def expire_exports(command: ClaimExport) -> int:
    """All but the last three make room; how long those stay is a term like others (`timers.py`)."""
    ready = Export.objects.filter(organization_id=command.organization, state=State.READY).order_by("-ended_at")
    kept = ready.values_list("pk", flat=True)[:READY_MAX]
    return ready.exclude(pk__in=list(kept)).update(state=State.EXPIRED)


def exports() -> list[ExportView]:
    """The newest, the last one first."""
    rows = Export.objects.filter(organization_id=current_organization()).order_by("-asked_at", "-id")
    return [_view(row) for row in rows[:SHOWN]]


def export_view(export: UUID) -> ExportView | None:
    """One export; null when there is none."""
    found = Export.objects.filter(organization_id=current_organization(), pk=export).first()
    return None if found is None else _view(found)


def export_file(export: UUID) -> Path | None:
    """Where its file lies; null when there is none, or none any more."""
    found = Export.objects.filter(organization_id=current_organization(), pk=export, state=State.READY).first()
    if found is None:
        return None
    path = export_path(found.pk, found.attempt)
    return path if path.exists() else None


def file_parts(path: Path, command: OfExport) -> Iterator[bytes]:
    """The file piece by piece, for a door that streams; nothing of it leaves before that is noted."""
    note_fetched(command)
    with path.open("rb") as file:
        while part := file.read(CHUNK_BYTES):
            yield part


def exports_folder() -> Path:
    """The folder of the files; server and worker share the home."""
    return Path(settings.HOME) / "spool" / "exports"


def export_path(export: UUID, attempt: int) -> Path:
    return exports_folder() / f"{export}-{attempt}.zip"


def standing_files() -> set[str]:
    """The names of files of the running organization that somebody may still fetch, or that are being made."""
    rows = Export.objects.filter(organization_id=current_organization(), state__in=(State.READY, State.WORKING))
    return {export_path(row.pk, row.attempt).name for row in rows}


def _locked(export: UUID) -> Export | None:
    rows = Export.objects.select_for_update(of=("self",))
    return rows.filter(organization_id=current_organization(), pk=export).first()


def _view(row: Export) -> ExportView:
    return ExportView(
        id=row.pk, state=row.state, tables_done=row.tables_done, tables=row.tables, rows=row.rows, entries=row.entries,
        bytes=row.bytes, sha256=row.sha256, reason=row.reason, asked_at=row.asked_at, ended_at=row.ended_at,
        person=row.person,
    )  # fmt: skip

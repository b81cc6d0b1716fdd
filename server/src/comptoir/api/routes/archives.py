"""What an examiner takes away: signed archives, the journal of technical events, closings. Each taking is noted."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from django.http import StreamingHttpResponse
from ninja import Query

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.archives import Archive, ArchiveList
from comptoir.api.shapes.common import Day, Id
from comptoir.fiscal.archiving import CLOSING_HEADER, EVENT_HEADER, closing_rows, csv_pieces, event_rows
from comptoir.fiscal.commands import TakeArchive
from comptoir.fiscal.public import archive_path, archives, day_closings, note_taken, till_events
from comptoir.identity.public import Permission

door = Door(tags=["Law and archives"])
SEE = Permission.SEE_FISCAL
ZIP, CSV = "application/zip", "text/csv"
EVENTS_MAX = 200_000
PIECE_BYTES = 1 << 18
First = Annotated[Day, Query(description="The first day.")]
Last = Annotated[Day, Query(description="The last one.")]


@door.reads("/archives", permission=SEE, answer=ArchiveList, summary="Signed archives of what tills sealed")
def get_archives(caller: Caller) -> ArchiveList:
    return ArchiveList(
        archives=[
            Archive(
                id=one.id, number=one.number, first=one.first, last=one.last, made_at=one.made_at, digest=one.digest,
                entries=one.entries, bytes=one.bytes,
                has_file=archive_path(caller.organization, one.id).exists(),
            )
            for one in archives()
        ]
    )  # fmt: skip


@door.reads("/archives/{archive}/file", permission=SEE, answer=ZIP, summary="The file of one of them")
def get_archive_file(caller: Caller, archive: Id) -> StreamingHttpResponse:
    found = next((one for one in archives() if one.id == archive), None)
    path = archive_path(caller.organization, archive)
    if found is None or not path.exists():
        raise Unknown
    taken = TakeArchive(caller.organization, caller.person, str(archive), found.first, found.last, caller.now)
    answer = StreamingHttpResponse(_noted(taken, _pieces(path)), content_type=ZIP)
    answer["ETag"] = f'"{found.digest}"'
    return _as_file(answer, f"archive-{found.number}-{found.first}-{found.last}.zip")


@door.reads("/till-events/file", permission=SEE, answer=CSV, summary="The journal of technical events of some days")
def get_till_events_file(caller: Caller, first: First, last: Last) -> StreamingHttpResponse:
    rows = list(event_rows(till_events(first, last, limit=EVENTS_MAX)[::-1]))
    return _table(caller, "events", first, last, csv_pieces(EVENT_HEADER, rows))


@door.reads("/till-closings/file", permission=SEE, answer=CSV, summary="Closings of some days, with perpetual totals")
def get_till_closings_file(caller: Caller, first: First, last: Last) -> StreamingHttpResponse:
    rows = list(closing_rows(day_closings(first, last)))
    return _table(caller, "closings", first, last, csv_pieces(CLOSING_HEADER, rows))


def _table(caller: Caller, what: str, first: date, last: date, pieces: Iterable[bytes]) -> StreamingHttpResponse:
    taken = TakeArchive(caller.organization, caller.person, what, first, last, caller.now)
    return _as_file(StreamingHttpResponse(_noted(taken, pieces), content_type=CSV), f"{what}-{first}-{last}.csv")


def _noted(taken: TakeArchive, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Nothing leaves before it is noted who took it; the transaction that read is over by then."""
    note_taken(taken)
    yield from pieces


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _as_file(answer: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer

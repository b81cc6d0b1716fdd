"""Input of the operations of moving in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMove:
    """A file to try. `id` is whoever sends it's own: sent twice, it is one move.

    Of articles: `category` and `tax` (a class's name or rate) stand where the file says nothing, `way` is how variants
    differ that have nothing but a name, and in `store` lies what a file without stores counts.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    file_name: str
    content: bytes
    day: date
    kind: str = "articles"
    category: str = ""
    tax: str = ""
    way: str = ""
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMove:
    """Take a move over, stop it, or take it back."""

    organization: UUID
    person: UUID | None
    move: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOn:
    """Do the next batch of a move that is under way; `number` says which, so that two workers do it once."""

    organization: UUID
    move: UUID
    number: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExport:
    """Have a file of everything made. `id` is whoever asks's own: asked twice, it is one file."""

    organization: UUID
    person: UUID | None
    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfExport:
    """Cancel an export, or note that its file was fetched."""

    organization: UUID
    person: UUID | None
    export: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExport:
    """Take an export that waits, or whose worker gives no sign any more."""

    organization: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatExport:
    """Say where an export is; the answer is whether it is still wanted."""

    organization: UUID
    export: UUID
    attempt: int
    tables_done: int
    tables: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndExport:
    """How an attempt ended. `state` is `ready`, `failed` with its `reason`, or `waiting` when it is to be made anew."""

    organization: UUID
    export: UUID
    attempt: int
    state: str
    now: datetime
    reason: str = ""
    rows: int = 0
    entries: int = 0
    bytes: int = 0
    sha256: str = ""

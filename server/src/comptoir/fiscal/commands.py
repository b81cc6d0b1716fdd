"""Input of the operations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.fiscal.sealing import Value


@dataclass(frozen=True, slots=True)
class StateFact:
    """A plugin remembers something of a subject."""

    organization: UUID
    person: UUID | None
    plugin: str
    subject: str
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class TellTills:
    """A plugin's document for tills: all of them (`subject` empty), or one."""

    organization: UUID
    person: UUID | None
    plugin: str
    subject: str
    document: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class MakeArchive:
    """Archive everything up to and with a day. `id` is chosen by whoever asks: asked twice, it is one archive."""

    organization: UUID
    person: UUID | None
    id: UUID
    last: date
    now: datetime
    # More entries than this are refused; null: however many there are.
    entries_max: int | None = None


@dataclass(frozen=True, slots=True)
class TakeArchive:
    """Somebody takes an archive's file, or another export, away."""

    organization: UUID
    person: UUID | None
    subject: str
    first: date
    last: date
    now: datetime


@dataclass(frozen=True, slots=True)
class CheckBooks:
    """Somebody has every chain followed by its bytes."""

    organization: UUID
    person: UUID | None
    now: datetime
    entries_max: int | None = None


@dataclass(frozen=True, slots=True)
class NoteProgram:
    """Another program serves this shop now."""

    organization: UUID


@dataclass(frozen=True, slots=True)
class TakePack:
    """Somebody brings a signed data pack: the bytes of its file."""

    organization: UUID
    person: UUID | None
    content: bytes


@dataclass(frozen=True, slots=True)
class TellTables:
    """Packs of a country may have changed: its tills are told."""

    organization: UUID
    plugin: str

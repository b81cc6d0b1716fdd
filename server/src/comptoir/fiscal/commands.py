"""Input of the operations."""

from collections.abc import Mapping
from dataclasses import dataclass
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

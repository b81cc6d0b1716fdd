"""Input of the operations on labels."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WantLabels:
    """Print these articles' labels anew, whatever the catalogue says."""

    organization: UUID
    person: UUID | None
    stores: tuple[UUID, ...]
    items: tuple[UUID, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HangLabels:
    """These articles' labels hang, as the catalogue stood at `position`; null: all that waited then.

    `seen_at` is when the list was looked at: what was asked for by hand after that goes on waiting.
    """

    organization: UUID
    person: UUID | None
    store: UUID
    position: int
    seen_at: datetime
    items: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPart:
    """Labels that are printed in one go. `id` is the page's own: sent twice, they are printed once."""

    id: UUID
    name: str
    count: int
    zpl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLabels:
    """Have labels printed by a printer that an agent of the store serves."""

    organization: UUID
    person: UUID | None
    store: UUID
    agent: UUID
    printer: str
    parts: tuple[LabelPart, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPrint:
    """Cancel labels that wait, or print those again that did not come out. `again`: the new ones' own id."""

    organization: UUID
    person: UUID | None
    job: UUID
    now: datetime
    again: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSeen:
    """A label printer as an agent tells it."""

    id: str
    name: str
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSeen:
    """Where labels stand at their agent: its states, or `unknown`."""

    id: UUID
    state: str
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearPrinters:
    """An agent asks for labels to print, and says what became of those that it has."""

    organization: UUID
    store: UUID
    agent: UUID
    printers: tuple[PrinterSeen, ...]
    prints: tuple[PrintSeen, ...]
    now: datetime

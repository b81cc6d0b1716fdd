"""What waits for a person, and words that a shop keeps of people: flagged entries, papers sent, notes."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Name, Sent, Text, Words


class Incident(Schema):
    """Something that happened to a till's chain; `resolved_at` is null while it waits."""

    id: Id
    code: str
    chain: Id
    till: Id
    till_code: str
    opened_at: datetime
    entries_count: int
    resolved_at: datetime | None
    note: str


class Incidents(Schema):
    """The newest first."""

    incidents: list[Incident]


class Quarantined(Schema):
    """Bytes that are not, or not yet, an entry; `state` is open, adopted or rejected."""

    id: Id
    code: str
    till: Id
    till_code: str
    sequence: int | None
    received_at: datetime
    state: str
    decided_at: datetime | None
    note: str
    size: int


class QuarantinedList(Schema):
    """The open ones in the order in which they came, the decided ones the newest first."""

    quarantined: list[Quarantined]


class Decision(Sent):
    """Why somebody decided so."""

    note: Annotated[Text, Field(min_length=1)]


class Adopted(Schema):
    """The entry that it is from now on."""

    entry: Id


class SentPaper(Schema):
    """A receipt or paper that was sent; `hint` is what may be shown of its address."""

    id: Id
    entry: Id
    channel: str
    hint: str
    has_address: bool
    state: str
    code: str
    attempts: int
    requested_at: datetime
    concluded_at: datetime | None


class Deliveries(Schema):
    """The newest first."""

    deliveries: list[SentPaper]


class Note(Schema):
    """What was written to a sale, or to one of its lines; erased, it is empty."""

    line: int
    text: str
    erased_at: datetime | None


class Notes(Schema):
    """What was written to a sale."""

    notes: list[Note]


class OrderPaper(Sent):
    """Send an order's paper by mail. `id` is the delivery's own: sent twice, it goes once."""

    id: Id | None = None
    address: Annotated[Name, Field(max_length=254)]
    language: Annotated[Words, Field(pattern=r"^[a-z]{2}$")] = "fr"

"""What lies in the stores, and what moved."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Page, Sent, Whole, Words


class Level(Schema):
    """An article in a store, in thousandths of its unit. `counted_at` is null for what was never counted: that is no
    stock, it only says how many went. `available` is what nobody has reserved.
    """

    article: Id
    store: Id
    on_hand_milli: int
    reserved_milli: int
    available_milli: int
    counted_at: datetime | None


class LevelPage(Page):
    """Levels by store and article."""

    levels: list[Level]


class LotPart(Sent):
    """So much of a lot, or the piece with a serial number. Goods of which only the last day is known have no lot."""

    lot: Annotated[Words, Field(max_length=20)] = ""
    serial: Annotated[Words, Field(max_length=20)] = ""
    expires: date | None = None
    quantity_milli: Annotated[Whole, Field(ge=1, le=10**12)]


# Of a line's goods, as far as somebody looked: what they do not name has no lot.
LotParts = Annotated[list[LotPart], Field(max_length=500)]


class Tracking(Sent):
    """How an article's stock is kept: as a number, by lot and last day, or piece by piece."""

    tracking: Literal["number", "lot", "serial"]


class Lot(Schema):
    """A lot, or a piece with a serial number, in a store. `on_hand_milli` below zero: more of it left than came."""

    store: Id
    article: Id
    lot: str
    serial: str
    expires: date | None
    on_hand_milli: int


class LotPage(Page):
    """Lots by store and article."""

    lots: list[Lot]


class Movement(Schema):
    """Goods that came (positive) or went (negative) by a line of a document: a sale's entry, a delivery, a count."""

    document: Id
    line: int
    store: Id
    article: Id
    quantity_milli: int
    reason: str
    moved_at: datetime


class MovementPage(Page):
    """Movements in order of their documents' identifiers, which sort by time."""

    movements: list[Movement]

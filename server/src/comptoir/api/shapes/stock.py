"""What lies in the stores, and what moved."""

from datetime import datetime

from ninja import Schema

from comptoir.api.shapes.common import Id, Page


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

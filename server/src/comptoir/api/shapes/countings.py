"""Counting by several people at once, and what is bought again when little is left."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import AliasChoices, Field

from comptoir.api.shapes.common import Id, Name, Sent, Whole, Words

QUANTITY_MAX = 10**12
Quantity = Annotated[Whole, Field(ge=0, le=QUANTITY_MAX)]


class NewCounting(Sent):
    """A counting of a store, or of one of its shelves. Nothing stands still for it: tills sell on."""

    id: Id | None = None
    store: Id
    category: Id | None = None
    name: Annotated[Name, Field(max_length=80)]


class TallyLine(Sent):
    """So many of an article, in thousandths; below zero takes back what was counted too much."""

    article: Id
    quantity_milli: Annotated[Whole, Field(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]


class Tally(Sent):
    """What somebody counted; it is added to what others counted. `sheet` is its own: sent twice, it counts once."""

    sheet: Id | None = None
    lines: Annotated[list[TallyLine], Field(min_length=1, max_length=500)]


class CountDecision(Sent):
    """Let what was counted hold; `missing` are articles that nobody found."""

    missing: Annotated[list[Id], Field(max_length=500)] = []


class CountedLine(Schema):
    """An article: what people counted, and what the books said at that moment."""

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    counted_milli: int
    book_milli: int
    difference_milli: int
    counted_at: datetime
    people: int


class Counting(Schema):
    """A counting; `state` is open, booked or dropped."""

    id: Id
    store: Id
    category: Id | None
    name: str
    state: str
    begun_at: datetime
    decided_at: datetime | None
    articles: int


class CountingLines(Counting):
    """A counting with what was counted while it is open."""

    lines: list[CountedLine]


class Countings(Schema):
    """Those that are open first."""

    countings: list[Counting]


class ReorderRule(Schema):
    """When an article is bought again in a store: the point that holds, and what a person set (null: nothing)."""

    store: Id
    point_milli: int | None
    up_to_milli: int | None
    rule_milli: int | None
    rule_up_to_milli: int | None
    is_low: bool


class ReorderRules(Schema):
    """By store."""

    rules: list[ReorderRule]


class ReorderTerms(Sent):
    """A point of a person's own and up to how many is bought; null: it is worked out from what is sold."""

    point_milli: Quantity | None
    up_to_milli: Quantity | None = None


class Suggestion(Schema):
    """What should be bought, and of whom."""

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    supplier: Id | None
    unit_cost: int
    free_milli: int
    coming_milli: int
    point_milli: int
    up_to_milli: int


class Suggestions(Schema):
    """Of a store, what runs low."""

    suggestions: list[Suggestion]


class NewRecipient(Sent):
    """Somebody who gets a mail in the morning when something has run low, in one store or in all."""

    id: Id | None = None
    address: Annotated[Name, Field(max_length=254)]
    language: Annotated[Words, Field(pattern=r"^[a-z]{2}$")] = "fr"
    store: Id | None = None


class Recipient(Schema):
    """Somebody who is told what runs low."""

    id: Id
    address: str
    language: str
    store: Id | None


class Recipients(Schema):
    """Who is told what runs low."""

    recipients: list[Recipient]

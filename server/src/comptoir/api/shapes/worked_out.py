"""Reports that are worked out otherwise than by a question to a cube."""

from datetime import date

from ninja import Schema

from comptoir.api.shapes.common import Id


class MarginDay(Schema):
    """Takings without tax, and what the goods that went had cost by moving average and by first in, first out.

    `amount` is what was charged, `costed` the part of it whose goods have a known cost: where it is less, `margin`
    (takings less the average cost) is at most this.
    """

    day: date
    margin: int
    net: int
    cost_average: int
    cost_fifo: int
    amount: int
    costed: int


class Margin(Schema):
    """Business days on which something happened, and their sums (`day`: the last one asked for)."""

    days: list[MarginDay]
    whole: MarginDay


class Resting(Schema):
    """A counted article of which nothing was sold."""

    article: Id
    name: str
    store: Id
    on_hand_milli: int


class DeadStock(Schema):
    """The most first; `count` counts also those that a limit left out."""

    articles: list[Resting]
    count: int


class ShelfSums(Schema):
    """What goods are worth by moving average and by first in, first out, and how many articles lie there."""

    average: int
    fifo: int
    articles: int


class Shelf(ShelfSums):
    """The goods of a category in a store."""

    category: str
    store: Id


class StockValue(Schema):
    """At the end of a day, without what is on its way between stores."""

    day: date
    shelves: list[Shelf]
    whole: ShelfSums

"""What a till wants weighed, and what a scale says to it. Grams and minor units; never a fraction."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comptoir_agent.lines import Streams

PRICE_MAX = 999_999
TARE_MAX = 9_999


class Mark(StrEnum):
    """What is said of the goods, in codes that the till puts into words. Only `DONE` is a weight to sell by."""

    DONE = "done"
    MOVING = "moving"
    TOO_LIGHT = "too_light"
    UNDER_ZERO = "under_zero"
    OVERLOAD = "overload"
    NOT_MOVED = "not_moved"
    REFUSED = "refused"
    NOT_ADMITTED = "not_admitted"
    GARBLED = "garbled"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Wish:
    """Goods to weigh: minor units a kilogram, and what the wrapping weighs."""

    unit_price: int
    tare_g: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the scale. `net_g` and `amount` count for `DONE` only; `amount` is the scale's own, or 0."""

    mark: Mark
    net_g: int = 0
    amount: int = 0


class Garbled(Exception):
    """Bytes that are no answer of this dialect: noise, a wrong speed, another scale."""


class Dialect(Protocol):
    """How one family of scales is spoken to. One object for each line: it may remember where a dialogue stands."""

    async def look(self, streams: Streams, wish: Wish) -> Reading:
        """Ask once. Raises `Garbled`, and `TimeoutError` when nothing is said."""

    async def is_there(self, streams: Streams) -> bool:
        """Whether a scale that understands answers at all."""

    def begin(self) -> None:
        """Forget the goods before: a new weighing."""

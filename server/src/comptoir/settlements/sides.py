"""The two sides of card money: what a company tells, what the tills took, and what came of both. Pure."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Bucket(StrEnum):
    """Where a line or a payment ends."""

    MATCHED = "matched"
    # The company has it, the tills have not.
    MISSING_HERE = "missing_here"
    # The tills have it, the company has not.
    MISSING_THERE = "missing_there"
    AMOUNT_DIFFERS = "amount_differs"
    # Taken after the last line that came: its file is still to come.
    AWAITED = "awaited"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a company, as far as it is matched by. `amount` has the sign of the money."""

    key: str
    amount: int
    currency: str
    at: datetime
    has_time: bool = True
    reference: str = ""
    own_reference: str = ""
    authorization: str = ""
    trace: str = ""
    terminal: str = ""
    last_four: str = ""
    # Whose file it was; a company's account may hold several stores.
    place: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment of the tills. `reverses`: of one that gives another back, whose."""

    key: str
    amount: int
    currency: str
    at: datetime
    # Every name that the company has for it.
    references: frozenset[str] = frozenset()
    own_reference: str = ""
    authorization: str = ""
    trace: str = ""
    terminal: str = ""
    last_four: str = ""
    reverses: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What came of one line, one payment, or both.

    `alike`: of one that is missing and bears no number, when others of its amount were that bear none either. Which of
    them is the missing one, only a person can find out.
    """

    bucket: Bucket
    told: Told | None
    taken: Taken | None
    alike: tuple[datetime, ...] = ()

    @property
    def difference(self) -> int:
        """What the company says beyond the tills."""
        return (self.told.amount if self.told else 0) - (self.taken.amount if self.taken else 0)


# A line without an hour was written for a whole day, and days end later for some companies.
NEAR = timedelta(minutes=10)
NEAR_DAYS = timedelta(hours=36)
# How far apart a terminal's clock and a company's booking may be where numbers say that it is the same.
SAME_NUMBERS = timedelta(days=7)
# Alone within so little time on both sides, with another amount: it is the same one.
ALONE = timedelta(seconds=30)

# How tills name a payment: nobody else writes such a reference.
_OURS = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(slots=True)
class Open:
    """What is not matched yet."""

    told: dict[str, Told]
    taken: dict[str, Taken]
    pairs: list[Pair] = field(default_factory=list)
    # Lines whose number names a payment that another line has: said twice, and no payment of an equal amount.
    again: set[str] = field(default_factory=set)

    def lines(self) -> list[Told]:
        """Those that may still be some payment."""
        return [one for one in self.told.values() if one.key not in self.again]

    def join(self, told: Told, taken: Taken) -> None:
        del self.told[told.key], self.taken[taken.key]
        bucket = Bucket.MATCHED if told.amount == taken.amount else Bucket.AMOUNT_DIFFERS
        self.pairs.append(Pair(bucket, told, taken))


def may_be(told: Told, taken: Taken) -> bool:
    """Whether no number that both say differs."""
    return not (
        (told.last_four and taken.last_four and told.last_four != taken.last_four)
        or (told.authorization and taken.authorization and told.authorization != taken.authorization)
        or (taken.own_reference and _names_another(told.own_reference, taken.own_reference))
    )


def _names_another(told: str, taken: str) -> bool:
    """Some companies write references of their own in this place; those say nothing."""
    return told != taken and _OURS.fullmatch(told) is not None

"""What a card company says beside what the tills took: which belong together, and what is left on either side. Pure.

From the surest to the weakest sign: the shop's own identifier, the company's, terminal and trace, terminal and
authorization with the last four digits, and last the amount with the time. Each line and each payment is used once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar


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
    reference: str = ""
    own_reference: str = ""
    authorization: str = ""
    trace: str = ""
    terminal: str = ""
    last_four: str = ""
    reverses: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What came of one line, one payment, or both."""

    bucket: Bucket
    told: Told | None
    taken: Taken | None

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

T = TypeVar("T", Told, Taken)


@dataclass(slots=True)
class _Open:
    """What is not matched yet."""

    told: dict[str, Told]
    taken: dict[str, Taken]
    pairs: list[Pair] = field(default_factory=list)

    def join(self, told: Told, taken: Taken) -> None:
        del self.told[told.key], self.taken[taken.key]
        bucket = Bucket.MATCHED if told.amount == taken.amount else Bucket.AMOUNT_DIFFERS
        self.pairs.append(Pair(bucket, told, taken))


def match(told: Iterable[Told], taken: Iterable[Taken]) -> list[Pair]:
    """Every line and every payment once, in the order of time."""
    left = _Open({one.key: one for one in told}, {one.key: one for one in taken})
    last = max((one.at + _rest(one) for one in left.told.values()), default=None)
    first = min((one.at - _rest(one) for one in left.told.values()), default=None)
    for name in _SIGNS:
        _by_sign(left, name)
    _by_amount(left)
    _drop_undone(left)
    _alone(left)
    left.pairs += [Pair(Bucket.MISSING_HERE, one, None) for one in left.told.values()]
    left.pairs += [Pair(_missing(one, first, last), None, one) for one in left.taken.values()]
    return sorted(left.pairs, key=_when)


def _rest(told: Told) -> timedelta:
    """A day without an hour stands at its noon and reaches to both its ends."""
    return timedelta(0) if told.has_time else timedelta(hours=12)


def _missing(taken: Taken, first: datetime | None, last: datetime | None) -> Bucket:
    """Only where files reach can something be missing in them."""
    if first is None or last is None or taken.at > last or taken.at < first - NEAR:
        return Bucket.AWAITED
    return Bucket.MISSING_THERE


def _when(pair: Pair) -> tuple[datetime, str]:
    one = pair.taken or pair.told
    assert one is not None
    return one.at, one.key


def _way(amount: int) -> bool:
    return amount < 0


def _by_own(one: Told | Taken) -> Hashable:
    return (one.own_reference, _way(one.amount)) if one.own_reference else None


def _by_reference(one: Told | Taken) -> Hashable:
    return (one.reference, _way(one.amount)) if one.reference else None


def _by_trace(one: Told | Taken) -> Hashable:
    if not (one.terminal and one.trace):
        return None
    return (one.terminal, one.trace.lstrip("0"), one.last_four, _way(one.amount), one.currency)


def _by_authorization(one: Told | Taken) -> Hashable:
    if not (one.authorization and one.last_four):
        return None
    return (one.terminal, one.authorization, one.last_four, _way(one.amount), one.currency)


def _by_authorization_anywhere(one: Told | Taken) -> Hashable:
    """The two call the terminal by other names."""
    if not (one.authorization and one.last_four):
        return None
    return (one.authorization, one.last_four, _way(one.amount), one.currency)


_SIGNS: Sequence[Callable[[Told | Taken], Hashable]] = (
    _by_own, _by_reference, _by_trace, _by_authorization, _by_authorization_anywhere,
)  # fmt: skip


def _by_sign(left: _Open, sign: Callable[[Told | Taken], Hashable]) -> None:
    there: dict[Hashable, list[Taken]] = defaultdict(list)
    for taken in left.taken.values():
        if (name := sign(taken)) is not None:
            there[name].append(taken)
    here: dict[Hashable, list[Told]] = defaultdict(list)
    for told in left.told.values():
        if (name := sign(told)) in there:
            here[name].append(told)
    is_name = sign in (_by_own, _by_reference)
    for name, lines in here.items():
        _nearest(left, lines, there[name], None if is_name else SAME_NUMBERS)


def _nearest(left: _Open, lines: list[Told], payments: list[Taken], window: timedelta | None) -> None:
    """Of those that bear the same sign, equal amounts first, then the nearest in time."""
    if len(lines) == 1 and len(payments) == 1:
        if window is None or abs(lines[0].at - payments[0].at) <= window:
            left.join(lines[0], payments[0])
        return
    found = sorted(
        (told.amount != taken.amount, abs(told.at - taken.at), told.key, taken.key)
        for told in lines
        for taken in payments
        if window is None or abs(told.at - taken.at) <= window
    )
    for _differs, _apart, line, payment in found:
        if line in left.told and payment in left.taken:
            left.join(left.told[line], left.taken[payment])


def _by_amount(left: _Open) -> None:
    """The same amount within a few minutes (or on the day, where no hour is said): of the same store first, then the
    nearest two.

    Numbers that both sides say and that differ are two payments, whatever the amount.
    """
    there: dict[tuple[int, str], list[Taken]] = defaultdict(list)
    for taken in sorted(left.taken.values(), key=lambda one: (one.at, one.key)):
        there[taken.amount, taken.currency].append(taken)
    found = []
    for told in left.told.values():
        payments = there.get((told.amount, told.currency), [])
        window = NEAR if told.has_time else NEAR_DAYS
        place = bisect_left(payments, told.at - window, key=lambda one: one.at)
        while place < len(payments) and payments[place].at <= told.at + window:
            if _may_be(told, payments[place]):
                taken = payments[place]
                found.append((told.place != taken.place, abs(told.at - taken.at), told.key, taken.key))
            place += 1
    for _elsewhere, _apart, line, payment in sorted(found):
        if line in left.told and payment in left.taken:
            left.join(left.told[line], left.taken[payment])


def _may_be(told: Told, taken: Taken) -> bool:
    """Whether no number that both say differs."""
    return not (
        (told.last_four and taken.last_four and told.last_four != taken.last_four)
        or (told.authorization and taken.authorization and told.authorization != taken.authorization)
        or (told.reference and taken.reference and told.reference != taken.reference)
    )


def _drop_undone(left: _Open) -> None:
    """A payment that was given back on the same terminal before it was settled: no company ever says a word of it."""
    for taken in list(left.taken.values()):
        paid = left.taken.get(taken.reverses) if taken.reverses else None
        if paid is not None and paid.amount == -taken.amount and taken.key in left.taken:
            del left.taken[taken.key], left.taken[paid.key]
            left.pairs += [Pair(Bucket.MATCHED, None, paid), Pair(Bucket.MATCHED, None, taken)]


def _alone(left: _Open) -> None:
    """One line and one payment of a store at one moment, nobody else near: the same one with another amount."""
    lines = _by_place(one for one in left.told.values() if one.has_time)
    payments = _by_place(left.taken.values())
    for told in [one for rows in lines.values() for one in rows]:
        near = _near(payments.get(told.place, []), told.at)
        if len(near) != 1 or len(_near(lines[told.place], near[0].at)) != 1:
            continue
        [taken] = near
        same = (_way(told.amount), told.currency) == (_way(taken.amount), taken.currency)
        if same and told.key in left.told and taken.key in left.taken and _may_be(told, taken):
            left.join(told, taken)


def _by_place(rows: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for one in sorted(rows, key=lambda row: row.at):
        found.setdefault(one.place, []).append(one)
    return found


def _near(rows: Sequence[T], at: datetime) -> list[T]:
    first = bisect_left(rows, at - ALONE, key=lambda one: one.at)
    last = bisect_left(rows, at + ALONE, key=lambda one: one.at)
    return list(rows[first:last])

"""What a card company says beside what the tills took: which belong together, and what is left on either side. Pure.

From the surest to the weakest sign: the shop's own identifier, the company's, terminal and trace, terminal and
authorization with the last four digits, and last the amount with the time. Each line and each payment is used once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from comptoir.settlements.by_amount import Alike, Reach, by_amount
from comptoir.settlements.sides import ALONE, NEAR, SAME_NUMBERS, Bucket, Open, Pair, Taken, Told, may_be

T = TypeVar("T", Told, Taken)


def match(told: Iterable[Told], taken: Iterable[Taken]) -> list[Pair]:
    """Every line and every payment once, in the order of time."""
    left = Open({one.key: one for one in told}, {one.key: one for one in taken})
    last = max((one.at + _rest(one) for one in left.told.values()), default=None)
    first = min((one.at - _rest(one) for one in left.told.values()), default=None)
    for name in _SIGNS:
        _by_sign(left, name)
    by_sign = len(left.pairs)
    by_amount(left, Reach(left.pairs))
    alike = Alike(left.pairs[by_sign:])
    _alone(left)
    left.pairs += [Pair(Bucket.MISSING_HERE, one, None, alike.lines(one)) for one in left.told.values()]
    left.pairs += [Pair(_missing(one, first, last), None, one, alike.payments(one)) for one in left.taken.values()]
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


Names = Sequence[Hashable]


def _by_own(one: Told | Taken) -> Names:
    return [(one.own_reference, _way(one.amount))] if one.own_reference else ()


def _by_reference(one: Told | Taken) -> Names:
    """Of a payment, any of the company's names for it: its files choose one or the other."""
    if isinstance(one, Told):
        return [(one.reference, _way(one.amount))] if one.reference else ()
    return [(name, _way(one.amount)) for name in one.references]


def _by_trace(one: Told | Taken) -> Names:
    if not (one.terminal and one.trace):
        return ()
    return [(one.terminal, one.trace.lstrip("0"), one.last_four, _way(one.amount), one.currency)]


def _by_authorization(one: Told | Taken) -> Names:
    if not (one.authorization and one.last_four):
        return ()
    return [(one.terminal, one.authorization, one.last_four, _way(one.amount), one.currency)]


def _by_authorization_anywhere(one: Told | Taken) -> Names:
    """The two call the terminal by other names."""
    if not (one.authorization and one.last_four):
        return ()
    return [(one.authorization, one.last_four, _way(one.amount), one.currency)]


_SIGNS: Sequence[Callable[[Told | Taken], Names]] = (
    _by_own, _by_reference, _by_trace, _by_authorization, _by_authorization_anywhere,
)  # fmt: skip


def _by_sign(left: Open, sign: Callable[[Told | Taken], Names]) -> None:
    there: dict[Hashable, list[Taken]] = defaultdict(list)
    for taken in left.taken.values():
        for name in sign(taken):
            there[name].append(taken)
    here: dict[Hashable, list[Told]] = defaultdict(list)
    for told in left.lines():
        for name in sign(told):
            if name in there:
                here[name].append(told)
    window = None if sign in (_by_own, _by_reference) else SAME_NUMBERS
    for name, lines in here.items():
        _nearest(left, lines, there[name], window)
        left.again |= {
            told.key
            for told in lines
            if told.key in left.told and any(_within(told, taken, window) for taken in there[name])
        }


def _within(told: Told, taken: Taken, window: timedelta | None) -> bool:
    return window is None or abs(told.at - taken.at) <= window


def _nearest(left: Open, lines: list[Told], payments: list[Taken], window: timedelta | None) -> None:
    """Of those that bear the same sign, equal amounts first, then the nearest in time."""
    found = [
        (told.amount != taken.amount, abs(told.at - taken.at), told.key, taken.key)
        for told in lines
        for taken in payments
        if _within(told, taken, window)
    ]
    if len(found) > 1:
        found.sort()
    for _differs, _apart, line, payment in found:
        if line in left.told and payment in left.taken:
            left.join(left.told[line], left.taken[payment])


def _alone(left: Open) -> None:
    """One line and one payment of a store at one moment, nobody else near: the same one with another amount."""
    lines = _by_place(one for one in left.told.values() if one.has_time)
    payments = _by_place(left.taken.values())
    for told in [one for rows in lines.values() for one in rows]:
        near = _near(payments.get(told.place, []), told.at)
        if told.key in left.again or len(near) != 1 or len(_near(lines[told.place], near[0].at)) != 1:
            continue
        [taken] = near
        same = (_way(told.amount), told.currency) == (_way(taken.amount), taken.currency)
        if same and told.key in left.told and taken.key in left.taken and may_be(told, taken):
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

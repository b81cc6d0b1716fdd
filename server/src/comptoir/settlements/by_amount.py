"""Lines that bear no number: matched by amount and time, as near as numbered ones show that both sides are. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from comptoir.settlements.sides import ALONE, NEAR, NEAR_DAYS, Bucket, Open, Pair, Taken, Told, may_be

# So many lines that a number matched tell how far a company's time is from a terminal's, and what else its files hold.
_TELLING_TIMES, _TELLING = 20, 5
_ALIKE_MAX = 5


class Reach:
    """How far a line may be from its payment: where numbers matched many, little farther than those were."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._places: Counter[tuple[str, str]] = Counter()
        self._gaps: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
        named = 0
        for pair in pairs:
            if pair.told is not None and pair.taken is not None:
                self._places[pair.told.place, pair.taken.place] += 1
                named += pair.told.reference in pair.taken.references
                if pair.told.has_time and pair.taken.terminal:
                    self._gaps[pair.told.place, pair.taken.terminal].append(abs(pair.told.at - pair.taken.at))
        self._is_named = named >= _TELLING
        self._reach = {
            key: min(NEAR, max(ALONE, 3 * max(gaps))) for key, gaps in self._gaps.items() if len(gaps) >= _TELLING_TIMES
        }

    def holds(self, told: Told, taken: Taken) -> bool:
        """Whether one may be the other by place and time, and by its name where the company's files give known ones."""
        if self._is_named and told.reference and taken.references:
            return False
        if told.place != taken.place and self._is_apart(told.place, taken.place):
            return False
        window = self._reach.get((told.place, taken.terminal), NEAR) if told.has_time else NEAR_DAYS
        return abs(told.at - taken.at) <= window

    def _is_apart(self, there: str, here: str) -> bool:
        """Each of the two stores has files of its own, and none of either ever held a payment of the other."""
        own = min(self._places[there, there], self._places[here, here])
        return own >= _TELLING and not self._places[there, here]


def by_amount(left: Open, reach: Reach) -> None:
    """The same amount near in time: of the same store first, then the nearest two.

    Numbers that both sides say and that differ are two payments, whatever the amount. Of a payment that was given back
    before it was settled no company ever says a word; where lines speak of it nevertheless, they speak of both ways.
    """
    undone = _undone(left)
    given_back = {one.key for pair in undone for one in pair}
    for line, payment in _nearest_first(
        left.lines(), [one for one in left.taken.values() if one.key not in given_back], reach
    ):
        if line in left.told and payment in left.taken:
            left.join(left.told[line], left.taken[payment])
    lines: dict[int, list[Told]] = defaultdict(list)
    for told in left.lines():
        lines[told.amount].append(told)
    for paid, back in undone:
        _drop_or_join(left, paid, back, [lines.get(one.amount, []) for one in (paid, back)], reach)


def _nearest_first(lines: Iterable[Told], payments: Iterable[Taken], reach: Reach) -> list[tuple[str, str]]:
    there: dict[tuple[int, str], list[Taken]] = defaultdict(list)
    for taken in sorted(payments, key=lambda one: (one.at, one.key)):
        there[taken.amount, taken.currency].append(taken)
    found = []
    for told in lines:
        alike = there.get((told.amount, told.currency), [])
        window = NEAR if told.has_time else NEAR_DAYS
        place = bisect_left(alike, told.at - window, key=lambda one: one.at)
        while place < len(alike) and alike[place].at <= told.at + window:
            taken = alike[place]
            if may_be(told, taken) and reach.holds(told, taken):
                found.append((told.place != taken.place, abs(told.at - taken.at), told.key, taken.key))
            place += 1
    return [(line, payment) for _elsewhere, _apart, line, payment in sorted(found)]


def _undone(left: Open) -> list[tuple[Taken, Taken]]:
    """Payments that no line's number names, and what gave all of each back on the same terminal."""
    found: dict[str, tuple[Taken, Taken]] = {}
    for taken in left.taken.values():
        paid = left.taken.get(taken.reverses) if taken.reverses else None
        if paid is not None and paid.amount == -taken.amount:
            found.setdefault(paid.key, (paid, taken))
    return list(found.values())


def _drop_or_join(left: Open, paid: Taken, back: Taken, lines: list[list[Told]], reach: Reach) -> None:
    first, second = (
        _nearest_first((told for told in equal if told.key in left.told), [one], reach)[:1]
        for one, equal in zip((paid, back), lines, strict=True)
    )
    at_once = [
        (line, payment)
        for line, payment in first
        if left.told[line].place == paid.place and abs(left.told[line].at - paid.at) <= ALONE
    ]
    for line, payment in [*first, *second] if first and second else at_once:
        left.join(left.told[line], left.taken[payment])
    if not (first and second) and not at_once:
        del left.taken[paid.key], left.taken[back.key]
        left.pairs += [Pair(Bucket.MATCHED, None, paid), Pair(Bucket.MATCHED, None, back)]


class Alike:
    """Those that were matched by amount and time alone: any of them could be the one that is missing."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs: dict[tuple[int, str], list[tuple[Told, Taken]]] = defaultdict(list)
        for pair in pairs:
            if pair.told is not None and pair.taken is not None:
                self._pairs[pair.told.amount, pair.told.currency].append((pair.told, pair.taken))

    def payments(self, missing: Taken) -> tuple[datetime, ...]:
        """When others were taken whose line could be of this one."""
        near = [
            taken.at
            for told, taken in self._pairs.get((missing.amount, missing.currency), ())
            if _is_near(told, missing) and may_be(told, missing)
        ]
        return tuple(sorted(near)[:_ALIKE_MAX])

    def lines(self, missing: Told) -> tuple[datetime, ...]:
        """When other lines were written whose payment could be of this one."""
        near = [
            told.at
            for told, taken in self._pairs.get((missing.amount, missing.currency), ())
            if _is_near(missing, taken) and may_be(missing, taken)
        ]
        return tuple(sorted(near)[:_ALIKE_MAX])


def _is_near(told: Told, taken: Taken) -> bool:
    window = NEAR if told.has_time else NEAR_DAYS
    return told.place == taken.place and abs(told.at - taken.at) <= window

"""Promotions on single goods: `each` and `set`. Their twin is web/packages/pricing/src/v2/goods.ts.

A line's goods are held in slices. A promotion takes slices that are still open to it, makes them cheaper and marks
them: `taken` by an exclusive promotion, `shared` by one that others may join. Within a priority sets are formed
first, where the customer gains by them, and the promotions on each unit take the best of what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from comptoir.kernel import divide_half_away, share_by_largest_remainder
from comptoir.pricing.engine import MILLI, PPM
from comptoir.pricing.v2.basket import Award
from comptoir.pricing.v2.rules import Effect, Promotion
from comptoir.pricing.v2.search import best_order

OPEN, SHARED, TAKEN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of a line's quantity, what it still costs, and who may still reduce it."""

    quantity_milli: int
    amount: int
    hold: int


@dataclass(frozen=True, slots=True)
class Goods:
    """A line's goods: its slices and what promotions took, in the order they did."""

    unit_price: int
    slices: tuple[Slice, ...]
    awards: tuple[tuple[Promotion, int], ...] = ()
    benefit: int = 0


Bench: TypeAlias = dict[int, Goods]
"""The lines of one search, by number. What a set does to them makes a new one."""


@dataclass(slots=True)
class Candidate:
    """A promotion that applies to this basket, and the lines that each of its parts names."""

    promotion: Promotion
    lines: list[list[int]]


@dataclass(slots=True)
class _Entry:
    """A slice while sets are formed out of it: whole units only."""

    line: int
    index: int
    unit_price: int
    quantity_milli: int
    amount: int
    units: int
    used: int = 0


@dataclass(slots=True)
class _Portion:
    """Units of one slice in a set, and whether the reward is on them."""

    entry: _Entry
    part: int
    units: int
    is_rewarded: bool = True


def apply_to_goods(goods: dict[int, Goods], candidates: Sequence[Candidate]) -> None:
    """Give the customer the best of one priority's promotions; `goods` is changed."""
    each_of_line: dict[int, list[Promotion]] = {}
    sets: list[Candidate] = []
    for candidate in candidates:
        if candidate.promotion.kind == "set":
            sets.append(candidate)
        else:
            for line in candidate.lines[0]:
                each_of_line.setdefault(line, []).append(candidate.promotion)
    for competing in _components(sets):
        lines = sorted({line for candidate in competing for part in candidate.lines for line in part})
        goods.update(_best_sets(goods, lines, competing, each_of_line))
        for line in lines:
            each_of_line.pop(line, None)
    for line in sorted(each_of_line):
        goods[line] = _best_each(goods[line], each_of_line[line])


def _components(sets: Sequence[Candidate]) -> list[list[Candidate]]:
    """Sets that share a line compete; the others know nothing of each other."""
    owner: dict[int, int] = {}
    groups: dict[int, list[Candidate]] = {}
    for number, candidate in enumerate(sets):
        joined = {owner[line] for part in candidate.lines for line in part if line in owner}
        home = min(joined, default=number)
        group = [member for key in sorted(joined) for member in groups.pop(key)]
        groups[home] = [*group, candidate]
        for member in groups[home]:
            for part in member.lines:
                owner.update(dict.fromkeys(part, home))
    # Rules stand in their own order again, whichever group they came from.
    place = {id(candidate): number for number, candidate in enumerate(sets)}
    return [sorted(group, key=lambda member: place[id(member)]) for _, group in sorted(groups.items())]


def _best_sets(
    goods: dict[int, Goods],
    lines: Sequence[int],
    competing: Sequence[Candidate],
    each_of_line: dict[int, list[Promotion]],
) -> dict[int, Goods]:
    """The best selection and order of sets, counting what the promotions on each unit give on what they leave."""
    known: dict[int, tuple[Goods, Goods]] = {}

    def finished(line: int, held: Goods) -> Goods:
        promotions = each_of_line.get(line)
        if promotions is None:
            return held
        found = known.get(id(held))
        if found is None:
            # The first of the pair keeps the key alive.
            found = known[id(held)] = (held, _best_each(held, promotions))
        return found[1]

    def value(bench: Bench) -> int:
        return sum(finished(line, held).benefit for line, held in bench.items())

    start = {line: goods[line] for line in lines}
    best = best_order(start, competing, _form_sets, value)
    return {line: finished(line, held) for line, held in best.items()}


def _best_each(held: Goods, promotions: Sequence[Promotion]) -> Goods:
    is_alone = sum(one.hold != TAKEN for one in held.slices) == 1
    if not is_alone or any(promotion.stacking != "exclusive" for promotion in promotions):
        return best_order(held, promotions, _reduce_each, lambda reached: reached.benefit)
    # One exclusive promotion takes all there is: no order needs to be tried.
    best = held
    for promotion in promotions:
        reached = _reduce_each(held, promotion)
        if reached is not None and reached.benefit > best.benefit:
            best = reached
    return best


def _reduce_each(held: Goods, promotion: Promotion) -> Goods | None:
    """Reduce every slice that is open to the promotion."""
    slices: list[Slice] = []
    total = 0
    hold = TAKEN if promotion.stacking == "exclusive" else SHARED
    for one in held.slices:
        discount = 0
        if one.hold == OPEN or (one.hold == SHARED and hold == SHARED):
            discount = _discount(promotion.effect, one.amount, one.quantity_milli)
        if discount > 0:
            total += discount
            slices.append(Slice(one.quantity_milli, one.amount - discount, hold))
        else:
            slices.append(one)
    if total == 0:
        return None
    return Goods(held.unit_price, tuple(slices), (*held.awards, (promotion, total)), held.benefit + total)


def _discount(effect: Effect, amount: int, quantity_milli: int) -> int:
    if effect.percent_ppm is not None:
        return divide_half_away(amount * effect.percent_ppm, PPM)
    if effect.amount is not None:
        return min(amount, divide_half_away(effect.amount * quantity_milli, MILLI))
    assert effect.price is not None
    return amount - divide_half_away(effect.price * quantity_milli, MILLI)


def _form_sets(bench: Bench, candidate: Candidate) -> Bench | None:
    """Form as many sets as there are, the dearest units first; None when no set gives anything."""
    promotion = candidate.promotion
    forming = _Forming(bench, candidate)
    if not forming.has_enough():
        return None
    sets_left = promotion.sets_max
    total = 0
    while True:
        portions = forming.fill()
        if portions is None:
            break
        times = min(portion.entry.units // portion.entry.used for portion in portions)
        if promotion.sets_max:
            times = min(times, sets_left)
        discount = forming.take(_rewarded(promotion, portions), times) if times else 0
        if discount == 0:
            break
        total += discount
        sets_left -= times
    return forming.goods() if total else None


def _rewarded(promotion: Promotion, portions: list[_Portion]) -> list[_Portion]:
    """Mark the units that the reward is on; a portion that is only partly rewarded is cut in two."""
    if promotion.reward_on == "part":
        for portion in portions:
            portion.is_rewarded = portion.part == promotion.reward_number - 1
        return portions
    if promotion.reward_on == "set":
        return portions
    left = promotion.reward_number
    found: list[_Portion] = []
    for portion in sorted(portions, key=lambda one: (one.entry.unit_price, -one.entry.line)):
        rewarded = min(left, portion.units)
        left -= rewarded
        if rewarded:
            found.append(_Portion(portion.entry, portion.part, rewarded, True))
        if portion.units > rewarded:
            found.append(_Portion(portion.entry, portion.part, portion.units - rewarded, False))
    return found


@dataclass(slots=True)
class _Forming:
    """Sets being formed for one promotion over the lines of a bench."""

    bench: Bench
    candidate: Candidate
    entries: dict[tuple[int, int], _Entry] = field(default_factory=dict)
    pools: list[list[_Entry]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    made: dict[int, list[Slice]] = field(default_factory=dict)
    gained: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for lines in self.candidate.lines:
            self.pools.append([entry for line in lines for entry in self._open_entries(line)])

    def has_enough(self) -> bool:
        """Whether every part has units for one set; then they are put in order, the dearest first."""
        units_of = [sum(entry.units for entry in pool) for pool in self.pools]
        if any(units < part.count for units, part in zip(units_of, self.candidate.promotion.parts, strict=True)):
            return False
        for pool in self.pools:
            pool.sort(key=lambda entry: (-entry.unit_price, entry.line))
        # The part with the fewest units chooses first, so that a part of everything leaves it its own.
        self.order = sorted(range(len(units_of)), key=lambda part: units_of[part])
        return True

    def _open_entries(self, line: int) -> list[_Entry]:
        held = self.bench[line]
        is_exclusive = self.candidate.promotion.stacking == "exclusive"
        found = []
        for index, one in enumerate(held.slices):
            if one.hold == TAKEN or (one.hold == SHARED and is_exclusive) or one.quantity_milli < MILLI:
                continue
            entry = self.entries.get((line, index))
            if entry is None:
                units = one.quantity_milli // MILLI
                entry = _Entry(line, index, held.unit_price, one.quantity_milli, one.amount, units)
                self.entries[line, index] = entry
            found.append(entry)
        return found

    def fill(self) -> list[_Portion] | None:
        """The units of the next set, the dearest of each part; None when a part has too few left."""
        for entry in self.entries.values():
            entry.used = 0
        portions: list[_Portion] = []
        for part in self.order:
            needed = self.candidate.promotion.parts[part].count
            for entry in self.pools[part]:
                units = min(needed, entry.units - entry.used)
                if units > 0:
                    portions.append(_Portion(entry, part, units))
                    entry.used += units
                    needed -= units
                if needed == 0:
                    break
            if needed:
                return None
        return portions

    def take(self, portions: Sequence[_Portion], times: int) -> int:
        """Take the same set so many times at once; nothing is taken when it gives nothing."""
        promotion = self.candidate.promotion
        left = {id(portion.entry): (portion.entry.quantity_milli, portion.entry.amount) for portion in portions}
        amounts: list[int] = []
        for portion in portions:
            quantity, amount = left[id(portion.entry)]
            taken = times * portion.units * MILLI
            value = divide_half_away(amount * taken, quantity)
            amounts.append(value)
            left[id(portion.entry)] = (quantity - taken, amount - value)
        shares = _shares(promotion.effect, portions, amounts, times)
        total = sum(shares)
        if total <= 0:
            return 0
        hold = TAKEN if promotion.stacking == "exclusive" else SHARED
        for portion, amount, share in zip(portions, amounts, shares, strict=True):
            entry = portion.entry
            taken = times * portion.units
            entry.quantity_milli, entry.amount = left[id(entry)]
            entry.units -= taken
            self.made.setdefault(entry.line, []).append(Slice(taken * MILLI, amount - share, hold))
            self.gained[entry.line] = self.gained.get(entry.line, 0) + share
        return total

    def goods(self) -> Bench:
        """The bench's goods with the sets in them; a line that no set touched stays the same object."""
        found = dict(self.bench)
        for line, made in self.made.items():
            held = found[line]
            slices: list[Slice] = []
            for index, one in enumerate(held.slices):
                entry = self.entries.get((line, index))
                if entry is None:
                    slices.append(one)
                elif entry.quantity_milli > 0:
                    slices.append(Slice(entry.quantity_milli, entry.amount, one.hold))
            gained = self.gained[line]
            awards = (*held.awards, (self.candidate.promotion, gained)) if gained else held.awards
            found[line] = Goods(held.unit_price, (*slices, *made), awards, held.benefit + gained)
        return found


def _shares(effect: Effect, portions: Sequence[_Portion], amounts: Sequence[int], times: int) -> list[int]:
    """What each portion is reduced by. A price or an amount is shared over the set in proportion."""
    if effect.percent_ppm is not None:
        percent_ppm = effect.percent_ppm
        return [
            divide_half_away(amount * percent_ppm, PPM) if portion.is_rewarded else 0
            for portion, amount in zip(portions, amounts, strict=True)
        ]
    total = sum(amounts)
    if effect.amount is not None:
        discount = min(total, times * effect.amount)
    else:
        assert effect.price is not None
        discount = total - times * effect.price
    if discount <= 0:
        return [0] * len(amounts)
    return share_by_largest_remainder(discount, amounts)


def awards_of(held: Goods) -> list[Award]:
    """What promotions took from a line, each once, in the order they did."""
    found: dict[str, int] = {}
    for promotion, amount in held.awards:
        found[promotion.id] = found.get(promotion.id, 0) + amount
    return [Award(promotion, amount) for promotion, amount in found.items()]

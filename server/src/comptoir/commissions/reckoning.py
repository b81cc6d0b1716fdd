"""From what was sold to what was earned by it. Pure.

One rule counts for a line: that of the person before that of the role before everybody's; of those, that of the article
before that of the nearest category before that of everything; of those, the one that began last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel import divide_half_away

PPM = 1_000_000
MILLI = 1_000
NET, MARGIN, PIECE = "net", "margin", "piece"


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as it was written down."""

    id: UUID
    employee: UUID | None
    role: UUID | None
    category: UUID | None
    item: UUID | None
    basis: str
    rate_ppm: int
    amount: int
    valid_from: date
    valid_until: date | None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Sold:
    """What somebody sold of an article on a day, without tax; what came back is below zero, and belongs to who sold it.

    `rule_day` is the day of the sale, of what came back too. `known`: the part of `net` whose goods have a known cost.
    """

    employee: UUID
    store: UUID
    day: date
    rule_day: date
    item: UUID | None
    net: int
    quantity_milli: int
    known: int
    cost: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What somebody earned on a day by one rule. `base`: what the share is of; `unknown`: sold, and nothing earned by
    it, because nobody knew its cost.
    """

    employee: UUID
    store: UUID
    day: date
    rule: UUID
    base: int
    quantity_milli: int
    amount: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """Who has which role where, and what stands in which categories, the nearest one first."""

    roles: Mapping[tuple[UUID, UUID | None], UUID | None]
    categories: Mapping[UUID, Sequence[UUID]]

    def role(self, employee: UUID, store: UUID) -> UUID | None:
        here = (employee, store)
        return self.roles[here] if here in self.roles else self.roles.get((employee, None))

    def shelves(self, item: UUID | None) -> Sequence[UUID]:
        return self.categories.get(item, ()) if item is not None else ()


def earned(sold: Iterable[Sold], rules: Sequence[RuleView], places: Places) -> list[Earned]:
    """By person, store, day and rule. A share is taken of a day's sum, and rounded once."""
    sums: dict[tuple[UUID, UUID, date, UUID], list[int]] = {}
    by_id = {rule.id: rule for rule in rules}
    for row in sold:
        rule = choose(row, rules, places)
        if rule is None:
            continue
        found = sums.setdefault((row.employee, row.store, row.day, rule.id), [0, 0, 0])
        found[0] += row.known - row.cost if rule.basis == MARGIN else row.net
        found[1] += row.quantity_milli
        found[2] += row.net - row.known if rule.basis == MARGIN else 0
    rows = [
        Earned(employee, store, day, rule, base, milli, _share(by_id[rule], base, milli), unknown)
        for (employee, store, day, rule), (base, milli, unknown) in sums.items()
        if base or milli or unknown
    ]
    return sorted(rows, key=_order)


def choose(row: Sold, rules: Sequence[RuleView], places: Places) -> RuleView | None:
    """The nearest rule that holds on the day of the sale."""
    role, shelves = places.role(row.employee, row.store), places.shelves(row.item)
    fitting = []
    for rule in rules:
        who = _who(rule, row.employee, role)
        what = _what(rule, row.item, shelves)
        if who is not None and what is not None and rule.holds(row.rule_day):
            fitting.append((who, what, -rule.valid_from.toordinal(), -rule.id.int, rule))
    return min(fitting, key=lambda found: found[:4])[4] if fitting else None


def differences(now: Iterable[Earned], kept: Iterable[Earned]) -> list[Earned]:
    """What is earned by now beyond what was kept."""
    sums: dict[tuple[UUID, UUID, date, UUID], list[int]] = {}
    for sign, rows in ((1, now), (-1, kept)):
        for row in rows:
            found = sums.setdefault((row.employee, row.store, row.day, row.rule), [0, 0, 0, 0])
            for place, value in enumerate((row.base, row.quantity_milli, row.amount, row.unknown)):
                found[place] += sign * value
    return sorted((Earned(*key, *values) for key, values in sums.items() if any(values)), key=_order)


def _who(rule: RuleView, employee: UUID, role: UUID | None) -> int | None:
    if rule.employee is not None:
        return 0 if rule.employee == employee else None
    if rule.role is not None:
        return 1 if rule.role == role else None
    return 2


def _what(rule: RuleView, item: UUID | None, shelves: Sequence[UUID]) -> int | None:
    if rule.item is not None:
        return 0 if rule.item == item else None
    if rule.category is not None:
        return 1 + list(shelves).index(rule.category) if rule.category in shelves else None
    return 1 + len(shelves)


def _share(rule: RuleView, base: int, quantity_milli: int) -> int:
    if rule.basis == PIECE:
        return divide_half_away(quantity_milli * rule.amount, MILLI)
    return divide_half_away(base * rule.rate_ppm, PPM)


def _order(row: Earned) -> tuple[date, str, str, str]:
    return row.day, str(row.employee), str(row.store), str(row.rule)

"""Tips by business day and person, what was paid out of them, and who worked. Not turnover: nothing here is taxed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.backoffice.scope import Scope
from comptoir.payments.public import BY_SHIFT, Working, share_by_shift, share_tips, tip_work
from comptoir.platform.sql import select
from comptoir.sales.times import shifts_in
from comptoir.sales.turnover import day_of, in_days


@dataclass(frozen=True, slots=True)
class Given:
    """What came by one way on a day, taken by one cashier."""

    business_day: date
    store: UUID
    store_name: str
    session: UUID | None
    cashier: UUID | None
    kind: str
    amount: int


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What left the drawers as tips, by who took it out."""

    business_day: date
    store: UUID
    cashier: UUID | None
    amount: int


@dataclass(frozen=True, slots=True)
class Present:
    """Who sold on a day, from the first to the last sale, and for how much; of a shift, in that shift."""

    business_day: date
    store: UUID
    session: UUID | None
    cashier: UUID
    minutes: int
    sold: int


@dataclass(frozen=True, slots=True)
class TipDay:
    """A store's day: what came, what left, and whose it is."""

    business_day: date
    store: UUID
    store_name: str
    cash: int
    other: int
    paid_out: int
    taken: Mapping[UUID | None, int]
    shares: Mapping[UUID | None, int]
    working: Sequence[Working]
    is_recorded: bool
    rule: str

    @property
    def total(self) -> int:
        return self.cash + self.other


def tip_days(scope: Scope, rules: Mapping[UUID, str]) -> list[TipDay]:
    """The days on which tips came or were paid out, newest first, each shared by the rule of its store."""
    parameters = scope.parameters()
    given = select(Given, _GIVEN, parameters)
    paid = select(PaidOut, _PAID_OUT, parameters)
    names = {row.store: row.store_name for row in given}
    work = work_of(scope)
    shifts = _shifts(scope) if BY_SHIFT in rules.values() else {}
    days = []
    places = {(row.business_day, row.store) for row in given} | {(row.business_day, row.store) for row in paid}
    for place in sorted(places, key=str, reverse=True):
        day, store = place
        rule = rules[store]
        here = [row for row in given if (row.business_day, row.store) == place]
        taken: dict[UUID | None, int] = {}
        for row in here:
            taken[row.cashier] = taken.get(row.cashier, 0) + row.amount
        working, is_recorded = work.get(place, ((), False))
        days.append(
            TipDay(
                day,
                store,
                names.get(store, ""),
                cash=sum(row.amount for row in here if row.kind == "cash"),
                other=sum(row.amount for row in here if row.kind != "cash"),
                paid_out=sum(row.amount for row in paid if (row.business_day, row.store) == place),
                taken=taken,
                shares=_by_shift(here, shifts) if rule == BY_SHIFT else share_tips(rule, taken, working),
                working=working,
                is_recorded=is_recorded,
                rule=rule,
            )
        )
    return days


def _by_shift(given: Sequence[Given], working: Mapping[UUID | None, Sequence[Working]]) -> dict[UUID | None, int]:
    taken: dict[UUID | None, dict[UUID | None, int]] = {}
    for row in given:
        shift = taken.setdefault(row.session, {})
        shift[row.cashier] = shift.get(row.cashier, 0) + row.amount
    return share_by_shift(taken, working)


def _shifts(scope: Scope) -> dict[UUID | None, list[Working]]:
    """Who sold in each shift of a till."""
    found: dict[UUID | None, list[Working]] = {}
    for row in select(Present, _PRESENT_IN_SHIFTS, scope.parameters()):
        found.setdefault(row.session, []).append(Working(row.cashier, row.minutes, 1, row.sold))
    return found


def work_of(scope: Scope) -> dict[tuple[date, UUID], tuple[Sequence[Working], bool]]:
    """Who worked, by day and store: as a manager said, else as the time clock or the sales tell. The flag: a manager
    said it.
    """
    present = select(Present, _PRESENT, scope.parameters())
    sold = {(row.business_day, row.store, row.cashier): row.sold for row in present}
    found: dict[tuple[date, UUID], tuple[list[Working], bool]] = {}
    for row in present:
        working, _ = found.setdefault((row.business_day, row.store), ([], False))
        working.append(Working(row.cashier, row.minutes, 1, row.sold))
    for place, minutes in _clocked(scope).items():
        seen = {row.employee for row in found.get(place, ([], False))[0]}
        people = [*minutes, *(person for person in seen if person not in minutes)]
        by_sales = {row.employee: row.minutes for row in found.get(place, ([], False))[0]}
        found[place] = (
            [
                Working(person, minutes.get(person, by_sales.get(person, 0)), 1, sold.get((*place, person), 0))
                for person in people
            ],
            False,
        )
    recorded: dict[tuple[date, UUID], list[Working]] = {}
    for said in tip_work(scope.first, scope.last, scope.store.id if scope.store else None):
        place = (said.business_day, said.store_id)
        person = said.employee_id
        recorded.setdefault(place, []).append(Working(person, said.minutes, said.points, sold.get((*place, person), 0)))
    return {**found, **{place: (working, True) for place, working in recorded.items()}}


def _clocked(scope: Scope) -> dict[tuple[date, UUID], dict[UUID, int]]:
    """The minutes of hours that are complete; who has not gone yet counts by the sales."""
    found: dict[tuple[date, UUID], dict[UUID, int]] = {}
    for shift in shifts_in(scope):
        if shift.is_complete:
            minutes = found.setdefault((shift.day, shift.store), {})
            minutes[shift.employee] = minutes.get(shift.employee, 0) + shift.minutes
    return found


def _scoped(table: str, at: str) -> Mapping[str, str]:
    moment = f"{table}.{at}"
    scope = f"AND {in_days(moment)} AND (%(store)s::uuid IS NULL OR {table}.store_id = %(store)s)"
    return {"day": day_of(moment), "scope": scope}


_GIVEN = """
    SELECT {day}, t.store_id, p.name, t.session, t.cashier, t.kind, sum(t.amount)
    FROM sales_tip t
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN sales_session n ON n.organization_id = t.organization_id AND n.id = t.session
    WHERE t.organization_id = %(organization)s {scope}
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 6, 5, 4
""".format(**_scoped("t", "given_at"))  # noqa: S608  # constants of ours; every value is a parameter
_PAID_OUT = """
    SELECT {day}, a.store_id, a.cashier, (-sum(a.amount))
    FROM sales_act a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
    WHERE a.organization_id = %(organization)s AND a.deed = 'paid_out' AND a.reason = 'tips' {scope}
    GROUP BY 1, 2, 3
""".format(**_scoped("a", "happened_at"))  # noqa: S608  # constants of ours; every value is a parameter
_SOLD = """
    SELECT {day}, s.store_id, {session}, s.cashier,
        ceil(extract(epoch FROM max(s.sold_at) - min(s.sold_at)) / 60)::int,
        sum(CASE WHEN s.kind IN ('sale', 'exchange') THEN s.gross - s.returned ELSE 0 END)
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
    WHERE s.organization_id = %(organization)s AND s.cashier IS NOT NULL AND s.kind IN ('sale', 'exchange') {scope}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_PRESENT = _SOLD.format(session="NULL::uuid", **_scoped("s", "sold_at"))
_PRESENT_IN_SHIFTS = _SOLD.format(session="s.session", **_scoped("s", "sold_at"))

"""Commissions through the ledger: whose they are, and that a closed month keeps them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from comptoir.accounting.public import earnings
from comptoir.commissions.commands import AddRule, EndRule
from comptoir.commissions.errors import DayClosed, RepeatDiffers, RuleInvalid, RuleUnknown
from comptoir.commissions.public import add_rule, end_rule, rules
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.accounting.test_periods import NOVEMBER, OCTOBER, close, reopen, trade
from tests.sales.shop import Shop, add_till, enrol, rows

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
END_OCTOBER = date(2026, 10, 31)


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody earned, in figures alone."""

    who: UUID
    booked: date
    day: date
    base: int
    amount: int
    closing: int | None


def earned(shop: Shop, first: date, last: date) -> list[Line]:
    with reading(shop.organization):
        found = earnings(stores(), first, last)
    return [
        Line(row.earned.employee, row.booked, row.earned.day, row.earned.base, row.earned.amount, row.closing)
        for row in found
    ]


def add(shop: Shop, **members: object) -> UUID:
    key = new_uuid7()
    add_rule(AddRule(organization=shop.organization, person=None, **{"id": key, "valid_from": OCTOBER, **members}))  # type: ignore[arg-type]  # as the test says
    return key


def hire(shop: Shop, name: str) -> UUID:
    person = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=person, name=name))
    return person


@pytest.fixture
def people(shop: Shop) -> tuple[UUID, UUID]:
    """Amir has 5 % of everything; everybody else 0.50 for a bottle of wine and 2 % of the rest."""
    amir, bea = hire(shop, "Amir"), hire(shop, "Bea")
    add(shop, basis="net", rate_ppm=20_000)
    add(shop, basis="piece", amount=50, item=shop.wine.item)
    add(shop, basis="net", rate_ppm=50_000, employee=amir)
    return amir, bea


def test_a_month_is_earned_closed_and_what_is_late_counts_in_the_next(
    shop: Shop, people: tuple[UUID, UUID], send: Send
) -> None:
    amir, bea = people
    till, away = (enrol(shop, add_till(shop, code), now=datetime(2026, 10, 19, 8, tzinfo=UTC)) for code in ("B1", "B2"))
    till.cashier, away.cashier = amir, amir
    send(till, [till.start_chain()])
    sold = trade(till, date(2026, 10, 20), shop.bread, shop.bread, shop.wine)
    till.cashier = bea
    hers = till.sell([shop.wine, shop.bread])
    back = trade(till, date(2026, 10, 21), shop.bread)
    assert isinstance(sold[1], Sealed)
    send(till, [*sold, hers, *back, till.refund(sold[1], {3: 1_000})])

    day, next_day = date(2026, 10, 20), date(2026, 10, 21)
    by_hand = [
        # 2 × 1.09 and 7.42: 5 %. Bea took the wine back; it is off what Amir earned.
        Line(amir, day, day, 960, 48, None), Line(bea, day, day, 109, 2, None), Line(bea, day, day, 742, 50, None),
        Line(amir, next_day, next_day, -742, -37, None), Line(bea, next_day, next_day, 109, 2, None),
    ]  # fmt: skip
    assert sorted(earned(shop, OCTOBER, END_OCTOBER), key=str) == sorted(by_hand, key=str)

    close(shop, OCTOBER, END_OCTOBER)
    closed = earned(shop, OCTOBER, END_OCTOBER)
    assert sorted(line.amount for line in closed) == [-37, 2, 2, 48, 50]
    assert {line.closing for line in closed} == {1}
    late = date(2026, 10, 22)
    send(away, [away.start_chain(), *trade(away, late, shop.wine)])
    with pytest.raises(DayClosed):
        add(shop, basis="net", rate_ppm=900_000)
    with reading(shop.organization):
        [everybody] = [rule.id for rule in rules() if rule.rate_ppm == 20_000]
    with pytest.raises(DayClosed):
        end_rule(EndRule(organization=shop.organization, person=None, rule=everybody, last=date(2026, 10, 15)))
    end_rule(EndRule(organization=shop.organization, person=None, rule=everybody, last=END_OCTOBER))

    assert earned(shop, OCTOBER, END_OCTOBER) == closed
    waiting = Line(amir, NOVEMBER, late, 742, 37, None)
    assert earned(shop, NOVEMBER, date(2026, 11, 30)) == [waiting]
    close(shop, NOVEMBER, date(2026, 11, 30))
    assert earned(shop, NOVEMBER, date(2026, 11, 30)) == [Line(amir, NOVEMBER, late, 742, 37, 2)]

    reopen(shop, 2)
    reopen(shop, 1)
    again = [*by_hand, Line(amir, late, late, 742, 37, None)]
    assert sorted(earned(shop, OCTOBER, END_OCTOBER), key=str) == sorted(again, key=str)


def test_what_is_no_rule_is_refused_and_nothing_is_written(shop: Shop, people: tuple[UUID, UUID]) -> None:
    amir, _bea = people
    before = rows("commissions_rule", shop.organization)
    for wrong in (
        {"basis": "net"},
        {"basis": "gross", "rate_ppm": 10_000},
        {"basis": "net", "rate_ppm": 1_000_001},
        {"basis": "piece", "amount": 50, "rate_ppm": 10_000},
        {"basis": "net", "rate_ppm": 10_000, "employee": new_uuid7()},
        {"basis": "net", "rate_ppm": 10_000, "employee": amir, "role": new_uuid7()},
        {"basis": "net", "rate_ppm": 10_000, "item": new_uuid7()},
    ):
        with pytest.raises(RuleInvalid):
            add(shop, **wrong)
    with pytest.raises(RuleUnknown):
        end_rule(EndRule(organization=shop.organization, person=None, rule=new_uuid7(), last=OCTOBER))
    assert rows("commissions_rule", shop.organization) == before

    key = add(shop, basis="net", rate_ppm=10_000, employee=amir)
    add(shop, id=key, basis="net", rate_ppm=10_000, employee=amir)
    with pytest.raises(RepeatDiffers):
        add(shop, id=key, basis="net", rate_ppm=20_000, employee=amir)
    assert len(rows("commissions_rule", shop.organization)) == len(before) + 1

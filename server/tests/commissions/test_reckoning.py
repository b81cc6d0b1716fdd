"""Which rule counts for a line, and what it comes to, to the cent."""

from datetime import date
from uuid import UUID

from comptoir.commissions.reckoning import MARGIN, NET, PIECE, Earned, Places, RuleView, Sold, differences, earned
from comptoir.kernel import new_uuid7

AMIR, BEA, SHOP, SELLER = (new_uuid7() for _ in range(4))
WINE, RED, DRINKS = (new_uuid7() for _ in range(3))
DAY, LATER = date(2026, 11, 5), date(2026, 11, 6)
PLACES = Places({(AMIR, None): SELLER, (BEA, None): SELLER, (BEA, SHOP): None}, {WINE: (RED, DRINKS)})


def rule(
    basis: str = NET,
    rate_ppm: int = 0,
    amount: int = 0,
    *,
    since: date = DAY,
    until: date | None = None,
    employee: UUID | None = None,
    role: UUID | None = None,
    category: UUID | None = None,
    item: UUID | None = None,
) -> RuleView:
    return RuleView(new_uuid7(), employee, role, category, item, basis, rate_ppm, amount, since, until)


def sold(
    who: UUID, net: int, *, day: date = DAY, item: UUID | None = WINE, milli: int = 1_000, known: int = 0, cost: int = 0
) -> Sold:
    return Sold(who, SHOP, day, day, item, net, milli, known, cost)


def amounts(rows: list[Sold], *rules: RuleView) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for row in earned(rows, rules, PLACES):
        found[row.employee] = found.get(row.employee, 0) + row.amount
    return found


def test_the_nearest_rule_counts_and_no_other() -> None:
    everybody, shelf = rule(rate_ppm=10_000), rule(rate_ppm=20_000, category=DRINKS)
    nearer, article = rule(rate_ppm=30_000, category=RED), rule(PIECE, amount=25, item=WINE)
    sellers, amir = rule(rate_ppm=50_000, role=SELLER), rule(rate_ppm=60_000, employee=AMIR)
    rows = [sold(AMIR, 1_000), sold(BEA, 1_000)]

    assert amounts(rows, everybody) == {AMIR: 10, BEA: 10}
    assert amounts(rows, everybody, shelf) == {AMIR: 20, BEA: 20}
    assert amounts(rows, everybody, shelf, nearer) == {AMIR: 30, BEA: 30}
    assert amounts(rows, everybody, shelf, nearer, article) == {AMIR: 25, BEA: 25}
    # In this store Bea has no role.
    assert amounts(rows, everybody, article, sellers) == {AMIR: 50, BEA: 25}
    assert amounts(rows, everybody, article, sellers, amir) == {AMIR: 60, BEA: 25}
    # Begun later it counts from then on; ended, no more.
    newer = rule(rate_ppm=15_000, since=LATER)
    both = [sold(BEA, 1_000), sold(BEA, 1_000, day=LATER)]
    assert amounts(both, everybody, newer) == {BEA: 25}
    assert amounts(both, rule(rate_ppm=10_000, until=DAY)) == {BEA: 10}


def test_a_share_is_of_the_days_sum_and_a_margin_of_what_is_known() -> None:
    # 2.5 % of 109 would be 2.7 each: of the day it is 8.2.
    assert amounts([sold(AMIR, 109, item=None)] * 3, rule(rate_ppm=25_000)) == {AMIR: 8}
    assert amounts([sold(AMIR, 0, milli=1_500), sold(AMIR, 0, milli=-500)], rule(PIECE, amount=25)) == {AMIR: 25}

    known, unknown = sold(AMIR, 742, known=742, cost=400), sold(AMIR, 500)
    [row] = earned([known, unknown], [rule(MARGIN, 100_000)], PLACES)
    assert (row.base, row.amount, row.unknown) == (342, 34, 500)
    # What came back takes back what it had earned.
    assert amounts([known, sold(AMIR, -742, milli=-1_000, known=-742, cost=-400)], rule(MARGIN, 100_000)) == {}


def test_what_is_new_is_the_difference() -> None:
    key = new_uuid7()
    was = Earned(AMIR, SHOP, DAY, key, 1_000, 1_000, 50)
    now = Earned(AMIR, SHOP, DAY, key, 1_400, 2_000, 70)

    assert differences([was], [was]) == []
    assert differences([now], [was]) == [Earned(AMIR, SHOP, DAY, key, 400, 1_000, 20)]
    assert differences([], [was]) == [Earned(AMIR, SHOP, DAY, key, -1_000, -1_000, -50)]

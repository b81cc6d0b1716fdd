"""What a day has earned is kept when it is over: the same as would be counted, and gone as soon as the day changes."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from django.db import connections
from django.test import Client

from comptoir.insights.commands import KeepEarned
from comptoir.insights.margin import keep_earned
from comptoir.sales.simulation import BasketLine, SimulatedTill
from tests.backoffice.conftest import Day
from tests.backoffice.test_stock_pages import stocked
from tests.databases import TestDatabase
from tests.insights.books import follow
from tests.sales.shop import add_till, enrol, rows, submit
from tests.sales.stockroom import catch_up

TUESDAY, NOON = date(2026, 11, 24), datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def told(owner: Client) -> list[str]:
    address = f"/reports/margin.csv?from={TUESDAY}&to={TUESDAY}"
    return owner.get(address).content.decode("utf-8-sig").splitlines()[1:]


def keep(day: Day) -> int:
    """As the worker does, a week later; answers how many days of stores it kept."""
    command = KeepEarned(organization=day.organization, now=datetime(2026, 12, 1, tzinfo=UTC))
    kept = 0
    while step := keep_earned(command):
        kept += step
    return kept


def keep_alone(day: Day) -> int:
    """The same in a thread of its own."""
    try:
        return keep(day)
    finally:
        connections.close_all()


def sell(database: TestDatabase, till: SimulatedTill, moment: datetime, lines: Sequence[BasketLine]) -> None:
    till.now = moment
    submit(database.app, till, [till.sell(lines)])


def kept_days(day: Day) -> set[object]:
    return {row["day"] for row in rows("insights_earned_day", day.organization)}


def test_a_kept_day_says_what_is_counted_and_is_counted_anew_when_a_sale_comes_late(
    owner: Client, day: Day, database: TestDatabase
) -> None:
    """8.90 of the wine has a cost of 4.00, 1.15 of the bread has none."""
    follow(database.app, day.organization)
    stocked(day, database)
    till = enrol(day.shop, add_till(day.shop, "M1"), now=day.till.now)
    till.now = NOON
    submit(database.app, till, [till.start_chain(), till.open(0)])
    sell(database, till, NOON, [day.shop.wine, day.shop.bread])
    catch_up(database.app, day.organization)
    follow(database.app, day.organization)
    counted = told(owner)

    with ThreadPoolExecutor(2) as workers:
        kept = sum(workers.map(keep_alone, [day, day]))

    # Two workers at once kept each day once.
    assert kept == len(rows("insights_earned_day", day.organization)) > 1
    assert TUESDAY in kept_days(day)
    assert counted[0].startswith("2026-11-24,4.51,,88.557")
    assert told(owner) == counted
    assert keep(day) == 0

    sell(database, till, NOON.replace(hour=12), [day.shop.wine])
    follow(database.app, day.organization)
    assert TUESDAY not in kept_days(day)
    keep(day)
    catch_up(database.app, day.organization)

    assert TUESDAY not in kept_days(day)
    late = told(owner)
    assert late[0].startswith("2026-11-24,7.93,,93.9314")
    assert keep(day) == 2
    assert told(owner) == late

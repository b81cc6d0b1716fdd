"""Sums follow the log to the cent, whatever comes late, back, corrected or from quarantine, and equal a recount."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import psycopg
import pytest

from comptoir.insights.counting import NOBODY
from comptoir.insights.fold import fold
from comptoir.kernel import new_uuid7
from comptoir.platform.sequencer import sequence_all
from comptoir.sales.adopting import adopt_waiting
from comptoir.sales.simulation import Body, Sealed, SimulatedTill
from comptoir.sales.simulation_flows import correct_tender, exchange
from tests.insights.books import (
    assert_like_day_report,
    assert_rebuild_equal,
    count_again,
    everything,
    follow,
    stored,
    sums,
)
from tests.sales.shop import Shop, add_till, enrol, open_shop, submit
from tests.sales.test_adopting import all_of, revoked_with
from tests.sales.test_charged import at_list_price

NOON = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)  # a Thursday, 12:30 in Paris
THURSDAY = date(2026, 11, 19)


def till_at(shop: Shop, code: str = "A1", now: datetime = NOON) -> SimulatedTill:
    till = enrol(shop, add_till(shop, code), now=now)
    till.now = now
    return till


def opening(till: SimulatedTill, day: date | None = None, session: UUID | None = None) -> Sealed:
    """As tills write it today, with the business day; and as older ones do, without."""
    till.session = session or new_uuid7()
    said: Body = {} if day is None else {"business_day": day.isoformat()}
    return till.seal(
        "opening",
        {"session": str(till.session), "cashier": str(till.cashier), "currency": "EUR", "float": 10_000, **said},
    )


def gross_by_day(shop: Shop) -> dict[object, int]:
    found: dict[object, int] = {}
    for row in stored(shop, "sales_hour"):
        found[row["day"]] = found.get(row["day"], 0) + int(str(row["gross"]))
    return found


def test_a_day_of_everything_is_counted_like_the_day_report(shop: Shop, database) -> None:
    till = till_at(shop)
    bread, wine = shop.bread, shop.wine
    first = [till.start_chain(), opening(till, THURSDAY)]
    sold = till.sell([replace(bread, quantity_milli=2_000, discount_ppm=100_000), wine], card=500)
    till.now = NOON + timedelta(hours=2)
    reduced = till.sell([wine], discount_ppm=100_000)
    back = till.refund(sold, {2: 1_000})
    swapped = exchange(till, reduced, {1: 1_000}, [bread, bread])
    corrected = correct_tender(till, sold, {"cash": -50, "card": 50})
    void = till.seal("technical_event", {"event": "basket_voided", "session": str(till.session),
                                         "cashier": str(till.cashier), "lines_count": 1, "gross": 890})  # fmt: skip
    submit(database.app, till, [*first, sold, reduced, back, swapped, corrected, void])

    follow(database.app, shop.organization)

    assert_like_day_report(shop, THURSDAY)
    hours = {row["hour"]: (row["sales_count"], row["refunds_count"], row["gross"]) for row in sums(shop, "sales_hour")}
    # 12:30: 2.07 + 8.90. 14:30: 8.01, the wine back, the reduced wine back for two breads, and a correction of nothing.
    assert hours == {12: (1, 0, 1_097), 14: (2, 2, 801 - 890 - 801 + 230)}
    items = {row["item"]: (row["lines_count"], row["quantity_milli"], row["returned_milli"], row["amount"])
             for row in sums(shop, "item_day")}  # fmt: skip
    assert items == {bread.item: (3, 4_000, 0, 437), wine.item: (4, 0, -2_000, 0)}
    assert sums(shop, "deed_day") == [
        {"day": THURSDAY, "store_id": shop.store, "cashier": till.cashier, "deed": "void", "count": 1, "amount": 890}
    ]
    assert [row["day"] for row in sums(shop, "item_month")] == [date(2026, 11, 1)] * 2
    assert_rebuild_equal(database.app, shop)


def test_training_counts_nothing_but_that_somebody_learned(shop: Shop, database) -> None:
    till = till_at(shop)
    learned: Body = {**till.copy().sell([shop.bread]).body, "training_of": "sale"}
    submit(database.app, till, [till.start_chain(), opening(till, THURSDAY), till.seal("training", learned)])

    follow(database.app, shop.organization)

    assert (sums(shop, "sales_hour"), sums(shop, "item_day"), sums(shop, "tender_day")) == ([], [], [])
    assert [(row["deed"], row["count"]) for row in sums(shop, "deed_day")] == [("training", 1)]
    assert_rebuild_equal(database.app, shop)


def test_nothing_is_counted_twice_and_two_workers_at_once_count_once(shop: Shop, database) -> None:
    till = till_at(shop)
    submit(database.app, till, [till.start_chain(), opening(till, THURSDAY), till.sell([shop.bread])])

    async def race() -> list[int]:
        connections = [await asyncpg.connect(database.app) for _ in range(3)]
        await sequence_all(connections[0])
        try:
            return await asyncio.gather(*(fold(connection, shop.organization) for connection in connections))
        finally:
            for connection in connections:
                await connection.close()

    assert sorted(asyncio.run(race()))[:2] == [0, 0]
    assert gross_by_day(shop) == {THURSDAY: 115}
    assert follow(database.app, shop.organization) == 0
    assert gross_by_day(shop) == {THURSDAY: 115}


def test_what_is_sold_after_midnight_counts_on_the_evening_before(shop: Shop, database) -> None:
    till = till_at(shop, now=datetime(2026, 11, 20, 19, 0, tzinfo=UTC))
    entries: list[Sealed | bytes] = [till.start_chain(), opening(till, date(2026, 11, 20)), till.sell([shop.bread])]
    till.now += timedelta(hours=9)  # 05:00: by the clock alone, the next day
    submit(database.app, till, [*entries, till.sell([shop.wine])])

    follow(database.app, shop.organization)

    assert gross_by_day(shop) == {date(2026, 11, 20): 1_005}
    assert {row["hour"] for row in sums(shop, "sales_hour")} == {20, 5}
    assert_like_day_report(shop, date(2026, 11, 20))
    assert_rebuild_equal(database.app, shop)


def test_a_till_that_was_away_for_a_month_counts_where_it_sold(shop: Shop, database) -> None:
    here, away = till_at(shop), till_at(shop, "B1", NOON - timedelta(days=30))
    october = date(2026, 10, 20)
    late = [away.start_chain(), opening(away, october), away.sell([shop.wine])]
    submit(database.app, here, [here.start_chain(), opening(here, THURSDAY), here.sell([shop.bread])])
    follow(database.app, shop.organization)

    submit(database.app, away, list(late))
    follow(database.app, shop.organization)

    assert gross_by_day(shop) == {THURSDAY: 115, october: 890}
    assert {row["day"] for row in sums(shop, "item_month")} == {date(2026, 10, 1), date(2026, 11, 1)}
    assert_like_day_report(shop, october)
    assert_rebuild_equal(database.app, shop)


@pytest.mark.parametrize("said", [None, THURSDAY])
def test_sales_whose_session_opens_later_in_the_log_move_to_its_day(shop: Shop, database, said: date | None) -> None:
    """A device that was enrolled anew in the middle of a session: its sales come before the old one's opening."""
    old, new = till_at(shop), till_at(shop, "B1", NOON + timedelta(hours=20))  # 08:30 on Friday
    opened = [old.start_chain(), opening(old, said)]
    new.session = old.session
    friday = THURSDAY + timedelta(days=1)
    submit(database.app, new, [new.start_chain(), new.sell([shop.wine])])
    follow(database.app, shop.organization)
    assert gross_by_day(shop) == {friday: 890}

    submit(database.app, old, [*opened, old.sell([shop.bread])])
    follow(database.app, shop.organization)

    assert gross_by_day(shop) == {THURSDAY: 1_005}
    assert_like_day_report(shop, THURSDAY)
    assert_like_day_report(shop, friday)
    assert_rebuild_equal(database.app, shop)


def test_a_recount_leaves_what_the_cursor_has_not_read_to_its_own_batch(shop: Shop, database) -> None:
    """Sold and committed, but not in the log, while the session's day changes."""
    old, new = till_at(shop), till_at(shop, "B1")
    opened = [old.start_chain(), opening(old, THURSDAY)]
    new.session = old.session
    submit(database.app, new, [new.start_chain(), new.sell([shop.wine])])
    follow(database.app, shop.organization)
    submit(database.app, old, list(opened))

    async def sell_between() -> None:
        connection = await asyncpg.connect(database.app)
        await sequence_all(connection)
        await connection.close()

    asyncio.run(sell_between())
    submit(database.app, new, [new.sell([shop.bread])])  # stays in the outbox

    async def fold_only() -> None:
        connection = await asyncpg.connect(database.app)
        while await fold(connection, shop.organization):
            pass
        await connection.close()

    asyncio.run(fold_only())
    assert gross_by_day(shop) == {THURSDAY: 890}
    count_again(database.app, shop.organization)
    assert gross_by_day(shop) == {THURSDAY: 890}

    follow(database.app, shop.organization)

    assert gross_by_day(shop) == {THURSDAY: 1_005}
    assert_rebuild_equal(database.app, shop)


def test_a_session_left_open_for_days_says_no_longer_when(shop: Shop, database) -> None:
    till = till_at(shop)
    entries: list[Sealed | bytes] = [till.start_chain(), opening(till, THURSDAY)]
    for _ in range(5):
        entries.append(till.sell([shop.bread]))
        till.now += timedelta(days=1)
    submit(database.app, till, entries)

    follow(database.app, shop.organization)

    assert gross_by_day(shop) == {THURSDAY: 345, date(2026, 11, 22): 115, date(2026, 11, 23): 115}
    assert_rebuild_equal(database.app, shop)


def test_what_a_person_adopts_from_quarantine_counts(shop: Shop, database) -> None:
    till, _ = revoked_with(shop, database.app, 3)
    follow(database.app, shop.organization)
    assert stored(shop, "sales_hour") == []

    adopt_waiting(all_of(shop, till, "revoked"))
    follow(database.app, shop.organization)

    assert sum(gross_by_day(shop).values()) == 345
    assert_rebuild_equal(database.app, shop)


def test_a_price_list_s_lines_are_summed_and_others_are_not(shop: Shop, database) -> None:
    till = till_at(shop)
    entries = [till.start_chain(), opening(till, THURSDAY), at_list_price(till, shop.wine, 700), till.sell([shop.wine])]
    submit(database.app, till, list(entries))

    follow(database.app, shop.organization)

    [row] = sums(shop, "list_day")
    assert (row["lines_count"], row["quantity_milli"], row["amount"]) == (1, 1_000, 700)
    assert_rebuild_equal(database.app, shop)


def test_a_free_amount_is_nobody_s_article(shop: Shop, database) -> None:
    till = till_at(shop)
    submit(
        database.app,
        till,
        [till.start_chain(), opening(till, THURSDAY), till.sell([replace(shop.bread, item=None, name="Divers")])],
    )

    follow(database.app, shop.organization)

    assert [(str(row["item"]), row["amount"]) for row in sums(shop, "item_day")] == [(NOBODY, 115)]
    assert_rebuild_equal(database.app, shop)


def test_a_rebuild_says_what_was_off_and_mends_it(shop: Shop, database, monkeypatch: pytest.MonkeyPatch) -> None:
    till = till_at(shop)
    submit(database.app, till, [till.start_chain(), opening(till, THURSDAY), till.sell([shop.bread])])
    follow(database.app, shop.organization)
    right = everything(shop)
    with psycopg.connect(database.owner) as connection:
        connection.execute("UPDATE insights_sales_hour SET gross = 1 WHERE organization_id = %s", [shop.organization])
        connection.execute("DELETE FROM insights_item_month WHERE organization_id = %s", [shop.organization])
        connection.execute(
            "INSERT INTO insights_deed_day (organization_id, day, store_id, cashier, deed, count, amount)"
            " SELECT organization_id, '2030-01-01', store_id, cashier, 'void', 1, 1 FROM insights_sales_hour"
            " WHERE organization_id = %s",
            [shop.organization],
        )

    off = [part for part in count_again(database.app, shop.organization) if not part.was_equal]

    assert everything(shop) == right
    assert len(off) == 3
    assert off[0].first <= THURSDAY <= off[0].last
    assert off[1].first == date(2030, 1, 1)
    assert off[2].first == date(2026, 11, 1)


def test_another_organization_sees_and_counts_nothing_of_it(shop: Shop, database) -> None:
    other = open_shop()
    till = till_at(shop)
    submit(database.app, till, [till.start_chain(), opening(till, THURSDAY), till.sell([shop.bread])])
    follow(database.app, shop.organization)

    follow(database.app, other.organization)
    count_again(database.app, other.organization)

    assert stored(other, "sales_hour") == []
    assert gross_by_day(shop) == {THURSDAY: 115}
    with psycopg.connect(database.app) as connection:
        connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(other.organization)])
        for table in everything(shop):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)

"""Transfers, losses, countings and what stock is worth, through the operations, the ledger and the log."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import psycopg
import pytest
from django.db import connections

from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.purchasing.operations import receive_goods
from comptoir.sales.simulation import SimulatedTill
from comptoir.stock.commands import (
    BeginCounting,
    BookCounting,
    DropCounting,
    Goods,
    ReceiveTransfer,
    RecordLoss,
    SendTransfer,
    TallyGoods,
)
from comptoir.stock.errors import (
    CountElsewhere,
    CountingEnded,
    CountingNameMissing,
    CountingUnknown,
    GoodsInvalid,
    LossReasonUnknown,
    TransferNowhere,
    TransferReceived,
    TransferUnknown,
)
from comptoir.stock.operations import (
    begin_counting,
    book_counting,
    drop_counting,
    receive_transfer,
    record_loss,
    send_transfer,
    tally,
)
from comptoir.stock.public import counted_rows, counting_view, transfer_view
from comptoir.stock.valuing import rebuild
from tests.catalog.stores import new_store
from tests.purchasing.bought import add_order, add_supplier, bread, delivery, wine
from tests.sales.shop import Shop, count, open_shop, rows, submit
from tests.sales.stockroom import catch_up, read_in_small_parts
from tests.sales.test_promises import ready
from tests.sales.test_promises import wine as wines

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    return ready(shop, database.app)


def goods(*lines: tuple[UUID, int]) -> tuple[Goods, ...]:
    return tuple(Goods(item=item, quantity_milli=milli) for item, milli in lines)


def sent(shop: Shop, destination: UUID, *lines: tuple[UUID, int]) -> SendTransfer:
    return SendTransfer(
        organization=shop.organization, person=None, id=new_uuid7(), origin=shop.store, destination=destination,
        lines=goods(*lines), now=NOW,
    )  # fmt: skip


def arrived(shop: Shop, transfer: UUID, *lines: tuple[UUID, int]) -> ReceiveTransfer:
    return ReceiveTransfer(
        organization=shop.organization, person=None, id=new_uuid7(), transfer=transfer, lines=goods(*lines), now=NOW
    )


def begun(shop: Shop, **changes: object) -> UUID:
    counting = new_uuid7()
    said: dict[str, object] = {"store": shop.store, "category": None, "name": "Cave", "now": NOW} | changes
    begin_counting(BeginCounting(organization=shop.organization, person=None, id=counting, **said))  # type: ignore[arg-type]
    return counting


def counted(shop: Shop, counting: UUID, *lines: tuple[UUID, int], now: datetime = NOW) -> TallyGoods:
    return TallyGoods(
        organization=shop.organization, person=None, sheet=new_uuid7(), counting=counting, lines=goods(*lines), now=now
    )


def booking(shop: Shop, counting: UUID, *missing: UUID) -> BookCounting:
    return BookCounting(organization=shop.organization, person=None, counting=counting, missing=missing, now=NOW)


def levels(shop: Shop) -> dict[tuple[UUID, UUID], int]:
    return {
        (UUID(str(row["store_id"])), UUID(str(row["item_id"]))): int(str(row["on_hand_milli"]))
        for row in rows("stock_level", shop.organization)
    }


def worth(shop: Shop) -> dict[UUID, tuple[int, int]]:
    """By store: moving average, first in first out."""
    found: dict[UUID, tuple[int, int]] = {}
    for row in rows("stock_holding", shop.organization):
        before = found.get(UUID(str(row["store_id"])), (0, 0))
        found[UUID(str(row["store_id"]))] = (
            before[0] + int(str(row["average"])), before[1] + int(str(row["fifo"])),
        )  # fmt: skip
    return found


def bought(shop: Shop, milli: int, unit_cost: int) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), milli))
    receive_goods(delivery(shop, order, (wine(shop), milli, unit_cost)))


def test_goods_on_their_way_lie_nowhere_and_keep_their_worth(shop: Shop, database) -> None:
    other = new_store(shop.organization)
    bought(shop, 10_000, 400)
    leaving = sent(shop, other, (wine(shop), 6_000))

    assert (send_transfer(leaving), send_transfer(leaving)) == (True, False)
    catch_up(database.app, shop.organization)
    assert levels(shop) == {(shop.store, wine(shop)): 4_000}
    assert worth(shop) == {shop.store: (1_600, 1_600)}
    assert [row["average"] for row in rows("stock_transit", shop.organization)] == [2_400]

    coming = arrived(shop, leaving.id, (wine(shop), 5_000), (bread(shop), 1_000))
    assert (receive_transfer(coming), receive_transfer(coming)) == (True, False)
    with pytest.raises(TransferReceived):
        receive_transfer(arrived(shop, leaving.id, (wine(shop), 1_000)))
    catch_up(database.app, shop.organization)

    assert levels(shop)[other, wine(shop)] == 5_000
    assert worth(shop)[other] == (2_000, 2_000)
    with reading(shop.organization):
        view = transfer_view(leaving.id)
    assert view is not None
    assert [(line.name, line.sent_milli, line.received_milli) for line in view.lines] == [
        ("Vin", 6_000, 5_000), ("Pain", 0, 1_000),
    ]  # fmt: skip
    assert view.has_difference


def test_a_transfer_is_received_once_by_two_at_once(shop: Shop, database) -> None:
    other = new_store(shop.organization)
    leaving = sent(shop, other, (wine(shop), 6_000))
    send_transfer(leaving)

    def work(_: int) -> str:
        try:
            return str(receive_transfer(arrived(shop, leaving.id, (wine(shop), 6_000))))
        except TransferReceived:
            return "received"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == ["True", "received", "received", "received"]
    catch_up(database.app, shop.organization)

    assert levels(shop) == {(shop.store, wine(shop)): -6_000, (other, wine(shop)): 6_000}


def test_a_loss_leaves_the_stock_with_its_reason(shop: Shop, database) -> None:
    command = RecordLoss(
        organization=shop.organization, person=None, id=new_uuid7(), store=shop.store, reason="waste",
        lines=goods((bread(shop), 2_500)), now=NOW,
    )  # fmt: skip

    assert (record_loss(command), record_loss(command)) == (True, False)
    catch_up(database.app, shop.organization)

    assert [(row["quantity_milli"], row["reason"]) for row in rows("stock_movement", shop.organization)] == [
        (-2_500, "waste")
    ]
    assert levels(shop) == {(shop.store, bread(shop)): -2_500}


def test_a_sale_during_the_counting_is_no_difference(shop: Shop, till: SimulatedTill, database) -> None:
    bought(shop, 10_000, 400)
    catch_up(database.app, shop.organization)
    counting = begun(shop, now=till.now)
    # Two people count the same wine at two shelves: nine in all, so one is gone.
    tally(counted(shop, counting, (wine(shop), 5_000), now=till.now + timedelta(minutes=1)))
    tally(counted(shop, counting, (wine(shop), 4_000), now=till.now + timedelta(minutes=2)))
    till.now += timedelta(minutes=5)
    submit(database.app, till, [till.sell([wines(shop, 3)])])
    catch_up(database.app, shop.organization)
    till.now += timedelta(minutes=5)
    submit(database.app, till, [till.sell([wines(shop, 1)])])  # not even sequenced yet

    with reading(shop.organization):
        view = counting_view(counting)
        assert view is not None
        [row] = counted_rows(view)
    assert (row.counted_milli, row.book_milli, row.difference_milli) == (9_000, 10_000, -1_000)
    assert (book_counting(booking(shop, counting)), book_counting(booking(shop, counting))) == (True, False)
    catch_up(database.app, shop.organization)

    assert levels(shop) == {(shop.store, wine(shop)): 5_000}
    moved = [row["quantity_milli"] for row in rows("stock_movement", shop.organization) if row["reason"] == "count"]
    assert moved == [-1_000]


def test_the_same_sheet_counts_once_a_correction_takes_off_and_what_is_missing_is_none(shop: Shop, database) -> None:
    bought(shop, 10_000, 400)
    counting = begun(shop)
    sheet = counted(shop, counting, (bread(shop), 7_000))

    assert (tally(sheet), tally(sheet)) == (True, False)
    assert tally(counted(shop, counting, (bread(shop), -2_000)))
    book_counting(booking(shop, counting, wine(shop)))
    catch_up(database.app, shop.organization)

    assert levels(shop) == {(shop.store, wine(shop)): 0, (shop.store, bread(shop)): 5_000}
    assert worth(shop) == {shop.store: (0, 0)}


def test_many_count_at_once_and_nobody_waits_or_is_lost(shop: Shop) -> None:
    counting = begun(shop)

    def work(_: int) -> bool:
        try:
            return tally(counted(shop, counting, (wine(shop), 1_000)))
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(24)))
    with reading(shop.organization):
        view = counting_view(counting)
        assert view is not None
        [row] = counted_rows(view)
    assert row.counted_milli == 24_000


def test_what_can_not_be_is_refused_and_nothing_is_written(shop: Shop) -> None:
    other, stranger = new_store(shop.organization), new_uuid7()
    dropped = begun(shop)
    drop_counting(DropCounting(organization=shop.organization, person=None, counting=dropped, now=NOW))
    standing = begun(shop)
    leaving = sent(shop, other, (wine(shop), 1_000))
    send_transfer(leaving)
    tables = ("stock_movement", "stock_transfer", "stock_counting", "stock_tally")
    before = [count(table, shop.organization) for table in tables]

    def lost(store: UUID, reason: str, *lines: tuple[UUID, int]) -> RecordLoss:
        return RecordLoss(
            organization=shop.organization, person=None, id=new_uuid7(), store=store, reason=reason,
            lines=goods(*lines), now=NOW,
        )  # fmt: skip

    wrong = [
        (lambda: send_transfer(sent(shop, shop.store, (wine(shop), 1))), TransferNowhere),
        (lambda: send_transfer(sent(shop, stranger, (wine(shop), 1))), TransferUnknown),
        (lambda: send_transfer(sent(shop, other)), GoodsInvalid),
        (lambda: send_transfer(sent(shop, other, (wine(shop), -1))), GoodsInvalid),
        (lambda: send_transfer(sent(shop, other, (stranger, 1))), GoodsInvalid),
        (lambda: send_transfer(sent(shop, other, (wine(shop), 1), (wine(shop), 1))), GoodsInvalid),
        (lambda: receive_transfer(arrived(shop, stranger)), TransferUnknown),
        (lambda: receive_transfer(arrived(shop, leaving.id, (wine(shop), -1))), GoodsInvalid),
        (lambda: record_loss(lost(shop.store, "sale", (wine(shop), 1))), LossReasonUnknown),
        (lambda: record_loss(lost(stranger, "loss", (wine(shop), 1))), CountElsewhere),
        (lambda: record_loss(lost(shop.store, "loss")), GoodsInvalid),
        (lambda: begun(shop, name=" "), CountingNameMissing),
        (lambda: begun(shop, store=stranger), CountingUnknown),
        (lambda: begun(shop, category=stranger), CountingUnknown),
        (lambda: tally(counted(shop, dropped, (wine(shop), 1))), CountingEnded),
        (lambda: tally(counted(shop, stranger, (wine(shop), 1))), CountingUnknown),
        (lambda: tally(counted(shop, standing, (stranger, 1))), GoodsInvalid),
        (lambda: book_counting(booking(shop, dropped)), CountingEnded),
    ]
    for act, refusal in wrong:
        with pytest.raises(DomainError) as found:
            act()  # type: ignore[no-untyped-call]
        assert type(found.value) is refusal

    assert [count(table, shop.organization) for table in tables] == before


def test_a_recount_of_the_log_books_the_same(shop: Shop, till: SimulatedTill, database, monkeypatch) -> None:
    other = new_store(shop.organization)
    bought(shop, 10_000, 400)
    submit(database.app, till, [till.sell([wines(shop, 3)])])
    catch_up(database.app, shop.organization)
    bought(shop, 5_000, 700)
    leaving = sent(shop, other, (wine(shop), 2_000))
    send_transfer(leaving)
    receive_transfer(arrived(shop, leaving.id, (wine(shop), 2_000)))
    submit(database.app, till, [till.sell([wines(shop, 12)])])
    catch_up(database.app, shop.organization)
    before = rows("stock_booking", shop.organization, "position, line")
    held = rows("stock_holding", shop.organization, "store_id, item_id")
    sold = rows("stock_sold_day", shop.organization, "day")

    async def again() -> bool:
        connection = await asyncpg.connect(database.app)
        try:
            return await rebuild(connection, shop.organization)
        finally:
            await connection.close()

    assert asyncio.run(again())
    assert rows("stock_booking", shop.organization, "position, line") == before
    assert rows("stock_holding", shop.organization, "store_id, item_id") == held
    assert len(before) == 6
    # 3 at 4.00; then 10 that lie there for 52.50 or 55.00, and 2 that are owed at the last 7.00.
    assert [(row["sold_milli"], row["average"], row["fifo"]) for row in sold] == [(15_000, 7_850, 8_100)]
    for _ in range(2):
        for wrong in (
            "UPDATE stock_booking SET average = average + 1 WHERE reason = 'receipt'",
            "UPDATE stock_booking SET moved_at = moved_at + interval '1 day', line = line + 50 WHERE reason <> 'sale'",
            "DELETE FROM stock_booking WHERE reason = 'sale'",
            "UPDATE stock_sold_day SET sold_milli = 1",
        ):
            with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
                owner.execute(wrong.encode())
            assert not asyncio.run(again())
            assert rows("stock_booking", shop.organization, "position, line") == before
            assert rows("stock_sold_day", shop.organization, "day") == sold
        # The same, read from one end to the other.
        read_in_small_parts(monkeypatch)
    assert asyncio.run(again())
    assert worth(shop)[shop.store] == (
        sum(int(str(row["average"])) for row in before if UUID(str(row["store_id"])) == shop.store),
        sum(int(str(row["fifo"])) for row in before if UUID(str(row["store_id"])) == shop.store),
    )


def test_a_new_article_is_known_from_its_first_delivery_on(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, till, [till.sell([wines(shop, 1)])])
    catch_up(database.app, shop.organization)
    order = add_order(shop, add_supplier(shop), (wine(shop), 1_000), (bread(shop), 4_000))
    receive_goods(delivery(shop, order, (wine(shop), 1_000, None), (bread(shop), 4_000, None)))
    catch_up(database.app, shop.organization)

    known = {row["item_id"]: row["counted_at"] for row in rows("stock_level", shop.organization)}
    assert known == {wine(shop): None, bread(shop): NOW}

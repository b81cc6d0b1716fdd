"""Lots and serial numbers through the operations, the ledger and the log."""

import asyncio
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import psycopg
import pytest

from comptoir.catalog.content_commands import SetTracking
from comptoir.catalog.errors import TrackingUnknown
from comptoir.catalog.operations import set_tracking
from comptoir.kernel import new_uuid7
from comptoir.purchasing.commands import Came, ReceiveGoods, ReturnGoods
from comptoir.purchasing.operations import receive_goods, return_goods
from comptoir.sales.simulation import SimulatedTill
from comptoir.stock.commands import (
    BeginCounting,
    BookCounting,
    CountItem,
    Goods,
    GoodsLot,
    ReceiveTransfer,
    RecordLoss,
    SendTransfer,
    TallyGoods,
)
from comptoir.stock.errors import LotsInvalid
from comptoir.stock.operations import (
    begin_counting,
    book_counting,
    count_item,
    receive_transfer,
    record_loss,
    send_transfer,
    tally,
)
from comptoir.stock.valuing import rebuild
from tests.catalog.stores import new_store
from tests.purchasing.bought import add_order, add_supplier, bread, wine
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import Shop, count, new_till, open_shop, rows
from tests.sales.stockroom import catch_up, read_in_small_parts
from tests.sales.test_bottle_deposits import submit

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SOON, LATER = date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def lot(code: str, milli: int, expires: date | None = None, serial: str = "") -> GoodsLot:
    return GoodsLot(lot=code, serial=serial, expires=expires, quantity_milli=milli)


def kept(shop: Shop, item: UUID, tracking: str) -> None:
    set_tracking(SetTracking(organization=shop.organization, person=None, item=item, tracking=tracking))


def came(shop: Shop, item: UUID, milli: int, *lots: GoodsLot) -> UUID:
    order = add_order(shop, add_supplier(shop), (item, milli))
    line = Came(item=item, quantity_milli=milli, unit_cost=400, lots=lots)
    receive_goods(
        ReceiveGoods(organization=shop.organization, person=None, id=new_uuid7(), order=order, lines=(line,), now=NOW)
    )
    return order


def goods(item: UUID, milli: int, *lots: GoodsLot) -> tuple[Goods, ...]:
    return (Goods(item=item, quantity_milli=milli, lots=lots),)


def lost(shop: Shop, *lines: Goods) -> RecordLoss:
    return RecordLoss(
        organization=shop.organization, person=None, id=new_uuid7(), store=shop.store, reason="waste", lines=lines,
        now=NOW,
    )  # fmt: skip


def sold(till: SimulatedTill, shop: Shop, **label: Any) -> Any:
    till.engine_version, till.catalog_position = 2, shop.position
    body = sale_of(till, shop, [Piece(shop.wine)])
    body["lines"][0] |= label
    return till.seal("sale", body)


def lots(shop: Shop) -> dict[tuple[UUID, str], int]:
    return {
        (row["store_id"], row["code"]): row["on_hand_milli"]  # type: ignore[misc]
        for row in rows("stock_lot_level", shop.organization)
    }


def again(dsn: str, organization: UUID) -> bool:
    async def run() -> bool:
        connection = await asyncpg.connect(dsn)
        try:
            return await rebuild(connection, organization)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_a_month_of_a_lot_and_the_same_again_from_the_log(shop: Shop, database, monkeypatch) -> None:
    other, item, here = new_store(shop.organization), wine(shop), shop.store
    kept(shop, item, "lot")
    order = came(shop, item, 10_000, lot("A", 4_000, SOON), lot("B", 4_000, LATER))
    catch_up(database.app, shop.organization)
    assert lots(shop) == {(here, "A"): 4_000, (here, "B"): 4_000}

    till = new_till(shop)
    entries = [till.start_chain(), sold(till, shop), sold(till, shop, lot="B"), sold(till, shop, lot="B", serial="9")]
    entries.append(till.refund(entries[2], {1: 1_000}))
    assert submit(database.app, (till, entries)) == ["stored"] * 5
    catch_up(database.app, shop.organization)
    # The first went from the two of which nobody said a lot; one B came back.
    assert lots(shop) == {(here, "A"): 4_000, (here, "B"): 3_000}

    leaving = SendTransfer(
        organization=shop.organization, person=None, id=new_uuid7(), origin=here, destination=other,
        lines=goods(item, 3_000, lot("A", 2_000, SOON)), now=NOW,
    )  # fmt: skip
    send_transfer(leaving)
    receive_transfer(
        ReceiveTransfer(
            organization=shop.organization, person=None, id=new_uuid7(), transfer=leaving.id,
            lines=goods(item, 3_000), now=NOW,
        )
    )  # fmt: skip
    record_loss(lost(shop, *goods(item, 1_000, lot("B", 1_000))))
    return_goods(
        ReturnGoods(
            organization=shop.organization, person=None, id=new_uuid7(), order=order,
            lines=(Came(item=item, quantity_milli=1_000, lots=(lot("B", 1_000),)),), now=NOW,
        )
    )  # fmt: skip
    catch_up(database.app, shop.organization)
    # Nobody looked at the third that went: the last one without a lot. What came is what was sent.
    assert lots(shop) == {(here, "A"): 2_000, (here, "B"): 1_000, (other, "A"): 2_000}

    before = rows("stock_lot_booking", shop.organization, "position, line, code, is_stated")
    held = rows("stock_lot_level", shop.organization, "store_id, code")
    stated = [(row["reason"], row["code"], row["quantity_milli"]) for row in before if row["is_stated"]]
    assert stated == [
        ("receipt", "A", 4_000), ("receipt", "B", 4_000), ("sale", "B", -1_000), ("sale", "B", -1_000),
        ("refund", "B", 1_000), ("transfer", "A", -2_000), ("transfer", "A", 2_000), ("waste", "B", -1_000),
        ("supplier", "B", -1_000),
    ]  # fmt: skip
    assert again(database.app, shop.organization)
    for wrong in ("UPDATE stock_lot_level SET on_hand_milli = 7", "DELETE FROM stock_lot_booking WHERE code = 'A'"):
        with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
            owner.execute(wrong.encode())
        assert not again(database.app, shop.organization)
        assert rows("stock_lot_booking", shop.organization, "position, line, code, is_stated") == before
        assert rows("stock_lot_level", shop.organization, "store_id, code") == held
        # The second time read from one end to the other.
        read_in_small_parts(monkeypatch)
    assert again(database.app, shop.organization)


def test_people_count_by_lot_and_a_piece_scanned_twice_is_one(shop: Shop, database) -> None:
    item = wine(shop)
    came(shop, item, 6_000, lot("A", 6_000))
    catch_up(database.app, shop.organization)
    counting = new_uuid7()
    begin_counting(
        BeginCounting(
            organization=shop.organization, person=None, id=counting, store=shop.store, category=None, name="Cave",
            now=NOW,
        )
    )  # fmt: skip
    for lines in (
        goods(item, 2_000, lot("A", 2_000)), goods(item, 3_000, lot("B", 3_000)),
        goods(bread(shop), 1_000, lot("", 1_000, serial="S")), goods(bread(shop), 1_000, lot("", 1_000, serial="S")),
    ):  # fmt: skip
        tally(
            TallyGoods(
                organization=shop.organization, person=None, sheet=new_uuid7(), counting=counting, lines=lines, now=NOW
            )
        )
    book_counting(BookCounting(organization=shop.organization, person=None, counting=counting, now=NOW))
    catch_up(database.app, shop.organization)
    assert lots(shop) == {(shop.store, "A"): 2_000, (shop.store, "B"): 3_000, (shop.store, "S"): 1_000}

    count_item(
        CountItem(
            organization=shop.organization, person=None, id=new_uuid7(), store=shop.store, item=item,
            quantity_milli=4_000, lots=(lot("B", 4_000),), now=NOW,
        )
    )  # fmt: skip
    catch_up(database.app, shop.organization)
    assert lots(shop) == {(shop.store, "A"): 0, (shop.store, "B"): 4_000, (shop.store, "S"): 1_000}
    assert again(database.app, shop.organization)


def test_lots_that_can_not_be_are_refused_and_nothing_is_written(shop: Shop) -> None:
    item = wine(shop)
    with pytest.raises(TrackingUnknown):
        kept(shop, item, "weight")
    kept(shop, item, "serial")
    wrong = [
        [lot("", 1_000)], [lot("x" * 21, 1_000)], [lot("a\x1db", 1_000)], [lot("A", 3_000)], [lot("A", 1_000)],
        [lot("", 2_000, serial="S")], [lot("", 1_000, serial="S"), lot("L", 1_000, serial="S")],
        [lot("", -1_000, serial="S")],
    ]  # fmt: skip

    for parts in wrong:
        with pytest.raises(LotsInvalid):
            record_loss(lost(shop, *goods(item, 2_000, *parts)))

    assert (count("stock_movement", shop.organization), count("stock_movement_lot", shop.organization)) == (0, 0)

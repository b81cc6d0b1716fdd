"""A count says what is on hand; the difference is a movement, and what is on its way is not forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import AddPack
from comptoir.catalog.operations import add_pack
from comptoir.kernel import DomainError, new_uuid7
from comptoir.sales.simulation import SimulatedTill
from comptoir.stock.commands import CountItem
from comptoir.stock.errors import CountElsewhere, CountInvalid
from comptoir.stock.operations import count_item
from tests.sales.shop import Shop, count, open_shop, rows, submit
from tests.sales.stockroom import catch_up, on_hand
from tests.sales.test_promises import ready, wine

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    return ready(shop, database.app)


def counted(shop: Shop, quantity_milli: int, *, store: UUID | None = None, item: UUID | None = None) -> CountItem:
    return CountItem(
        organization=shop.organization, person=None, id=new_uuid7(), store=store or shop.store,
        item=item or UUID(str(shop.wine.item)), quantity_milli=quantity_milli, now=NOW,
    )  # fmt: skip


def test_a_count_is_what_is_on_hand_and_sales_go_on_from_it(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, till, [till.sell([wine(shop, 3)])])
    catch_up(database.app, shop.organization)

    assert count_item(counted(shop, 10_000))
    submit(database.app, till, [till.sell([wine(shop, 2)])])
    catch_up(database.app, shop.organization)

    assert on_hand(shop) == {shop.wine.item: 8_000}
    [level] = rows("stock_level", shop.organization)
    assert level["counted_at"] == NOW
    moved = [row["quantity_milli"] for row in rows("stock_movement", shop.organization) if row["reason"] == "count"]
    assert moved == [13_000]


def test_a_sale_that_the_fold_has_not_read_yet_is_counted_in(shop: Shop, till: SimulatedTill, database) -> None:
    submit(database.app, till, [till.sell([wine(shop, 3)])])

    count_item(counted(shop, 10_000))
    catch_up(database.app, shop.organization)

    assert on_hand(shop) == {shop.wine.item: 10_000}


def test_the_same_count_again_counts_once(shop: Shop, database) -> None:
    command = counted(shop, 4_000)

    assert (count_item(command), count_item(command)) == (True, False)

    catch_up(database.app, shop.organization)
    assert on_hand(shop) == {shop.wine.item: 4_000}
    assert count("stock_movement", shop.organization) == 1


def test_of_two_at_once_one_is_what_stays(shop: Shop, database) -> None:
    def work(quantity_milli: int) -> bool:
        try:
            return count_item(counted(shop, quantity_milli))
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, [5_000, 7_000, 5_000, 7_000])) == [True] * 4
    catch_up(database.app, shop.organization)

    assert on_hand(shop)[UUID(str(shop.wine.item))] in (5_000, 7_000)


def test_what_can_not_be_counted_is_refused_and_nothing_is_written(shop: Shop) -> None:
    pack = AddPack(
        organization=shop.organization, person=None, parent=UUID(str(shop.wine.item)), item=new_uuid7(),
        name="Vin, carton de 6", count=6, unit_price=4_800, day=date(2026, 1, 1),
    )  # fmt: skip
    add_pack(pack)
    wrong: list[tuple[CountItem, type[DomainError]]] = [
        (counted(shop, -1), CountInvalid),
        (counted(shop, 10**12 + 1), CountInvalid),
        (counted(shop, 1_000, store=new_uuid7()), CountElsewhere),
        (counted(shop, 1_000, item=new_uuid7()), CountElsewhere),
        (counted(shop, 1_000, item=pack.item), CountElsewhere),
    ]

    for command, refusal in wrong:
        with pytest.raises(refusal):
            count_item(command)
    assert count("stock_movement", shop.organization) == 0

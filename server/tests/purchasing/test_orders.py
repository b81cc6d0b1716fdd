"""What is ordered is sent once, comes in parts, is counted once each, and goes back no more than it came."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.db import connections

from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.purchasing.commands import Came, CloseOrder, OpenOrder, ReceiveGoods, ReturnGoods, Wanted, WriteLines
from comptoir.purchasing.errors import (
    DeliveryEmpty,
    ItemNotBought,
    MailOff,
    OrderBelowMinimum,
    OrderClosed,
    OrderEmpty,
    OrderNotDraft,
    OrderNotSent,
    OrderUnknown,
    ReturnExceeds,
    SupplierUnknown,
    TermsInvalid,
)
from comptoir.purchasing.operations import (
    Received,
    close_order,
    open_order,
    receive_goods,
    return_goods,
    send_purchase,
    write_lines,
)
from comptoir.purchasing.queries import offers_by, order_view, orders
from tests.purchasing.bought import NOW, add_order, add_supplier, bread, delivery, sending, wine
from tests.sales.shop import Shop, count, open_shop, rows
from tests.sales.stockroom import catch_up, on_hand


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def writing(shop: Shop, order, *lines: Wanted) -> WriteLines:
    return WriteLines(organization=shop.organization, person=None, order=order, lines=lines)


def returning(shop: Shop, order, *lines: Came) -> ReturnGoods:
    return ReturnGoods(organization=shop.organization, person=None, id=new_uuid7(), order=order, lines=lines, now=NOW)


def test_an_order_takes_the_suppliers_reference_and_cost_and_is_numbered(shop: Shop) -> None:
    supplier = add_supplier(shop)
    first = add_order(shop, supplier, (wine(shop), 12_000), (bread(shop), 5_000), is_sent=False)
    second = add_order(shop, supplier, (wine(shop), 6_000))

    with reading(shop.organization):
        draft, sent, listed = order_view(first), order_view(second), orders()
    assert draft is not None
    assert sent is not None
    assert [(line.name, line.reference, line.quantity_milli, line.unit_cost, line.cost) for line in draft.lines] == [
        ("Vin", "V-12", 12_000, 420, 5_040),
        ("Pain", "", 5_000, 0, 0),
    ]
    assert (draft.number, draft.state, draft.expected_on) == (1, "draft", None)
    assert (sent.number, sent.state, sent.expected_on, sent.sent_at) == (2, "sent", date(2026, 11, 29), NOW)
    assert [(row.number, row.cost, row.count, row.open) for row in listed] == [(2, 2_520, 1, 1), (1, 5_040, 2, 2)]


def test_a_draft_is_written_until_it_is_sent(shop: Shop) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 12_000), is_sent=False)

    write_lines(
        writing(
            shop, order, Wanted(item=wine(shop), quantity_milli=0),
            Wanted(item=bread(shop), quantity_milli=3_000, unit_cost=40),
        )
    )  # fmt: skip
    send_purchase(sending(shop, order))
    with pytest.raises(OrderNotDraft):
        write_lines(writing(shop, order, Wanted(item=bread(shop), quantity_milli=9_000)))

    with reading(shop.organization):
        view = order_view(order)
    assert view is not None
    assert [(line.item, line.quantity_milli, line.unit_cost) for line in view.lines] == [(bread(shop), 3_000, 40)]


def test_a_delivery_in_parts_moves_the_stock_and_the_last_one_closes_the_order(shop: Shop, database) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 12_000))

    first = receive_goods(delivery(shop, order, (wine(shop), 5_000, None)))
    last = receive_goods(delivery(shop, order, (wine(shop), 7_000, None)))
    catch_up(database.app, shop.organization)

    assert (first, last) == (Received(True), Received(True, is_complete=True))
    assert on_hand(shop) == {wine(shop): 12_000}
    moved = [(row["quantity_milli"], row["reason"]) for row in rows("stock_movement", shop.organization)]
    assert sorted(moved) == [(5_000, "receipt"), (7_000, "receipt")]
    assert [row["cost"] for row in rows("stock_movement_cost", shop.organization, "cost")] == [2_100, 2_940]
    with reading(shop.organization):
        view = order_view(order)
    assert view is not None
    assert (view.state, view.closed_at, [len(one.lines) for one in view.deliveries]) == ("closed", NOW, [1, 1])


def test_the_same_delivery_twice_is_one_also_at_once(shop: Shop, database) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 12_000))
    command = delivery(shop, order, (wine(shop), 5_000, None))

    def work(_: int) -> bool:
        try:
            return receive_goods(command).is_new
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]
    catch_up(database.app, shop.organization)

    assert on_hand(shop) == {wine(shop): 5_000}
    assert count("purchasing_delivery", shop.organization) == 1


def test_more_than_was_ordered_and_what_nobody_ordered_is_taken_and_reported(shop: Shop, database) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 2_000))

    came = receive_goods(delivery(shop, order, (wine(shop), 3_000, None), (bread(shop), 1_000, 30)))
    catch_up(database.app, shop.organization)

    assert came == Received(True, surplus=(wine(shop), bread(shop)), is_complete=True)
    assert on_hand(shop) == {wine(shop): 3_000, bread(shop): 1_000}


def test_another_cost_on_the_delivery_note_becomes_the_suppliers(shop: Shop) -> None:
    supplier = add_supplier(shop)
    order = add_order(shop, supplier, (wine(shop), 2_000))

    receive_goods(delivery(shop, order, (wine(shop), 2_000, 450)))

    with reading(shop.organization):
        [offer] = offers_by(supplier)
    assert (offer.unit_cost, offer.reference, offer.minimum_milli) == (450, "V-12", 6_000)
    assert [row["cost"] for row in rows("stock_movement_cost", shop.organization)] == [900]


def test_goods_go_back_no_more_than_they_came(shop: Shop, database) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 4_000))
    receive_goods(delivery(shop, order, (wine(shop), 4_000, None)))
    back = returning(shop, order, Came(item=wine(shop), quantity_milli=3_000))

    assert (return_goods(back), return_goods(back)) == (True, False)
    with pytest.raises(ReturnExceeds):
        return_goods(returning(shop, order, Came(item=wine(shop), quantity_milli=2_000)))
    catch_up(database.app, shop.organization)

    assert on_hand(shop) == {wine(shop): 1_000}
    assert [row["quantity_milli"] for row in rows("stock_movement", shop.organization, "quantity_milli")] == [
        -3_000, 4_000,
    ]  # fmt: skip


def test_what_can_not_be_is_refused_and_nothing_is_written(shop: Shop, settings) -> None:
    settings.COMPTOIR_EMAIL_URL = ""
    supplier = add_supplier(shop, order_minimum=10_000)
    draft = add_order(shop, supplier, (wine(shop), 2_000), is_sent=False)
    empty = add_order(shop, supplier, is_sent=False)
    closed = add_order(shop, supplier, (wine(shop), 2_000), is_sent=False)
    close_order(CloseOrder(organization=shop.organization, person=None, order=closed, now=NOW))
    plenty = add_order(shop, supplier, (wine(shop), 60_000))
    wrong: list[tuple[Callable[[], object], type[DomainError]]] = [
        (lambda: send_purchase(sending(shop, empty)), OrderEmpty),
        (lambda: send_purchase(sending(shop, draft)), OrderBelowMinimum),
        (lambda: send_purchase(sending(shop, plenty, "a@example.fr")), MailOff),
        (lambda: send_purchase(sending(shop, closed)), OrderClosed),
        (lambda: receive_goods(delivery(shop, draft, (wine(shop), 1_000, None))), OrderNotSent),
        (lambda: receive_goods(delivery(shop, closed, (wine(shop), 1_000, None))), OrderClosed),
        (lambda: receive_goods(delivery(shop, new_uuid7(), (wine(shop), 1_000, None))), OrderUnknown),
        (lambda: receive_goods(delivery(shop, plenty)), DeliveryEmpty),
        (lambda: receive_goods(delivery(shop, plenty, (wine(shop), -1, None))), TermsInvalid),
        (lambda: receive_goods(delivery(shop, plenty, (wine(shop), 1, -1))), TermsInvalid),
        (lambda: receive_goods(delivery(shop, plenty, (new_uuid7(), 1_000, None))), ItemNotBought),
        (
            lambda: receive_goods(delivery(shop, plenty, (wine(shop), 1_000, None), (wine(shop), 1_000, None))),
            TermsInvalid,
        ),
        (lambda: add_order(shop, supplier, (new_uuid7(), 1_000)), ItemNotBought),
        (lambda: add_order(shop, new_uuid7()), SupplierUnknown),
    ]  # fmt: skip
    before = [count(f"purchasing_{table}", shop.organization) for table in ("order", "order_line", "delivery")]

    for act, refusal in wrong:
        with pytest.raises(DomainError) as found:
            act()
        assert type(found.value) is refusal

    after = [count(f"purchasing_{table}", shop.organization) for table in ("order", "order_line", "delivery")]
    assert after == before
    assert count("stock_movement", shop.organization) == 0


def test_an_order_opened_twice_at_once_is_one_and_numbers_have_no_double(shop: Shop) -> None:
    supplier, same = add_supplier(shop), new_uuid7()
    keys = [same, same, new_uuid7(), new_uuid7()]

    def work(key) -> bool:
        try:
            return open_order(
                OpenOrder(organization=shop.organization, person=None, id=key, supplier=supplier, store=shop.store)
            )
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, keys)) == [False, True, True, True]
    assert [row["number"] for row in rows("purchasing_order", shop.organization, "number")] == [1, 2, 3]


def test_closing_twice_closes_once_and_a_receipt_of_another_shop_finds_nothing(shop: Shop) -> None:
    order = add_order(shop, add_supplier(shop), (wine(shop), 2_000))
    closing = CloseOrder(organization=shop.organization, person=None, order=order, now=NOW)

    assert (close_order(closing), close_order(closing)) == (True, False)
    stranger = ReceiveGoods(
        organization=open_shop("DE").organization, person=None, id=new_uuid7(), order=order,
        lines=(Came(item=wine(shop), quantity_milli=1_000),), now=NOW,
    )  # fmt: skip
    with pytest.raises(OrderUnknown):
        receive_goods(stranger)

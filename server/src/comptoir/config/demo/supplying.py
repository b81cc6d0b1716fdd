"""A supplier of the grocery: what was delivered before the first day, and an order of which a part has come."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from comptoir.config.demo.goods import Good, goods
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import GROCERY, ORGANIZATION, PARIS
from comptoir.config.demo.state import DemoState
from comptoir.kernel import divide_half_away
from comptoir.purchasing.errors import OrderClosed
from comptoir.purchasing.public import (
    Came,
    OpenOrder,
    ReceiveGoods,
    SaveOffer,
    SaveSupplier,
    SendPurchase,
    Wanted,
    open_order,
    receive_goods,
    save_offer,
    save_supplier,
    send_purchase,
)

SUPPLIER = identifier("supplier", "halles")
EVERY, ARTICLES = 9, 30
STOCKED_MILLI, ORDERED_MILLI, CAME_MILLI = 600_000, 24_000, 12_000
# What goods cost, of their price with tax.
COST_PARTS, PRICE_PARTS = 3, 5


def add_supplies(person: UUID, state: DemoState) -> None:
    """Each step is recognized when it is repeated: a demo that was cut goes on here."""
    supplied = [good for good in goods() if good.unit == "C62"][::EVERY][:ARTICLES]
    save_supplier(
        SaveSupplier(
            organization=ORGANIZATION, person=person, id=SUPPLIER, name="Grossiste des Halles",
            email="commandes@grossiste.example", language="fr", customer_number="C-1204", lead_days=2,
            order_minimum=15_000,
        )
    )  # fmt: skip
    for good in supplied:
        save_offer(
            SaveOffer(
                organization=ORGANIZATION, person=person, supplier=SUPPLIER, item=good.id,
                reference=f"H{good.number:04}", unit_cost=_cost(good), minimum_milli=6_000,
            )
        )  # fmt: skip
    _order(person, state, "first", supplied, STOCKED_MILLI, days_ago=state.days + 3)
    _receive(person, state, "first", supplied, STOCKED_MILLI, days_ago=state.days + 1)
    _order(person, state, "open", supplied[:8], ORDERED_MILLI, days_ago=2)
    _receive(person, state, "open", supplied[:4], CAME_MILLI, days_ago=0)


def _order(
    person: UUID, state: DemoState, key: str, ordered: list[Good], quantity_milli: int, *, days_ago: int
) -> None:
    moment = state.first_run - timedelta(days=days_ago)
    order = identifier("purchase", key)
    wanted = tuple(Wanted(item=good.id, quantity_milli=quantity_milli) for good in ordered)
    open_order(
        OpenOrder(organization=ORGANIZATION, person=person, id=order, supplier=SUPPLIER, store=GROCERY.id, lines=wanted)
    )
    with suppress(OrderClosed):  # of a repeat everything may have come
        send_purchase(
            SendPurchase(
                organization=ORGANIZATION, person=person, order=order, letter=identifier("letter", key), address="",
                now=moment, today=moment.astimezone(PARIS).date(),
            )
        )  # fmt: skip


def _receive(person: UUID, state: DemoState, key: str, came: list[Good], quantity_milli: int, *, days_ago: int) -> None:
    receive_goods(
        ReceiveGoods(
            organization=ORGANIZATION, person=person, id=identifier("delivery", key), order=identifier("purchase", key),
            lines=tuple(Came(item=good.id, quantity_milli=quantity_milli) for good in came),
            now=state.first_run - timedelta(days=days_ago),
        )
    )  # fmt: skip


def _cost(good: Good) -> int:
    return divide_half_away(good.unit_price * COST_PARTS, PRICE_PARTS)

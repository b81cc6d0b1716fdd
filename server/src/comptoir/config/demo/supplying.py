"""A supplier of the grocery: a delivery a week of what it sells, and an order of which a part has come."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from comptoir.config.demo.acts import Selling, TillDay
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
SHELVES = ("savory", "sweet", "drink", "home", "wine")
EVERY, ARTICLES = 4, 30
CASE_MILLI = 6_000
# What goods cost, of their price with tax.
COST_PARTS, PRICE_PARTS = 3, 5
# A delivery a week, until a week ago: every fourth article then runs low, the others last for two weeks more.
WEEK, LASTS_WEEKS, RUNS_LOW_EVERY = 7, 2, 4
COUNT_OPEN, CAME_OPEN = 6, 3

Sold = Mapping[UUID, Sequence[int]]


def add_supplies(person: UUID, state: DemoState, days: Iterable[TillDay]) -> None:
    """Each step is recognized when it is repeated: a demo that was cut goes on here.

    `days` is what the store will have sold: so that no more came than it sells, and something of it runs low.
    """
    supplied = [good for good in goods() if good.unit == "C62" and good.shelf.key in SHELVES][::EVERY][:ARTICLES]
    # What was ordered before they asked for more was as small as it was.
    _save_supplier(person, order_minimum=0)
    for good in supplied:
        save_offer(
            SaveOffer(
                organization=ORGANIZATION, person=person, supplier=SUPPLIER, item=good.id,
                reference=f"H{good.number:04}", unit_cost=_cost(good), minimum_milli=CASE_MILLI,
            )
        )  # fmt: skip
    weeks = max(1, -(-state.days // WEEK))
    sold = _sold_by_week(days, state, weeks)
    for week, came in enumerate(_deliveries(supplied, sold, weeks)):
        ago = state.days - week * WEEK
        _order(person, state, f"week-{week}", came, days_ago=ago + 3)
        _receive(person, state, f"week-{week}", came, days_ago=ago + 1)
    wanted = {
        good.id: max(CASE_MILLI, _cases(sum(sold.get(good.id, [0])) // weeks)) for good in supplied[1:][:COUNT_OPEN]
    }
    _order(person, state, "open", wanted, days_ago=2)
    _receive(person, state, "open", dict(list(wanted.items())[:CAME_OPEN]), days_ago=0)


def conclude_supplies(person: UUID) -> None:
    """Once all is sold: what the supplier asks for today, and with it the reorder points are worked out anew."""
    _save_supplier(person, order_minimum=15_000)


def _save_supplier(person: UUID, *, order_minimum: int) -> None:
    save_supplier(
        SaveSupplier(
            organization=ORGANIZATION, person=person, id=SUPPLIER, name="Grossiste des Halles",
            email="commandes@grossiste.example", language="fr", customer_number="C-1204", lead_days=2,
            order_minimum=order_minimum,
        )
    )  # fmt: skip


def _sold_by_week(days: Iterable[TillDay], state: DemoState, weeks: int) -> Sold:
    """Thousandths by article and week, the oldest first."""
    first = state.first_run.astimezone(PARIS).date() - timedelta(days=state.days - 1)
    sold: dict[UUID, list[int]] = {}
    for day in days:
        for act in day.acts:
            for line in act.lines if isinstance(act, Selling) else ():
                if line.good is not None:
                    sold.setdefault(line.good.id, [0] * weeks)[(day.day - first).days // WEEK] += line.quantity_milli
    return sold


def _deliveries(supplied: Sequence[Good], sold: Sold, weeks: int) -> list[dict[UUID, int]]:
    """Each week brings, in whole cases, what that week sells, the first one what is left in the end as well."""
    found: list[dict[UUID, int]] = [{} for _ in range(weeks)]
    for place, good in enumerate(supplied):
        sells = sold.get(good.id, [0] * weeks)
        usual = sum(sells) // weeks
        needed = usual // RUNS_LOW_EVERY if place % RUNS_LOW_EVERY == 0 else LASTS_WEEKS * usual
        there = 0
        for week, sells_now in enumerate(sells):
            needed += sells_now
            if there < needed:
                found[week][good.id] = _cases(needed - there)
                there += found[week][good.id]
    return [came for came in found if came]


def _cases(milli: int) -> int:
    return -(-milli // CASE_MILLI) * CASE_MILLI


def _order(person: UUID, state: DemoState, key: str, ordered: Mapping[UUID, int], *, days_ago: int) -> None:
    moment = state.first_run - timedelta(days=days_ago)
    order = identifier("purchase", key)
    wanted = tuple(Wanted(item=item, quantity_milli=milli) for item, milli in ordered.items())
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


def _receive(person: UUID, state: DemoState, key: str, came: Mapping[UUID, int], *, days_ago: int) -> None:
    receive_goods(
        ReceiveGoods(
            organization=ORGANIZATION, person=person, id=identifier("delivery", key), order=identifier("purchase", key),
            lines=tuple(Came(item=item, quantity_milli=milli) for item, milli in came.items()),
            now=state.first_run - timedelta(days=days_ago),
        )
    )  # fmt: skip


def _cost(good: Good) -> int:
    return divide_half_away(good.unit_price * COST_PARTS, PRICE_PARTS)

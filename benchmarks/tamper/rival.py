"""The yardstick: the keyless chain of the leading open till's French module, written from its description.

Described (measured by others on 48 orders of a real one): each order's hash is SHA-256 over the hash of the order
before and a text of the order's fields. The text holds identifiers, unit prices and quantities of the lines,
and of the payments the identifiers alone: no amount, no method, no totals, no customer. The check follows the orders
that count, in the order of their numbers, and computes each hash again. No key, no signature, and nothing says how many
orders there must be.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

ORDERS = 48


@dataclass(slots=True)
class Line:
    number: int
    product: int
    unit_price: int
    quantity: int
    subtotal: int


@dataclass(slots=True)
class Payment:
    number: int
    method: str
    amount: int


@dataclass(slots=True)
class Order:
    number: int
    name: str
    customer: int
    total: int
    lines: list[Line]
    payments: list[Payment]
    state: str = "paid"
    secure_number: int = 0
    digest: str = ""


def make_orders(seed: int) -> list[Order]:
    """Forty-eight orders, chained."""
    choose, orders = random.Random(seed), []
    for number in range(1, ORDERS + 1):
        lines = []
        for place in range(1, choose.randint(2, 5)):
            price, quantity = choose.randint(100, 3_000), choose.randint(1, 4)
            lines.append(Line(number * 10 + place, choose.randint(1, 90), price, quantity, price * quantity))
        total = sum(line.subtotal for line in lines)
        paid = [Payment(number, choose.choice(("cash", "card")), total)]
        orders.append(Order(number, f"Order {number:05}", choose.randint(1, 30), total, lines, paid, "paid", number))
    rechain(orders)
    return orders


def hashed(order: Order, before: str) -> str:
    """What the description says is in it, and no more."""
    fields = {
        "name": order.name,
        "secure_number": order.secure_number,
        "payments": [payment.number for payment in order.payments],
        "lines": [[line.number, line.product, line.unit_price, line.quantity] for line in order.lines],
    }
    return sha256((before + json.dumps(fields, sort_keys=True)).encode()).hexdigest()


def rechain(orders: list[Order]) -> None:
    """What anybody with the database's password can do."""
    before = ""
    for order in orders:
        order.digest = before = hashed(order, before)


def finds(orders: list[Order]) -> bool:
    """The official check: whether any order that counts has another hash, or a number is missing among them."""
    before = ""
    counting = [order for order in orders if order.state == "paid"]
    for place, order in enumerate(counting, start=1):
        if order.secure_number != place or order.digest != hashed(order, before):
            return True
        before = order.digest
    return False


@dataclass(frozen=True, slots=True)
class Alteration:
    name: str
    apply: Callable[[list[Order]], None] = field(repr=False)


def _recomputed(orders: list[Order]) -> None:
    orders[20].lines[0].unit_price -= 50
    rechain(orders)


def _cancel(orders: list[Order], count: int) -> None:
    for order in orders[-count:]:
        order.state = "cancel"


def _set(kind: str) -> Callable[[list[Order]], None]:
    def apply(orders: list[Order]) -> None:
        order = orders[20]
        match kind:
            case "payment amount":
                order.payments[0].amount -= 100
            case "payment method":
                order.payments[0].method = "other"
            case "order totals":
                order.total -= 100
            case "line subtotals":
                order.lines[0].subtotal -= 100
            case "customer":
                order.customer += 1
            case "unit price":
                order.lines[0].unit_price -= 50
            case "quantity":
                order.lines[0].quantity += 1
            case _:
                raise AssertionError(kind)

    return apply


NAMES = ("payment amount", "payment method", "order totals", "line subtotals", "customer", "unit price", "quantity")
ELEVEN = (
    *(Alteration(name, _set(name)) for name in NAMES),
    Alteration("last order cancelled", lambda orders: _cancel(orders, 1)),
    Alteration("last five cancelled", lambda orders: _cancel(orders, 5)),
    Alteration("middle order taken out", lambda orders: orders.pop(20) and None),
    Alteration("unit price changed and chain recomputed", _recomputed),
)


def found_by_rival(seed: int) -> list[str]:
    """The alterations that its check finds; an untouched chain must be found good."""
    assert not finds(make_orders(seed))
    found = []
    for alteration in ELEVEN:
        orders = make_orders(seed)
        alteration.apply(orders)
        if finds(orders):
            found.append(alteration.name)
    return found

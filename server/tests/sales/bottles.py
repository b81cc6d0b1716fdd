"""A shop that takes deposits: kinds of containers, and what an honest till states of a basket with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from comptoir.catalog.deposit_commands import AddBottleVoucherPattern, SaveBottleDeposit
from comptoir.catalog.operations import add_rate, add_voucher_pattern, save_bottle_deposit
from comptoir.kernel import gtin_check_digit, new_uuid7
from comptoir.pricing import RefundLine, price_refund, v2
from comptoir.sales.simulation import BasketLine, SimulatedTill
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class
from tests.sales.shop import Shop, rows, value

PATTERN = "29SSSSSAAAAAC"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the basket: goods, or a deposit (of the goods at place `of`, or come back alone)."""

    goods: BasketLine
    is_deposit: bool = False
    of: int = 0
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class Bottles:
    """A bottle at 0.15, taxed as wine (part of its price), and a crate at 3.00 that is no turnover."""

    bottle: BasketLine
    crate: BasketLine
    position: int


def furnish(shop: Shop) -> Bottles:
    assert shop.wine.category is not None
    untaxed = new_uuid7()
    add_tax_class(AddTaxClass(organization=shop.organization, person=None, id=untaxed, name="Consigne"))
    add_rate(
        AddRate(
            organization=shop.organization, person=None, id=new_uuid7(), tax_class=untaxed, category="O", rate_ppm=0,
            valid_from=date(2020, 1, 1),
        )
    )  # fmt: skip
    kinds = []
    for name, unit_price, follows in (("Consigne bouteille", 15, True), ("Consigne casier", 300, False)):
        item = new_uuid7()
        save_bottle_deposit(
            SaveBottleDeposit(
                organization=shop.organization, person=None, item=item, name=name, category=shop.wine.category,
                unit_price=unit_price, tax_class=untaxed, day=date(2026, 1, 1), follows_tax=follows,
            )
        )  # fmt: skip
        kinds.append(BasketLine(unit_price, "O", 0, item=item, name=name))
    add_voucher_pattern(
        AddBottleVoucherPattern(
            organization=shop.organization, person=None, id=new_uuid7(), pattern=PATTERN, tax_class=untaxed,
        )
    )  # fmt: skip
    position = value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization)
    return Bottles(kinds[0], kinds[1], position)


def with_deposit(goods: BasketLine, kind: BasketLine, count: int, *, at: int = 1) -> list[Piece]:
    """Goods with their deposit, taxed as they are where it is a bottle."""
    quantity = goods.quantity_milli * count
    tax = (goods.tax_category, goods.tax_rate_ppm) if kind.unit_price == 15 else (kind.tax_category, kind.tax_rate_ppm)
    follower = replace(kind, quantity_milli=quantity, tax_category=tax[0], tax_rate_ppm=tax[1])
    return [Piece(goods), Piece(follower, is_deposit=True, of=at)]


def back(kind: BasketLine, pieces: int) -> Piece:
    return Piece(replace(kind, quantity_milli=-1_000 * pieces), is_deposit=True)


def paper(code: str, amount: int) -> Piece:
    goods = BasketLine(amount, "O", 0, quantity_milli=-1_000, name="Bon de consigne")
    return Piece(goods, is_deposit=True, voucher=code)


def sale_of(till: SimulatedTill, shop: Shop, pieces: Sequence[Piece], **basket: Any) -> Any:
    """What an honest till states, paid by card, or paid out in cash where it is below zero."""
    local = till.now
    moment = v2.Moment(local.date().isoformat(), local.isoweekday(), 60 * local.hour + local.minute)
    lines = [
        v2.Line(
            one.goods.unit_price, one.goods.quantity_milli,
            (v2.Tax("", one.goods.tax_category, one.goods.tax_rate_ppm),),
            kind="deposit" if one.is_deposit else "article", of_line=one.of,
            item="" if one.goods.item is None else str(one.goods.item),
            categories=(str(one.goods.category),) if one.goods.category else (),
        )
        for one in pieces
    ]  # fmt: skip
    priced = v2.price(v2.Basket("gross", lines, moment, store=str(shop.store), **basket))
    stated = [
        _stated(number, one, done) for number, (one, done) in enumerate(zip(pieces, priced.lines, strict=True), 1)
    ]
    empties = [line for line in stated if line.get("kind") == "deposit" and line["quantity_milli"] < 0]
    body: dict[str, Any] = {
        "id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier), "country": "FR",
        "currency": "EUR", "price_mode": "gross", "priced_at": f"{local:%Y-%m-%dT%H:%M}",
        "rules_position": till.catalog_position, "lines": stated, **basket,
        "tax_subtotals": [
            {
                "tax_category": row.tax_category, "tax_rate_ppm": row.tax_rate_ppm, "net": row.net, "tax": row.tax,
                "gross": row.gross,
            }
            for row in priced.tax_subtotals
        ],
        "net": priced.net, "tax": priced.tax, "gross": priced.gross, "cash_rounding": 0,
    }  # fmt: skip
    if empties:
        back_lines = [RefundLine(line["amount"], line["tax_category"], line["tax_rate_ppm"]) for line in empties]
        body["returned"] = price_refund(price_mode="gross", lines=back_lines).gross
    if priced.gross < 0:
        body["tenders"] = [{"kind": "cash", "amount": priced.gross, "received": 0, "change": -priced.gross}]
    else:
        body["tenders"] = [{"kind": "card", "amount": priced.gross}]
    return body


def _stated(number: int, piece: Piece, priced: v2.PricedLine) -> dict[str, Any]:
    goods = piece.goods
    line: dict[str, Any] = {
        "line": number, "name": goods.name, "quantity_milli": goods.quantity_milli, "unit": "C62",
        "unit_price": priced.unit_price, "line_discount": priced.line_discount,
        "basket_discount": priced.basket_discount, "amount": priced.amount, "tax_category": goods.tax_category,
        "tax_rate_ppm": goods.tax_rate_ppm,
    }  # fmt: skip
    if goods.item is not None:
        line["item"] = str(goods.item)
    if piece.is_deposit:
        line["kind"] = "deposit"
    if piece.of:
        line["of_line"] = piece.of
    if piece.voucher:
        line["bottle_voucher"] = piece.voucher
    return line


def voucher(number: int, amount: int) -> str:
    """The code that a machine prints by `PATTERN`."""
    payload = f"29{number:05d}{amount:05d}"
    return f"{payload}{gtin_check_digit(payload)}"


def deposits_of(organization: UUID) -> list[tuple[int, int, str]]:
    found = rows("sales_bottle_deposit", organization, "sale_id, number")
    return [(int(str(row["quantity_milli"])), int(str(row["gross"])), str(row["voucher"])) for row in found]

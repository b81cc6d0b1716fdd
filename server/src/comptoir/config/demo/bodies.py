"""Bodies of entries (journal-format §5) from what was planned. Pure: every amount comes from the pricing engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.config.demo.acts import Selling, Wanted
from comptoir.config.demo.shop import CASHIER_IDS, COUNTRY, CURRENCY
from comptoir.journal import EntryValue
from comptoir.pricing import Basket, Line, PricedBasket, RefundLine, TaxSubtotal, price, price_refund, v2

Body = dict[str, EntryValue]
NOTES = (500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Sold:
    """What a later refund or copy needs to know of a sale: `lines` are those of goods, `numbers` where they stand."""

    chain: UUID
    sequence: int
    digest: str
    lines: tuple[Wanted, ...]
    amounts: tuple[int, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A sale or refund, and what it did to the drawer and the totals.

    `amounts` and `numbers` are of the lines of goods; `taken` and `given_back` what deposits came to, the latter below
    zero.
    """

    body: Body
    gross: int
    cash: int
    card: int
    amounts: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    taken: int = 0
    given_back: int = 0


def sale(act: Selling, *, document: UUID, session: UUID) -> Document:
    """Price a basket and take money for it."""
    priced = price(Basket("gross", [_line(line) for line in act.lines], discount_ppm=act.discount_ppm))
    gross = priced.gross + act.claimed_too_much
    body = begun(document, session, act.cashier)
    body["lines"] = [_sale_line(n, line, priced) for n, line in enumerate(act.lines)]
    if act.discount_ppm:
        body["discount_ppm"] = act.discount_ppm
    with_totals(body, priced.tax_subtotals, priced.net, priced.tax, gross)
    cash = with_tenders(body, act, gross)
    amounts = tuple(line.amount for line in priced.lines)
    return Document(body, gross, cash, gross - cash, amounts, tuple(range(1, len(amounts) + 1)))


def refund(sold: Sold, *, lines: int, in_cash: bool, document: UUID, session: UUID, cashier: str) -> Document:
    """Give the first `lines` lines of a sale back, as they were paid."""
    amounts = tuple(-amount for amount in sold.amounts[:lines])
    wanted = sold.lines[:lines]
    totals = price_refund(
        price_mode="gross",
        lines=[RefundLine(amount, "S", line.tax_rate_ppm) for amount, line in zip(amounts, wanted, strict=True)],
    )
    body = begun(document, session, cashier)
    body["refers_to"] = reference(sold)
    body["lines"] = [
        {
            **goods_of(line),
            "line": n,
            "refers_to_line": sold.numbers[n - 1],
            "quantity_milli": -line.quantity_milli,
            "unit_price": line.unit_price,
            "line_discount": 0,
            "basket_discount": 0,
            "amount": amount,
        }
        for n, (line, amount) in enumerate(zip(wanted, amounts, strict=True), start=1)
    ]
    with_totals(body, totals.tax_subtotals, totals.net, totals.tax, totals.gross)
    kind = "cash" if in_cash else "card"
    tender: Body = {"kind": kind, "amount": totals.gross}
    body["tenders"] = [tender]
    return Document(body, totals.gross, totals.gross if in_cash else 0, 0 if in_cash else totals.gross, amounts)


def reference(sold: Sold) -> Body:
    return {"chain": str(sold.chain), "sequence": sold.sequence, "digest": sold.digest}


def value_of(lines: tuple[Wanted, ...]) -> int:
    return price(Basket("gross", [_line(line) for line in lines])).gross


def with_tenders(body: Body, act: Selling, gross: int) -> int:
    """Say how it was paid, and answer the cash part."""
    tenders, cash = _tenders(act, gross)
    body["tenders"] = tenders
    return cash


def begun(document: UUID, session: UUID, cashier: str) -> Body:
    return {
        "id": str(document),
        "session": str(session),
        "cashier": str(CASHIER_IDS[cashier]),
        "country": COUNTRY,
        "currency": CURRENCY,
        "price_mode": "gross",
        "cash_rounding": 0,
    }


def _line(line: Wanted) -> Line:
    return Line(line.unit_price, line.quantity_milli, "S", line.tax_rate_ppm, discount_ppm=line.discount_ppm)


def goods_of(line: Wanted) -> Body:
    """What a line says about the goods; an amount that was typed has no article, name or code."""
    members: Body = {"unit": "C62", "tax_category": "S", "tax_rate_ppm": line.tax_rate_ppm}
    if line.good is not None:
        members["item"] = str(line.good.id)
        members["name"] = line.good.name
        members["barcode"] = line.good.barcode
        members["category"] = str(line.good.shelf.id)
        members["unit"] = line.good.unit
    return members


def _sale_line(index: int, line: Wanted, priced: PricedBasket) -> Body:
    result = priced.lines[index]
    body = goods_of(line)
    if line.discount_ppm:
        body["discount_ppm"] = line.discount_ppm
    body["line"] = index + 1
    body["quantity_milli"] = line.quantity_milli
    body["unit_price"] = line.unit_price
    body["line_discount"] = result.line_discount
    body["basket_discount"] = result.basket_discount
    body["amount"] = result.amount
    return body


def with_totals(body: Body, subtotals: Sequence[TaxSubtotal | v2.TaxSubtotal], net: int, tax: int, gross: int) -> None:
    body["tax_subtotals"] = [
        {
            "tax_category": subtotal.tax_category,
            "tax_rate_ppm": subtotal.tax_rate_ppm,
            "net": subtotal.net,
            "tax": subtotal.tax,
            "gross": subtotal.gross,
        }
        for subtotal in subtotals
    ]
    body["net"] = net
    body["tax"] = tax
    body["gross"] = gross


def _tenders(act: Selling, gross: int) -> tuple[list[Body], int]:
    """The tenders and their cash part. What empties come to is paid out in coins."""
    if gross < 0:
        return [{"kind": "cash", "amount": gross, "received": 0, "change": -gross}], gross
    if act.tender == "card":
        return [{"kind": "card", "amount": gross}], 0
    cash = gross if act.tender == "cash" else gross // 2 // 1_000 * 1_000
    received = _handed_over(cash, act.cash_habit)
    tenders: list[Body] = [{"kind": "cash", "amount": cash, "received": received, "change": received - cash}]
    if cash != gross:
        tenders.append({"kind": "card", "amount": gross - cash})
    return tenders, cash


def _handed_over(due: int, habit: int) -> int:
    """What a customer puts on the counter: exact coins, the next euro, or a note."""
    if habit == 0:
        return due
    if habit == 1:
        return -(-due // 100) * 100
    fitting = [note for note in NOTES if note >= due]
    if not fitting:
        return -(-due // 5_000) * 5_000
    return fitting[min(habit // 4, len(fitting) - 1)]

"""The body of a sealed sale or refund, as a receipt shows it. What a body does not have is left out, never invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comptoir.receipts.facts import (
    ExtraFacts,
    HandedFacts,
    LineFacts,
    OrderedFacts,
    PromotionFacts,
    SaleFacts,
    ShopFacts,
    SlotFacts,
    TaxFacts,
    TenderFacts,
)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxName:
    """How the shop calls a rate."""

    tax_category: str
    tax_rate_ppm: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """The sealed body of the order that was paid on, and what was paid so far, this payment included."""

    body: Json
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleContext:
    """What the paper says and the body does not."""

    kind: str
    is_training: bool = False
    is_gift: bool = False
    copy_number: int = 0
    number: str
    device_time: str
    cashier: str
    exponent: int
    # Of other currencies; two digits where nothing is said.
    exponents: Mapping[str, int] = field(default_factory=dict)
    refers_to: str | None = None
    ordered: Ordered | None = None
    essentials: str
    public_address: str
    tax_names: Sequence[TaxName] = ()
    shop: ShopFacts
    fiscal: SlotFacts | None = None
    trade: SlotFacts | None = None
    cards: Sequence[SlotFacts] = ()


def sale_facts(body: Json, context: SaleContext) -> SaleFacts:
    """Body and context together. The seal says who wrote the body, not that it is well made: it is read as it comes."""
    lines = _rows(body, "lines")
    return SaleFacts(
        kind=context.kind,
        is_training=context.is_training,
        is_gift=context.is_gift,
        copy_number=context.copy_number,
        number=context.number,
        device_time=context.device_time,
        cashier=context.cashier,
        currency=_text(body, "currency"),
        exponent=context.exponent,
        price_mode=_text(body, "price_mode"),
        place=_place(body),
        **_exemption(body),
        lines=_lines(lines),
        tax_subtotals=[_tax(row, lines, context) for row in _rows(body, "tax_subtotals")],
        net=_figure(body, "net"),
        tax=_figure(body, "tax"),
        gross=_figure(body, "gross"),
        cash_rounding=_figure(body, "cash_rounding"),
        tenders=[_tender(row, context) for row in _rows(body, "tenders")],
        refers_to=context.refers_to,
        ordered=_ordered(context.ordered),
        valid_until=_text(body, "valid_until") or None,
        essentials=context.essentials,
        public_address=context.public_address,
        shop=context.shop,
        fiscal=context.fiscal,
        trade=context.trade,
        cards=context.cards,
    )


def _lines(rows: Sequence[Json]) -> list[LineFacts]:
    """A deposit stands below the goods that it comes with; one that comes back alone is a line of its own."""
    following: dict[int, list[Json]] = {}
    for row in rows:
        goods = _figure(row, "of_line")
        if _is_deposit(row) and 1 <= goods <= len(rows) and not _is_deposit(rows[goods - 1]):
            following.setdefault(goods, []).append(row)
    below = [id(row) for deposits in following.values() for row in deposits]
    return [_line(row, following.get(number, ())) for number, row in enumerate(rows, start=1) if id(row) not in below]


def _is_deposit(row: Json) -> bool:
    return _text(row, "kind") == "deposit"


def _line(row: Json, deposits: Sequence[Json]) -> LineFacts:
    return LineFacts(
        name=_text(row, "name") or None,
        quantity_milli=_figure(row, "quantity_milli"),
        unit=_text(row, "unit"),
        unit_price=_figure(row, "unit_price"),
        line_discount=_figure(row, "line_discount"),
        basket_discount=_figure(row, "basket_discount"),
        amount=_figure(row, "amount"),
        is_prepaid=_text(row, "kind") == "prepaid",
        extras=[*_extras(row), *map(_extra, deposits)],
        promotions=[_promotion(taken) for taken in _rows(row, "promotions")],
        place=_place(row),
        lot=_text(row, "lot") or None,
        serial=_text(row, "serial") or None,
        expires=_text(row, "expires") or None,
    )


def _exemption(body: Json) -> dict[str, str | None]:
    """What is said of it; the name and the law are the shop's, sealed with the sale. Who owes the tax instead is always
    said in the words that the law gives.
    """
    exemption = body.get("exemption")
    if not isinstance(exemption, dict):
        return {}
    return {
        "exemption": "reverse_charge" if _text(exemption, "category") == "AE" else _text(exemption, "reason"),
        "exemption_name": _text(exemption, "name") or None,
        "exemption_mention": _text(exemption, "mention") or None,
    }


def _place(row: Json) -> str | None:
    place = _text(row, "place")
    return place if place in ("here", "away") else None


def _promotion(row: Json) -> PromotionFacts:
    """A body names a promotion by its identifier; whoever knows what it is called has put the name beside it."""
    return PromotionFacts(name=_text(row, "name") or None, amount=_figure(row, "amount"))


def _extras(row: Json) -> list[ExtraFacts]:
    """What a menu is made of, then what was asked for. A surcharge belongs to a part that is named already."""
    parts = _rows(row, "components")
    named = {_text(part, "item") for part in parts}
    asked = [extra for extra in _rows(row, "modifiers") if _text(extra, "code") not in named]
    return [*map(_part, parts), *map(_extra, asked)]


def _part(row: Json) -> ExtraFacts:
    quantity = _figure(row, "quantity_milli")
    return ExtraFacts(name=_text(row, "name"), quantity_milli=None if quantity == 1_000 else quantity, amount=None)


def _extra(row: Json) -> ExtraFacts:
    return ExtraFacts(
        name=_text(row, "name"), quantity_milli=_optional(row, "quantity_milli"), amount=_optional(row, "amount")
    )


def _tax(row: Json, lines: Sequence[Json], context: SaleContext) -> TaxFacts:
    category, rate = _text(row, "tax_category"), _figure(row, "tax_rate_ppm")
    code, unit_amount = _text(row, "code"), _figure(row, "unit_amount")
    # The shop's names are of rates that stand alone: of several taxes on a line, each has its code.
    # Nor are they of gift cards, which are taxed when they are used: a shop knows what else is outside tax (deposits on
    # bottles) by a name.
    is_alone = not code and not unit_amount and not (category == "O" and any(map(_is_untaxed_card, lines)))
    known = [
        name.name
        for name in context.tax_names
        if is_alone and (name.tax_category, name.tax_rate_ppm) == (category, rate)
    ]
    return TaxFacts(
        tax_category=category,
        tax_rate_ppm=rate,
        net=_figure(row, "net"),
        tax=_figure(row, "tax"),
        gross=_figure(row, "gross"),
        name=known[0] if known else None,
        code=code or None,
        unit_amount=unit_amount or None,
    )


def _is_untaxed_card(row: Json) -> bool:
    return _text(row, "voucher") != "" and _text(row, "tax_category") == "O"


def _ordered(ordered: Ordered | None) -> OrderedFacts | None:
    if ordered is None:
        return None
    return OrderedFacts(
        lines=_lines(_rows(ordered.body, "lines")),
        gross=_figure(ordered.body, "gross"),
        paid=ordered.paid,
        valid_until=_text(ordered.body, "valid_until") or None,
    )


def _tender(row: Json, context: SaleContext) -> TenderFacts:
    return TenderFacts(
        kind=_text(row, "kind"),
        amount=_figure(row, "amount"),
        received=_optional(row, "received"),
        change=_optional(row, "change"),
        tip=_optional(row, "tip"),
        is_unconfirmed=_text(row, "confirmation") == "none",
        foreign=_handed(row, context),
    )


def _handed(row: Json, context: SaleContext) -> HandedFacts | None:
    currency, value = _text(row, "currency"), _figure(row, "foreign_amount")
    if not currency or not value:
        return None
    return HandedFacts(
        currency=currency,
        exponent=context.exponents.get(currency, 2),
        amount=value,
        rate_ppm=_figure(row, "rate_ppm"),
    )


def _rows(row: Json, name: str) -> list[Json]:
    value = row.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _figure(row: Json, name: str) -> int:
    return _optional(row, name) or 0


def _optional(row: Json, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None

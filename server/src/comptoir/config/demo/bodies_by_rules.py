"""A sale whose till holds price lists and promotions: engine 2, as the till's own program states it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.config.demo.acts import Selling, Wanted
from comptoir.config.demo.bodies import Body, Document, begun, goods_of, with_tenders, with_totals
from comptoir.config.demo.goods import TAXES
from comptoir.config.demo.shop import CAFE, PARIS, DemoStore
from comptoir.pricing import v2


def sale_by_rules(act: Selling, *, document: UUID, session: UUID, store: DemoStore, rules: v2.Rules) -> Document:
    """Price a basket by the rules at its moment and take money for it."""
    local = act.at.astimezone(PARIS)
    priced = v2.price(_basket(act.lines, act.discount_ppm, local, store), rules)
    gross = priced.gross + act.claimed_too_much
    body = begun(document, session, act.cashier)
    body["priced_at"] = f"{local:%Y-%m-%dT%H:%M}"
    if store.id == CAFE.id:
        body["place"] = _place(act.lines)
    body["lines"] = [
        _line_body(number, line, found)
        for number, (line, found) in enumerate(zip(act.lines, priced.lines, strict=True), start=1)
    ]
    if act.discount_ppm:
        body["discount_ppm"] = act.discount_ppm
    with_totals(body, priced.tax_subtotals, priced.net, priced.tax, gross)
    cash = with_tenders(body, act, gross)
    return Document(body, gross, cash, gross - cash, tuple(line.amount for line in priced.lines))


def _place(lines: Sequence[Wanted]) -> str:
    """The café asks where people eat: bread and bottles go out of the door at their own tax, the rest is had there."""
    reduced = next(tax.rate_ppm for tax in TAXES if tax.key == "reduced")
    return "away" if any(line.tax_rate_ppm == reduced for line in lines) else "here"


def _basket(lines: Sequence[Wanted], discount_ppm: int, local: datetime, store: DemoStore) -> v2.Basket:
    moment = v2.Moment(local.date().isoformat(), local.isoweekday(), local.hour * 60 + local.minute)
    return v2.Basket("gross", [_line(line) for line in lines], moment, store=str(store.id), discount_ppm=discount_ppm)


def _line(line: Wanted) -> v2.Line:
    """An amount that was typed is nobody's article and nobody's price but the cashier's."""
    tax = v2.Tax("", "S", line.tax_rate_ppm)
    if line.good is None:
        return v2.Line(line.unit_price, line.quantity_milli, (tax,), is_open=True, discount_ppm=line.discount_ppm)
    return v2.Line(
        line.unit_price,
        line.quantity_milli,
        (tax,),
        item=str(line.good.id),
        categories=(str(line.good.shelf.id),),
        discount_ppm=line.discount_ppm,
    )


def _line_body(number: int, line: Wanted, found: v2.PricedLine) -> Body:
    body: Body = {
        **goods_of(line),
        "line": number,
        "quantity_milli": line.quantity_milli,
        "unit_price": found.unit_price,
        "line_discount": found.line_discount,
        "basket_discount": found.basket_discount,
        "amount": found.amount,
    }
    if line.discount_ppm:
        body["discount_ppm"] = line.discount_ppm
    if found.price_source != "catalog":
        body["price_source"] = found.price_source
    if found.price_list:
        body["price_list"] = found.price_list
    if found.promotions:
        body["promotions"] = [{"promotion": award.promotion, "amount": award.amount} for award in found.promotions]
    return body

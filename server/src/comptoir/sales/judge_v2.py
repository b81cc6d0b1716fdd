"""Price a sale of engine 2 again: by the price lists and promotions of the position that its till knew."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from comptoir.catalog.prices import PriceAt, price_at
from comptoir.catalog.rules import list_prices_at
from comptoir.kernel import DomainError
from comptoir.pricing import v2
from comptoir.sales.bodies import SaleBody, SoldLine, StatedTax
from comptoir.sales.bottle_deposits import follows_its_goods
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.labelled import is_on_label
from comptoir.sales.places import Placed, modifiers_before
from comptoir.sales.state import NO_SHOP_RULES, ShopRules, State
from comptoir.sales.tax_rates import Moment, judge_among

ENGINE_VERSION = v2.ENGINE_VERSION
# A basket is priced when it was last changed: it may be parked for hours and paid then.
PRICED_BEFORE_MAX = timedelta(hours=24)
PRICED_AFTER_MAX = timedelta(minutes=10)

_PRICED_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}").fullmatch


def judge_sale(sale: SaleBody, sender: Sender, state: State, known: Moment, *, device_time: str) -> list[Difference]:
    """Compare a sale with the prices, lists and promotions that its till knew, and with the engine."""
    found: list[Difference] = []
    rules = state.rules.get(sender.organization, NO_SHOP_RULES)
    moment = _moment(sale, device_time, found)
    compiled = rules.history.at(known.position if sale.rules_position is None else sale.rules_position)
    placed = Placed(sale, sender, state, known)
    placed.judge(found)
    lines = [_line(line, placed, rules, found) for line in sale.lines]
    try:
        priced = v2.price(_basket(sale, lines, moment, sender), compiled)
        if _judge_unit_prices(sale, lines, priced, found):
            # Said once. What follows from a wrong price is judged at that price.
            priced = v2.price(_basket(sale, lines, moment, sender), compiled)
    except DomainError as refused:
        return [*found, Difference("body", None, "", refused.code)]
    for line, computed in zip(sale.lines, priced.lines, strict=True):
        _judge_line(line, computed, found)
    _judge_totals(sale, priced, found)
    return found


def _moment(sale: SaleBody, device_time: str, found: list[Difference]) -> v2.Moment:
    """When the basket was priced, by the store's clock: not after it was paid, and not days before."""
    sealed_at = device_time[:16]
    priced_at = sale.priced_at or sealed_at
    if priced_at != sealed_at:
        passed = _passed(priced_at, sealed_at)
        if passed is None or not -PRICED_AFTER_MAX <= passed <= PRICED_BEFORE_MAX:
            found.append(Difference("priced_at", None, priced_at[:16], sealed_at))
            priced_at = sealed_at
    day = date.fromisoformat(priced_at[:10])
    return v2.Moment(priced_at[:10], day.isoweekday(), 60 * int(priced_at[11:13]) + int(priced_at[14:16]))


def _passed(priced_at: str, sealed_at: str) -> timedelta | None:
    if not _PRICED_AT(priced_at):
        return None
    try:
        return datetime.fromisoformat(sealed_at) - datetime.fromisoformat(priced_at)  # both local, both without offset
    except ValueError:
        return None


def _line(line: SoldLine, placed: Placed, rules: ShopRules, found: list[Difference]) -> v2.Line:
    """The line as the engine should have priced it: at the catalogue's price, where the catalogue knows one."""
    known = _known_price(line, placed, found)
    is_priced = (
        known is not None and not known.is_open and line.engine_kind != "return" and not is_on_label(line, placed)
    )
    taxes = _taxes(line)
    before = placed.before(line, known) if known is not None and is_priced else ()
    return v2.Line(
        known.unit_price if known is not None and is_priced else line.unit_price,
        line.quantity_milli,
        before or taxes,
        switched_taxes=taxes if before else (),
        kind=line.engine_kind,
        item="" if line.item is None else str(line.item),
        categories=rules.categories(line.category),
        list_prices=_list_prices(line.item, rules, placed.moment.position),
        is_open=not is_priced,
        override=line.unit_price if line.price_source == "override" and line.kind == "article" else None,
        modifiers=modifiers_before(line, taxes, before),
        components=placed.components(line),
        discount_ppm=line.discount_ppm,
        discount_amount=line.discount_amount,
        final_amount=line.final_amount,
        amount=line.amount if line.engine_kind == "return" else None,
        of_line=0 if line.is_promised else line.of_line,
    )  # fmt: skip


def _known_price(line: SoldLine, placed: Placed, found: list[Difference]) -> PriceAt | None:
    if line.item is None:
        return None
    sender, moment = placed.sender, placed.moment
    history = placed.state.prices.get((sender.organization, line.item))
    if history is None:
        found.append(Difference("unknown_item", line.line, str(line.item), ""))
        return None
    known = price_at(history, store=sender.store, position=moment.position)
    if known is None:
        found.append(Difference("price", line.line, str(line.unit_price), ""))
    elif line.tax_category and not _is_taxed_otherwise(line, placed.sale):
        judge_among(line, placed.rates(line, known), found)
    return known


def _is_taxed_otherwise(line: SoldLine, sale: SaleBody) -> bool:
    """Whether its tax is not its article's own, rightly: a deposit's is its goods', and what was promised to an exempt
    customer states what was owed, without any."""
    if follows_its_goods(line, sale.lines):
        return True
    exemption = sale.exemption
    is_untaxed = exemption is not None and (line.tax_category, line.tax_rate_ppm) == (exemption.category, 0)
    return is_untaxed and line.is_promised


def _taxes(line: SoldLine) -> v2.Taxes:
    if line.components:
        return ()
    return _several(line.taxes) if line.taxes else (v2.Tax("", line.tax_category, line.tax_rate_ppm),)


def _several(taxes: Iterable[StatedTax]) -> v2.Taxes:
    return tuple(
        v2.Tax(tax.code, tax.category, tax.rate_ppm, tax.unit_amount, bool(tax.compound), bool(tax.in_base))
        for tax in taxes
    )


def _list_prices(item: UUID | None, rules: ShopRules, position: int) -> dict[str, int]:
    return {} if item is None else list_prices_at(rules.list_prices.get(item, ()), position)


def _basket(sale: SaleBody, lines: list[v2.Line], moment: v2.Moment, sender: Sender) -> v2.Basket:
    """The till states prices and taxes as they applied; only where a price was brought from the catalogue's taxes to
    others does a line hold both.
    """
    exemption = sale.exemption
    return v2.Basket(
        sale.price_mode,
        lines,
        moment,
        store=str(sender.store),
        customer_groups=sale.customer_groups,
        coupons=sale.coupons,
        switch="keep_net" if any(_holds_both(line) for line in lines) else "",
        exemption=None if exemption is None else v2.Exemption(exemption.category, exemption.codes),
        discount_ppm=sale.discount_ppm,
        discount_amount=sale.discount_amount,
        final_amount=sale.final_amount,
    )


def _holds_both(line: v2.Line) -> bool:
    """Whether it or a part of it has taxes of its price and others that apply."""
    return bool(line.switched_taxes) or any(part.switched_taxes for part in line.components)


def _judge_unit_prices(sale: SaleBody, lines: list[v2.Line], priced: v2.PricedBasket, found: list[Difference]) -> bool:
    """Whether a stated unit price is not the one that applied; such a line goes on at what was stated."""
    is_any = False
    for index, (line, computed) in enumerate(zip(sale.lines, priced.lines, strict=True)):
        if line.is_promised and sale.order is None:
            found.append(Difference("order_unknown", line.line, str(line.amount), ""))
        if line.engine_kind == "return" or line.item is None or lines[index].is_open:
            continue
        if line.price_source == "override":
            # A person's word, within their rights; what it stood against is the catalogue's.
            if line.regular_price != lines[index].unit_price:
                regular = line.unit_price if line.regular_price is None else line.regular_price
                found.append(Difference("price", line.line, str(regular), str(lines[index].unit_price)))
        elif line.unit_price != computed.unit_price:
            found.append(Difference("price", line.line, str(line.unit_price), str(computed.unit_price)))
            _take_stated(lines[index], line)
            is_any = True
    return is_any


def _take_stated(wanted: v2.Line, stated: SoldLine) -> None:
    """At what the till says, with the taxes that it says: nothing of it is switched any more."""
    wanted.unit_price, wanted.is_open = stated.unit_price, True
    wanted.taxes, wanted.switched_taxes = wanted.switched_taxes or wanted.taxes, ()
    wanted.components = [
        replace(part, taxes=part.switched_taxes or part.taxes, switched_taxes=()) for part in wanted.components
    ]
    wanted.modifiers = [v2.Modifier(one.code, one.unit_price, one.count) for one in stated.modifiers]


def _judge_line(line: SoldLine, computed: v2.PricedLine, found: list[Difference]) -> None:
    stated = {str(award.promotion): award.amount for award in line.promotions}
    awarded = {award.promotion: award.amount for award in computed.promotions}
    if stated != awarded:
        found.append(Difference("promotion", line.line, _written(stated), _written(awarded)))
    claimed = (line.amount, line.line_discount, line.basket_discount, line.exempted)
    found_amounts = (computed.amount, computed.line_discount, computed.basket_discount, computed.exempted)
    parts = [component.amount for component in line.components]
    if claimed != found_amounts or (parts and parts != list(computed.components)):
        found.append(Difference("line", line.line, _amounts(*claimed), _amounts(*found_amounts)))


def _amounts(amount: int, line_discount: int, basket_discount: int, exempted: int) -> str:
    without = f" -{exempted}" if exempted else ""
    return f"{amount} (-{line_discount} -{basket_discount}{without})"


def _written(awards: dict[str, int]) -> str:
    return ", ".join(f"{promotion} {amount}" for promotion, amount in sorted(awards.items()))


def _judge_totals(sale: SaleBody, priced: v2.PricedBasket, found: list[Difference]) -> None:
    stated = sorted(
        (row.tax_category, row.tax_rate_ppm, row.code, row.unit_amount, row.net, row.tax, row.gross)
        for row in sale.tax_subtotals
    )
    computed = sorted(
        (row.tax_category, row.tax_rate_ppm, row.code, row.unit_amount, row.net, row.tax, row.gross)
        for row in priced.tax_subtotals
    )
    if sale.gross != priced.gross:
        found.append(Difference("total", None, str(sale.gross), str(priced.gross)))
    if stated != computed or (sale.net, sale.tax) != (priced.net, priced.tax):
        found.append(Difference("tax", None, str(sale.tax), str(priced.tax)))

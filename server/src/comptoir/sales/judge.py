"""Price a sale again and say what differs. Nothing here refuses: goods are gone and money is in the drawer."""

from datetime import date

from comptoir.catalog.prices import price_at
from comptoir.kernel import DomainError
from comptoir.pricing import (
    ENGINE_VERSION,
    Basket,
    Line,
    RefundLine,
    TaxSubtotal,
    cash_rounding,
    cash_rounding_rule,
    price,
    price_refund,
    refund_share,
    v2,
)
from comptoir.sales.bodies import SaleBody, SoldLine
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.goods import returned_number
from comptoir.sales.state import Original, State
from comptoir.sales.tax_rates import Moment, judge_tax_rate


def judge_sale(sale: SaleBody, sender: Sender, state: State, moment: Moment) -> list[Difference]:
    """Compare a sale with the prices of the till's catalogue position and with the pricing engine."""
    found: list[Difference] = []
    for line in sale.lines:
        if line.item is not None:
            _judge_price(line, state, sender, moment, found)
    try:
        priced = price(
            Basket(
                sale.price_mode,
                [
                    Line(
                        line.unit_price,
                        line.quantity_milli,
                        line.tax_category,
                        line.tax_rate_ppm,
                        line.discount_ppm,
                        line.discount_amount,
                    )
                    for line in sale.lines
                ],
                sale.discount_ppm,
                sale.discount_amount,
            )
        )
    except DomainError as refused:
        found.append(Difference("body", None, "", refused.code))
        return found
    for line, computed in zip(sale.lines, priced.lines, strict=True):
        if (
            line.amount != computed.amount
            or line.line_discount != computed.line_discount
            or line.basket_discount != computed.basket_discount
        ):
            found.append(
                Difference(
                    "line",
                    line.line,
                    f"{line.amount} (-{line.line_discount} -{line.basket_discount})",
                    f"{computed.amount} (-{computed.line_discount} -{computed.basket_discount})",
                )
            )
    judge_totals(sale, priced.tax_subtotals, found)
    return found


def judge_refund(sale: SaleBody, state: State) -> list[Difference]:
    """Compare a refund with the sale that it names: nothing comes back twice, nothing at another price."""
    found: list[Difference] = []
    reference = sale.refers_to
    original = state.originals.get(reference) if reference else None
    if original is None:
        claimed = f"{reference.chain}/{reference.sequence}" if reference else ""
        found.append(Difference("refund_unknown_sale", None, claimed, ""))
    else:
        for line in sale.lines:
            _judge_refunded_line(line, original, found)
    try:
        lines = [RefundLine(line.amount, line.tax_category, line.tax_rate_ppm) for line in sale.lines]
        totals = price_refund(price_mode=sale.price_mode, lines=lines)
    except DomainError as refused:
        found.append(Difference("body", None, "", refused.code))
        return found
    judge_totals(sale, totals.tax_subtotals, found)
    return found


def judge_tenders(sale: SaleBody, day: date) -> list[Difference]:
    """What was paid is what was due; cash is rounded by the country's rule and change adds up."""
    found: list[Difference] = []
    paid = 0
    cash = 0
    for number, tender in enumerate(sale.tenders, start=1):
        paid += tender.amount
        if tender.terminal == "simulated":
            found.append(Difference("simulated_terminal", number, str(tender.amount), "0"))
        if tender.kind == "cash":
            cash += tender.amount
            due = tender.amount + (tender.tip or 0)
            if tender.received is not None and tender.received - (tender.change or 0) != due:
                claimed = f"{tender.received} - {tender.change or 0}"
                found.append(Difference("tenders", number, claimed, str(due)))
    due = sale.gross + sale.cash_rounding
    if paid != due:
        found.append(Difference("tenders", None, str(paid), str(due)))
    elif cash or sale.cash_rounding:
        allowed = _cash_roundings(sale.country, day, cash - sale.cash_rounding, paid_otherwise=paid - cash)
        if sale.cash_rounding not in allowed:
            found.append(Difference("tenders", None, str(sale.cash_rounding), str(max(allowed, key=abs))))
    return found


def judge_engine(version: int) -> list[Difference]:
    """Engines 1 and 2 are known here; another till priced by rules we do not know."""
    if version in (ENGINE_VERSION, v2.ENGINE_VERSION):
        return []
    return [Difference("engine_version", None, str(version), str(v2.ENGINE_VERSION))]


def _cash_roundings(country: str, day: date, payable: int, *, paid_otherwise: int) -> set[int]:
    rule = cash_rounding_rule(country, day)
    rounding = cash_rounding(country, day, payable, paid_otherwise=paid_otherwise)
    if rule is not None and rule.obligation == "mandatory":
        return {rounding}
    return {0, rounding}


def _judge_price(line: SoldLine, state: State, sender: Sender, moment: Moment, found: list[Difference]) -> None:
    assert line.item is not None
    history = state.prices.get((sender.organization, line.item))
    if history is None:
        found.append(Difference("unknown_item", line.line, str(line.item), ""))
        return
    known = price_at(history, store=sender.store, position=moment.position)
    if known is None:
        found.append(Difference("price", line.line, str(line.unit_price), ""))
        return
    if line.unit_price != known.unit_price and not known.is_open:
        found.append(Difference("price", line.line, str(line.unit_price), str(known.unit_price)))
    judge_tax_rate(line, known, state, sender, moment, found)


def _judge_refunded_line(line: SoldLine, original: Original, found: list[Difference]) -> None:
    sold = original.get(returned_number(line) or 0)
    if sold is None:
        found.append(Difference("refund_unknown_sale", line.line, str(line.refers_to_line or ""), ""))
        return
    if line.unit_price != sold.unit_price:
        found.append(Difference("price", line.line, str(line.unit_price), str(sold.unit_price)))
    if line.tax_rate_ppm != sold.tax_rate_ppm or line.tax_category != sold.tax_category:
        claimed = f"{line.tax_category} {line.tax_rate_ppm}"
        found.append(Difference("tax_rate", line.line, claimed, f"{sold.tax_category} {sold.tax_rate_ppm}"))
    already = sold.refunded_milli
    now = -line.quantity_milli
    sold.refunded_milli += now
    try:
        share = refund_share(
            amount=sold.amount, quantity_milli=sold.quantity_milli, already_milli=already, now_milli=now
        )
    except DomainError:
        left = sold.quantity_milli - already
        found.append(Difference("refund_exceeds_sale", line.line, str(now), str(left)))
        return
    if line.amount != -share:
        found.append(Difference("line", line.line, str(line.amount), str(-share)))


def judge_totals(sale: SaleBody, computed: list[TaxSubtotal], found: list[Difference]) -> None:
    claimed = {(row.tax_category, row.tax_rate_ppm): row for row in sale.tax_subtotals}
    same = len(claimed) == len(sale.tax_subtotals) == len(computed)
    net = tax = gross = 0
    for row in computed:
        net += row.net
        tax += row.tax
        gross += row.gross
        stated = claimed.get((row.tax_category, row.tax_rate_ppm))
        if stated is None or stated.net != row.net or stated.tax != row.tax or stated.gross != row.gross:
            same = False
    if sale.gross != gross:
        found.append(Difference("total", None, str(sale.gross), str(gross)))
    if not same or sale.tax != tax or sale.net != net:
        found.append(Difference("tax", None, str(sale.tax), str(tax)))

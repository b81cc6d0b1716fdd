"""Goods that come back without a receipt: what they were worth, and how that was paid out (journal format §5.12).

Nobody can tell for how much, or where, they were bought; so the least that the store asked for them lately is given
back, as store credit unless the store says otherwise. Here, too, nothing refuses.
"""

from datetime import timedelta

from comptoir.catalog.prices import lowest_price, price_at
from comptoir.kernel import DomainError, divide_half_away
from comptoir.pricing import RefundLine, price_refund
from comptoir.sales.bodies import SaleBody, SoldLine
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.judge import judge_totals
from comptoir.sales.state import State
from comptoir.sales.tax_rates import Moment, judge_tax_rate


def judge_unreceipted(body: SaleBody, sender: Sender, state: State, moment: Moment) -> list[Difference]:
    """Compare each line with the lowest price that the till could know, and the way it was paid with the store's."""
    found: list[Difference] = []
    for line in body.lines:
        _judge_line(line, sender, state, moment, found)
    try:
        totals = price_refund(
            price_mode=body.price_mode,
            lines=[RefundLine(line.amount, line.tax_category, line.tax_rate_ppm) for line in body.lines],
        )
    except DomainError as refused:
        return [Difference("body", None, "", refused.code)]
    judge_totals(body, totals.tax_subtotals, found)
    cash = sum(tender.amount for tender in body.tenders if tender.kind == "cash")
    if cash and not state.heads[sender.chain].returns_in_cash:
        found.append(Difference("return_in_cash", None, str(cash), "0"))
    return found


def _judge_line(line: SoldLine, sender: Sender, state: State, moment: Moment, found: list[Difference]) -> None:
    amount = divide_half_away(line.unit_price * line.quantity_milli, 1_000)
    if line.amount != amount:
        found.append(Difference("line", line.line, str(line.amount), str(amount)))
    history = state.prices.get((sender.organization, line.item)) if line.item is not None else None
    if history is None:
        found.append(Difference("unknown_item", line.line, str(line.item or ""), ""))
        return
    known = price_at(history, store=sender.store, position=moment.position)
    since = moment.at - timedelta(days=state.heads[sender.chain].returns_days)
    lowest = lowest_price(history, store=sender.store, position=moment.position, since=since)
    if known is None or lowest is None:
        found.append(Difference("return_price", line.line, str(line.unit_price), ""))
        return
    if line.unit_price > lowest and not known.is_open:
        found.append(Difference("return_price", line.line, str(line.unit_price), str(lowest)))
    judge_tax_rate(line, known, state, sender, moment, found)

"""What a shop promised before it sold: orders, what was paid for them, and the sales that keep them. Pure.

Neither an order nor a payment is ever refused: what looks wrong in it is said beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from comptoir.kernel import DomainError
from comptoir.pricing import DepositExceeds, RefundLine, TaxSubtotal, deposit_subtotals, price_refund, refund_share
from comptoir.sales.bodies import Reference, SaleBody, SoldLine, StatedSubtotal
from comptoir.sales.differences import Difference
from comptoir.sales.exchanges import less
from comptoir.sales.orders import OrderBody, OrderState, PaymentBody, added


def judge_payment(body: PaymentBody, order: OrderState | None, place: tuple[UUID, int]) -> Iterator[Difference]:
    """Compare a payment with what it pays. The order's state is changed: the next payment sees it."""
    if body.purpose == "settlement":
        if body.gross or body.net or body.tax or body.tax_subtotals:
            yield Difference("total", None, str(body.gross), "0")
        return
    stated = _subtotals(body.tax_subtotals)
    if (body.net, body.tax, body.gross) != _sums(stated):
        yield Difference("total", None, str(body.gross), str(_sums(stated)[2]))
    if order is None:
        yield Difference("order_unknown", None, _named(body.order), "")
        return
    if order.ended:
        yield Difference("order_ended", None, _named(body.order), order.ended)
    whole, before = _subtotals(order.body.tax_subtotals), order.paid()
    if body.purpose == "cancellation":
        yield from _judge_cancellation(body, stated, before)
        order.ended = _at(place)
    else:
        try:
            expected = deposit_subtotals(whole, before, body.gross)
        except DepositExceeds as refused:
            yield Difference("deposit_exceeds", None, str(body.gross), f"≤ {refused.details['left']}")
        else:
            if stated != expected:
                yield Difference("tax", None, str(body.tax), str(sum(row.tax for row in expected)))
    order.payments[place] = stated


def _judge_cancellation(
    body: PaymentBody, stated: Sequence[TaxSubtotal], paid: Sequence[TaxSubtotal]
) -> Iterator[Difference]:
    """What goes back is what was paid, less what the shop keeps, with the tax that was in it."""
    due = sum(row.gross for row in paid) - body.kept
    if -body.gross != due:
        yield Difference("total", None, str(body.gross), str(-due))
    if body.gross >= 0:
        return
    try:
        back = deposit_subtotals(paid, [], -body.gross)
    except DepositExceeds as refused:
        yield Difference("deposit_exceeds", None, str(body.gross), f"≥ -{refused.details['left']}")
        return
    if list(stated) != _negated(back):
        yield Difference("tax", None, str(body.tax), str(-sum(row.tax for row in back)))


def judge_kept(
    body: SaleBody, order: OrderState | None, day: date, place: tuple[UUID, int],
    judge_sold: Callable[[SaleBody], list[Difference]],
) -> list[Difference]:  # fmt: skip
    """A sale that keeps an order: at its prices, less what was paid for it. Each side is taxed alone."""
    ahead = [line for line in body.lines if line.kind == "prepaid"]
    taken = _prepaid_side(body, ahead, order)
    found = [] if order is None else list(_judge_prepaid(body, ahead, order))
    sold = replace(body, lines=[line for line in body.lines if line.kind != "prepaid"])
    net, tax, gross = _sums(taken)
    subtotals = less(sold, taken) if ahead else body.tax_subtotals
    found += judge_sold(
        replace(sold, tax_subtotals=subtotals, net=body.net - net, tax=body.tax - tax, gross=body.gross - gross)
    )
    if order is None:
        return [*found, Difference("order_unknown", None, _named(body.order), "")]
    if order.ended:
        found.append(Difference("order_ended", None, _named(body.order), order.ended))
    elif order.body.purpose == "quote" and order.body.valid_until and day.isoformat() > order.body.valid_until:
        found.append(Difference("quote_expired", None, day.isoformat(), f"≤ {order.body.valid_until[:10]}"))
    order.ended = order.ended or _at(place)
    return found + list(_judge_quoted(body, order.body))


def _judge_quoted(body: SaleBody, order: OrderBody) -> Iterator[Difference]:
    """Each line once, at the price that was promised; a part of it at its share."""
    promised = {line.line: line for line in order.lines}
    for line in body.lines:
        if not line.is_promised:
            continue
        known = promised.pop(line.order_line or 0, None)
        if known is None or (line.item, line.unit_price) != (known.item, known.unit_price):
            expected = f"{known.item or ''} {known.unit_price}" if known else ""
            yield Difference("quoted_price", line.line, f"{line.item or ''} {line.unit_price}", expected)
            continue
        try:
            share = refund_share(
                amount=known.amount, quantity_milli=known.quantity_milli, already_milli=0, now_milli=line.quantity_milli
            )
        except DomainError:
            yield Difference("quoted_price", line.line, str(line.quantity_milli), f"≤ {known.quantity_milli}")
            continue
        if line.amount != share:
            yield Difference("quoted_price", line.line, str(line.amount), str(share))
        elif line.quantity_milli == known.quantity_milli and _parts_of(line) != _parts_of(known):
            yield Difference("quoted_price", line.line, _written(line), _written(known))


def _parts_of(line: SoldLine) -> list[tuple[str, int]]:
    """Of a menu: which parts, and the share of its price that each was promised at."""
    return [(part.item, part.amount) for part in line.components]


def _written(menu: SoldLine) -> str:
    return " + ".join(f"{part.name or part.item} {part.amount}" for part in menu.components)[:200]


def _judge_prepaid(body: SaleBody, ahead: Sequence[SoldLine], order: OrderState) -> Iterator[Difference]:
    """What is taken off is what was paid, by each payment and rate."""
    is_net = body.price_mode == "net"
    paid = {
        (place, row.tax_category, row.tax_rate_ppm): -(row.net if is_net else row.gross)
        for place, rows in order.payments.items()
        for row in rows
        if row.gross
    }
    stated: dict[tuple[tuple[UUID, int], str, int], int] = {}
    for line in ahead:
        place = (line.payment.chain, line.payment.sequence) if line.payment else (order.entry, 0)
        key = (place, line.tax_category, line.tax_rate_ppm)
        stated[key] = stated.get(key, 0) + line.amount
    if stated != paid:
        yield Difference("prepaid", None, str(sum(stated.values())), str(sum(paid.values())))


def _prepaid_side(body: SaleBody, ahead: Sequence[SoldLine], order: OrderState | None) -> list[TaxSubtotal]:
    """What the lines take off: of a payment that is known its own tax, else the tax in the amount."""
    rows: list[TaxSubtotal] = []
    groups: dict[tuple[UUID, int] | None, list[SoldLine]] = {}
    for line in ahead:
        groups.setdefault((line.payment.chain, line.payment.sequence) if line.payment else None, []).append(line)
    for place, lines in groups.items():
        known = order.payments.get(place) if order is not None and place is not None else None
        if known is not None:
            rows += _negated(known)
            continue
        try:
            back = price_refund(
                price_mode=body.price_mode,
                lines=[RefundLine(line.amount, line.tax_category, line.tax_rate_ppm) for line in lines],
            )
        except DomainError:
            continue
        rows += back.tax_subtotals
    return added(rows)


def _subtotals(stated: Iterable[StatedSubtotal]) -> list[TaxSubtotal]:
    return [TaxSubtotal(row.tax_category, row.tax_rate_ppm, row.net, row.tax, row.gross) for row in stated]


def _negated(rows: Iterable[TaxSubtotal]) -> list[TaxSubtotal]:
    return [TaxSubtotal(row.tax_category, row.tax_rate_ppm, -row.net, -row.tax, -row.gross) for row in rows]


def _sums(rows: Sequence[TaxSubtotal]) -> tuple[int, int, int]:
    return sum(row.net for row in rows), sum(row.tax for row in rows), sum(row.gross for row in rows)


def _named(reference: Reference | None) -> str:
    return f"{reference.chain}/{reference.sequence}" if reference else ""


def _at(place: tuple[UUID, int]) -> str:
    return f"{place[0]}/{place[1]}"

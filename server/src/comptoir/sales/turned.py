"""Judges an entry of money by its kind, and remembers it for the entries behind it in the batch."""

from uuid import UUID

from comptoir.journal import Envelope
from comptoir.sales import judge_v2
from comptoir.sales.bodies import Reference, SaleBody
from comptoir.sales.corrections import judge_correction, settled_by
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.exchanges import judge_exchange, sold_side
from comptoir.sales.giving_back import remember_cash
from comptoir.sales.goods import sold_things
from comptoir.sales.judge import judge_refund, judge_sale, judge_tenders
from comptoir.sales.judge_goods import judge_goods
from comptoir.sales.orders import OrderBody, OrderState, PaymentBody
from comptoir.sales.promises import judge_kept, judge_payment
from comptoir.sales.state import State
from comptoir.sales.tax_rates import Moment
from comptoir.sales.unreceipted import judge_unreceipted


def judge_turned(
    envelope: Envelope, body: SaleBody, sender: Sender, state: State, *, moment: Moment, itself: Reference
) -> list[Difference]:
    """What looks wrong in it. A difference `body` says that it can't be counted at all, and then stands alone."""
    kind = envelope.kind
    place = (sender.chain, envelope.sequence)
    match kind:
        case "refund" if body.without_receipt:
            found = judge_unreceipted(body, sender, state, moment)
        case "refund":
            found = judge_refund(body, state)
        case "exchange":
            found = judge_exchange(body, state, lambda sold: _judge_sale(envelope, sold, sender, state, moment))
        case "tender_correction":
            return judge_correction(body, state.settled.get(body.refers_to) if body.refers_to else None)
        case "payment" if isinstance(body, PaymentBody):
            found = list(judge_payment(body, _order_of(body, state), place))
        case _ if body.order is not None:
            day = moment.at.date()
            found = judge_kept(
                body, _order_of(body, state), day, place,
                lambda sold: _judge_sale(envelope, sold, sender, state, moment),
            )  # fmt: skip
        case _:
            found = _judge_sale(envelope, body, sender, state, moment)
    unreadable = [difference for difference in found if difference.code == "body"]
    if unreadable:
        return unreadable
    if kind in ("sale", "exchange"):
        state.originals[itself] = sold_things(sold_side(body))
        state.sold_by[itself] = sender.till
    remember_cash(itself, body, state)
    if itself in state.settled:
        state.settled[itself] = settled_by(kind, body)
    return found + judge_tenders(body, moment.at.date())


def judge_order(
    envelope: Envelope, body: OrderBody, sender: Sender, state: State, *, moment: Moment, itself: Reference, entry: UUID
) -> list[Difference]:
    """An order at the prices of its till, as a sale; it is remembered for what pays and keeps it."""
    state.orders[itself] = OrderState(entry, body)
    found = _judge_sale(envelope, body, sender, state, moment)
    # Nobody takes the goods yet.
    return [difference for difference in found if difference.code not in ("age_check", "closed_hours")]


def _order_of(body: SaleBody, state: State) -> OrderState | None:
    return state.orders.get(body.order) if body.order is not None else None


def _judge_sale(envelope: Envelope, sale: SaleBody, sender: Sender, state: State, moment: Moment) -> list[Difference]:
    """By the engine that priced it."""
    if envelope.engine_version != judge_v2.ENGINE_VERSION:
        return judge_sale(sale, sender, state, moment)
    found = judge_v2.judge_sale(sale, sender, state, moment, device_time=envelope.device_time)
    return [*found, *judge_goods(sale, sender, state, moment, device_time=envelope.device_time)]

"""What an entry took of its cashier's rights, judged by the rights of its time. Nothing here refuses.

A till asks before (`lacks` in till-core) and seals who said yes. A till that was tampered with, or a fault in it,
is seen here: what goes beyond the role without the yes of somebody who may is stored as it is, and flagged.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from comptoir.journal import Envelope
from comptoir.sales.acts import ActsBody
from comptoir.sales.bodies import ClosingBody, LateTipBody, OpeningBody, SaleBody, SoldLine
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Received
from comptoir.staff.history import Spot, StaffHistory
from comptoir.staff.rights import PPM_MAX, Right

_EVENTS = {
    "basket_voided": Right.VOID,
    "drawer_opened": Right.NO_SALE,
    "x_report": Right.X_REPORT,
    "training_began": Right.TRAINING,
}
_INTO_THE_DRAWER = frozenset({"paid_in"})
_OUT_OF_THE_DRAWER = frozenset({"pickup", "paid_out", "transfer"})


class Need(NamedTuple):
    """Something that somebody did: which right it takes, and how much of it."""

    right: Right
    asked: int


def needs_of(received: Received, given_before: int = 0) -> Sequence[Need]:
    """What an entry takes of rights; nothing for most. `given_before`: for goods without a receipt, on the same day."""
    body, acts, envelope = received.body, received.acts, received.envelope
    assert envelope is not None
    match body:
        case SaleBody() if envelope.kind == "refund" and body.without_receipt and body.gross < 0:
            return [
                *_needs_of_unlinked(body),
                Need(Right.REFUND_WITHOUT_RECEIPT, -body.gross),
                Need(Right.REFUND_WITHOUT_RECEIPT_DAY, given_before - body.gross),
            ]
        case SaleBody() if envelope.kind in ("refund", "payment"):
            # What an order's customer gets back is given back, as a refund is.
            refunded = [Need(Right.REFUND, -body.gross)] if body.gross < 0 else []
            return [*refunded, *_needs_of_unlinked(body)]
        case SaleBody() if envelope.kind == "tender_correction":
            # Cash may be rounded on its way; what the other kind gains or loses is what was moved.
            moved = max((abs(tender.amount) for tender in body.tenders if tender.kind != "cash"), default=0)
            return [Need(Right.CORRECT_TENDER, moved)] if moved else []
        case SaleBody() if envelope.kind == "exchange":
            sold = [line for line in body.lines if not line.is_return]
            given = discount_asked(sold, body.discount_ppm, body.discount_amount)
            needs = (Need(Right.DISCOUNT, given), Need(Right.REFUND, -body.returned), *_needs_of_buyer(body))
            return [need for need in needs if need.asked > 0]
        case SaleBody():
            return _needs_of_sale(body)
        case OpeningBody():
            # A forgotten day is completed, and the next one opened, by whoever sells first: nobody chose to.
            return [] if body.carried_from is not None else [Need(Right.OPEN_DAY, 1)]
        case ClosingBody():
            return [] if body.not_counted else [Need(Right.CLOSE_DAY, 1)]
        case LateTipBody():
            return []
        case None:
            return _needs_of_act(envelope.kind, acts) if acts is not None else []


LimitOf: TypeAlias = Callable[[Right, UUID | None], int]


def limits_at(received: Received, envelope: Envelope, history: StaffHistory) -> LimitOf:
    """What anybody could do alone, as the till of this entry knew it."""
    spot = Spot(received.sender.store, received.sender.till)
    seen = datetime.fromisoformat(envelope.server_time_seen) if envelope.server_time_seen else None

    def limit(right: Right, person: UUID | None) -> int:
        return history.limit(right, person, spot, position=envelope.catalog_position, seen=seen)

    return limit


def _is_judged(need: Need, history: StaffHistory, envelope: Envelope) -> bool:
    """A shop whose roles are older than a right has decided nothing, and its tills ask nobody."""
    is_new = need.right is Right.OWN_PURCHASE
    return not is_new or history.is_decided(need.right, position=envelope.catalog_position)


def judge_limits(
    received: Received,
    envelope: Envelope,
    history: StaffHistory | None,
    *,
    given_before: int = 0,
    cash_beyond: int = 0,
) -> list[Difference]:
    """What the cashier could not do alone, as far as nobody who may has approved it."""
    if history is None:
        return []
    found: list[Difference] = []
    cashier = _cashier_of(received)
    limit = limits_at(received, envelope, history)
    needs = [need for need in needs_of(received, given_before) if _is_judged(need, history, envelope)]
    if cash_beyond and history.is_decided(Right.REFUND_CASH, position=envelope.catalog_position):
        needs.append(Need(Right.REFUND_CASH, cash_beyond))
    for right, asked in needs:
        own = limit(right, cashier)
        if asked <= own:
            continue
        approvals = received.acts.approvals if received.acts is not None else []
        fitting = [given for given in approvals if given.right == right and given.asked >= asked]
        if any(limit(right, given.approver) >= asked for given in fitting):
            continue
        code = "approval" if fitting else "limit"
        found.append(Difference(code, None, f"{right} {asked}", str(own)))
    return found


def _needs_of_sale(body: SaleBody) -> Sequence[Need]:
    needs = []
    of_basket = body.discount_amount if body.final_amount is None else sum(line.basket_discount for line in body.lines)
    asked = discount_asked(body.lines, body.discount_ppm, of_basket)
    if asked:
        needs.append(Need(Right.DISCOUNT, asked))
    if any(line.price_source == "override" for line in body.lines):
        needs.append(Need(Right.OVERRIDE_PRICE, 1))
    # One that the office granted a customer for good is nobody's decision at a till; another is judged by itself.
    if body.exemption is not None and not body.exemption.standing:
        needs.append(Need(Right.TAX_EXEMPT, 1))
    on_account = sum(tender.amount for tender in body.tenders if tender.account is not None)
    if on_account > 0:
        needs.append(Need(Right.SELL_ON_ACCOUNT, on_account))
    confirmed = sum(tender.amount for tender in body.tenders if tender.confirmation == "person")
    if confirmed > 0:
        needs.append(Need(Right.CONFIRM_PAYMENT, confirmed))
    if body.gross < 0:
        needs.append(Need(Right.PAY_OUT_DEPOSITS, -body.gross))
    return [*needs, *_needs_of_buyer(body)]


def _needs_of_unlinked(body: SaleBody) -> Sequence[Need]:
    """Money that went to cards which nobody knows to have paid here."""
    sent = -sum(tender.amount for tender in body.tenders if tender.unlinked)
    return [Need(Right.REFUND_UNLINKED, sent)] if sent > 0 else []


def _needs_of_buyer(body: SaleBody) -> Sequence[Need]:
    """Who rings up what they buy themselves does what a shop may want somebody else to see."""
    if body.buyer is None:
        return []
    bought = Need(Right.STAFF_PURCHASE, 1)
    return [bought, Need(Right.OWN_PURCHASE, 1)] if body.buyer == body.cashier else [bought]


def discount_asked(lines: Sequence[SoldLine], discount_ppm: int, discount_amount: int) -> int:
    """The largest part of a price that was given away by hand, in parts per million, rounded up.

    By saying another price, by a line's discount and the basket's, one after the other (twin: `discountNeeds` in
    till-core; conformance/people/discounts.json).
    """
    if not (discount_ppm or discount_amount or any(_is_reduced(line) for line in lines)):
        return 0
    bases = [_truncated(line.unit_price * line.quantity_milli, 1_000) for line in lines]
    of_basket = _part_of(discount_ppm, discount_amount, sum(bases))
    largest = 0
    for line, base in zip(lines, bases, strict=True):
        given = line.discount_amount if line.final_amount is None else line.line_discount
        of_line = _both(_overridden(line), _part_of(line.discount_ppm, given, base))
        largest = max(largest, _both(of_line, of_basket))
    return largest


def _is_reduced(line: SoldLine) -> bool:
    return bool(line.discount_ppm or line.discount_amount or line.line_discount or line.regular_price is not None)


def _overridden(line: SoldLine) -> int:
    if line.regular_price is None or line.regular_price <= line.unit_price:
        return 0
    return _part_of(0, line.regular_price - line.unit_price, line.regular_price)


def _both(first: int, second: int) -> int:
    """One after the other, each on what the one before left."""
    return first + second - first * second // PPM_MAX


def _part_of(ppm: int, amount: int, base: int) -> int:
    """An amount that is a hair more than ten percent is more than ten percent."""
    if ppm:
        return ppm
    if not amount or base <= 0:
        return 0
    return min(_truncated(amount * PPM_MAX + base - 1, base), PPM_MAX)


def _truncated(numerator: int, denominator: int) -> int:
    """Division towards zero, as BigInt's: of a negative line, too, both sides say the same."""
    quotient = abs(numerator) // denominator
    return quotient if numerator >= 0 else -quotient


def _needs_of_act(kind: str, acts: ActsBody) -> Sequence[Need]:
    if kind == "technical_event" and acts.event in _EVENTS:
        right = _EVENTS[acts.event]
        asked = (acts.gross or 0) if right is Right.VOID else 1
        return [Need(right, asked)] if asked > 0 else []
    # Foreign money that is worth next to nothing, or of which nobody said it, takes the right all the same.
    moved = acts.amount or acts.worth or (1 if acts.foreign_amount else 0)
    if kind == "cash_movement" and moved:
        if acts.reason in _INTO_THE_DRAWER or (acts.reason == "float" and acts.purse is None):
            return [Need(Right.CASH_IN, abs(moved))]
        if acts.reason in _OUT_OF_THE_DRAWER:
            return [Need(Right.CASH_OUT, abs(moved))]
    return []


def _cashier_of(received: Received) -> UUID | None:
    if received.body is not None:
        return received.body.cashier
    return received.acts.cashier if received.acts is not None else None

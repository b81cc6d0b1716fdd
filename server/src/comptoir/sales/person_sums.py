"""What one person bought in a month, or gave back without a receipt in a day, at all tills together. Nothing refuses.

A till counts what it has heard of the others; without a line that is less than all. What is beyond a limit only
together is said of the entry that came last, in words of its own: the person beside that till may have known nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from comptoir.journal import Envelope
from comptoir.sales.bodies import SaleBody
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Received
from comptoir.sales.limits import LimitOf, limits_at
from comptoir.sales.state import State
from comptoir.sales.store_days import StoreClock
from comptoir.staff.history import StaffHistory
from comptoir.staff.rights import Right

EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
PURCHASES = frozenset({"sale", "exchange", "refund"})


def judge_sums(
    received: Received, envelope: Envelope, state: State, clock: StoreClock | None, *, given_here: int
) -> Iterator[Difference]:
    """`given_here`: what the same session saw go back without a receipt, this entry included. Without a clock nothing
    was read, as of an entry that neither buys for somebody of the house nor brings back without a receipt.
    """
    body, sender = received.body, received.sender
    if clock is None or not isinstance(body, SaleBody):
        return
    history = state.staff.get(sender.organization)
    if body.buyer is not None and envelope.kind in PURCHASES:
        yield from _judge_purchase(body, body.buyer, received, envelope, state, clock)
    if body.without_receipt and body.cashier is not None and history is not None:
        yield from _judge_returns(body, body.cashier, received, envelope, state, clock, history, given_here)


def _judge_purchase(
    body: SaleBody, buyer: UUID, received: Received, envelope: Envelope, state: State, clock: StoreClock
) -> Iterator[Difference]:
    sender = received.sender
    if (sender.organization, buyer) not in state.employees:
        yield Difference("unknown_buyer", None, str(buyer), "")
    key = (sender.organization, buyer, clock.month(moment_of(received)).begins)
    total = state.bought.get(key, 0) + body.gross
    state.bought[key] = total
    limit = state.purchase_limits.get(sender.organization)
    if limit is None or body.gross <= 0 or total <= limit:
        return
    history = state.staff.get(sender.organization)
    is_decided = history is not None and history.is_decided(Right.EXCEED_PURCHASE, position=envelope.catalog_position)
    if history is not None and is_decided:
        limit_of = limits_at(received, envelope, history)
        if _may(limit_of, Right.EXCEED_PURCHASE, total - limit, body.cashier, received):
            return
    yield Difference("purchase_limit", None, str(total), str(limit))


def _judge_returns(
    body: SaleBody,
    cashier: UUID,
    received: Received,
    envelope: Envelope,
    state: State,
    clock: StoreClock,
    history: StaffHistory,
    given_here: int,
) -> Iterator[Difference]:
    sender = received.sender
    key = (sender.organization, sender.store, cashier, clock.day(moment_of(received)).begins)
    total = state.given_in_day.get(key, 0) - body.gross
    state.given_in_day[key] = total
    limit_of = limits_at(received, envelope, history)
    right = Right.REFUND_WITHOUT_RECEIPT_DAY
    # What this till alone had given is judged as any limit is.
    if total > given_here and not _may(limit_of, right, total, cashier, received):
        yield Difference("limit_elsewhere", None, f"{right} {total}", str(limit_of(right, cashier)))


def _may(limit_of: LimitOf, right: Right, asked: int, person: UUID | None, received: Received) -> bool:
    """The person alone, or somebody who said yes, be it to less than it came to with the other tills."""
    approvals = received.acts.approvals if received.acts is not None else []
    people: Sequence[UUID | None] = [person, *(given.approver for given in approvals if given.right == right)]
    return any(limit_of(right, one) >= asked for one in people)


def moment_of(received: Received) -> datetime:
    """By the till's clock, within what a calendar holds."""
    assert received.envelope is not None
    at = datetime.fromisoformat(received.envelope.device_time)
    return min(max(at, EARLIEST), LATEST)

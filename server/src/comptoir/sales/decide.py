"""What each entry of a batch becomes. Pure: the state is given, the rows are returned (ARCHITECTURE §3).

The order of questions: is it readable and sealed; is it a repeat; is its chain still allowed to write; does it
stand where it says. Only then what is in it, and what looks wrong in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comptoir.catalog.prices import PriceAt
from comptoir.journal import EMPTY_DIGEST, Envelope
from comptoir.sales.accounts import judge_accounts
from comptoir.sales.acts import ActsBody, acts_of
from comptoir.sales.bodies import ClosingBody, LateTipBody, OpeningBody, Reference, SaleBody
from comptoir.sales.bottle_deposits import derive_deposits, judge_returned, judge_vouchers
from comptoir.sales.closings import Closed, Filled, read_closing
from comptoir.sales.coupon_codes import judge_codes
from comptoir.sales.differences import Difference
from comptoir.sales.doubled import tell_doubled
from comptoir.sales.entries import Answer, Body, Code, Received, Sender, Status, kept_bytes
from comptoir.sales.exemptions import judge_exemption
from comptoir.sales.giving_back import cash_beyond
from comptoir.sales.goods import moves_of, returned_number
from comptoir.sales.judge import judge_engine
from comptoir.sales.late_tips import given_later
from comptoir.sales.limits import judge_limits
from comptoir.sales.orders import OrderBody
from comptoir.sales.person_sums import judge_sums
from comptoir.sales.promised_rows import derive_promises, order_row
from comptoir.sales.rows import (
    ActRow,
    DiscrepancyRow,
    EntryRow,
    HeadRow,
    IncidentRow,
    LabelRow,
    LineRow,
    MovementLotRow,
    MovementRow,
    OutboxRow,
    PromotionRow,
    QuarantineRow,
    Rows,
    SaleRow,
    SessionRow,
    SubtotalRow,
    TenderRow,
)
from comptoir.sales.state import NO_SHOP_RULES, Head, Held, Place, State
from comptoir.sales.tax_rates import Moment
from comptoir.sales.tenders import derive_late_tip, derive_tenders, judge_law, judge_rare_tenders
from comptoir.sales.told import derive_told
from comptoir.sales.training import judge_duty
from comptoir.sales.turned import judge_order, judge_turned

TOPIC = "sales.entry"
# Kinds whose tenders a customer gives: what goes back follows other rules.
SELLING = frozenset({"sale", "exchange", "payment"})
FUTURE_TOLERANCE = timedelta(minutes=10)
BACKWARD_TOLERANCE = timedelta(minutes=2)
# A till's clock may be far off, but a column and a calendar have an end.
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Decision:
    """One answer for each entry, in order, and everything there is to write."""

    answers: list[Answer] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)


def decide(batch: Sequence[Received], state: State, *, now: datetime, new_id: Callable[[], UUID]) -> Decision:
    """Decide a batch in order. `state` is changed: what an entry becomes is seen by those behind it."""
    decision = Decision()
    for received in batch:
        decision.answers.append(_decide_one(received, state, decision.rows, now, new_id))
    return decision


def _decide_one(received: Received, state: State, rows: Rows, now: datetime, new_id: Callable[[], UUID]) -> Answer:
    sender = received.sender
    head = state.heads[sender.chain]
    envelope = received.envelope
    sequence = envelope.sequence if envelope else None
    held = state.held.get((sender.till, received.digest))
    if received.code is None and envelope is not None:
        if received.digest in state.stored.get(Place(sender.chain, envelope.sequence), ()):
            return Answer(received.digest, Status.ALREADY_STORED, envelope.sequence)
        # Bytes whose seal was broken on the way and that come again, well sealed, are a new entry.
        if held is not None and held.code is not Code.BAD_SEAL:
            return Answer(received.digest, Status.QUARANTINED, sequence, held.code)
        code = place(received, envelope, head, state)
        if code is None:
            entry = new_id()
            store_entry(received, envelope, state, rows, now=now, entry=entry, new_id=new_id)
            return Answer(received.digest, Status.STORED, envelope.sequence)
        if code is Code.GAP and received.can_resend:
            return Answer(received.digest, Status.MISSING, sequence, code)
    elif held is not None:
        return Answer(received.digest, Status.QUARANTINED, sequence, held.code)
    else:
        assert received.code is not None
        code = received.code
    _quarantine(received, code, state, rows, now, new_id)
    return Answer(received.digest, Status.QUARANTINED, sequence, code)


def place(received: Received, envelope: Envelope, head: Head, state: State) -> Code | None:
    """Where a genuine entry stands in its chain: None when it may be stored (device door, "The chain")."""
    if head.is_revoked or (head.ended_sequence is not None and envelope.sequence > head.ended_sequence):
        return Code.REVOKED
    sequence, previous = envelope.sequence, envelope.previous
    if sequence == head.sequence + 1 and previous == head.digest:
        return None
    sender = received.sender
    if sequence > head.sequence and _names_held(state, sender, previous, sequence - 1):
        return None
    if sequence <= head.sequence and Place(sender.chain, sequence) not in state.stored:
        before = state.stored.get(Place(sender.chain, sequence - 1), ())
        is_first = sequence == 1 and previous == EMPTY_DIGEST
        if is_first or previous in before or _names_held(state, sender, previous, sequence - 1):
            return None
        if not before and sequence > 1:
            # Nothing stands here, and nothing before it: after a restore, a till's delivery of before may be that.
            return Code.GAP
    return Code.GAP if sequence > head.sequence + 1 else Code.FORK


def _names_held(state: State, sender: Sender, previous: str, sequence: int) -> bool:
    """Whether `previous` is the digest of quarantined bytes that can be this chain's entry `sequence`."""
    held = state.held.get((sender.till, previous))
    return held is not None and held.chain in (None, sender.chain) and held.sequence in (None, sequence)


def store_entry(
    received: Received,
    envelope: Envelope,
    state: State,
    rows: Rows,
    *,
    now: datetime,
    entry: UUID,
    new_id: Callable[[], UUID],
    branch: int = 0,
) -> None:
    """Write an entry, what is derived from it, and what looks wrong in it; move the head when it is the newest."""
    sender = received.sender
    head = state.heads[sender.chain]
    digest = bytes.fromhex(received.digest)
    device_time = datetime.fromisoformat(envelope.device_time)
    is_dated = EARLIEST < device_time < LATEST
    at = device_time if is_dated else now
    found = _judge_clock(envelope, device_time, head, sender, now)
    _ask_later(received, envelope, head, rows, entry, branch)
    found += judge_engine(envelope.engine_version)
    if not received.is_understood:
        found.append(Difference("body", None, envelope.kind, ""))
    match received.body:
        case OrderBody() as order:
            found += _derive_order(order, received, envelope, state, rows, entry, at)
        case SaleBody() as sale:
            found += _derive_sale(sale, received, envelope, state, rows, entry, at)
            derive_told(sale, envelope, sender, state, rows, at=at, now=now)
        case OpeningBody() | ClosingBody() as session:
            derive_session(session, sender, rows, at)
        case LateTipBody() as tip:
            derive_late_tip(tip, sender, rows, entry, at)
        case None:
            pass
    if received.acts is not None:
        derive_acts(received.acts, envelope, sender, rows, entry, at)
    is_doubled = tell_doubled(received, found, state, rows, now=now, new_id=new_id)
    found += _judge_person(received, envelope, state, is_doubled=is_doubled)
    organization = sender.organization
    stored_time = device_time if is_dated else None
    rows.entries.append(
        EntryRow(
            organization, entry, sender.till, sender.chain, envelope.sequence, branch, envelope.kind, digest,
            received.content, received.seal, stored_time, now,
        )
    )  # fmt: skip
    rows.outbox.append(OutboxRow(organization, TOPIC, entry, digest))
    for number, difference in enumerate(found, start=1):
        rows.discrepancies.append(DiscrepancyRow(organization, entry, number, *difference))
    state.stored.setdefault(Place(sender.chain, envelope.sequence), set()).add(received.digest)
    if envelope.sequence > head.sequence:
        head.sequence, head.digest = envelope.sequence, received.digest
        head.device_time, head.boot, head.monotonic_ms = stored_time, envelope.boot, envelope.monotonic_ms
        _write_head(rows, sender, head)


def _ask_later(received: Received, envelope: Envelope, head: Head, rows: Rows, entry: UUID, branch: int) -> None:
    """What is asked once all of the batch is written: a closing's sums, also of one that waited for this entry, and a
    tip's sale. A branch belongs to no closing.
    """
    sender = received.sender
    if isinstance(received.body, LateTipBody):
        rows.late_tips.append(given_later(received.body, sender.organization, entry))
    if branch:
        return
    if isinstance(received.body, ClosingBody) and (stated := read_closing(envelope.body)) is not None:
        rows.closed.append(Closed(sender.organization, entry, sender.chain, envelope.sequence, stated))
    if envelope.sequence <= head.sequence:
        rows.filled.append(Filled(sender.organization, sender.chain, envelope.sequence))


def _judge_person(received: Received, envelope: Envelope, state: State, *, is_doubled: bool) -> list[Difference]:
    """What it took of its cashier's rights, at this till and over all of them.

    `is_doubled`: more came back than was sold, which is flagged. That another till had given the same cash back is no
    misuse of this cashier's: to them the sale was paid in cash.
    """
    sender = received.sender
    given = _given_before(received.body, sender, state)
    turned = received.body
    beyond = cash_beyond(envelope.kind, turned, state) if isinstance(turned, SaleBody) else 0
    found = judge_limits(
        received,
        envelope,
        state.staff.get(sender.organization),
        given_before=given,
        cash_beyond=0 if is_doubled else beyond,
    )
    given_here = given - turned.gross if isinstance(turned, SaleBody) else 0
    return [*found, *judge_sums(received, envelope, state, state.clocks.get(sender.store), given_here=given_here)]


def _given_before(body: Body | None, sender: Sender, state: State) -> int:
    """What the same person gave for goods without a receipt on the same day before this; then this joins it."""
    if not isinstance(body, SaleBody) or not body.without_receipt:
        return 0
    key = (sender.organization, body.session, body.cashier)
    before = state.unreceipted.get(key, 0)
    state.unreceipted[key] = before - body.gross
    return before


def _judge_clock(
    envelope: Envelope, device_time: datetime, head: Head, sender: Sender, now: datetime
) -> list[Difference]:
    """Date an entry against its chain. How late it arrived says nothing: a till may be away for a month."""
    earliest = sender.issued_at - FUTURE_TOLERANCE
    if envelope.server_time_seen:
        earliest = max(earliest, datetime.fromisoformat(envelope.server_time_seen) - FUTURE_TOLERANCE)
    if head.device_time is not None and envelope.sequence == head.sequence + 1:
        passed = timedelta(0)
        if envelope.boot == head.boot:
            # The monotonic clock may stand still while a device sleeps, so it only bounds from below.
            passed = timedelta(milliseconds=min(max(0, envelope.monotonic_ms - head.monotonic_ms), 10**12))
        earliest = max(earliest, head.device_time + passed - BACKWARD_TOLERANCE)
    latest = now + FUTURE_TOLERANCE
    if device_time < earliest:
        return [Difference("clock", None, envelope.device_time, f"≥ {earliest.isoformat(timespec='milliseconds')}")]
    if device_time > latest:
        return [Difference("clock", None, envelope.device_time, f"≤ {latest.isoformat(timespec='milliseconds')}")]
    return []


def _derive_order(
    order: OrderBody, received: Received, envelope: Envelope, state: State, rows: Rows, entry: UUID, at: datetime
) -> list[Difference]:
    sender = received.sender
    itself = Reference(sender.chain, envelope.sequence, received.digest)
    moment = Moment(at, envelope.catalog_position)
    rows.orders.append(order_row(order, sender, itself, entry, at))
    return judge_order(envelope, order, sender, state, moment=moment, itself=itself, entry=entry)


def _derive_sale(
    sale: SaleBody, received: Received, envelope: Envelope, state: State, rows: Rows, entry: UUID, at: datetime
) -> list[Difference]:
    sender = received.sender
    organization = sender.organization
    itself = Reference(sender.chain, envelope.sequence, received.digest)
    moment = Moment(at, envelope.catalog_position)
    found = judge_duty(envelope, state.heads[sender.chain])
    found += judge_turned(envelope, sale, sender, state, moment=moment, itself=itself)
    if any(difference.code == "body" for difference in found):
        return found
    if envelope.kind in SELLING:
        found += judge_codes(sale, sender.organization, state, rows, entry)
        found += judge_law(sale, at.date())
        found += judge_rare_tenders(sale, sender, state, at)
        found += judge_accounts(sale, state.accounts.get(organization, {}), received.acts)
        found += judge_vouchers(sale, sender, state, at)
        found += judge_exemption(sale, sender, state, envelope)
    if envelope.kind == "sale":
        found += judge_returned(sale)
    found += derive_tenders(sale, sender, state, rows, entry, at)
    found += derive_promises(sale, sender, itself, state, rows, entry)
    derive_deposits(sale, sender.organization, rows, entry)
    reference = sale.refers_to or sale.order
    rows.sales.append(
        SaleRow(
            organization, entry, sender.store, sender.till, sale.session, sale.cashier, envelope.kind, sale.currency,
            sale.price_mode, sale.net, sale.tax, sale.gross, sale.cash_rounding, sale.returned, at,
            reference.chain if reference else None, reference.sequence if reference else None,
        )
    )  # fmt: skip
    _derive_lines(sale, envelope, sender, state, rows, entry, at)
    for number, row in enumerate(sale.tax_subtotals, start=1):
        rows.subtotals.append(
            SubtotalRow(organization, entry, number, row.tax_category, row.tax_rate_ppm, row.net, row.tax, row.gross)
        )
    for number, tender in enumerate(sale.tenders, start=1):
        rows.tenders.append(
            TenderRow(organization, entry, number, tender.kind, tender.amount, tender.received, tender.change)
        )
    return found


def _derive_lines(
    sale: SaleBody, envelope: Envelope, sender: Sender, state: State, rows: Rows, entry: UUID, at: datetime
) -> None:
    """What was sold or came back, what promotions took from it, and which goods moved."""
    organization = sender.organization
    goods = state.rules.get(organization, NO_SHOP_RULES).goods
    for line in sale.lines:
        tax = sale.tax_of(line)
        claimed = line.item
        item = claimed if claimed is not None and (organization, claimed) in state.prices else None
        rows.lines.append(
            LineRow(
                organization, entry, line.line, item, claimed, line.name, line.quantity_milli, line.unit,
                line.unit_price, line.line_discount, line.basket_discount, line.amount, tax.category, tax.rate_ppm,
                returned_number(line), line.goes_to,
            )
        )  # fmt: skip
        has_label = bool(line.lot or line.serial or line.expires is not None)
        if has_label:
            rows.labels.append(LabelRow(organization, entry, line.line, claimed, line.lot, line.serial, line.expires))
        for promotion, amount in line.taken_by_promotion().items():
            rows.promotions.append(PromotionRow(organization, entry, line.line, promotion, amount))
        for number, article, moved, reason in moves_of(envelope.kind, line):
            history = state.prices.get((organization, article))
            if history is not None:
                pack = goods.pack_count(article, envelope.catalog_position, line.pack)
                taken, quantity = _from_shelf(history, article, moved, pack)
                rows.movements.append(
                    MovementRow(organization, entry, number, sender.store, taken, quantity, reason, at)
                )
                if has_label:
                    rows.movement_lots.append(
                        MovementLotRow(organization, entry, number, 1, line.lot, line.serial, line.expires, quantity)
                    )


def _from_shelf(history: Sequence[PriceAt], item: UUID, quantity_milli: int, pack: int) -> tuple[UUID, int]:
    """What leaves the shelf: of a pack, so many of its article (`pack`; 0: as many as it holds now)."""
    newest = history[0] if history else None
    if newest is None or newest.shelf_item is None:
        return item, quantity_milli
    return newest.shelf_item, quantity_milli * (pack or newest.shelf_count)


def derive_session(body: OpeningBody | ClosingBody, sender: Sender, rows: Rows, at: datetime) -> None:
    """Both halves of a session may come in one batch: they become one row."""
    key = (sender.till, body.session)
    known = rows.sessions.get(key)
    if known is None:
        known = SessionRow(sender.organization, body.session, sender.till, *(None,) * 13)
    day = _day(body.business_day)
    if isinstance(body, OpeningBody):
        known = known._replace(
            opened_at=at, opened_by=body.cashier, float_amount=body.float_amount, business_day=day or known.business_day
        )
    else:
        known = known._replace(
            closed_at=at,
            closed_by=body.cashier,
            cash_expected=body.cash_expected,
            cash_counted=body.cash_counted,
            cash_difference=body.cash_difference,
            business_day=day or known.business_day,
            cash_left=body.cash_left,
            differences=body.differences,
            reason=body.reason,
            is_forgotten=bool(body.not_counted),
        )
    rows.sessions[key] = known


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def derive_acts(acts: ActsBody, envelope: Envelope, sender: Sender, rows: Rows, entry: UUID, at: datetime) -> None:
    for number, facts in enumerate(acts_of(envelope.kind, acts), start=1):
        rows.acts.append(
            ActRow(
                sender.organization, entry, number, sender.till, sender.store, acts.session, acts.cashier, at, *facts
            )
        )  # fmt: skip


def _quarantine(
    received: Received, code: Code, state: State, rows: Rows, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Keep the bytes, and tell a person once per chain and reason."""
    sender = received.sender
    seal, content = kept_bytes(received.seal, received.content, code)
    envelope = received.envelope
    is_ours = envelope is not None and code is not Code.WRONG_TILL
    chain = UUID(envelope.chain) if envelope is not None and is_ours else None
    sequence = envelope.sequence if envelope is not None and is_ours else None
    rows.quarantine.append(
        QuarantineRow(
            sender.organization, new_id(), sender.till, chain, sequence, bytes.fromhex(received.digest),
            content, seal, code, now,
        )
    )  # fmt: skip
    state.held[sender.till, received.digest] = Held(code, chain, sequence)
    key = (sender.chain, str(code))
    known = rows.incidents.get(key)
    if known is None:
        known = IncidentRow(sender.organization, new_id(), sender.till, sender.chain, code, now, 0)
    rows.incidents[key] = known._replace(entries_count=known.entries_count + 1)
    head = state.heads[sender.chain]
    if not head.has_quarantine:
        head.has_quarantine = True
        _write_head(rows, sender, head)


def _write_head(rows: Rows, sender: Sender, head: Head) -> None:
    rows.heads[sender.chain] = HeadRow(
        sender.organization, sender.chain, head.sequence, bytes.fromhex(head.digest), head.device_time, head.boot,
        head.monotonic_ms, head.has_quarantine,
    )  # fmt: skip

"""A closing against the entries of its period: what the till summed up is what its own entries come to.

Pure. Turnover, tenders and tips come as sums of rows; what is rare (opening, cash in and out, counts, purses) is read
from the entries themselves. A closing is judged only where every entry of its period is here and was understood.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import msgspec

from comptoir.sales.bodies import Amount, BodyNotUnderstood, Identifier, decode_body
from comptoir.sales.bodies import Sequence as Place
from comptoir.sales.differences import Difference


class StatedSum(msgspec.Struct, frozen=True):
    """What came by one way to pay, foreign money also in its own minor units."""

    kind: Identifier
    amount: Amount
    tender: UUID | None = None
    currency: Identifier = ""
    foreign_amount: Amount = 0

    @property
    def key(self) -> "TenderKey":
        return TenderKey(self.kind, self.tender, self.currency)


class StatedTip(msgspec.Struct, frozen=True):
    """What was given on top by one way to pay."""

    kind: Identifier
    amount: Amount


class StatedPieces(msgspec.Struct, frozen=True):
    """So many of one coin or note."""

    value: Amount
    pieces: Amount


class StatedHeap(msgspec.Struct, frozen=True):
    """What is counted beside the drawer's own cash; without `counted`, nobody counted it."""

    kind: Identifier
    expected: Amount
    tender: UUID | None = None
    currency: Identifier = ""
    counted: Amount | None = None
    difference: Amount | None = None
    count: tuple[StatedPieces, ...] = ()


class StatedPurse(msgspec.Struct, frozen=True):
    """What somebody carried."""

    cashier: UUID
    cash_expected: Amount


class StatedDeposits(msgspec.Struct, frozen=True):
    """What containers brought in and cost."""

    taken: Amount
    given_back: Amount


class StatedPrepaid(msgspec.Struct, frozen=True):
    """Of the turnover: what was paid ahead, and what sales took off of it."""

    received: Amount
    deducted: Amount


class StatedClosing(msgspec.Struct, frozen=True):
    """The sums of a closing. Each is judged where it is stated: an older till said less."""

    session: UUID
    cash_expected: Amount
    first_sequence: Place | None = None
    last_sequence: Place | None = None
    sales_count: Amount | None = None
    refunds_count: Amount | None = None
    gross: Amount | None = None
    refunded: Amount | None = None
    cash_counted: Amount | None = None
    cash_difference: Amount | None = None
    differences: Amount = 0
    count: tuple[StatedPieces, ...] = ()
    tenders: tuple[StatedSum, ...] | None = None
    tips: tuple[StatedTip, ...] = ()
    counted_tenders: tuple[StatedHeap, ...] = ()
    purses: tuple[StatedPurse, ...] = ()
    deposits: StatedDeposits | None = None
    prepaid: StatedPrepaid | None = None
    perpetual_gross: Amount | None = None
    perpetual_refunded: Amount | None = None
    not_counted: int = 0


class ForeignAmount(msgspec.Struct, frozen=True):
    """Money of another currency, in its own minor units."""

    currency: Identifier
    amount: Amount


class ForeignOff(msgspec.Struct, frozen=True):
    """What a count in between was off by, of one currency."""

    currency: Identifier
    difference: Amount


class _Tender(msgspec.Struct, frozen=True):
    kind: Identifier
    amount: Amount
    tip: Amount = 0


class RareBody(msgspec.Struct, frozen=True):
    """The members of an opening, a movement, a count, or of what is paid from a purse, that move cash."""

    session: UUID | None = None
    purse: UUID | None = None
    reason: str = ""
    purpose: str = ""
    into: str = ""
    amount: Amount = 0
    float_amount: Amount = msgspec.field(name="float", default=0)
    foreign_floats: tuple[ForeignAmount, ...] = ()
    currency: Identifier = ""
    foreign_amount: Amount = 0
    cash_counted: Amount = 0
    cash_difference: Amount = 0
    foreign: tuple[ForeignOff, ...] = ()
    tenders: tuple[_Tender, ...] = ()
    kind: Identifier = ""
    tip: Amount = 0


class Closed(NamedTuple):
    """A closing in the ledger, and where it stands."""

    organization: UUID
    entry: UUID
    chain: UUID
    sequence: int
    stated: StatedClosing


class Filled(NamedTuple):
    """Where an entry came after those behind it: a closing there may have waited for it."""

    organization: UUID
    chain: UUID
    sequence: int


class _Started(msgspec.Struct, frozen=True):
    """The entry that begins a chain, as far as it says what was before."""

    event: str = ""
    previous_chain: str | None = None


_STARTED = msgspec.json.Decoder(_Started)
_CLOSING = msgspec.json.Decoder(StatedClosing)
_RARE = msgspec.json.Decoder(RareBody)


class TenderKey(NamedTuple):
    """One way to pay: what it is, which of the shop's own, and of which currency."""

    kind: str
    tender: UUID | None = None
    currency: str = ""


class Summed(NamedTuple):
    """An amount, and foreign money in its own minor units."""

    amount: int = 0
    foreign: int = 0


class DepositSums(NamedTuple):
    """Deposits on containers with tax: what customers paid, and what they got back (zero or less)."""

    taken: int = 0
    given_back: int = 0


class PrepaidSums(NamedTuple):
    """What was paid on orders, less what went back of it; what sales took off (zero or less)."""

    received: int = 0
    deducted: int = 0


NO_DEPOSITS = DepositSums()
NOTHING_AHEAD = PrepaidSums()


class Perpetual(NamedTuple):
    """What a till ever sold, and what ever came back (zero or less)."""

    gross: int = 0
    refunded: int = 0

    def plus(self, period: "Period") -> "Perpetual":
        return Perpetual(self.gross + period.gross, self.refunded + period.refunded)


class Before(NamedTuple):
    """Where a till's totals so far were last said, and what they were."""

    sequence: int
    perpetual: Perpetual


class Rare(NamedTuple):
    """One entry that is not an ordinary sale."""

    kind: str
    sequence: int
    body: RareBody


@dataclass(slots=True)
class Period:
    """What the entries from the opening to the closing come to."""

    entries: int = 0
    is_understood: bool = True
    sales_count: int = 0
    refunds_count: int = 0
    gross: int = 0
    refunded: int = 0
    tenders: dict[TenderKey, Summed] = field(default_factory=dict)
    tips: dict[str, int] = field(default_factory=dict)
    # Cash of sales and tips, without what people carried themselves.
    drawer: int = 0
    deposits: DepositSums = NO_DEPOSITS
    prepaid: PrepaidSums = NOTHING_AHEAD
    closings: int = 0
    # After it; None: what was before can't be known.
    perpetual: Perpetual | None = None
    rare: list[Rare] = field(default_factory=list)


@dataclass(slots=True)
class Cash:
    """Where the cash must lie at the end: in the drawer, in purses, and foreign money by currency."""

    drawer: int
    differences: int = 0
    purses: dict[UUID, int] = field(default_factory=dict)
    returned: list[tuple[UUID, int]] = field(default_factory=list)
    foreign: dict[str, int] = field(default_factory=dict)


def read_closing(body: msgspec.Raw) -> StatedClosing | None:
    """None for a closing whose sums can't be read: it was flagged as such, or an older program wrote it."""
    try:
        return decode_body(_CLOSING, body)
    except BodyNotUnderstood:
        return None


def read_rare(body: msgspec.Raw) -> RareBody | None:
    """What moves cash in an entry; None where it can't be read."""
    try:
        return decode_body(_RARE, body)
    except BodyNotUnderstood:
        return None


def begins_till(body: msgspec.Raw) -> bool:
    """Whether the entry begins a chain before which there was none of the till."""
    try:
        started = decode_body(_STARTED, body)
    except BodyNotUnderstood:
        return False
    return started.event == "chain_started" and started.previous_chain is None


def judge_closing(closing: StatedClosing, sequence: int, period: Period) -> list[Difference]:
    """What the closing says otherwise than its entries; nothing where they are not all here."""
    found = list(_judge_counts(closing))
    first, last = closing.first_sequence, closing.last_sequence
    if first is None or last is None:
        return found
    if last != sequence - 1:
        found.append(Difference("closing_period", None, str(last), str(sequence - 1)))
    opening = next((rare for rare in period.rare if rare.sequence == first and rare.kind == "opening"), None)
    if opening is None or opening.body.session != closing.session:
        # It began in the chain that the till had before: what came then is in that one.
        if first != 1:
            found.append(Difference("closing_period", None, str(first), ""))
        return found
    if not period.is_understood or period.entries != sequence - first:
        return found
    cash = cash_of(period)
    found += _judge_turnover(closing, period)
    found += _judge_cash(closing, cash)
    found += _judge_tenders(closing, period.tenders)
    found += _judge_tips(closing, period.tips)
    found += _judge_heaps(closing, period.tenders, cash.foreign)
    found += _judge_deposits(closing, period.deposits)
    found += _judge_prepaid(closing, period.prepaid)
    found += _judge_perpetual(closing, period.perpetual)
    return found


def cash_of(period: Period) -> Cash:
    """Follow the cash from the opening on. A count puts what was counted into the drawer: its difference stays."""
    cash = Cash(period.drawer)
    for key, summed in period.tenders.items():
        if key.currency:
            cash.foreign[key.currency] = cash.foreign.get(key.currency, 0) + summed.foreign
    for kind, _sequence, body in period.rare:
        _follow(cash, kind, body)
    cash.returned += cash.purses.items()
    return cash


def _follow(cash: Cash, kind: str, body: RareBody) -> None:
    match kind:
        case "opening":
            cash.drawer += body.float_amount
            for money in body.foreign_floats:
                _move_foreign(cash, money.currency, money.amount)
        case "cash_movement":
            _follow_movement(cash, body)
        case "cash_count":
            _follow_count(cash, body)
        case _ if body.purse is not None:
            tip = body.tip if body.kind == "cash" else 0
            _put(cash, body.purse, tip + sum(one.amount + one.tip for one in body.tenders if one.kind == "cash"))
        case _:
            pass


def _follow_movement(cash: Cash, body: RareBody) -> None:
    if body.currency:
        _move_foreign(cash, body.currency, body.foreign_amount)
    elif body.purse is None:
        cash.drawer += body.amount
    else:
        _put(cash, body.purse, body.amount)
        cash.drawer -= body.amount if body.reason == "transfer" else 0


def _follow_count(cash: Cash, body: RareBody) -> None:
    if body.purpose == "return" and body.purse is not None:
        cash.returned.append((body.purse, cash.purses.pop(body.purse, 0)))
        cash.drawer += body.cash_counted if body.into == "drawer" else 0
    else:
        cash.drawer += body.cash_difference
        cash.differences += body.cash_difference
        for found in body.foreign:
            _move_foreign(cash, found.currency, found.difference)


def _put(cash: Cash, purse: UUID, amount: int) -> None:
    cash.purses[purse] = cash.purses.get(purse, 0) + amount


def _move_foreign(cash: Cash, currency: str, amount: int) -> None:
    cash.foreign[currency] = cash.foreign.get(currency, 0) + amount


def _judge_counts(closing: StatedClosing) -> Iterator[Difference]:
    """What a closing says of its counts fits together by itself."""
    yield from _judge_count("cash", closing.cash_expected, closing.cash_counted, closing.cash_difference, closing.count)
    for heap in closing.counted_tenders:
        name = heap.currency or (str(heap.tender) if heap.tender else heap.kind)
        yield from _judge_count(name, heap.expected, heap.counted, heap.difference, heap.count)


def _judge_count(
    name: str, expected: int, counted: int | None, difference: int | None, pieces: Sequence[StatedPieces]
) -> Iterator[Difference]:
    if counted is None:
        return
    if difference != counted - expected:
        yield Difference("closing_difference", None, f"{name} {difference or 0}", str(counted - expected))
    found = sum(heap.value * heap.pieces for heap in pieces)
    if pieces and found != counted:
        yield Difference("closing_count", None, f"{name} {counted}", str(found))


def _judge_turnover(closing: StatedClosing, period: Period) -> Iterator[Difference]:
    for name in ("sales_count", "refunds_count", "gross", "refunded"):
        stated: int | None = getattr(closing, name)
        right: int = getattr(period, name)
        if stated is not None and stated != right:
            yield Difference("closing_turnover", None, f"{name} {stated}", str(right))


def _judge_cash(closing: StatedClosing, cash: Cash) -> Iterator[Difference]:
    if closing.cash_expected != cash.drawer:
        yield Difference("closing_cash", None, f"drawer {closing.cash_expected}", str(cash.drawer))
    if closing.differences != cash.differences:
        yield Difference("closing_cash", None, f"differences {closing.differences}", str(cash.differences))
    yield from _each(
        "closing_purse", _purses((p.cashier, p.cash_expected) for p in closing.purses), _purses(cash.returned)
    )


def _purses(carried: Iterable[tuple[UUID, int]]) -> dict[str, int]:
    """Who took a purse twice on one day carried both."""
    found: dict[str, int] = {}
    for cashier, amount in carried:
        found[str(cashier)] = found.get(str(cashier), 0) + amount
    return found


def _judge_tenders(closing: StatedClosing, tenders: Mapping[TenderKey, Summed]) -> Iterator[Difference]:
    if closing.tenders is None:
        return
    stated = {row.key: Summed(row.amount, row.foreign_amount) for row in closing.tenders}
    yield from _each("closing_tender", _named(stated, 0), _named(tenders, 0))
    yield from _each("closing_foreign", _named(stated, 1), _named(tenders, 1))


def _named(sums: Mapping[TenderKey, Summed], part: int) -> dict[str, int]:
    return {key.currency or str(key.tender or key.kind): summed[part] for key, summed in sums.items()}


def _judge_tips(closing: StatedClosing, tips: Mapping[str, int]) -> Iterator[Difference]:
    yield from _each("closing_tips", {tip.kind: tip.amount for tip in closing.tips}, tips)


def _judge_heaps(
    closing: StatedClosing, tenders: Mapping[TenderKey, Summed], foreign: Mapping[str, int]
) -> Iterator[Difference]:
    """Foreign money must be among what is counted; of the shop's ways to pay, it says itself which are counted.

    A forgotten day counts nothing, nor did a till before journal format §5.15.
    """
    if closing.counted_tenders:
        stated = {heap.currency: heap.expected for heap in closing.counted_tenders if heap.currency}
        yield from _each("closing_heap", stated, foreign)
    for heap in closing.counted_tenders:
        if not heap.currency:
            right = tenders.get(TenderKey(heap.kind, heap.tender), Summed()).amount
            if heap.expected != right:
                yield Difference("closing_heap", None, f"{heap.tender or heap.kind} {heap.expected}", str(right))


def _judge_deposits(closing: StatedClosing, right: DepositSums) -> Iterator[Difference]:
    """A closing says nothing where no container changed hands, and that of a forgotten day never does."""
    if closing.deposits is None and closing.not_counted:
        return
    stated = closing.deposits or StatedDeposits(0, 0)
    yield from _each(
        "closing_deposits",
        {"deposits_taken": stated.taken, "deposits_given_back": stated.given_back},
        {"deposits_taken": right.taken, "deposits_given_back": right.given_back},
    )


def _judge_prepaid(closing: StatedClosing, right: PrepaidSums) -> Iterator[Difference]:
    """Only what is stated: that it is said at all is younger than payments ahead are."""
    if closing.prepaid is not None:
        stated = {"prepaid_received": closing.prepaid.received, "prepaid_deducted": closing.prepaid.deducted}
        yield from _each(
            "closing_prepaid", stated, {"prepaid_received": right.received, "prepaid_deducted": right.deducted}
        )


def _judge_perpetual(closing: StatedClosing, right: Perpetual | None) -> Iterator[Difference]:
    if right is None or closing.perpetual_gross is None or closing.perpetual_refunded is None:
        return
    yield from _each(
        "closing_perpetual",
        {"perpetual_gross": closing.perpetual_gross, "perpetual_refunded": closing.perpetual_refunded},
        {"perpetual_gross": right.gross, "perpetual_refunded": right.refunded},
    )


def _each(code: str, stated: Mapping[str, int], right: Mapping[str, int]) -> Iterator[Difference]:
    for name in sorted(stated.keys() | right.keys()):
        if stated.get(name, 0) != right.get(name, 0):
            yield Difference(code, None, f"{name} {stated.get(name, 0)}", str(right.get(name, 0)))

"""What files and tills come to, set beside each other when somebody reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.settlements.commands import Window
from comptoir.settlements.matching import match
from comptoir.settlements.models import SettledNote, SettlementFile, SettlementLine
from comptoir.settlements.payouts import Credit, PayoutSum, Traced, trace
from comptoir.settlements.sides import Bucket, Pair, Told
from comptoir.settlements.taken import TillPayment, till_payments

# Beyond the days that are asked for: what belongs together may stand on both sides of midnight.
MARGIN = timedelta(days=8)
# Money is on its way for days: what the bank says of these days may be of lines long before, and the other way round.
ON_ITS_WAY = timedelta(days=21)
# All of it is set beside each other when somebody asks: a quarter is the most.
DAYS_MAX = timedelta(days=92)
_MATCHED_KINDS = (SettlementLine.Kind.PAYMENT, SettlementLine.Kind.REFUND)

_LINES = """
    SELECT l.provider || '/' || l.key, l.provider, l.kind, l.store_id, l.gross, l.fee, l.net, l.currency,
        l.happened_at, l.has_time, l.day, l.reference, l.own_reference, l.authorization, l.trace, l.terminal,
        l.last_four, l.payout
    FROM settlements_line l
    WHERE l.organization_id = %(organization)s AND l.store_id = ANY(%(stores)s::uuid[])
      AND l.day BETWEEN %(begins_on)s AND %(ends_on)s
    ORDER BY l.happened_at, l.key
"""
# Every payout of which a line, or its own, stands near these days: with all its lines, whenever they were.
_PAYOUTS = """
    SELECT l.provider, l.payout, l.currency, min(l.day), max(l.day),
        count(*) FILTER (WHERE l.kind IN ('payment', 'refund')),
        coalesce(sum(l.gross) FILTER (WHERE l.kind <> 'payout'), 0), coalesce(sum(l.fee) FILTER (WHERE l.kind <> 'payout'), 0),
        coalesce(sum(l.net) FILTER (WHERE l.kind <> 'payout'), 0), -sum(l.net) FILTER (WHERE l.kind = 'payout'),
        max(l.day) FILTER (WHERE l.kind = 'payout')
    FROM settlements_line l
    WHERE l.organization_id = %(organization)s AND l.store_id = ANY(%(stores)s::uuid[]) AND l.payout <> ''
      AND (l.provider, l.payout) IN (SELECT p.provider, p.payout FROM settlements_line p
          WHERE p.organization_id = %(organization)s AND p.store_id = ANY(%(stores)s::uuid[])
            AND p.day BETWEEN %(paid_from)s AND %(paid_to)s)
    GROUP BY 1, 2, 3 ORDER BY 5 DESC, 2
"""  # noqa: E501
_CREDITS = """
    SELECT key, day, amount, currency, text FROM settlements_bank_movement
    WHERE organization_id = %(organization)s AND store_id = ANY(%(stores)s::uuid[])
      AND day BETWEEN %(paid_from)s AND %(paid_to)s
    ORDER BY day, key
"""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a company."""

    key: str
    provider: str
    kind: str
    store: UUID
    gross: int
    fee: int
    net: int
    currency: str
    happened_at: datetime
    has_time: bool
    day: date
    reference: str
    own_reference: str
    authorization: str
    trace: str
    terminal: str
    last_four: str
    payout: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line, one payment, or both that belong together. `key` names it in a note."""

    key: str
    bucket: Bucket
    day: date
    at: datetime
    line: LineView | None
    payment: TillPayment | None
    note: str = ""
    # When others of the same amount were that bear no number either: one of them could be the one that is missing.
    alike: tuple[datetime, ...] = ()

    @property
    def here(self) -> int | None:
        return self.payment.taken.amount if self.payment else None

    @property
    def there(self) -> int | None:
        return self.line.gross if self.line else None

    @property
    def difference(self) -> int:
        return (self.there or 0) - (self.here or 0)

    @property
    def is_open(self) -> bool:
        return self.bucket in OPEN and not self.note


OPEN = (Bucket.MISSING_HERE, Bucket.MISSING_THERE, Bucket.AMOUNT_DIFFERS)


@dataclass(frozen=True, slots=True)
class BucketSum:
    """How many rows a bucket has, and what they come to: there, or (where nothing is there) here."""

    bucket: Bucket
    count: int
    amount: int
    settled: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Days of some stores, worked out."""

    rows: tuple[Row, ...]
    buckets: tuple[BucketSum, ...]
    traced: Traced
    chargebacks: tuple[LineView, ...]
    fees: int
    gross: int

    @property
    def open_count(self) -> int:
        return sum(row.is_open for row in self.rows)


def reconcile(window: Window, *, timezone: str, currency: str) -> Reconciliation:
    """Set lines beside payments. With a margin on both sides, so that the ends of a month are no differences."""
    parameters = _parameters(window, timezone)
    lines = {line.key: line for line in select(LineView, _LINES, parameters)}
    payments = till_payments(parameters, currency)
    told = [
        Told(
            line.key, line.gross, line.currency, line.happened_at, line.has_time, line.reference, line.own_reference,
            line.authorization, line.trace, line.terminal, line.last_four, str(line.store),
        )
        for line in lines.values()
        if line.kind in _MATCHED_KINDS
    ]  # fmt: skip
    pairs = match(told, [payment.taken for payment in payments.values()])
    notes = _notes()
    zone = ZoneInfo(timezone)
    found = (_row(pair, lines, payments, notes, zone) for pair in pairs)
    rows = tuple(row for row in found if window.first <= row.day <= window.last)
    mine = [line for line in lines.values() if window.first <= line.day <= window.last]
    traced = trace(select(PayoutSum, _PAYOUTS, parameters), select(Credit, _CREDITS, parameters))
    return Reconciliation(
        rows, _sums(rows), _within(traced, window),
        tuple(line for line in mine if line.kind == SettlementLine.Kind.CHARGEBACK),
        sum(line.fee for line in mine), sum(line.gross for line in mine if line.kind in _MATCHED_KINDS),
    )  # fmt: skip


def paid_by_number(rows: Iterable[Row]) -> set[UUID]:
    """Payments at terminals of which a line says the same amount, and some number that says that they are the same one.

    The amount and the time alone say it to somebody who looks at a day; they decide nothing for good.
    """
    found = set()
    for row in rows:
        if row.bucket is not Bucket.MATCHED or row.line is None or row.payment is None:
            continue
        line, taken = row.line, row.payment.taken
        is_named = line.own_reference == taken.own_reference or line.reference in taken.references
        is_traced = bool(line.trace) and (line.terminal, line.trace.lstrip("0")) == (
            taken.terminal, taken.trace.lstrip("0"),
        )  # fmt: skip
        is_authorized = bool(line.authorization and line.last_four) and (line.authorization, line.last_four) == (
            taken.authorization, taken.last_four,
        )  # fmt: skip
        if taken.own_reference and (is_named or is_traced or is_authorized):
            found.add(UUID(taken.own_reference))
    return found


def _within(traced: Traced, window: Window) -> Traced:
    """Of all that was traced, what these days show: payouts with a line in them, and credits that came in them."""
    payouts = (one for one in traced.payouts if one.payout.first <= window.last and one.payout.last >= window.first)
    return Traced(tuple(payouts), tuple(one for one in traced.unexplained if window.first <= one.day <= window.last))


def _parameters(window: Window, timezone: str) -> Parameters:
    zone = ZoneInfo(timezone)
    begins_on, ends_on = window.first - MARGIN, window.last + MARGIN
    return {
        "organization": current_organization(),
        "stores": list(window.stores),
        "first": window.first,
        "last": window.last,
        "paid_from": window.first - ON_ITS_WAY,
        "paid_to": window.last + ON_ITS_WAY,
        "begins_on": begins_on,
        "ends_on": ends_on,
        "begins": datetime.combine(begins_on, time(), zone),
        "ends": datetime.combine(ends_on + timedelta(days=1), time(), zone),
    }


def _row(
    pair: Pair, lines: dict[str, LineView], payments: dict[str, TillPayment], notes: dict[str, str], zone: ZoneInfo
) -> Row:
    line = lines[pair.told.key] if pair.told else None
    payment = payments[pair.taken.key] if pair.taken else None
    key = line.key if line else f"till/{payment.taken.key}" if payment else ""
    at = payment.taken.at if payment else line.happened_at if line else None
    assert at is not None
    return Row(key, pair.bucket, at.astimezone(zone).date(), at, line, payment, notes.get(key, ""), pair.alike)


def _sums(rows: tuple[Row, ...]) -> tuple[BucketSum, ...]:
    found = []
    for bucket in Bucket:
        mine = [row for row in rows if row.bucket is bucket]
        amount = sum(
            row.difference
            if bucket is Bucket.AMOUNT_DIFFERS
            else (row.here or 0)
            if row.line is None
            else row.there or 0
            for row in mine
        )
        found.append(BucketSum(bucket, len(mine), amount, sum(bool(row.note) for row in mine)))
    return tuple(found)


def _notes() -> dict[str, str]:
    rows = SettledNote.objects.filter(organization_id=current_organization()).order_by("noted_at", "id")
    return dict(rows.values_list("subject", "note"))


@dataclass(frozen=True, slots=True)
class FileView:
    """A file, as people see it."""

    id: UUID
    store: UUID
    provider: str
    name: str
    state: str
    good: int
    bad: int
    bad_lines: tuple[tuple[int, str], ...]
    passed_over: int
    added: int
    first_day: date | None
    last_day: date | None
    tried_at: datetime


def files(limit: int = 50) -> list[FileView]:
    """The newest first; those that were only looked at as well."""
    rows = SettlementFile.objects.filter(organization_id=current_organization()).defer("draft").order_by("-tried_at")
    return [_file(row) for row in rows[:limit]]


def file_view(file: UUID) -> FileView | None:
    """One file; null: no such one."""
    row = SettlementFile.objects.filter(organization_id=current_organization(), pk=file).defer("draft").first()
    return _file(row) if row else None


def _file(row: SettlementFile) -> FileView:
    bad = tuple((int(number), str(why)) for number, why in row.bad_lines)
    return FileView(
        row.id, row.store_id, row.provider, row.name, row.state, row.good, row.bad, bad, row.passed_over, row.added,
        row.first_day, row.last_day, row.tried_at,
    )  # fmt: skip

"""The day report: what a session or a business day came to, from the ledger's rows.

What was sold after midnight belongs to the business day of its session (`sales.turnover`).
"""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import connection

from comptoir.platform.sql import Parameters, select, select_one
from comptoir.sales.scope import Scope
from comptoir.sales.turnover import AROUND, SIDES, day_by_clock, day_of


@dataclass(frozen=True, slots=True)
class ReportTotals:
    """Amounts after refunds; `refunded` and what belongs to refunds is zero or less."""

    sales_count: int
    refunds_count: int
    sold: int
    refunded: int
    net: int
    tax: int
    gross: int
    cash_rounding: int

    @property
    def taxed(self) -> int:
        """What net and tax come to."""
        return self.net + self.tax

    @property
    def unexplained(self) -> int:
        """What sealed totals state beyond that: sales whose total is wrong are in the books as they were sealed."""
        return self.gross - self.taxed


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """Tax by category and rate, as the tax return asks for it."""

    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True)
class TenderTotal:
    """What was taken by one kind of tender, refunds taken off."""

    kind: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Discounts:
    """What was given away on lines and on whole baskets."""

    lines: int
    baskets: int

    @property
    def total(self) -> int:
        return self.lines + self.baskets


@dataclass(frozen=True, slots=True)
class CashierTotal:
    """One cashier's day."""

    cashier: UUID | None
    name: str | None
    sales_count: int
    refunds_count: int
    sold: int
    refunded: int
    discounts: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A till from opening to closing; open while `closed_at` is null."""

    id: UUID
    till_code: str
    till_name: str
    store_name: str
    timezone: str
    opened_at: datetime
    opened_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    float_amount: int | None
    cash_expected: int | None
    cash_counted: int | None
    cash_difference: int | None
    business_day: date
    cash_left: int | None
    differences: int | None
    reason: str | None
    is_forgotten: bool | None
    till: UUID

    @property
    def difference_total(self) -> int | None:
        """What the day's counts were off by, the ones in between too; null until it is counted."""
        if self.cash_difference is None:
            return None
        return self.cash_difference + (self.differences or 0)


@dataclass(frozen=True, slots=True)
class Voids:
    """Baskets that were given up before they became sales."""

    count: int
    gross: int
    by_cashier: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Deposits:
    """Deposits on containers: what customers paid, what they got back (zero or less), and how much of both together
    is no turnover, because the law does not tax it (category O).
    """

    taken: int
    given_back: int
    untaxed: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What came in before goods went, what went back of it, and what sales took off."""

    received: int
    given_back: int
    deducted: int

    @property
    def is_any(self) -> bool:
        return bool(self.received or self.given_back or self.deducted)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page."""

    totals: ReportTotals
    taxes: list[TaxTotal]
    tenders: list[TenderTotal]
    discounts: Discounts
    cashiers: list[CashierTotal]
    sessions: list[SessionRow]
    voids: Voids
    ahead: Ahead
    deposits: Deposits

    @property
    def cash_difference(self) -> int:
        return sum(session.difference_total or 0 for session in self.sessions)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What one statement answers; a list of one where there is always one row."""

    totals: list[ReportTotals]
    taxes: list[TaxTotal]
    tenders: list[TenderTotal]
    discounts: list[Discounts]
    cashiers: list[CashierTotal]
    ahead: list[Ahead]
    deposits: list[Deposits]


@dataclass(frozen=True, slots=True)
class _Event:
    content: bytes
    day: date


def report(scope: Scope, session: UUID | None = None, till: UUID | None = None) -> Report:
    """The report of a scope, of one till in it, or of one session that lies in it."""
    parameters = {**scope.parameters(), "session": session, "till": till}
    sessions = select(SessionRow, _SESSIONS, parameters)
    told = _sums(parameters)
    return Report(
        totals=told.totals[0],
        taxes=told.taxes,
        tenders=told.tenders,
        discounts=told.discounts[0],
        cashiers=told.cashiers,
        sessions=sessions,
        voids=_voids(parameters, scope, {str(row.id) for row in sessions}),
        ahead=told.ahead[0],
        deposits=told.deposits[0],
    )


def sessions_of(scope: Scope) -> list[SessionRow]:
    """The sessions of a scope, in order."""
    return select(SessionRow, _SESSIONS, {**scope.parameters(), "session": None, "till": None})


def session_row(organization: UUID, session: UUID) -> SessionRow | None:
    return select_one(SessionRow, _SESSION, {"organization": organization, "session": session})


def _sums(parameters: Parameters) -> "_Sums":
    """All sums in one statement: the day's sales are looked up once, and not once for each of them."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, parameters)
        [told] = cursor.fetchone()
    return msgspec.json.decode(told, type=_Sums)


def _voids(parameters: Parameters, scope: Scope, sessions: Set[str]) -> Voids:
    """Voids are technical events: they are counted from the sealed bytes, which nobody can thin out."""
    voided = []
    for row in select(_Event, _EVENTS, parameters):
        body = _body(row.content)
        is_ours = body["session"] in sessions if body.get("session") else scope.first <= row.day <= scope.last
        if body.get("event") == "basket_voided" and is_ours:
            voided.append(body)
    by_cashier: dict[str, int] = {}
    for body in voided:
        cashier = str(body.get("cashier", ""))
        by_cashier[cashier] = by_cashier.get(cashier, 0) + 1
    return Voids(len(voided), sum(_amount(body.get("gross")) for body in voided), by_cashier)


def _body(content: bytes) -> Mapping[str, object]:
    envelope = json.loads(bytes(content))
    body = envelope.get("body") if isinstance(envelope, dict) else None
    return body if isinstance(body, dict) else {}


def _amount(value: object) -> int:
    return value if isinstance(value, int) else 0


SALES = f"""
    SELECT s.*, p.timezone, p.name AS store_name, {SIDES}
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
    WHERE s.organization_id = %(organization)s
      AND s.sold_at >= %(since)s - {AROUND} AND s.sold_at < %(until)s + {AROUND}
      AND (s.session = %(session)s
          OR (%(session)s::uuid IS NULL AND {day_of("s.sold_at")} BETWEEN %(first)s AND %(last)s))
      AND (%(store)s::uuid IS NULL OR s.store_id = %(store)s)
      AND (%(till)s::uuid IS NULL OR s.till_id = %(till)s)
"""  # noqa: S608
_TOTALS = """
    SELECT count(*) FILTER (WHERE s.is_sale) AS sales_count, count(*) FILTER (WHERE s.is_refund) AS refunds_count,
           coalesce(sum(s.gross - s.back), 0) AS sold,
           coalesce(sum(s.back), 0) AS refunded,
           coalesce(sum(s.net), 0) AS net, coalesce(sum(s.tax), 0) AS tax, coalesce(sum(s.gross), 0) AS gross,
           coalesce(sum(s.cash_rounding), 0) AS cash_rounding
    FROM sold s
"""
_TAXES = """
    SELECT x.tax_category, x.tax_rate_ppm, sum(x.net) AS net, sum(x.tax) AS tax, sum(x.gross) AS gross
    FROM sold s
    JOIN sales_tax_subtotal x ON x.organization_id = s.organization_id AND x.sale_id = s.id
    GROUP BY 1, 2 ORDER BY 1, 2
"""
_TENDERS = """
    SELECT d.kind,
           coalesce(sum(CASE s.kind WHEN 'tender_correction' THEN sign(d.amount)::int ELSE 1 END), 0) AS count,
           sum(d.amount) AS amount
    FROM sold s
    JOIN sales_tender d ON d.organization_id = s.organization_id AND d.sale_id = s.id
    GROUP BY 1 ORDER BY 1
"""
_AHEAD = """
    SELECT coalesce(sum(y.amount) FILTER (WHERE y.purpose = 'deposit'), 0) AS received,
           coalesce(sum(y.amount) FILTER (WHERE y.purpose = 'cancellation'), 0) AS given_back,
           coalesce(sum(y.amount) FILTER (WHERE y.purpose = 'deducted'), 0) AS deducted
    FROM sold s
    JOIN sales_payment y ON y.organization_id = s.organization_id AND y.sale_id = s.id
"""
_DISCOUNTS = """
    SELECT coalesce(sum(g.lines), 0) AS lines, coalesce(sum(g.baskets), 0) AS baskets FROM given g
"""
_DEPOSITS = """
    SELECT coalesce(sum(d.gross) FILTER (WHERE d.gross > 0), 0) AS taken,
           coalesce(sum(d.gross) FILTER (WHERE d.gross < 0), 0) AS given_back,
           coalesce(sum(d.gross) FILTER (WHERE l.tax_category = 'O'), 0) AS untaxed
    FROM sold s
    JOIN sales_bottle_deposit d ON d.organization_id = s.organization_id AND d.sale_id = s.id
    JOIN sales_line l ON l.organization_id = d.organization_id AND l.sale_id = d.sale_id AND l.number = d.number
"""
_CASHIERS = """
    SELECT s.cashier, min(c.name) AS name, count(*) FILTER (WHERE s.is_sale) AS sales_count,
           count(*) FILTER (WHERE s.is_refund) AS refunds_count,
           coalesce(sum(s.gross - s.back), 0) AS sold,
           coalesce(sum(s.back), 0) AS refunded,
           coalesce(sum(g.lines + g.baskets), 0) AS discounts
    FROM sold s
    LEFT JOIN identity_employee c ON c.organization_id = s.organization_id AND c.id = s.cashier
    LEFT JOIN given g ON g.id = s.id
    GROUP BY s.cashier ORDER BY 5 DESC, 2
"""
_PARTS = {
    "totals": _TOTALS,
    "taxes": _TAXES,
    "tenders": _TENDERS,
    "discounts": _DISCOUNTS,
    "cashiers": _CASHIERS,
    "ahead": _AHEAD,
    "deposits": _DEPOSITS,
}
_SUMS = f"""
    WITH sold AS MATERIALIZED ({SALES}),
    given AS MATERIALIZED (
        SELECT s.id, sum(l.line_discount) AS lines, sum(l.basket_discount) AS baskets
        FROM sold s
        JOIN sales_line l ON l.organization_id = s.organization_id AND l.sale_id = s.id
        GROUP BY s.id
    )
    SELECT json_build_object({
    ", ".join(f"'{name}', (SELECT coalesce(json_agg(x), '[]') FROM ({part}) x)" for name, part in _PARTS.items())
})::text
"""  # noqa: S608
_SESSION_ROWS = f"""
    SELECT n.id, t.code, t.name, p.name, p.timezone, n.opened_at, o.name, n.closed_at, c.name,
           n.float_amount, n.cash_expected, n.cash_counted, n.cash_difference,
           {day_of("n.opened_at")}, n.cash_left, n.differences, n.reason,
           n.is_forgotten, n.till_id
    FROM sales_session n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN identity_employee o ON o.organization_id = n.organization_id AND o.id = n.opened_by
    LEFT JOIN identity_employee c ON c.organization_id = n.organization_id AND c.id = n.closed_by
    WHERE n.organization_id = %(organization)s AND n.opened_at IS NOT NULL
"""  # noqa: S608
_SESSION = _SESSION_ROWS + " AND n.id = %(session)s"
_SESSIONS = (
    _SESSION_ROWS
    + f"""
      AND (%(store)s::uuid IS NULL OR t.store_id = %(store)s)
      AND (%(till)s::uuid IS NULL OR n.till_id = %(till)s)
      AND (n.id = %(session)s OR (
          %(session)s::uuid IS NULL
          AND n.opened_at >= %(since)s - {AROUND} AND n.opened_at < %(until)s + {AROUND}
          AND {day_of("n.opened_at")} BETWEEN %(first)s AND %(last)s))
    ORDER BY n.opened_at, t.code
"""
)
_EVENTS = f"""
    SELECT n.content, {day_by_clock("n.device_time")}
    FROM sales_entry n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    WHERE n.organization_id = %(organization)s AND n.kind = 'technical_event'
      AND n.device_time >= %(since)s - {AROUND} AND n.device_time < %(until)s + {AROUND}
      AND (%(till)s::uuid IS NULL OR n.till_id = %(till)s)
      AND (%(store)s::uuid IS NULL OR t.store_id = %(store)s)
    ORDER BY n.device_time
"""  # noqa: S608

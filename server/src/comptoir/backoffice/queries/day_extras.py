"""What the day report says beside turnover: tips, and what else than cash was counted at closings."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.queries.cash_journal import CashAct
from comptoir.backoffice.scope import Scope
from comptoir.platform.sql import select
from comptoir.sales.day_report import SessionRow


@dataclass(frozen=True, slots=True)
class TipTotal:
    """What was given on top by one way, to one cashier. No turnover, no tax."""

    kind: str
    cashier_name: str | None
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A heap of a closing; `counted` is null where nobody counted it. Foreign money in its own minor units."""

    till_code: str
    kind: str
    tender: UUID | None
    currency: str
    expected: int
    counted: int | None
    difference: int | None
    papers: int | None
    session: UUID | None = None


@dataclass(frozen=True, slots=True)
class ForeignPaid:
    """What customers gave in a currency, and what went back to them, in its own minor units."""

    session: UUID
    currency: str
    taken: int
    given: int


@dataclass(frozen=True, slots=True)
class OfflineTotal:
    """Card money of sealed sales that was taken without the bank: of which the bank has said nothing (`waiting`), or no
    (`refused`), until now.
    """

    standing: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class _Beside:
    part: str
    session: UUID | None
    what: str
    cashier_name: str | None
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Beside:
    """The tips of some sessions, later ones too: each belongs to the session in which it was given; what was paid in
    foreign money; and cards whose banks have not said yes.
    """

    tips: list[TipTotal]
    paid: list[ForeignPaid]
    offline: list[OfflineTotal]


def beside_turnover(scope: Scope, sessions: Sequence[SessionRow]) -> Beside:
    """All in one question."""
    if not sessions:
        return Beside([], [], [])
    ids = ",".join(str(session.id) for session in sessions)
    asked = f"{_TIPS} UNION ALL {_PAID} UNION ALL {_OFFLINE} ORDER BY 3, 4"
    rows = select(_Beside, asked, {**scope.parameters(), "sessions": ids})
    return Beside(
        [TipTotal(row.what, row.cashier_name, row.first, row.second) for row in rows if row.part == "tip"],
        [ForeignPaid(row.session, row.what, row.first, row.second) for row in rows if row.session is not None],
        [OfflineTotal(row.what, row.first, row.second) for row in rows if row.part == "offline"],
    )


def counted_rows(journal: Iterable[CashAct]) -> list[CountedRow]:
    """Read from the sealed closings: nobody can thin them out. Where nothing should lie, nobody missed a count."""
    closings = [act for act in journal if act.is_closing]
    return [row for closing in closings for row in _rows(closing) if row.counted is not None or row.expected]


def _rows(closing: CashAct) -> list[CountedRow]:
    envelope = json.loads(bytes(closing.content)) if closing.content is not None else None
    body = envelope.get("body") if isinstance(envelope, dict) else None
    listed = body.get("counted_tenders") if isinstance(body, dict) else None
    rows = listed if isinstance(listed, list) else []
    return [_row(closing, row) for row in rows if isinstance(row, dict)]


def _row(closing: CashAct, row: Mapping[str, object]) -> CountedRow:
    def figure(name: str) -> int | None:
        value = row.get(name)
        return value if isinstance(value, int) else None

    def text(name: str) -> str:
        value = row.get(name)
        return value if isinstance(value, str) else ""

    return CountedRow(
        closing.till_code,
        text("kind"),
        _uuid(text("tender")),
        text("currency")[:3],
        figure("expected") or 0,
        figure("counted"),
        figure("difference"),
        figure("papers"),
        closing.session,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_TIPS = """
    SELECT 'tip', NULL::uuid, t.kind, min(c.name), count(*), sum(t.amount)
    FROM sales_tip t
    LEFT JOIN identity_employee c ON c.organization_id = t.organization_id AND c.id = t.cashier
    WHERE t.organization_id = %(organization)s
      AND t.given_at >= %(since)s - interval '2 days' AND t.given_at < %(until)s + interval '2 days'
      AND t.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
    GROUP BY t.kind, t.cashier
"""
_PAID = """
    SELECT 'paid', s.session, d.currency, NULL, coalesce(sum(d.foreign_amount) FILTER (WHERE d.foreign_amount > 0), 0),
           coalesce(sum(d.foreign_amount) FILTER (WHERE d.foreign_amount < 0), 0)
    FROM sales_sale s
    JOIN sales_tender_detail d ON d.organization_id = s.organization_id AND d.sale_id = s.id AND d.currency <> ''
    WHERE s.organization_id = %(organization)s
      AND s.sold_at >= %(since)s - interval '2 days' AND s.sold_at < %(until)s + interval '2 days'
      AND s.session = ANY(string_to_array(%(sessions)s, ',')::uuid[]) AND d.foreign_amount IS NOT NULL
    GROUP BY 2, 3
"""
_OFFLINE = """
    SELECT 'offline', NULL, a.offline, NULL, count(*), sum(coalesce(a.approved, a.amount) + a.tip)
    FROM payments_card_attempt a
    JOIN sales_entry e ON e.organization_id = a.organization_id AND e.chain_id = a.chain AND e.sequence = a.sequence
        AND e.branch = 0
    JOIN sales_sale s ON s.organization_id = e.organization_id AND s.id = e.id
    WHERE a.organization_id = %(organization)s AND a.offline IN ('waiting', 'refused') AND a.state = 'approved'
      AND s.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
      AND NOT EXISTS (SELECT FROM payments_card_attempt r WHERE r.organization_id = a.organization_id
          AND r.reverses = a.id AND r.state = 'approved' AND r.kind = 'reversal')
    GROUP BY a.offline
"""

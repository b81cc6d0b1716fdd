"""What the day report says beside turnover: tips, and what else than cash was counted at closings."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

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
class _Closing:
    till_code: str
    content: bytes
    session: UUID


def tips_of(scope: Scope, sessions: Sequence[SessionRow]) -> list[TipTotal]:
    """The tips of these sessions, later ones too: each belongs to the session in which it was given."""
    return select(TipTotal, _TIPS, {**scope.parameters(), "sessions": _ids(sessions)}) if sessions else []


def counted_rows(scope: Scope, sessions: Sequence[SessionRow]) -> list[CountedRow]:
    """Read from the sealed closings: nobody can thin them out. Where nothing should lie, nobody missed a count."""
    if not sessions:
        return []
    found = select(_Closing, _CLOSINGS, {**scope.parameters(), "sessions": _ids(sessions)})
    return [row for closing in found for row in _rows(closing) if row.counted is not None or row.expected]


def _rows(closing: _Closing) -> list[CountedRow]:
    envelope = json.loads(bytes(closing.content))
    body = envelope.get("body") if isinstance(envelope, dict) else None
    listed = body.get("counted_tenders") if isinstance(body, dict) else None
    rows = listed if isinstance(listed, list) else []
    return [_row(closing, row) for row in rows if isinstance(row, dict)]


def _row(closing: _Closing, row: Mapping[str, object]) -> CountedRow:
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


def _ids(sessions: Sequence[SessionRow]) -> str:
    return ",".join(str(session.id) for session in sessions)


_TIPS = """
    SELECT t.kind, min(c.name), count(*), sum(t.amount)
    FROM sales_tip t
    LEFT JOIN identity_employee c ON c.organization_id = t.organization_id AND c.id = t.cashier
    WHERE t.organization_id = %(organization)s
      AND t.given_at >= %(since)s - interval '2 days' AND t.given_at < %(until)s + interval '2 days'
      AND t.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
    GROUP BY t.kind, t.cashier ORDER BY 1, 2
"""
_CLOSINGS = """
    SELECT t.code, n.content, a.session
    FROM sales_act a
    JOIN sales_entry n ON n.organization_id = a.organization_id AND n.id = a.entry_id
    JOIN tills_till t ON t.organization_id = a.organization_id AND t.id = a.till_id
    WHERE a.organization_id = %(organization)s AND a.deed IN ('closing', 'forgotten')
      AND a.happened_at >= %(since)s - interval '2 days' AND a.happened_at < %(until)s + interval '2 days'
      AND a.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
    ORDER BY a.happened_at, n.sequence
"""

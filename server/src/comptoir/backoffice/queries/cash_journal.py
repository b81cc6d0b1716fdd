"""What happened to cash in sessions: floats, pickups, counts, handovers, purses, X and Z, in order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.backoffice.scope import Scope
from comptoir.kernel import CURRENCY_EXPONENTS
from comptoir.platform.sql import select
from comptoir.sales.day_report import SessionRow


@dataclass(frozen=True, slots=True)
class Foreign:
    """Money of another currency, in its own minor units."""

    currency: str
    amount: int
    # Of a count: what it was off by.
    difference: int | None = None


@dataclass(frozen=True, slots=True)
class CashAct:
    """One line of the journal. Of a count, `amount` is what it was off by; of foreign money, what it is worth."""

    entry: UUID
    number: str
    happened_at: datetime
    timezone: str
    till_code: str
    cashier_name: str | None
    deed: str
    amount: int | None
    expected: int | None
    counted: int | None
    reason: str
    purse_name: str | None
    other_name: str | None
    # The entry's bytes, where it moved or counted foreign money; a closing's.
    content: bytes | None
    session: UUID

    @property
    def is_closing(self) -> bool:
        return self.deed in ("closing", "forgotten")

    @property
    def is_count(self) -> bool:
        return self.expected is not None

    @property
    def foreign(self) -> list[Foreign]:
        """What lay there, was moved or was counted, in truth; nothing of what is no money that we know."""
        return [] if self.content is None or self.is_closing else foreign_of(bytes(self.content))


def foreign_of(content: bytes) -> list[Foreign]:
    """The foreign money of an opening, a movement or a count between."""
    body = json.loads(content).get("body")
    moved = [body] if "foreign_amount" in body else []
    rows = [*moved, *_listed(body.get("foreign_floats")), *_listed(body.get("foreign"))]
    return [money for row in rows if isinstance(row, dict) and (money := _money(row)) is not None]


def _listed(stated: object) -> Sequence[object]:
    """Nothing where a broken till stated no list."""
    return stated if isinstance(stated, list) else ()


def _money(row: Mapping[str, Any]) -> Foreign | None:
    """Nothing where the currency is none of ours, or the amount is no amount."""
    currency, amount = row.get("currency"), row.get("foreign_amount", row.get("counted", row.get("amount")))
    if not isinstance(currency, str) or currency not in CURRENCY_EXPONENTS or not isinstance(amount, int):
        return None
    difference = row.get("difference")
    return Foreign(currency, amount, difference if isinstance(difference, int) else None)


def cash_journal(scope: Scope, sessions: Sequence[SessionRow]) -> list[CashAct]:
    """Every act on cash of these sessions, oldest first."""
    if not sessions:
        return []
    ids = ",".join(str(session.id) for session in sessions)
    return select(CashAct, _JOURNAL, {**scope.parameters(), "sessions": ids})


_JOURNAL = """
    SELECT a.entry_id, t.code || '-' || e.number || '-' || n.sequence, a.happened_at, p.timezone, t.code, c.name,
           a.deed, a.amount, a.expected, a.counted, a.reason, w.name, o.name,
           CASE WHEN a.deed IN ('closing', 'forgotten') OR n.kind IN ('opening', 'cash_movement', 'cash_count')
                AND position(convert_to('"foreign', 'UTF8') IN n.content) > 0 THEN n.content END,
           a.session
    FROM sales_act a
    JOIN sales_entry n ON n.organization_id = a.organization_id AND n.id = a.entry_id
    JOIN tills_enrolment e ON e.organization_id = a.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = a.organization_id AND t.id = a.till_id
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    LEFT JOIN identity_employee c ON c.organization_id = a.organization_id AND c.id = a.cashier
    LEFT JOIN identity_employee w ON w.organization_id = a.organization_id AND w.id = a.purse
    LEFT JOIN identity_employee o ON o.organization_id = a.organization_id AND o.id = a.other
    WHERE a.organization_id = %(organization)s
      AND a.happened_at >= %(since)s - interval '2 days' AND a.happened_at < %(until)s + interval '2 days'
      AND a.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
      AND a.deed IN ('float', 'foreign_float', 'pickup', 'paid_in', 'paid_out', 'transfer', 'check', 'handover',
                     'return', 'closing', 'forgotten', 'purse_forgotten', 'no_sale', 'x_report')
    ORDER BY a.happened_at, n.sequence, a.number
"""

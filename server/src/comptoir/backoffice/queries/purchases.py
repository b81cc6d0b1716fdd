"""What people of the house bought at its tills, as the entries name them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.backoffice.scope import Scope
from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class Purchase:
    """One of them; what came back is below zero. `flags`: what the ledger found odd in it."""

    entry: UUID
    happened_at: datetime
    timezone: str
    store_name: str
    receipt: str
    buyer: UUID
    buyer_name: str
    cashier_name: str
    is_own: bool
    amount: int
    flags: int


def purchases(scope: Scope) -> list[Purchase]:
    """Of a scope, the newest first."""
    return select(Purchase, _PURCHASES, scope.parameters())


_PURCHASES = """
    SELECT a.entry_id, a.happened_at, p.timezone, p.name, t.code || '-' || e.number || '-' || n.sequence,
        a.other, coalesce(buyer.name, ''), coalesce(cashier.name, ''), a.other = a.cashier, a.amount,
        (
            SELECT count(*) FROM sales_discrepancy d
            WHERE d.organization_id = a.organization_id AND d.entry_id = a.entry_id
        )
    FROM sales_act a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    JOIN tills_till t ON t.organization_id = a.organization_id AND t.id = a.till_id
    JOIN sales_entry n ON n.organization_id = a.organization_id AND n.id = a.entry_id
    JOIN tills_enrolment e ON e.organization_id = a.organization_id AND e.id = n.chain_id
    LEFT JOIN identity_employee buyer ON buyer.organization_id = a.organization_id AND buyer.id = a.other
    LEFT JOIN identity_employee cashier ON cashier.organization_id = a.organization_id AND cashier.id = a.cashier
    WHERE a.organization_id = %(organization)s AND a.deed = 'staff_purchase'
        AND a.happened_at >= %(since)s AND a.happened_at < %(until)s
        AND (a.happened_at AT TIME ZONE p.timezone)::date BETWEEN %(first)s AND %(last)s
        AND (%(store)s::uuid IS NULL OR a.store_id = %(store)s)
    ORDER BY a.happened_at DESC, a.entry_id
"""

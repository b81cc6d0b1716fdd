"""Gift cards and store credit as the ledger derived them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.payments.cards import CARDS_SHOWN, CardRow, Owed, card, cards, owed
from comptoir.platform.sql import select

__all__ = [
    "CARDS_SHOWN",
    "CardRow",
    "MovementRow",
    "Owed",
    "card",
    "cards",
    "movements",
    "owed",
    "paid_alone_beside",
]


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One change, the sale that made it, and where. Without a number no sale did: it came from another system."""

    entry: UUID
    amount: int
    balance: int
    reason: str
    moved_at: datetime
    timezone: str
    store: str
    number: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class _Beside:
    number: str
    till: str


def movements(organization: UUID, key: UUID) -> list[MovementRow]:
    """Newest first."""
    return select(MovementRow, _MOVEMENTS, {"organization": organization, "card": key})


def paid_alone_beside(organization: UUID, entry: UUID) -> list[str]:
    """Other receipts by which a card of this entry paid without a network meanwhile, each with its till."""
    found = select(_Beside, _BESIDE, {"organization": organization, "entry": entry})
    return [f"{row.number} ({row.till})" for row in found]


_MOVEMENTS = """
    SELECT m.entry_id, m.amount, m.balance, m.reason, m.moved_at, p.timezone, p.name,
        coalesce(t.code || '-' || n.number || '-' || e.sequence, ''), m.allowance IS NOT NULL
    FROM payments_voucher_movement m
    JOIN platform_store p ON p.organization_id = m.organization_id AND p.id = m.store_id
    LEFT JOIN sales_entry e ON e.organization_id = m.organization_id AND e.id = m.entry_id
    LEFT JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    LEFT JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    WHERE m.organization_id = %(organization)s AND m.voucher_id = %(card)s
    ORDER BY m.moved_at DESC, e.sequence DESC, m.number DESC
"""
_BESIDE = """
    SELECT DISTINCT t.code || '-' || n.number || '-' || e.sequence, t.name
    FROM payments_voucher_movement here
    JOIN payments_voucher_allowance a ON a.organization_id = here.organization_id AND a.id = here.allowance
    JOIN payments_voucher_movement m ON m.organization_id = here.organization_id AND m.voucher_id = here.voucher_id
        AND m.entry_id <> here.entry_id AND m.allowance IS NOT NULL AND m.moved_at BETWEEN a.issued_at AND a.ends_at
    JOIN sales_entry e ON e.organization_id = m.organization_id AND e.id = m.entry_id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    WHERE here.organization_id = %(organization)s AND here.entry_id = %(entry)s
    ORDER BY 1
"""

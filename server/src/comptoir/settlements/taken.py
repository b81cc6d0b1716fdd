"""What the tills took by card, as lines are set beside it: attempts at terminals, and tenders that no attempt explains.

A tender without an attempt was typed on a terminal that no till drives: it has an amount and a time.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import Parameters, select
from comptoir.settlements.sides import Taken

# With the card's tip: a terminal took both at once. A provider's names for a payment stand in files about what was
# given back of it, too; `before` and `expires` are no names.
TAKEN = """
    SELECT a.id::text, a.store_id, CASE WHEN a.kind IN ('payment', 'capture', 'tip')
            THEN coalesce(a.approved, a.amount) + a.tip ELSE -a.amount - a.tip END,
        a.made_at, names.said, a.id::text, a.authorization, a.trace, a.terminal_number, a.last_four,
        CASE WHEN a.kind IN ('payment', 'reversal', 'refund') THEN a.reverses::text END, e.id
    FROM payments_card_attempt a
    LEFT JOIN LATERAL (SELECT array_agg(n.value) AS said FROM payments_terminal_attempt p, jsonb_each_text(p.names) n
        WHERE p.organization_id = a.organization_id AND p.id IN (a.id, a.reverses)
          AND n.key NOT IN ('before', 'expires')) names ON true
    LEFT JOIN sales_entry e ON e.organization_id = a.organization_id AND e.chain_id = a.chain
        AND e.sequence = a.sequence AND e.branch = 0
    WHERE a.organization_id = %(organization)s AND a.store_id = ANY(%(stores)s::uuid[]) AND a.state = 'approved'
      AND a.kind NOT IN ('reserve', 'increase', 'release')
      AND a.made_at >= %(begins)s AND a.made_at < %(ends)s
    UNION ALL
    SELECT t.sale_id || '/' || t.number, s.store_id, t.amount + coalesce(p.amount, 0), s.sold_at, NULL, '', '', '', '',
        '', NULL, s.id
    FROM sales_sale s
    JOIN sales_tender t ON t.organization_id = s.organization_id AND t.sale_id = s.id AND t.kind = 'card'
    JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
    LEFT JOIN sales_tip p ON p.organization_id = t.organization_id AND p.entry_id = t.sale_id AND p.number = t.number
    WHERE s.organization_id = %(organization)s AND s.store_id = ANY(%(stores)s::uuid[])
      AND s.sold_at >= %(begins)s AND s.sold_at < %(ends)s AND t.amount <> 0
      AND NOT EXISTS (SELECT FROM payments_card_attempt a WHERE a.organization_id = e.organization_id
          AND a.chain = e.chain_id AND a.sequence = e.sequence AND a.state = 'approved'
          AND (a.kind IN ('payment', 'capture')) = (t.amount > 0))
"""


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    store: UUID
    amount: int
    at: datetime
    references: list[str] | None
    own_reference: str
    authorization: str
    trace: str
    terminal: str
    last_four: str
    reverses: str | None
    sale: UUID | None


@dataclass(frozen=True, slots=True)
class TillPayment:
    """A payment of the tills, where it was, and the sale that it paid (if one)."""

    taken: Taken
    store: UUID
    sale: UUID | None


def till_payments(parameters: Parameters, currency: str) -> dict[str, TillPayment]:
    """Between `begins` and `ends` in `stores`, by key. `currency`: the shop's; tills take no other by card."""
    return {
        row.key: TillPayment(
            Taken(
                row.key, row.amount, currency, row.at, frozenset(row.references or ()), row.own_reference,
                row.authorization, row.trace, row.terminal, row.last_four, row.reverses or "", str(row.store),
            ),
            row.store,
            row.sale,
        )
        for row in select(_Row, TAKEN, parameters)
    }  # fmt: skip

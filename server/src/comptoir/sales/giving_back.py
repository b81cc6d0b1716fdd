"""Money of refunds goes back the way it came: what leaves as cash and was not paid in cash takes a right of its own.

The twin of `cashFree` in till-core's refund-ways. What a sale is not known of is not judged.
"""

from comptoir.sales.bodies import Reference, SaleBody
from comptoir.sales.state import State

# To the drawer, foreign notes are cash.
CASH = frozenset({"cash", "foreign_cash"})
GIVING = frozenset({"refund", "exchange"})


def names_paid_sale(kind: str, body: SaleBody) -> bool:
    """Whether an entry pays money out for goods of the sale that it names."""
    return kind in GIVING and body.refers_to is not None and body.gross < 0


def cash_paid(body: SaleBody) -> int:
    """What came in as cash before it was rounded, or went out (below zero).

    What came back in an exchange paid for its new goods: nobody knows any more how that was paid once, so it counts as
    cash, which is free.
    """
    return sum(tender.amount for tender in body.tenders if tender.kind in CASH) - body.cash_rounding - body.returned


def cash_beyond(kind: str, body: SaleBody, state: State) -> int:
    """What a refund gives out in cash beyond what its sale took in; the next one sees what is left.

    Two tills that refund at once are judged one after the other: the sale is locked.
    """
    reference = body.refers_to
    if reference is None or not names_paid_sale(kind, body):
        return 0
    left = state.cash_left.get(reference)
    if left is None:
        return 0
    given = body.cash_rounding - sum(tender.amount for tender in body.tenders if tender.kind in CASH)
    state.cash_left[reference] = max(0, left - given)
    return max(0, given - left)


def remember_cash(itself: Reference, body: SaleBody, state: State) -> None:
    """A sale of this batch, for a refund further down in it."""
    if itself in state.cash_left:
        state.cash_left[itself] = max(0, cash_paid(body))


# Cash of a sale, of corrections of how it was paid, and of what refunds and exchanges gave out since. Without
# statistics PostgreSQL takes an organization's sales for few and begins with all of them: they are looked up by key.
READ_CASH_LEFT = """
    SELECT wanted.chain, wanted.sequence, encode(wanted.digest, 'hex') AS digest, greatest(0, coalesce((
        SELECT sum(d.amount) FROM sales_tender d
        WHERE d.organization_id = s.organization_id AND d.sale_id = s.id AND d.kind IN ('cash', 'foreign_cash')
    ), 0) - s.cash_rounding - s.returned + coalesce((
        SELECT sum(coalesce(t.cash, 0) - c.cash_rounding) FROM sales_sale c LEFT JOIN LATERAL (
            SELECT sum(amount) AS cash FROM sales_tender
            WHERE organization_id = c.organization_id AND sale_id = c.id AND kind IN ('cash', 'foreign_cash')
        ) t ON true
        WHERE c.organization_id = s.organization_id AND c.refers_to_chain = wanted.chain
            AND c.refers_to_sequence = wanted.sequence
            AND (c.kind IN ('refund', 'tender_correction') OR (c.kind = 'exchange' AND c.gross < 0))
    ), 0))::int8 AS cash
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::bytea[]) AS wanted(organization_id, chain, sequence, digest)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain
        AND e.sequence = wanted.sequence AND e.digest = wanted.digest
    CROSS JOIN LATERAL (
        SELECT organization_id, id, cash_rounding, returned FROM sales_sale
        WHERE id = e.id OFFSET 0
    ) s
    WHERE s.organization_id = e.organization_id
"""

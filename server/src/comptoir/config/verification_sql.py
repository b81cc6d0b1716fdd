"""The questions of `verification`; it runs as the owner, who sees every tenant."""

from typing import Final, LiteralString

ENTRIES: Final[LiteralString] = """
    SELECT e.organization_id, e.id, e.till_id, e.chain_id, e.sequence, e.branch, e.kind, e.digest, e.content, e.seal,
           coalesce(n.public_key, ''::bytea) AS public_key, coalesce(t.code, '?') AS till_code,
           coalesce(n.number, 0) AS enrolment
    FROM sales_entry e
    LEFT JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id AND n.till_id = e.till_id
    LEFT JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    WHERE %s::uuid IS NULL OR e.organization_id = %s
    ORDER BY e.organization_id, e.chain_id, e.sequence, e.branch
"""
HEADS: Final[LiteralString] = (
    "SELECT sequence, digest FROM tills_chain_head WHERE organization_id = %s AND chain_id = %s"
)
HELD_DIGESTS: Final[LiteralString] = (
    "SELECT 1 FROM sales_quarantine WHERE organization_id = %s AND till_id = %s AND digest = %s"
)
SALES: Final[LiteralString] = """
    SELECT id, till_id, session, cashier, kind, currency, price_mode, net, tax, gross, cash_rounding, returned,
           refers_to_chain, refers_to_sequence
    FROM sales_sale WHERE id = ANY(%s)
"""
LINES: Final[LiteralString] = """
    SELECT sale_id, number, item_claimed, name, quantity_milli, unit, unit_price, line_discount, basket_discount,
           amount, tax_category, tax_rate_ppm, refers_to_line, goes_to, item_id
    FROM sales_line WHERE sale_id = ANY(%s) ORDER BY sale_id, number
"""
PROMOTIONS: Final[LiteralString] = """
    SELECT sale_id, number, promotion, amount
    FROM sales_line_promotion WHERE sale_id = ANY(%s) ORDER BY sale_id, number, promotion
"""
SUBTOTALS: Final[LiteralString] = """
    SELECT sale_id, number, tax_category, tax_rate_ppm, net, tax, gross
    FROM sales_tax_subtotal WHERE sale_id = ANY(%s) ORDER BY sale_id, number
"""
TENDERS: Final[LiteralString] = """
    SELECT sale_id, number, kind, amount, received, change
    FROM sales_tender WHERE sale_id = ANY(%s) ORDER BY sale_id, number
"""
MOVEMENTS: Final[LiteralString] = """
    SELECT document, line, item_id, quantity_milli
    FROM stock_movement WHERE document = ANY(%s) ORDER BY document, line
"""
BODY_DIFFERENCES: Final[LiteralString] = (
    "SELECT entry_id FROM sales_discrepancy WHERE entry_id = ANY(%s) AND code = 'body'"
)
QUARANTINE: Final[LiteralString] = """
    SELECT organization_id, id, digest, content FROM sales_quarantine
    WHERE %s::uuid IS NULL OR organization_id = %s
"""
ORPHAN_SALES: Final[LiteralString] = """
    SELECT s.organization_id, s.id FROM sales_sale s
    LEFT JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
    WHERE e.id IS NULL AND (%s::uuid IS NULL OR s.organization_id = %s)
"""
NOT_LOGGED: Final[LiteralString] = """
    SELECT e.organization_id, e.id FROM sales_entry e
    WHERE (%s::uuid IS NULL OR e.organization_id = %s)
      AND NOT EXISTS (SELECT 1 FROM platform_log l WHERE l.organization_id = e.organization_id AND l.subject = e.id
                      AND l.digest = e.digest)
      AND NOT EXISTS (SELECT 1 FROM platform_outbox o WHERE o.organization_id = e.organization_id AND o.subject = e.id
                      AND o.digest = e.digest)
"""

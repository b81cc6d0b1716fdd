"""The questions of `verification`; it runs as the owner, who sees every tenant."""

from typing import Final, LiteralString

ENTRIES: Final[LiteralString] = """
    SELECT e.organization_id, e.id, e.till_id, e.chain_id, e.sequence, e.branch, e.kind, e.digest, e.content, e.seal,
           e.device_time
    FROM sales_entry e
    WHERE %s::uuid IS NULL OR e.organization_id = %s
    ORDER BY e.organization_id, e.chain_id, e.sequence, e.branch
"""
ENROLMENTS: Final[LiteralString] = """
    SELECT n.organization_id, n.id, n.till_id, n.public_key, n.number, n.certificate, n.device_id,
           coalesce(t.code, '?'), coalesce(t.store_id, n.till_id)
    FROM tills_enrolment n
    LEFT JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    WHERE %s::uuid IS NULL OR n.organization_id = %s ORDER BY n.organization_id, n.id
"""
HEADS: Final[LiteralString] = (
    "SELECT sequence, digest FROM tills_chain_head WHERE organization_id = %s AND chain_id = %s"
)
HELD_DIGESTS: Final[LiteralString] = (
    "SELECT 1 FROM sales_quarantine WHERE organization_id = %s AND till_id = %s AND digest = %s"
)
HELD_SEQUENCES: Final[LiteralString] = """
    SELECT sequence FROM sales_quarantine WHERE organization_id = %s AND till_id = %s
    AND (chain IS NULL OR chain = %s) AND (sequence IS NULL OR sequence BETWEEN %s AND %s)
"""
ADOPTED: Final[LiteralString] = (
    "SELECT 1 FROM sales_quarantine WHERE organization_id = %s AND digest = %s AND state = 'adopted'"
)
SALES: Final[LiteralString] = """
    SELECT id, store_id, till_id, session, cashier, kind, currency, price_mode, net, tax, gross, cash_rounding,
           returned, refers_to_chain, refers_to_sequence, sold_at
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
    SELECT document, line, item_id, quantity_milli, store_id, reason, moved_at
    FROM stock_movement WHERE document = ANY(%s) ORDER BY document, line
"""
BODY_DIFFERENCES: Final[LiteralString] = (
    "SELECT entry_id FROM sales_discrepancy WHERE entry_id = ANY(%s) AND code = 'body'"
)
QUARANTINE: Final[LiteralString] = """
    SELECT organization_id, id, digest, content, seal, code, chain, sequence, state FROM sales_quarantine
    WHERE %s::uuid IS NULL OR organization_id = %s
"""
FOLLOWED: Final[LiteralString] = (
    "SELECT 1 FROM sales_entry WHERE organization_id = %s AND chain_id = %s AND sequence = %s"
)
# Entries of a chain that stand in the log in another order than in their chain.
OUT_OF_ORDER: Final[LiteralString] = """
    SELECT chain_id, sequence, id FROM (
        SELECT e.chain_id, e.sequence, e.id,
               row_number() OVER (PARTITION BY e.chain_id ORDER BY l.position) AS logged,
               row_number() OVER (PARTITION BY e.chain_id ORDER BY e.sequence, e.branch) AS sealed
        FROM sales_entry e JOIN platform_log l ON l.organization_id = e.organization_id AND l.subject = e.id
            AND l.topic = 'sales.entry'
        WHERE e.organization_id = %s
    ) o WHERE logged <> sealed ORDER BY chain_id, sequence LIMIT 1000
"""
SESSIONS: Final[LiteralString] = """
    SELECT till_id, id, opened_at, opened_by, float_amount, closed_at, closed_by, cash_expected, cash_counted,
           cash_difference, business_day, cash_left, differences, reason, is_forgotten
    FROM sales_session WHERE id = ANY(%s)
"""
# By the name under which a finding speaks of them; the columns are those of the ledger's rows behind the entry.
DERIVED: Final[dict[str, LiteralString]] = {
    "orders": """
        SELECT id, store_id, till_id, chain, sequence, purpose, cashier, customer, ordered_at, valid_until, currency,
               gross, lines_count FROM sales_order WHERE id = ANY(%s)
    """,
    "tender details": """
        SELECT sale_id, number, tender_kind, revision, face, voucher, currency, foreign_amount, rate_ppm, account
        FROM sales_tender_detail WHERE sale_id = ANY(%s)
    """,
    "tips": """
        SELECT entry_id, number, till_id, store_id, session, cashier, given_at, kind, amount, sale_chain, sale_sequence
        FROM sales_tip WHERE entry_id = ANY(%s)
    """,
    "payments": "SELECT sale_id, purpose, customer, amount, kept FROM sales_payment WHERE sale_id = ANY(%s)",
    "deposits": """
        SELECT sale_id, number, item, quantity_milli, gross, voucher FROM sales_bottle_deposit WHERE sale_id = ANY(%s)
    """,
    "labels": "SELECT sale_id, number, item, lot, serial, expires FROM sales_line_label WHERE sale_id = ANY(%s)",
    "parked baskets": "SELECT sale_id, parked FROM sales_parked_sale WHERE sale_id = ANY(%s)",
    "acts": """
        SELECT entry_id, number, till_id, store_id, session, cashier, happened_at, deed, amount, expected, counted,
               reason, purse, other, approved_right, asked, allowed, proof
        FROM sales_act WHERE entry_id = ANY(%s)
    """,
    "movements of vouchers": """
        SELECT entry_id, number, voucher_id, till_id, store_id, amount, reason, moved_at, allowance
        FROM payments_voucher_movement WHERE entry_id = ANY(%s)
    """,
}
# Rows that no entry made, table by table.
ORPHANS: Final[tuple[tuple[LiteralString, LiteralString], ...]] = (
    (
        """
        SELECT s.organization_id, s.id FROM sales_sale s
        LEFT JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
        WHERE e.id IS NULL AND (%s::uuid IS NULL OR s.organization_id = %s)
        """,
        "a sale that no entry made",
    ),
    (
        """
        SELECT r.organization_id, r.of FROM (
            SELECT organization_id, sale_id AS of FROM sales_line
            UNION SELECT organization_id, sale_id FROM sales_line_promotion
            UNION SELECT organization_id, sale_id FROM sales_tax_subtotal
            UNION SELECT organization_id, sale_id FROM sales_tender
            UNION SELECT organization_id, sale_id FROM sales_tender_detail
            UNION SELECT organization_id, sale_id FROM sales_payment
            UNION SELECT organization_id, sale_id FROM sales_bottle_deposit
            UNION SELECT organization_id, sale_id FROM sales_line_label
            UNION SELECT organization_id, sale_id FROM sales_parked_sale
            UNION SELECT organization_id, entry_id FROM sales_act
            UNION SELECT organization_id, entry_id FROM sales_tip
            UNION SELECT organization_id, entry_id FROM payments_voucher_movement
            WHERE reason IN ('sold', 'redeemed', 'reloaded', 'sale_undone', 'paid', 'given_back')
            UNION SELECT organization_id, id FROM sales_order
            UNION SELECT organization_id, document FROM stock_movement WHERE reason IN ('sale', 'refund')
        ) r LEFT JOIN sales_entry e ON e.organization_id = r.organization_id AND e.id = r.of
        WHERE e.id IS NULL AND (%s::uuid IS NULL OR r.organization_id = %s)
        """,
        "rows that no entry made",
    ),
)
NOT_LOGGED: Final[LiteralString] = """
    SELECT e.organization_id, e.id FROM sales_entry e
    WHERE (%s::uuid IS NULL OR e.organization_id = %s)
      AND NOT EXISTS (SELECT 1 FROM platform_log l WHERE l.organization_id = e.organization_id AND l.subject = e.id
                      AND l.digest = e.digest)
      AND NOT EXISTS (SELECT 1 FROM platform_outbox o WHERE o.organization_id = e.organization_id AND o.subject = e.id
                      AND o.digest = e.digest)
"""

"""The sums of a period, as one question: every fact of every store and business day that was asked for.

Each part groups what the ledger derived, so a month of a busy shop comes as some hundred rows. What stands in sealed
bytes alone (foreign money, purses, other heaps at a closing) is rare and read by `sealed.py`.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.accounting.facts import Fact, What
from comptoir.platform.sql import Parameters, select
from comptoir.sales.turnover import day_of, in_days

# Cash into drawers and out of them; what counts were off by.
MOVES = "('float', 'pickup', 'paid_in', 'paid_out')"
COUNTS = "('check', 'handover', 'return', 'closing')"
_ACTS = f"""
    SELECT a.entry_id, a.store_id, {day_of("a.happened_at")} AS day, a.deed, a.reason, a.amount, a.expected, a.counted
    FROM sales_act a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
    WHERE a.organization_id = %(organization)s AND a.store_id = ANY(%(stores)s::uuid[]) AND {in_days("a.happened_at")}
      AND a.deed IN ('float', 'pickup', 'paid_in', 'paid_out', 'check', 'handover', 'return', 'closing', 'forgotten',
          'purse_forgotten')
"""  # noqa: S608  # constants of ours; every value is a parameter
_SOLD = f"""
    SELECT s.organization_id, s.id, s.store_id, {day_of("s.sold_at")} AS day, s.kind, s.price_mode, s.cash_rounding,
        s.refers_to_chain, s.refers_to_sequence
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
    WHERE s.organization_id = %(organization)s AND s.store_id = ANY(%(stores)s::uuid[]) AND {in_days("s.sold_at")}
"""  # noqa: S608
# What was paid on an order, oldest first, with the sum up to each: a sale took off what it says, and no later payment.
# Step by step (`OFFSET 0`), from the few sales that name an order: a planner without statistics takes a shop's rows for
# one row, and would set every sale beside every tax of every sale.
_PAID = """
    SELECT q.sale, q.store_id, q.day, q.stated, x.tax_category, x.tax_rate_ppm, x.net, x.tax,
        sum(x.gross) OVER (PARTITION BY q.sale ORDER BY d.sold_at, d.id) AS so_far
    FROM (
        SELECT s.id AS sale, s.organization_id, s.store_id, s.day, s.refers_to_chain, s.refers_to_sequence,
            -y.amount AS stated
        FROM sold s JOIN sales_payment y ON y.organization_id = s.organization_id AND y.sale_id = s.id
        WHERE y.purpose = '{purpose}'
        OFFSET 0
    ) q
    CROSS JOIN LATERAL (
        SELECT d.organization_id, d.id, d.sold_at FROM sales_sale d
        WHERE d.organization_id = q.organization_id AND d.refers_to_chain = q.refers_to_chain
            AND d.refers_to_sequence = q.refers_to_sequence AND d.kind = 'payment'
        OFFSET 0
    ) d
    CROSS JOIN LATERAL (
        SELECT x.tax_category, x.tax_rate_ppm, x.net, x.tax, x.gross FROM sales_tax_subtotal x
        WHERE x.organization_id = d.organization_id AND x.sale_id = d.id AND EXISTS (SELECT FROM sales_payment z
            WHERE z.organization_id = d.organization_id AND z.sale_id = d.id AND z.purpose = 'deposit')
        OFFSET 0
    ) x
"""
_TURNED = """
    SELECT 'turnover', s.store_id, s.day, x.tax_category, CASE s.kind WHEN 'payment' THEN 'payment' ELSE '' END,
        x.tax_rate_ppm, sum(x.net), sum(x.tax)
    FROM sold s JOIN sales_tax_subtotal x ON x.organization_id = s.organization_id AND x.sale_id = s.id
    GROUP BY 2, 3, 4, 5, 6
    UNION ALL
    SELECT 'tender', s.store_id, s.day, t.kind, coalesce(v.kind, d.tender_kind::text, ''), 0, sum(t.amount), 0
    FROM sold s JOIN sales_tender t ON t.organization_id = s.organization_id AND t.sale_id = s.id
    LEFT JOIN sales_tender_detail d ON d.organization_id = t.organization_id AND d.sale_id = t.sale_id
        AND d.number = t.number
    LEFT JOIN payments_voucher v ON v.organization_id = d.organization_id AND v.id = d.voucher
    GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'rounding', s.store_id, s.day, '', '', 0, sum(s.cash_rounding), 0
    FROM sold s WHERE s.cash_rounding <> 0 GROUP BY 2, 3
"""
_AHEAD = f"""
    SELECT 'prepaid', q.store_id, q.day, q.tax_category, '', q.tax_rate_ppm, sum(q.net), sum(q.tax)
    FROM ({_PAID.format(purpose="deducted")}) q WHERE q.so_far <= q.stated GROUP BY 2, 3, 4, 6
    UNION ALL
    SELECT 'kept', k.store_id, k.day, k.tax_category, '', k.tax_rate_ppm, sum(k.net), sum(k.tax)
    FROM (
        SELECT q.store_id, q.day, q.tax_category, q.tax_rate_ppm, q.net, q.tax
        FROM ({_PAID.format(purpose="cancellation")}) q
        UNION ALL
        SELECT s.store_id, s.day, x.tax_category, x.tax_rate_ppm, x.net, x.tax
        FROM (
            SELECT s.organization_id, s.id, s.store_id, s.day
            FROM sold s JOIN sales_payment y ON y.organization_id = s.organization_id AND y.sale_id = s.id
            WHERE y.purpose = 'cancellation'
            OFFSET 0
        ) s
        CROSS JOIN LATERAL (
            SELECT x.tax_category, x.tax_rate_ppm, x.net, x.tax FROM sales_tax_subtotal x
            WHERE x.organization_id = s.organization_id AND x.sale_id = s.id
            OFFSET 0
        ) x
    ) k GROUP BY 2, 3, 4, 6
"""  # noqa: S608
_LOADED = """
    SELECT 'voucher', s.store_id, s.day, v.tax_category, v.kind, v.tax_rate_ppm, sum(m.amount), 0
    FROM sold s JOIN payments_voucher_movement m ON m.organization_id = s.organization_id AND m.entry_id = s.id
    JOIN payments_voucher v ON v.organization_id = m.organization_id AND v.id = m.voucher_id
    WHERE m.reason IN ('sold', 'redeemed', 'reloaded', 'sale_undone')
    GROUP BY 2, 3, 4, 5, 6
"""
_BOTTLES = """
    SELECT 'bottle', s.store_id, s.day, l.tax_category, s.price_mode, l.tax_rate_ppm, sum(l.amount), 0
    FROM sold s JOIN sales_bottle_deposit b ON b.organization_id = s.organization_id AND b.sale_id = s.id
    JOIN sales_line l ON l.organization_id = b.organization_id AND l.sale_id = b.sale_id AND l.number = b.number
    GROUP BY 2, 3, 4, 5, 6
"""
_TIPS = f"""
    SELECT 'tip', a.store_id, {day_of("a.given_at")}, a.kind, '', 0, sum(a.amount), 0
    FROM sales_tip a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
    WHERE a.organization_id = %(organization)s AND a.store_id = ANY(%(stores)s::uuid[]) AND {in_days("a.given_at")}
    GROUP BY 2, 3, 4
"""  # noqa: S608
_CASH = f"""
    SELECT 'moved', a.store_id, a.day, a.deed, a.reason, 0, sum(a.amount), 0
    FROM acted a CROSS JOIN LATERAL (
        SELECT e.content FROM sales_entry e WHERE e.organization_id = %(organization)s AND e.id = a.entry_id
        OFFSET 0
    ) e
    WHERE a.deed IN {MOVES} AND position(convert_to('"foreign_amount"', 'UTF8') IN e.content) = 0
    GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'difference', a.store_id, a.day, 'cash', '', 0, sum(a.amount), 0
    FROM acted a WHERE a.deed IN {COUNTS} AND a.amount <> 0 GROUP BY 2, 3, sign(a.amount)
    UNION ALL
    SELECT 'counted', a.store_id, a.day, '', '', 0, sum(coalesce(a.counted, a.expected, 0)), 0
    FROM acted a WHERE a.deed IN ('closing', 'forgotten') GROUP BY 2, 3
    UNION ALL
    SELECT 'purse', a.store_id, a.day, '', '', 0, sum(coalesce(a.expected, 0)), 0
    FROM acted a WHERE a.deed = 'purse_forgotten' GROUP BY 2, 3
    UNION ALL
    SELECT 'float', t.store_id, {day_of("n.opened_at")}, '', '', 0, sum(n.float_amount), 0
    FROM sales_session n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    WHERE n.organization_id = %(organization)s AND t.store_id = ANY(%(stores)s::uuid[]) AND n.float_amount <> 0
      AND {in_days("n.opened_at")}
    GROUP BY 2, 3
"""  # noqa: S608
# To the bank and from it, and what counts of safes were off by.
_SAFE = """
    SELECT 'safe', b.store_id, b.day, b.kind, '', 0, sum(b.amount), 0
    FROM accounting_safe_movement b
    WHERE b.organization_id = %(organization)s AND b.store_id = ANY(%(stores)s::uuid[])
      AND b.day BETWEEN %(first)s AND %(last)s
    GROUP BY 2, 3, 4, CASE b.kind WHEN 'count' THEN sign(b.amount) END
"""
_BROKEN = """
    SELECT 'breakage', b.store_id, b.day, b.tax_category, b.kind, b.tax_rate_ppm, sum(b.amount), 0
    FROM accounting_breakage b
    WHERE b.organization_id = %(organization)s AND b.store_id = ANY(%(stores)s::uuid[])
      AND b.day BETWEEN %(first)s AND %(last)s
    GROUP BY 2, 3, 4, 5, 6
"""
# Cards that came with a move from another system: no sale of ours stands behind them.
_MOVED_CARDS = """
    SELECT 'moved_card', m.store_id, (m.moved_at AT TIME ZONE p.timezone)::date, v.tax_category, v.kind, 0,
        sum(m.amount), 0
    FROM payments_voucher_movement m
    JOIN payments_voucher v ON v.organization_id = m.organization_id AND v.id = m.voucher_id
    JOIN platform_store p ON p.organization_id = m.organization_id AND p.id = m.store_id
    WHERE m.organization_id = %(organization)s AND m.store_id = ANY(%(stores)s::uuid[])
      AND m.reason IN ('moved_in', 'moved_back')
      AND (m.moved_at AT TIME ZONE p.timezone)::date BETWEEN %(first)s AND %(last)s
    GROUP BY 2, 3, 4, 5
"""
# Of each line its fee; of a payout what went to the bank, of a chargeback what the company took back.
_SETTLED = """
    SELECT 'settled', l.store_id, l.day, 'fee', '', 0, sum(l.fee), 0
    FROM settlements_line l
    WHERE l.organization_id = %(organization)s AND l.store_id = ANY(%(stores)s::uuid[])
      AND l.day BETWEEN %(first)s AND %(last)s AND l.fee <> 0
      AND l.currency = (SELECT currency FROM platform_organization WHERE id = %(organization)s)
    GROUP BY 2, 3
    UNION ALL
    SELECT 'settled', l.store_id, l.day, l.kind, '', 0, -sum(l.gross), 0
    FROM settlements_line l
    WHERE l.organization_id = %(organization)s AND l.store_id = ANY(%(stores)s::uuid[])
      AND l.day BETWEEN %(first)s AND %(last)s AND l.kind IN ('payout', 'chargeback')
      AND l.currency = (SELECT currency FROM platform_organization WHERE id = %(organization)s)
    GROUP BY 2, 3, 4
"""
_BESIDE = f"""
    {_AHEAD} UNION ALL {_LOADED} UNION ALL {_TIPS} UNION ALL {_CASH}
    UNION ALL {_SAFE} UNION ALL {_BROKEN} UNION ALL {_MOVED_CARDS} UNION ALL {_SETTLED}
"""
FACTS = f"""
    WITH sold AS MATERIALIZED ({_SOLD}), acted AS MATERIALIZED ({_ACTS})
    {_TURNED} UNION ALL {_BOTTLES} UNION ALL {_BESIDE}
"""
# The same where somebody keeps the sums of what every sale states (`SoldSums`): turnover, tenders, rounding, bottles.
# Of sales only those are read whose cards or payments ahead say more.
RARE_FACTS = f"""
    WITH sold AS MATERIALIZED (
        {_SOLD} AND s.id IN (
            SELECT sale_id FROM sales_payment WHERE organization_id = %(organization)s
            UNION ALL
            SELECT entry_id FROM payments_voucher_movement WHERE organization_id = %(organization)s
        )
    ), acted AS MATERIALIZED ({_ACTS})
    {_BESIDE}
"""  # noqa: S608
# Of purses, foreign money and other heaps only the bytes say where they lie.
SEALED = f"""
    SELECT a.store_id, a.day, a.deed, a.reason, a.amount, a.counted, e.content
    FROM ({_ACTS}) a
    JOIN sales_entry e ON e.organization_id = %(organization)s AND e.id = a.entry_id
    WHERE a.deed = 'return'
       OR a.deed IN {MOVES} AND position(convert_to('"foreign_amount"', 'UTF8') IN e.content) > 0
       OR a.deed IN ('check', 'handover') AND position(convert_to('"foreign"', 'UTF8') IN e.content) > 0
       OR a.deed = 'closing' AND position(convert_to('"counted_tenders"', 'UTF8') IN e.content) > 0
"""  # noqa: S608
# Entries whose tenders do not come to what their sums say: they were flagged when they came.
UNEVEN = f"""
    WITH sold AS MATERIALIZED ({_SOLD})
    SELECT s.id, t.code || '-' || c.number || '-' || e.sequence, s.store_id, s.day,
        coalesce(d.paid, 0) - coalesce(x.due, 0) - s.cash_rounding AS left_over
    FROM sold s
    LEFT JOIN LATERAL (SELECT sum(net + tax) AS due FROM sales_tax_subtotal
        WHERE organization_id = s.organization_id AND sale_id = s.id) x ON true
    LEFT JOIN LATERAL (SELECT sum(amount) AS paid FROM sales_tender
        WHERE organization_id = s.organization_id AND sale_id = s.id) d ON true
    JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN tills_enrolment c ON c.organization_id = e.organization_id AND c.id = e.chain_id
    WHERE coalesce(d.paid, 0) - coalesce(x.due, 0) <> s.cash_rounding
    ORDER BY s.day, 2
"""  # noqa: S608
# When the last till of a day was closed, on its store's calendar.
CLOSED = f"""
    SELECT t.store_id, {day_of("n.opened_at")}, max((n.closed_at AT TIME ZONE p.timezone)::date)
    FROM sales_session n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    WHERE n.organization_id = %(organization)s AND t.store_id = ANY(%(stores)s::uuid[]) AND n.closed_at IS NOT NULL
      AND {in_days("n.opened_at")}
    GROUP BY 1, 2
"""  # noqa: S608
# Whatever moves what is owed to customers, of all days: few sales do, and only those are read.
OWED = f"""
    WITH touched AS (
        SELECT entry_id AS id FROM payments_voucher_movement WHERE organization_id = %(organization)s
        UNION SELECT sale_id FROM sales_payment WHERE organization_id = %(organization)s
        UNION SELECT sale_id FROM sales_bottle_deposit WHERE organization_id = %(organization)s
        UNION SELECT sale_id FROM sales_tender_detail
            WHERE organization_id = %(organization)s AND (account IS NOT NULL OR voucher IS NOT NULL)
    ), sold AS MATERIALIZED (
        SELECT s.organization_id, s.id, s.store_id, '2000-01-01'::date AS day, s.kind, s.price_mode, s.cash_rounding,
            s.refers_to_chain, s.refers_to_sequence
        FROM touched t JOIN sales_sale s ON s.organization_id = %(organization)s AND s.id = t.id
        WHERE s.store_id = ANY(%(stores)s::uuid[])
    )
    {_TURNED} UNION ALL {_BOTTLES} UNION ALL {_AHEAD} UNION ALL {_LOADED} UNION ALL {_BROKEN} UNION ALL {_MOVED_CARDS}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class _Row:
    what: str
    store: UUID
    day: date
    key: str
    detail: str
    rate_ppm: int
    first: int
    second: int


def read_facts(query: str, parameters: Parameters) -> list[Fact]:
    """What `FACTS` or `OWED` answers."""
    rows = select(_Row, query, parameters)
    return [
        Fact(What(row.what), row.store, row.day, row.key, row.detail, row.rate_ppm, row.first, row.second)
        for row in rows
    ]

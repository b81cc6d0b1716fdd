"""The questions of period closings: what a chain holds, and what the entries of a reach come to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.sales.periods import Chain, Counters, Reach, Sums, TaxSum, TenderSum

CHAINS = """
    SELECT n.id, t.id, t.code, n.number
    FROM tills_enrolment n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    WHERE n.organization_id = %s AND p.legal_entity_id = %s
    ORDER BY t.code, n.number
"""
DAY_CLOSINGS = """
    SELECT e.sequence, e.content FROM sales_entry e
    JOIN platform_log l ON l.organization_id = e.organization_id AND l.subject = e.id AND l.position <= %s
    WHERE e.organization_id = %s AND e.chain_id = %s AND e.sequence >= %s AND e.branch = 0 AND e.kind = 'closing'
    ORDER BY e.sequence
"""
# What a closing covers: by sequence, as far as the log had it; and what came late for what was closed.
COVERED = """
    WITH reach AS (
        SELECT * FROM unnest(%(chains)s::uuid[], %(tills)s::uuid[], %(firsts)s::int8[], %(lasts)s::int8[])
            AS r (chain, till, first, last)
    ), covered AS MATERIALIZED (
        SELECT e.id, e.organization_id, r.till, e.kind, e.sequence < r.first AS is_late
        FROM reach r
        JOIN sales_entry e ON e.organization_id = %(organization)s AND e.chain_id = r.chain
            AND e.sequence <= greatest(r.last, r.first - 1)
        JOIN platform_log l ON l.organization_id = e.organization_id AND l.subject = e.id AND l.topic = 'sales.entry'
        WHERE l.position <= %(position)s
            AND (e.sequence BETWEEN r.first AND r.last OR (e.sequence < r.first AND l.position > %(previous)s))
    ), sold AS MATERIALIZED (
        SELECT c.till, c.is_late, s.id, s.organization_id, s.currency, s.net, s.gross, s.kind,
            CASE WHEN s.kind = 'refund' OR (s.kind = 'payment' AND s.gross < 0) THEN s.gross ELSE s.returned END AS back
        FROM covered c JOIN sales_sale s ON s.organization_id = c.organization_id AND s.id = c.id
    )
"""
TILLS = f"""
    {COVERED}
    SELECT currency, till, sum(gross - back), sum(back), sum(net),
        count(*) FILTER (WHERE kind <> 'tender_correction')
    FROM sold GROUP BY currency, till
"""  # noqa: S608  # constants of ours; every value is a parameter
TAXES = f"""
    {COVERED}
    SELECT s.currency, x.tax_category, x.tax_rate_ppm, sum(x.net), sum(x.tax), sum(x.gross)
    FROM sold s JOIN sales_tax_subtotal x ON x.organization_id = s.organization_id AND x.sale_id = s.id
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608  # constants of ours; every value is a parameter
TENDERS = f"""
    {COVERED}
    SELECT s.currency, t.kind, sum(t.amount)
    FROM sold s JOIN sales_tender t ON t.organization_id = s.organization_id AND t.sale_id = s.id
    GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608  # constants of ours; every value is a parameter
LATE = f"{COVERED} SELECT count(*) FROM covered WHERE is_late"  # noqa: S608  # as above


def chains_of(organization: UUID, company: UUID) -> list[Chain]:
    """Every chain that a till of the company ever had."""
    with connection.cursor() as cursor:
        cursor.execute(CHAINS, [organization, company])
        return [Chain(*row) for row in cursor.fetchall()]


def day_closings(organization: UUID, chain: UUID, first: int, position: int) -> list[tuple[int, bytes]]:
    """Closings of days from that place on, as far as the log has them."""
    with connection.cursor() as cursor:
        cursor.execute(DAY_CLOSINGS, [position, organization, chain, first])
        return [(sequence, bytes(content)) for sequence, content in cursor.fetchall()]


def log_position(organization: UUID) -> int:
    """Where the log ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM platform_log_head WHERE organization_id = %s", [organization])
        row = cursor.fetchone()
        return int(row[0]) if row else 0


def sums_of(
    organization: UUID, reaches: Sequence[Reach], *, position: int, previous: int, cursor: Any = None
) -> tuple[dict[str, Sums], int]:
    """What the covered entries come to, by currency, and how many of them came late. `cursor`: of another connection
    than the reading's, where a copy is checked.
    """
    asked: dict[str, Any] = {
        "organization": organization,
        "chains": [reach.chain.chain for reach in reaches],
        "tills": [reach.chain.till for reach in reaches],
        "firsts": [reach.first for reach in reaches],
        "lasts": [reach.last for reach in reaches],
        "position": position,
        "previous": previous,
    }
    if cursor is not None:
        return _sums(cursor, asked)
    with connection.cursor() as own:
        return _sums(own, asked)


def _sums(cursor: Any, asked: dict[str, Any]) -> tuple[dict[str, Sums], int]:
    found: dict[str, Sums] = {}
    cursor.execute(TILLS, asked)
    for currency, till, gross, back, net, documents in cursor.fetchall():
        counters = Counters(int(gross), int(back), int(net), int(documents))
        found.setdefault(currency, Sums()).tills[till] = counters
    cursor.execute(TAXES, asked)
    for currency, category, rate, net, tax, gross in cursor.fetchall():
        found[currency].taxes.append(TaxSum(category, rate, int(net), int(tax), int(gross)))
    cursor.execute(TENDERS, asked)
    for currency, kind, amount in cursor.fetchall():
        found[currency].tenders.append(TenderSum(kind, int(amount)))
    cursor.execute(LATE, asked)
    row = cursor.fetchone()
    return found, int(row[0]) if row else 0

"""A ledger with many sales in it, made set by set: what is measured is selling on top of them.

Rows are the same as a till's, with the same keys; triggers are off while they go in (the superuser's
session_replication_role), because a million foreign-key checks would only cost minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

CHUNK = 50_000

CHUNK_SQL = """
WITH fresh AS MATERIALIZED (
    SELECT (lpad(to_hex(1750000000000 + g), 12, '0') || '7' || substr(md5(g::text), 1, 3) || '8'
        || substr(md5(g::text), 4, 15))::uuid AS entry, g, b.*
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS g
    JOIN bench_basket b ON b.id = 1 + g %% %(baskets)s
), entries AS (
    INSERT INTO sales_entry (organization_id, id, till_id, chain_id, sequence, branch, kind, digest, content, seal,
        device_time, received_at)
    SELECT organization_id, entry, till_id, chain_id, 1000000000 + g, 0, 'sale', sha256(uuid_send(entry)), content,
        seal, to_timestamp(1750000000 + g), to_timestamp(1750000000 + g) FROM fresh
), sales AS (
    INSERT INTO sales_sale (organization_id, id, store_id, till_id, session, cashier, kind, currency, price_mode, net,
        tax, gross, cash_rounding, sold_at)
    SELECT organization_id, entry, store_id, till_id, session, cashier, 'sale', 'EUR', 'gross', net, tax, gross, 0,
        to_timestamp(1750000000 + g) FROM fresh
), lines AS (
    INSERT INTO sales_line (organization_id, sale_id, number, item_id, item_claimed, name, quantity_milli, unit,
        unit_price, line_discount, basket_discount, amount, tax_category, tax_rate_ppm)
    SELECT organization_id, entry, l.n, l.item, l.item, l.name, 1000, 'C62', l.price, 0, 0, l.price, 'S', l.rate
    FROM fresh, unnest(items, names, prices, rates) WITH ORDINALITY AS l(item, name, price, rate, n)
), subtotals AS (
    INSERT INTO sales_tax_subtotal (organization_id, sale_id, number, tax_category, tax_rate_ppm, net, tax, gross)
    SELECT organization_id, entry, s.n, 'S', s.rate, s.net, s.tax, s.gross
    FROM fresh, unnest(subtotal_rates, nets, taxes, grosses) WITH ORDINALITY AS s(rate, net, tax, gross, n)
), tenders AS (
    INSERT INTO sales_tender (organization_id, sale_id, number, kind, amount, received, change)
    SELECT organization_id, entry, 1, 'cash', gross, gross, 0 FROM fresh
), movements AS (
    INSERT INTO stock_movement (organization_id, document, line, store_id, item_id, quantity_milli, reason, moved_at)
    SELECT organization_id, entry, l.n, store_id, l.item, -1000, 'sale', to_timestamp(1750000000 + g)
    FROM fresh, unnest(items) WITH ORDINALITY AS l(item, n)
)
INSERT INTO platform_log (organization_id, position, topic, subject, digest)
SELECT organization_id, 1000000 + g, 'sales.entry', entry, sha256(uuid_send(entry)) FROM fresh
"""


def preload(superuser_dsn: str, *, sales: int, baskets: int, say: Callable[[str], None]) -> None:
    """Put so many sales into a database, then let the planner know and the disk settle."""
    began = time.monotonic()
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for first in range(0, sales, CHUNK):
            last = min(first + CHUNK, sales) - 1
            connection.execute(CHUNK_SQL, {"first": first, "last": last, "baskets": baskets})
            say(f"{last + 1:,} of {sales:,} sales stored beforehand, {time.monotonic() - began:.0f} s")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")

"""The yardstick: what PostgreSQL does when one server-side function a commit writes the same rows.

pgbench, prepared statements, the application's role, row-level security, the same keys, foreign keys, indexes and
durability. One set-based statement a table. It does what a ledger must not: it verifies nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec
import psycopg
from shops import BASKETS, BenchTill

from comptoir.platform.postgres import RunningServer

SCHEMA = """
CREATE TABLE bench_basket (
    id integer PRIMARY KEY, organization_id uuid, store_id uuid, till_id uuid, chain_id uuid, session uuid,
    cashier uuid, content bytea, seal bytea, items uuid[], names text[], prices bigint[], rates integer[],
    net bigint, tax bigint, gross bigint, subtotal_rates integer[], nets bigint[], taxes bigint[], grosses bigint[]
);
GRANT SELECT ON bench_basket TO comptoir_app;
CREATE FUNCTION bench_sale(wanted integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    b bench_basket;
    number bigint;
    entry uuid := {new_id};
    mark bytea := sha256(uuid_send(entry));
BEGIN
    SELECT * INTO b FROM bench_basket WHERE id = wanted;
    PERFORM set_config('comptoir.organizations', b.organization_id::text, true);
    UPDATE tills_chain_head SET sequence = sequence + 1, digest = mark, device_time = now(), boot = '0123456789abcdef',
        monotonic_ms = 0, has_quarantine = false
        WHERE organization_id = b.organization_id AND chain_id = b.chain_id RETURNING sequence INTO number;
    INSERT INTO sales_entry (organization_id, id, till_id, chain_id, sequence, branch, kind, digest, content, seal,
        device_time, received_at)
        VALUES (b.organization_id, entry, b.till_id, b.chain_id, number, 0, 'sale', mark, b.content, b.seal, now(),
            now());
    INSERT INTO sales_sale (organization_id, id, store_id, till_id, session, cashier, kind, currency, price_mode, net,
        tax, gross, cash_rounding, sold_at)
        VALUES (b.organization_id, entry, b.store_id, b.till_id, b.session, b.cashier, 'sale', 'EUR', 'gross', b.net,
            b.tax, b.gross, 0, now());
    INSERT INTO sales_line (organization_id, sale_id, number, item_id, item_claimed, name, quantity_milli, unit,
        unit_price, line_discount, basket_discount, amount, tax_category, tax_rate_ppm)
        SELECT b.organization_id, entry, l.n, l.item, l.item, l.name, 1000, 'C62', l.price, 0, 0, l.price, 'S', l.rate
        FROM unnest(b.items, b.names, b.prices, b.rates) WITH ORDINALITY AS l(item, name, price, rate, n);
    INSERT INTO sales_tax_subtotal (organization_id, sale_id, number, tax_category, tax_rate_ppm, net, tax, gross)
        SELECT b.organization_id, entry, s.n, 'S', s.rate, s.net, s.tax, s.gross
        FROM unnest(b.subtotal_rates, b.nets, b.taxes, b.grosses) WITH ORDINALITY AS s(rate, net, tax, gross, n);
    INSERT INTO sales_tender (organization_id, sale_id, number, kind, amount, received, change)
        VALUES (b.organization_id, entry, 1, 'cash', b.gross, b.gross, 0);
    INSERT INTO stock_movement (organization_id, document, line, store_id, item_id, quantity_milli, reason, moved_at)
        SELECT b.organization_id, entry, l.n, b.store_id, l.item, -1000, 'sale', now()
        FROM unnest(b.items) WITH ORDINALITY AS l(item, n);
    INSERT INTO platform_outbox (organization_id, topic, subject, digest)
        VALUES (b.organization_id, 'sales.entry', entry, mark);
END $$;
"""
ATTEMPTS = 3
SCRIPT = "\\set n :client_id * {baskets} + random(1, {baskets})\nSELECT bench_sale(:n);\n"


class Raw:
    """Installs the function and measures it."""

    def __init__(self, server: RunningServer, owner_dsn: str, app_dsn: str, folder: Path) -> None:
        self._server = server
        self._owner_dsn = owner_dsn
        self._app_dsn = app_dsn
        self._script = folder / "sale.sql"
        self._script.write_text(SCRIPT.format(baskets=BASKETS))

    def install(self, tills: Sequence[BenchTill]) -> None:
        """Give each pgbench client a till of its own and the same baskets that the other tills sell."""
        new_id = "uuidv7()" if self._server.binaries.major >= 18 else "gen_random_uuid()"
        with psycopg.connect(self._owner_dsn) as connection:
            connection.execute(SCHEMA.format(new_id=new_id))  # type: ignore[call-overload]  # our own text
            with connection.cursor() as cursor:
                for index, till in enumerate(tills):
                    for number in range(BASKETS):
                        _insert_basket(cursor, index * BASKETS + number + 1, till, number)

    def run(self, clients: int, seconds: float) -> float:
        """Sales a second with so many clients."""
        command = [
            self._server.binaries.program("pgbench"), "-n", "-M", "prepared", "-f", str(self._script),
            "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(max(1, round(seconds))), self._app_dsn,
        ]  # fmt: skip
        for _ in range(ATTEMPTS):
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
            )
            found = re.search(r"tps = ([0-9.]+) \(without", done.stdout)
            if done.returncode:
                break
            # On a machine that stalls for seconds nothing may get through; that is no rate.
            if found is not None and float(found.group(1)) > 0:
                return float(found.group(1))
        raise RuntimeError(f"pgbench failed ({done.returncode}): {done.stdout[-600:]} {done.stderr[-600:]}")


def _insert_basket(cursor: psycopg.Cursor[tuple[object, ...]], row: int, till: BenchTill, number: int) -> None:
    body = msgspec.json.decode(till.bodies[number])
    line = till.next_line()
    seal, _, content = line.partition(b" ")
    lines, subtotals = body["lines"], body["tax_subtotals"]
    identity = till.till.identity
    cursor.execute(
        "INSERT INTO bench_basket VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s, %s, %s, "
        "%s, %s, %s, %s)",
        [
            row, identity.organization, till.shop.store, identity.till, identity.chain, till.till.session,
            till.till.cashier, content, seal, [line["item"] for line in lines], [line["name"] for line in lines],
            [line["unit_price"] for line in lines], [line["tax_rate_ppm"] for line in lines], body["net"], body["tax"],
            body["gross"], [s["tax_rate_ppm"] for s in subtotals], [s["net"] for s in subtotals],
            [s["tax"] for s in subtotals], [s["gross"] for s in subtotals],
        ],
    )  # fmt: skip

"""The ledger's SQL. It stands beside the models; `tests/sales/test_statements.py` compares it with the migrations.

Everything is written by `unnest`: one array a column, one round trip a batch. COPY would be faster still, but
PostgreSQL has no COPY into a table under row-level security.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_type_hints
from uuid import UUID

from comptoir.sales.rows import (
    DiscrepancyRow,
    EntryRow,
    HeadRow,
    IncidentRow,
    LineRow,
    MovementRow,
    OutboxRow,
    QuarantineRow,
    SaleRow,
    SessionRow,
    SubtotalRow,
    TenderRow,
)

TABLES: dict[str, type[tuple[Any, ...]]] = {
    "sales_entry": EntryRow,
    "sales_sale": SaleRow,
    "sales_line": LineRow,
    "sales_tax_subtotal": SubtotalRow,
    "sales_tender": TenderRow,
    "stock_movement": MovementRow,
    "platform_outbox": OutboxRow,
    "sales_discrepancy": DiscrepancyRow,
    "sales_session": SessionRow,
    "sales_quarantine": QuarantineRow,
    "sales_incident": IncidentRow,
    "tills_chain_head": HeadRow,
}

_TYPES = {UUID: "uuid", int: "int8", str: "text", bytes: "bytea", datetime: "timestamptz", bool: "bool"}


@cache
def column_types(row: type[tuple[Any, ...]]) -> dict[str, str]:
    """The array type that each column of a row is sent as; an assignment cast makes it fit the column."""
    hints = get_type_hints(row)
    return {name: _TYPES[next(iter(get_args(hint)), hint)] for name, hint in hints.items()}


def columns(row: type[tuple[Any, ...]], rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Rows as the arrays that `unnest` takes. Whole numbers, half of all values, go as one text for each column:
    PostgreSQL reads it faster than the driver writes the elements of an array.
    """
    values = list(zip(*rows, strict=True))
    kinds = column_types(row).values()
    if not values:
        return ["{}" if kind == "int8" else () for kind in kinds]
    return [_integers(column) if kind == "int8" else column for kind, column in zip(kinds, values, strict=True)]


def _integers(column: Sequence[int | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else str(value) for value in column]) + "}"


def _source(row: type[tuple[Any, ...]], first: int) -> str:
    arrays = ", ".join(
        f"${first + index}::text::int8[]" if kind == "int8" else f"${first + index}::{kind}[]"
        for index, kind in enumerate(column_types(row).values())
    )
    return f"unnest({arrays})"


def _insert(table: str, first: int = 1) -> str:
    row = TABLES[table]
    columns = ", ".join(column_types(row))
    return f"INSERT INTO {table} ({columns}) SELECT * FROM {_source(row, first)}"  # noqa: S608  # names of ours


def _advance(first: int = 1) -> str:
    columns = list(column_types(HeadRow))
    changes = ", ".join(f"{name} = n.{name}" for name in columns[2:])
    source = f"{_source(HeadRow, first)} AS n({', '.join(columns)})"
    return (
        f"UPDATE tills_chain_head h SET {changes} FROM {source} "  # noqa: S608  # names of ours
        "WHERE h.organization_id = n.organization_id AND h.chain_id = n.chain_id"
    )


def _together(tables: Iterable[str]) -> str:
    """All the tables of an ordinary sale in one statement: one round trip. Foreign keys are checked at its end."""
    parts = []
    first = 1
    for table in tables:
        parts.append(f"new_{table} AS ({_insert(table, first)})")
        first += len(column_types(TABLES[table]))
    return f"WITH {', '.join(parts)} {_advance(first)}"


ORDINARY = (
    "sales_entry",
    "sales_sale",
    "sales_line",
    "sales_tax_subtotal",
    "sales_tender",
    "stock_movement",
    "platform_outbox",
)
WRITE_ORDINARY = _together(ORDINARY)


def _straight_function() -> str:
    """A function of the writer's session that does a whole transaction in one round trip.

    It sets the tenants, locks the heads in order, and writes only if every head is still what the ledger decided
    upon and no key was revoked meanwhile. Temporary, so that the SQL stands here and not in a migration.
    """
    kinds = [kind for table in (*ORDINARY, "tills_chain_head") for kind in column_types(TABLES[table]).values()]
    parameters = ", ".join("text" if kind == "int8" else f"{kind}[]" for kind in kinds)
    heads = len(kinds) - len(column_types(HeadRow)) + 1
    expected = len(kinds) + 1
    return f"""
        CREATE FUNCTION pg_temp.record_straight({parameters}, int8[], bytea[], text) RETURNS boolean
        LANGUAGE plpgsql AS $function$
        BEGIN
            PERFORM set_config('comptoir.organizations', ${expected + 2}, true);
            IF cardinality(${heads}) <> (
                SELECT count(*) FROM (
                    SELECT 1
                    FROM unnest(${heads}, ${heads + 1}, ${expected}, ${expected + 1})
                        AS wanted(organization_id, chain_id, sequence, digest)
                    JOIN tills_chain_head h ON h.organization_id = wanted.organization_id
                        AND h.chain_id = wanted.chain_id
                    JOIN tills_enrolment e ON e.organization_id = h.organization_id AND e.id = h.chain_id
                    WHERE h.sequence = wanted.sequence AND h.digest = wanted.digest AND NOT h.has_quarantine
                        AND e.revoked_at IS NULL
                    ORDER BY h.organization_id, h.chain_id
                    FOR UPDATE OF h
                ) AS unchanged
            ) THEN
                RETURN false;
            END IF;
            {WRITE_ORDINARY};
            PERFORM pg_notify('comptoir_outbox', '');
            RETURN true;
        END $function$
    """  # noqa: S608  # names of ours


CREATE_STRAIGHT = _straight_function()
_COUNT = sum(len(column_types(TABLES[table])) for table in (*ORDINARY, "tills_chain_head")) + 3
CALL_STRAIGHT = f"SELECT pg_temp.record_straight({', '.join(f'${n}' for n in range(1, _COUNT + 1))})"
WRITE_HEADS = _advance()
WRITE_DISCREPANCIES = _insert("sales_discrepancy")
_SESSION_FACTS = list(column_types(SessionRow))[3:]
WRITE_SESSIONS = (
    _insert("sales_session")
    + " ON CONFLICT (organization_id, id) DO UPDATE SET "
    + ", ".join(f"{name} = coalesce(excluded.{name}, sales_session.{name})" for name in _SESSION_FACTS)
    + " WHERE sales_session.till_id = excluded.till_id"
)
WRITE_QUARANTINE = _insert("sales_quarantine") + " ON CONFLICT (organization_id, till_id, digest, code) DO NOTHING"
WRITE_INCIDENTS = (
    _insert("sales_incident")
    + " ON CONFLICT (organization_id, till_id, chain, code) WHERE resolved_at IS NULL"
    + " DO UPDATE SET entries_count = sales_incident.entries_count + excluded.entries_count"
)

# Ordered, so that two servers that gather the same tills lock them in the same order.
LOCK_HEADS = """
    SELECT h.chain_id, h.sequence, h.digest, h.device_time, h.boot, h.monotonic_ms, h.has_quarantine,
           e.revoked_at IS NOT NULL AS is_revoked
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, chain_id)
    JOIN tills_chain_head h ON h.organization_id = wanted.organization_id AND h.chain_id = wanted.chain_id
    JOIN tills_enrolment e ON e.organization_id = h.organization_id AND e.id = h.chain_id
    ORDER BY h.organization_id, h.chain_id
    FOR UPDATE OF h
"""
READ_STORED = """
    SELECT e.chain_id, e.sequence, encode(e.digest, 'hex') AS digest
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[]) AS wanted(organization_id, chain_id, sequence)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain_id
        AND e.sequence = wanted.sequence
"""
READ_HELD = """
    SELECT q.till_id, encode(q.digest, 'hex') AS digest, q.code, q.chain, q.sequence
    FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS wanted(organization_id, till_id, digest)
    JOIN sales_quarantine q ON q.organization_id = wanted.organization_id AND q.till_id = wanted.till_id
        AND q.digest = wanted.digest
    ORDER BY q.code = 'bad_seal' DESC
"""
# LATERAL … OFFSET 0 looks lines up by their sale. A join would be planned by statistics, and a new shop has none: it
# then reads every line of the organization to find those of one sale.
READ_ORIGINALS = """
    SELECT wanted.chain, wanted.sequence, encode(wanted.digest, 'hex') AS digest, l.number, l.quantity_milli,
        l.unit_price, l.amount, l.tax_category, l.tax_rate_ppm, coalesce((
            SELECT -sum(r.quantity_milli) FROM sales_sale s CROSS JOIN LATERAL (
                SELECT quantity_milli FROM sales_line
                WHERE organization_id = s.organization_id AND sale_id = s.id AND refers_to_line = l.number OFFSET 0
            ) r
            WHERE s.organization_id = e.organization_id AND s.refers_to_chain = wanted.chain
                AND s.refers_to_sequence = wanted.sequence AND s.kind = 'refund'
        ), 0)::int8 AS refunded_milli
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::bytea[]) AS wanted(organization_id, chain, sequence, digest)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain
        AND e.sequence = wanted.sequence AND e.digest = wanted.digest AND e.kind = 'sale'
    CROSS JOIN LATERAL (
        SELECT number, quantity_milli, unit_price, amount, tax_category, tax_rate_ppm FROM sales_line
        WHERE organization_id = e.organization_id AND sale_id = e.id OFFSET 0
    ) l
"""
# Two tills may refund the same sale at once; whoever comes second must see the first.
LOCK_ORIGINALS = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest($1::int8[]) AS key ORDER BY 1) AS keys"
READ_PRICES = """
    SELECT i.organization_id, i.id, p.position, p.store_id, p.unit_price, p.tax_category, p.tax_rate_ppm
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, item_id)
    JOIN catalog_item i ON i.organization_id = wanted.organization_id AND i.id = wanted.item_id
    LEFT JOIN catalog_price p ON p.organization_id = i.organization_id AND p.item_id = i.id
    ORDER BY p.position DESC NULLS LAST
"""
READ_FEED_POSITIONS = """
    SELECT wanted.id, coalesce((
        SELECT max(position) FROM catalog_feed f WHERE f.organization_id = wanted.id), 0)::int8 AS position
    FROM unnest($1::uuid[]) AS wanted(id)
"""
READ_ENROLMENTS = """
    SELECT e.organization_id, e.id AS chain_id, e.till_id, t.store_id, e.device_id, e.public_key, e.issued_at
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS wanted(organization_id, till_id, chain_id)
    JOIN tills_enrolment e ON e.organization_id = wanted.organization_id AND e.id = wanted.chain_id
        AND e.till_id = wanted.till_id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
"""
COMMIT_AND_NUDGE = "NOTIFY comptoir_outbox; COMMIT"

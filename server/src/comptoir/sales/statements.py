"""The ledger's SQL. It stands beside the models; `tests/sales/test_statements.py` compares it with the migrations.

Everything is written by `unnest` of an array of rows: one parameter a table, one round trip a batch. COPY would be
faster still, but PostgreSQL has no COPY into a table under row-level security.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, get_args, get_type_hints
from uuid import UUID

from comptoir.sales.rows import (
    ActRow,
    BottleDepositRow,
    CouponUseRow,
    DiscrepancyRow,
    EntryRow,
    HeadRow,
    IncidentRow,
    LabelRow,
    LineRow,
    MovementLotRow,
    MovementRow,
    OrderRow,
    OutboxRow,
    ParkedSaleRow,
    PaymentRow,
    PromotionRow,
    QuarantineRow,
    SaleRow,
    SessionRow,
    SubtotalRow,
    TenderDetailRow,
    TenderRow,
    TipRow,
    VoucherMovementRow,
    VoucherRow,
)

TABLES: dict[str, type[tuple[Any, ...]]] = {
    "sales_entry": EntryRow,
    "sales_sale": SaleRow,
    "sales_line": LineRow,
    "sales_line_promotion": PromotionRow,
    "sales_tax_subtotal": SubtotalRow,
    "sales_tender": TenderRow,
    "stock_movement": MovementRow,
    "platform_outbox": OutboxRow,
    "sales_discrepancy": DiscrepancyRow,
    "sales_session": SessionRow,
    "sales_act": ActRow,
    "sales_quarantine": QuarantineRow,
    "sales_incident": IncidentRow,
    "tills_chain_head": HeadRow,
    "sales_tender_detail": TenderDetailRow,
    "sales_bottle_deposit": BottleDepositRow,
    "sales_line_label": LabelRow,
    "stock_movement_lot": MovementLotRow,
    "sales_tip": TipRow,
    "sales_order": OrderRow,
    "sales_payment": PaymentRow,
    "sales_parked_sale": ParkedSaleRow,
    "sales_coupon_use": CouponUseRow,
    "payments_voucher": VoucherRow,
    "payments_voucher_movement": VoucherMovementRow,
}

_TYPES = {UUID: "uuid", int: "int8", str: "text", bytes: "bytea", datetime: "timestamptz", date: "date", bool: "bool"}


@cache
def column_types(row: type[tuple[Any, ...]]) -> dict[str, str]:
    """The type that each column of a row is sent as; an assignment cast makes it fit the column."""
    hints = get_type_hints(row)
    return {name: _TYPES[next(iter(get_args(hint)), hint)] for name, hint in hints.items()}


def _row_type(table: str) -> str:
    """The type of the rows that are sent for a table. Temporary, as the writer's function is."""
    return f"pg_temp.{table}_row"


def _create_type(table: str) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in column_types(TABLES[table]).items())
    return f"CREATE TYPE {_row_type(table)} AS ({columns})"


def _insert(table: str, parameter: int = 1) -> str:
    columns = ", ".join(column_types(TABLES[table]))
    return f"INSERT INTO {table} ({columns}) SELECT * FROM unnest(${parameter}::{_row_type(table)}[])"  # noqa: S608  # names of ours


def _advance(parameter: int = 1) -> str:
    changes = ", ".join(f"{name} = n.{name}" for name in list(column_types(HeadRow))[2:])
    return (
        f"UPDATE tills_chain_head h SET {changes} "  # noqa: S608  # names of ours
        f"FROM unnest(${parameter}::{_row_type('tills_chain_head')}[]) AS n "
        "WHERE h.organization_id = n.organization_id AND h.chain_id = n.chain_id"
    )


def _together(tables: Sequence[str]) -> str:
    """All the tables of an ordinary sale in one statement: one round trip. Foreign keys are checked at its end."""
    parts = [f"new_{table} AS ({_insert(table, parameter)})" for parameter, table in enumerate(tables, start=1)]
    return f"WITH {', '.join(parts)} {_advance(len(tables) + 1)}"


ORDINARY = (
    "sales_entry",
    "sales_sale",
    "sales_line",
    "sales_line_promotion",
    "sales_tax_subtotal",
    "sales_tender",
    "stock_movement",
    "platform_outbox",
)
WRITE_ORDINARY = _together(ORDINARY)


def _straight_function() -> str:
    """A function of the writer's session that does a whole transaction in one round trip.

    It sets the tenants, locks the heads in order, and writes only if every head is still what the ledger decided
    upon, its store asks for the same, and no key was revoked meanwhile. Temporary, so that the SQL stands here and not
    in a migration.
    """
    rows = ", ".join(f"{_row_type(table)}[]" for table in (*ORDINARY, "tills_chain_head"))
    heads = len(ORDINARY) + 1
    sequences, digests, asked, organizations = heads + 1, heads + 2, heads + 3, heads + 4
    return f"""
        CREATE FUNCTION pg_temp.record_straight({rows}, int8[], bytea[], text[], text) RETURNS boolean
        LANGUAGE plpgsql AS $function$
        BEGIN
            PERFORM set_config('comptoir.organizations', ${organizations}, true);
            IF cardinality(${heads}) <> (
                SELECT count(*) FROM (
                    SELECT 1
                    FROM ROWS FROM (unnest(${heads}), unnest(${sequences}, ${digests}, ${asked}))
                        AS wanted({", ".join(f"head_{name}" for name in column_types(HeadRow))},
                        sequence, digest, asked)
                    JOIN tills_chain_head h ON h.organization_id = head_organization_id
                        AND h.chain_id = head_chain_id
                    JOIN tills_enrolment e ON e.organization_id = h.organization_id AND e.id = h.chain_id
                    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
                    JOIN platform_store s ON s.organization_id = t.organization_id AND s.id = t.store_id
                    WHERE h.sequence = wanted.sequence AND h.digest = wanted.digest AND NOT h.has_quarantine
                        AND e.revoked_at IS NULL AND NOT e.is_waiting AND e.ended_sequence IS NULL
                        AND concat_ws(' ', s.returns_days, s.returns_in_cash::int, s.training_only) = wanted.asked
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


# Whatever the ledger asks is a look-up of some keys, and so is each check of a foreign key. Small tables, and tables
# without statistics, would be read as a whole instead, with the policy for each row: 500 µs a batch with 128 tills.
BY_KEY = "; ".join(f"SET enable_{way} = off" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"))
PREPARE_SESSION = "; ".join([BY_KEY, *map(_create_type, TABLES), _straight_function()])
CALL_STRAIGHT = f"SELECT pg_temp.record_straight({', '.join(f'${n}' for n in range(1, len(ORDINARY) + 6))})"
WRITE_HEADS = _advance()
WRITE_DISCREPANCIES = _insert("sales_discrepancy")
WRITE_ACTS = _insert("sales_act")
WRITE_TENDER_DETAILS = _insert("sales_tender_detail")
WRITE_BOTTLE_DEPOSITS = _insert("sales_bottle_deposit")
WRITE_LABELS = _insert("sales_line_label")
WRITE_MOVEMENT_LOTS = _insert("stock_movement_lot")
WRITE_TIPS = _insert("sales_tip")
WRITE_ORDERS = _insert("sales_order")
WRITE_PAYMENTS = _insert("sales_payment")
WRITE_PARKED_SALES = _insert("sales_parked_sale")
WRITE_COUPON_USES = _insert("sales_coupon_use")
WRITE_VOUCHER_MOVEMENTS = _insert("payments_voucher_movement")
# The rows are locked since they were read. What a card was first called and taxed as stays.
WRITE_VOUCHERS = (
    _insert("payments_voucher") + " ON CONFLICT (organization_id, id) DO UPDATE SET balance = excluded.balance,"
    " shortfall = excluded.shortfall, kind = excluded.kind, tax_category = excluded.tax_category,"
    " tax_rate_ppm = excluded.tax_rate_ppm"
)
END_HOLDS = """
    DELETE FROM payments_voucher_hold h USING unnest($1::uuid[], $2::uuid[]) AS ended(organization_id, id)
    WHERE h.organization_id = ended.organization_id AND h.id = ended.id
"""
# A card that nobody knows yet has no row to lock: the lock is on its number, in order, so that two batches never wait
# for each other crosswise.
LOCK_VOUCHERS = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest($1::int8[]) AS key ORDER BY 1) AS keys"
READ_VOUCHERS = """
    SELECT v.organization_id, v.id, v.kind, v.currency, v.tax_category, v.tax_rate_ppm, v.balance, v.shortfall,
        v.first_at, v.is_blocked
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, id)
    JOIN payments_voucher v ON v.organization_id = wanted.organization_id AND v.id = wanted.id
"""
READ_ALLOWANCES = """
    SELECT a.organization_id, a.id, a.chain, a.each, a.total, a.issued_at, a.ends_at, coalesce((
        SELECT -sum(m.amount) FROM payments_voucher_movement m
        WHERE m.organization_id = a.organization_id AND m.allowance = a.id
    ), 0)::int8 AS spent
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, id)
    JOIN payments_voucher_allowance a ON a.organization_id = wanted.organization_id AND a.id = wanted.id
"""
# Of one card and since an allowance was given: a few rows, by the index that has them in that order.
READ_ALONE = """
    SELECT wanted.organization_id, wanted.voucher_id, m.allowance, m.moved_at, -m.amount
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS wanted(organization_id, voucher_id, since)
    CROSS JOIN LATERAL (
        SELECT allowance, moved_at, amount FROM payments_voucher_movement
        WHERE organization_id = wanted.organization_id AND voucher_id = wanted.voucher_id AND moved_at >= wanted.since
        ORDER BY moved_at OFFSET 0
    ) m
    WHERE m.allowance IS NOT NULL
"""
READ_TENDER_RULES = """
    SELECT r.organization_id, r.tender_kind_id, r.number, k.kind, r.amount_max, r.categories::text AS categories
    FROM unnest($1::uuid[], $2::uuid[], $3::int4[]) AS wanted(organization_id, tender_kind_id, number)
    JOIN payments_tender_revision r ON r.organization_id = wanted.organization_id
        AND r.tender_kind_id = wanted.tender_kind_id AND r.number = wanted.number
    JOIN payments_tender_kind k ON k.organization_id = r.organization_id AND k.id = r.tender_kind_id
"""
READ_RATES = """
    SELECT r.organization_id, r.currency, r.store_id, r.valid_from, r.rate_ppm
    FROM unnest($1::uuid[], $2::text[]) AS wanted(organization_id, currency)
    JOIN payments_exchange_rate r ON r.organization_id = wanted.organization_id AND r.currency = wanted.currency
    ORDER BY r.valid_from
"""
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
           e.revoked_at IS NOT NULL OR e.is_waiting AS is_revoked, s.training_only, s.returns_days, s.returns_in_cash,
           e.ended_sequence
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, chain_id)
    JOIN tills_chain_head h ON h.organization_id = wanted.organization_id AND h.chain_id = wanted.chain_id
    JOIN tills_enrolment e ON e.organization_id = h.organization_id AND e.id = h.chain_id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN platform_store s ON s.organization_id = t.organization_id AND s.id = t.store_id
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
    SELECT wanted.chain, wanted.sequence, encode(wanted.digest, 'hex') AS digest, e.till_id, l.number,
        l.quantity_milli, l.unit_price, l.amount, l.tax_category, l.tax_rate_ppm, coalesce((
            SELECT -sum(r.quantity_milli) FROM sales_sale s CROSS JOIN LATERAL (
                SELECT quantity_milli FROM sales_line
                WHERE organization_id = s.organization_id AND sale_id = s.id AND refers_to_line = l.number OFFSET 0
            ) r
            WHERE s.organization_id = e.organization_id AND s.refers_to_chain = wanted.chain
                AND s.refers_to_sequence = wanted.sequence AND s.kind IN ('refund', 'exchange')
        ), 0)::int8 AS refunded_milli
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::bytea[]) AS wanted(organization_id, chain, sequence, digest)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain
        AND e.sequence = wanted.sequence AND e.digest = wanted.digest AND e.kind IN ('sale', 'exchange')
    CROSS JOIN LATERAL (
        SELECT number, quantity_milli, unit_price, amount, tax_category, tax_rate_ppm FROM sales_line
        WHERE organization_id = e.organization_id AND sale_id = e.id AND refers_to_line IS NULL AND goes_to = ''
        OFFSET 0
    ) l
"""
# Two tills may refund the same sale at once; whoever comes second must see the first.
LOCK_ORIGINALS = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest($1::int8[]) AS key ORDER BY 1) AS keys"
# What each of these people gave for goods without a receipt on their days, so far. Each is asked once: of one that is
# named twice, everything would count twice.
READ_UNRECEIPTED = """
    SELECT wanted.organization_id, wanted.session, wanted.cashier, coalesce(sum(-a.amount), 0)::int8
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])
        AS wanted(organization_id, session, cashier, at)
    LEFT JOIN sales_act a ON a.organization_id = wanted.organization_id AND a.session = wanted.session
        AND a.cashier = wanted.cashier AND a.deed = 'refund_without_receipt'
        AND a.happened_at >= wanted.at - interval '3 days'
    GROUP BY 1, 2, 3
"""
READ_PRICES = """
    SELECT i.organization_id, i.id, p.position, p.store_id, p.unit_price, p.tax_category, p.tax_rate_ppm,
        p.tax_class_id, p.is_open, pack.parent_id, coalesce(pack.pack_count, 1), p.changed_at
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, item_id)
    JOIN catalog_item i ON i.organization_id = wanted.organization_id AND i.id = wanted.item_id
    LEFT JOIN catalog_price p ON p.organization_id = i.organization_id AND p.item_id = i.id
    LEFT JOIN catalog_item_traits pack ON pack.organization_id = i.organization_id AND pack.item_id = i.id
        AND pack.pack_count IS NOT NULL
    ORDER BY p.position DESC NULLS LAST
"""
# Only classes whose rate ever changes: of the others a price tells the rate.
READ_DATED_RATES = """
    SELECT r.organization_id, r.tax_class_id, r.position, r.valid_from, r.category, r.rate_ppm
    FROM unnest($1::uuid[]) AS wanted(id)
    JOIN tax_taxrate r ON r.organization_id = wanted.id
    WHERE EXISTS (
        SELECT 1 FROM tax_taxrate other WHERE other.organization_id = r.organization_id
            AND other.tax_class_id = r.tax_class_id AND other.id <> r.id
    )
    ORDER BY r.valid_from
"""
READ_TIMEZONES = """
    SELECT s.organization_id, s.id, s.timezone
    FROM unnest($1::uuid[]) AS wanted(id) JOIN platform_store s ON s.organization_id = wanted.id
"""
READ_RULES = """
    SELECT l.organization_id, true, l.rule, l.position, CASE WHEN NOT l.is_ended THEN l.document END
    FROM catalog_price_list l WHERE l.organization_id = ANY($1::uuid[])
    UNION ALL
    SELECT p.organization_id, false, p.rule, p.position, CASE WHEN NOT p.is_ended THEN p.document END
    FROM catalog_promotion p WHERE p.organization_id = ANY($1::uuid[])
"""
READ_GOODS = """
    SELECT organization_id, false AS is_group, subject, position, document FROM catalog_goods_version
    WHERE organization_id = ANY($1::uuid[])
    UNION ALL
    SELECT organization_id, true, "group", position, CASE WHEN is_ended THEN '{}' ELSE document END
    FROM catalog_modifier_group WHERE organization_id = ANY($1::uuid[])
    ORDER BY position
"""
READ_CATEGORIES = "SELECT organization_id, id, parent_id FROM catalog_category WHERE organization_id = ANY($1::uuid[])"
READ_LIST_PRICES = """
    SELECT e.organization_id, e.item_id, e.price_list, e.position, e.unit_price
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, item_id)
    JOIN catalog_price_list_entry e ON e.organization_id = wanted.organization_id AND e.item_id = wanted.item_id
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

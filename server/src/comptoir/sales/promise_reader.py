"""Reads what orders, payments, accounts and baskets of the shelf name, inside the transaction that will write them.

Each is locked by its own number: two tills that pay one order, or sell on one account, at once see each other.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.journal import parse_envelope
from comptoir.pricing import TaxSubtotal
from comptoir.sales.accounts import accounts_of
from comptoir.sales.bodies import BodyNotUnderstood, Reference, SaleBody
from comptoir.sales.entries import Received
from comptoir.sales.orders import OrderState, parse_order
from comptoir.sales.state import AccountState, State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

LOCK = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest($1::int8[]) AS key ORDER BY 1) AS keys"
READ_ORDERS = """
    SELECT e.id, e.chain_id, e.sequence, encode(e.digest, 'hex') AS digest, e.content
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::bytea[]) AS wanted(organization_id, chain, sequence, digest)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain
        AND e.sequence = wanted.sequence AND e.digest = wanted.digest AND e.kind = 'order'
"""
# Everything that names an order: what was paid for it, and what ended it (a sale, or a payment that gave it up).
READ_KEPT = """
    SELECT s.refers_to_chain, s.refers_to_sequence, s.id, e.chain_id, e.sequence, s.kind,
        coalesce(p.purpose, '') AS purpose, x.tax_category, x.tax_rate_ppm, x.net, x.tax, x.gross
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[]) AS wanted(organization_id, chain, sequence)
    JOIN sales_sale s ON s.organization_id = wanted.organization_id AND s.refers_to_chain = wanted.chain
        AND s.refers_to_sequence = wanted.sequence AND s.kind IN ('sale', 'payment')
    JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
    LEFT JOIN sales_payment p ON p.organization_id = s.organization_id AND p.sale_id = s.id
    LEFT JOIN LATERAL (
        SELECT tax_category, tax_rate_ppm, net, tax, gross FROM sales_tax_subtotal
        WHERE organization_id = s.organization_id AND sale_id = s.id AND s.kind = 'payment' ORDER BY number OFFSET 0
    ) x ON true
    ORDER BY s.sold_at, e.sequence
"""
READ_ACCOUNTS = """
    SELECT wanted.organization_id, wanted.id, c.id IS NOT NULL AS is_known, coalesce(c.credit_limit IS NOT NULL, false),
        coalesce(c.credit_limit, 0)::int8, coalesce((
            SELECT sum(t.amount) FROM sales_tender_detail d CROSS JOIN LATERAL (
                SELECT amount FROM sales_tender
                WHERE organization_id = d.organization_id AND sale_id = d.sale_id AND number = d.number OFFSET 0
            ) t
            WHERE d.organization_id = wanted.organization_id AND d.account = wanted.id
        ), 0)::int8
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, id)
    LEFT JOIN customers_customer c ON c.organization_id = wanted.organization_id AND c.id = wanted.id
"""
READ_PARKED = """
    SELECT p.organization_id, p.parked, e.chain_id, e.sequence
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, parked)
    JOIN sales_parked_sale p ON p.organization_id = wanted.organization_id AND p.parked = wanted.parked
    JOIN sales_entry e ON e.organization_id = p.organization_id AND e.id = p.sale_id
"""


async def read_promises(batch: Sequence[Received], connection: Connection, state: State) -> None:
    """The orders, accounts and baskets that this batch names. Nothing is asked for an ordinary one."""
    sales = [
        (received.sender.organization, received.body)
        for received in batch
        if received.has_rare_tenders and isinstance(received.body, SaleBody)
    ]
    if not sales:
        return
    orders = {(organization, sale.order) for organization, sale in sales if sale.order is not None}
    accounts = {(organization, account) for organization, sale in sales for account in accounts_of(sale)}
    parked = {(organization, sale.parked) for organization, sale in sales if sale.parked is not None}
    named = [(org, ref.chain, ref.sequence, digest) for org, ref in orders if (digest := ref.digest_bytes())]
    keys = [*(row[3] for row in named), *(account.bytes for _, account in accounts), *(one.bytes for _, one in parked)]
    if keys:
        await connection.execute(LOCK, [int.from_bytes(key[:8], "big", signed=True) for key in keys])
    if named:
        await _read_orders(named, connection, state)
    if accounts:
        for organization, account, *facts in await connection.fetch(READ_ACCOUNTS, *_columns(accounts)):
            state.accounts.setdefault(organization, {})[account] = AccountState(*facts)
    if parked:
        for organization, one, chain, sequence in await connection.fetch(READ_PARKED, *_columns(parked)):
            state.parked[organization, one] = f"{chain}/{sequence}"


async def _read_orders(named: Sequence[tuple[UUID, UUID, int, bytes]], connection: Connection, state: State) -> None:
    found: dict[tuple[UUID, int], OrderState] = {}
    for row in await connection.fetch(READ_ORDERS, *_columns(named)):
        order = order_state(row["id"], bytes(row["content"]))
        if order is not None:
            found[row["chain_id"], row["sequence"]] = order
            state.orders[Reference(row["chain_id"], row["sequence"], row["digest"])] = order
    for row in await connection.fetch(READ_KEPT, *_columns([one[:3] for one in named])):
        order = found.get((row["refers_to_chain"], row["refers_to_sequence"]))
        if order is not None:
            add_kept(order, (row["chain_id"], row["sequence"]), row["kind"], row["purpose"], tuple(row)[7:])


def order_state(entry: UUID, content: bytes) -> OrderState | None:
    """An order as it was sealed; None when its body was not understood, so that nothing can keep it."""
    try:
        return OrderState(entry, parse_order(parse_envelope(content).body))
    except BodyNotUnderstood:
        return None


def add_kept(order: OrderState, place: tuple[UUID, int], kind: str, purpose: str, subtotal: Sequence[object]) -> None:
    """What one entry did to an order: it paid, or it ended it."""
    if kind == "sale" or purpose == "cancellation":
        order.ended = order.ended or f"{place[0]}/{place[1]}"
    category, rate_ppm, net, tax, gross = subtotal
    if kind == "payment" and isinstance(category, str):
        assert isinstance(rate_ppm, int)
        assert isinstance(net, int)
        assert isinstance(tax, int)
        assert isinstance(gross, int)
        order.payments.setdefault(place, []).append(TaxSubtotal(category, rate_ppm, net, tax, gross))


def _columns(rows: Iterable[tuple[object, ...]]) -> list[Sequence[object]]:
    return list(zip(*rows, strict=True))

"""Reads what the people of a batch bought and gave back before, inside the transaction that will write it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.sales import statements as sql
from comptoir.sales.bodies import SaleBody
from comptoir.sales.entries import Received
from comptoir.sales.person_sums import PURCHASES, moment_of
from comptoir.sales.state import State
from comptoir.sales.store_days import StoreClock

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

READ_CLOCKS = """
    SELECT s.id, s.timezone, s.day_starts_minute
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, store_id)
    JOIN platform_store s ON s.organization_id = wanted.organization_id AND s.id = wanted.store_id
"""
READ_GIVEN = """
    SELECT wanted.*, coalesce((
        SELECT sum(-a.amount) FROM sales_act a
        WHERE a.organization_id = wanted.organization_id AND a.store_id = wanted.store_id
            AND a.cashier = wanted.cashier AND a.deed = 'refund_without_receipt'
            AND a.happened_at >= wanted.begins AND a.happened_at < wanted.ends
    ), 0)::int8 AS given
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
        AS wanted(organization_id, store_id, cashier, begins, ends)
"""
READ_BOUGHT = """
    SELECT wanted.*, coalesce((
        SELECT sum(a.amount) FROM sales_act a
        WHERE a.organization_id = wanted.organization_id AND a.other = wanted.buyer AND a.deed = 'staff_purchase'
            AND a.happened_at >= wanted.begins AND a.happened_at < wanted.ends
    ), 0)::int8 AS bought
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
        AS wanted(organization_id, buyer, begins, ends)
"""
READ_EMPLOYEES = """
    SELECT e.organization_id, e.id FROM unnest($1::uuid[], $2::uuid[]) AS wanted(organization_id, id)
    JOIN identity_employee e ON e.organization_id = wanted.organization_id AND e.id = wanted.id
"""
READ_PURCHASE_LIMITS = (
    "SELECT organization_id, purchase_limit FROM staff_policy WHERE organization_id = ANY($1::uuid[])"
)


async def read_person_sums(batch: Sequence[Received], connection: Connection, state: State) -> None:
    """Nothing is asked for a batch in which nobody of the house buys and nothing comes back without a receipt.

    Each person is locked: of two tills at once, the second sees what the first wrote.
    """
    buying = [(received, body.buyer) for received, body in _sales(batch, PURCHASES) if body.buyer is not None]
    giving = [(received, body.cashier) for received, body in _sales(batch, {"refund"}) if body.without_receipt]
    if not buying and not giving:
        return
    stores = list({(r.sender.organization, r.sender.store) for r, _ in (*buying, *giving)})
    for store, *clock in await connection.fetch(READ_CLOCKS, *zip(*stores, strict=True)):
        state.clocks[store] = StoreClock(*clock)
    people = {(r.sender.organization, person) for r, person in (*buying, *giving) if person is not None}
    await connection.execute(sql.LOCK_VOUCHERS, sorted(_lock_key(*pair) for pair in people))
    await _read_given([(r, person) for r, person in giving if person is not None], connection, state)
    await _read_bought(buying, connection, state)


async def _read_given(giving: Sequence[tuple[Received, UUID]], connection: Connection, state: State) -> None:
    wanted = set()
    for received, cashier in giving:
        sender = received.sender
        day = state.clocks[sender.store].day(moment_of(received))
        wanted.add((sender.organization, sender.store, cashier, *day))
    if wanted:
        for organization, store, cashier, begins, _, given in await connection.fetch(
            READ_GIVEN, *zip(*wanted, strict=True)
        ):
            state.given_in_day[organization, store, cashier, begins] = given


async def _read_bought(buying: Sequence[tuple[Received, UUID]], connection: Connection, state: State) -> None:
    wanted: set[tuple[UUID, UUID, datetime, datetime]] = set()
    for received, buyer in buying:
        sender = received.sender
        wanted.add((sender.organization, buyer, *state.clocks[sender.store].month(moment_of(received))))
    if not wanted:
        return
    for organization, buyer, begins, _, bought in await connection.fetch(READ_BOUGHT, *zip(*wanted, strict=True)):
        state.bought[organization, buyer, begins] = bought
    people = {(organization, buyer) for organization, buyer, *_ in wanted}
    state.employees.update(
        (row[0], row[1]) for row in await connection.fetch(READ_EMPLOYEES, *zip(*people, strict=True))
    )
    organizations = list({organization for organization, _ in people})
    state.purchase_limits.update(
        (row[0], row[1]) for row in await connection.fetch(READ_PURCHASE_LIMITS, organizations)
    )


def _sales(batch: Sequence[Received], kinds: Iterable[str]) -> list[tuple[Received, SaleBody]]:
    return [
        (received, received.body)
        for received in batch
        if isinstance(received.body, SaleBody) and received.envelope is not None and received.envelope.kind in kinds
    ]


def _lock_key(organization: UUID, person: UUID) -> int:
    return int.from_bytes(sha256(b"person" + organization.bytes + person.bytes).digest()[:8], "big", signed=True)

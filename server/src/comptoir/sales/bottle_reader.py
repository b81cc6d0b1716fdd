"""Reads when the vouchers of a batch were paid before, inside the transaction that will write it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias

import asyncpg

from comptoir.sales.bodies import SaleBody
from comptoir.sales.entries import Received
from comptoir.sales.state import BottlePattern, BottleUse, State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# Whoever pays the same paper at another till at this moment waits, and then sees this one. In order, so that two
# batches never wait for each other crosswise.
LOCK_BOTTLE_VOUCHERS = "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest($1::int8[]) AS key ORDER BY 1) AS keys"
READ_BOTTLE_PATTERNS = """
    SELECT organization_id, store_id, pattern, days_unique FROM catalog_bottle_voucher_pattern
    WHERE organization_id = ANY($1::uuid[])
"""
READ_BOTTLE_USES = """
    SELECT d.organization_id, d.voucher, s.sold_at, t.code
    FROM unnest($1::uuid[], $2::text[]) AS wanted(organization_id, voucher)
    JOIN sales_bottle_deposit d ON d.organization_id = wanted.organization_id AND d.voucher = wanted.voucher
        AND d.voucher <> ''
    JOIN sales_sale s ON s.organization_id = d.organization_id AND s.id = d.sale_id
    JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
"""


async def read_bottle_vouchers(batch: Sequence[Received], connection: Connection, state: State) -> None:
    """Nothing is asked for a batch without such papers."""
    named = {
        (received.sender.organization, line.bottle_voucher)
        for received in batch
        if received.has_rare_tenders and isinstance(received.body, SaleBody)
        for line in received.body.lines
        if line.bottle_voucher
    }
    if not named:
        return
    organizations, vouchers = zip(*named, strict=True)
    await connection.execute(LOCK_BOTTLE_VOUCHERS, [_lock_key(*pair) for pair in named])
    for organization, *pattern in await connection.fetch(READ_BOTTLE_PATTERNS, list(set(organizations))):
        state.bottle_patterns.setdefault(organization, []).append(BottlePattern(*pattern))
    for organization, voucher, *use in await connection.fetch(READ_BOTTLE_USES, organizations, vouchers):
        state.bottle_uses.setdefault((organization, voucher), []).append(BottleUse(*use))


def _lock_key(organization: object, voucher: str) -> int:
    return int.from_bytes(sha256(f"bottle voucher {organization} {voucher}".encode()).digest()[:8], "big", signed=True)

"""A refund of an invoiced sale becomes a credit note, when the log says that it arrived."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg
from django.db import close_old_connections

from comptoir.invoices.commands import CreditRefund
from comptoir.invoices.operations import credit_refund

log = logging.getLogger(__name__)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "invoices"
BATCH = 2_000

SET_TENANT = "SELECT set_config('comptoir.organizations', $1, true)"
START_CURSOR = """
    INSERT INTO platform_consumer_cursor (organization_id, consumer, position) VALUES ($1, $2, 0)
    ON CONFLICT DO NOTHING
"""
READ_CURSOR = "SELECT position FROM platform_consumer_cursor WHERE organization_id = $1 AND consumer = $2"
END_OF_BATCH = """
    SELECT max(position) FROM (
        SELECT position FROM platform_log WHERE organization_id = $1 AND position > $2 ORDER BY position LIMIT $3
    ) batch
"""
# Only refunds whose sale has an invoice: nearly always none.
REFUNDS = """
    SELECT r.id FROM platform_log l
    JOIN sales_sale r ON r.organization_id = l.organization_id AND r.id = l.subject AND r.kind IN ('refund', 'exchange')
    JOIN sales_entry e ON e.organization_id = r.organization_id AND e.chain_id = r.refers_to_chain
        AND e.sequence = r.refers_to_sequence
    JOIN invoices_document d ON d.organization_id = e.organization_id AND d.entry_id = e.id AND d.kind = 'invoice'
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
    GROUP BY r.id ORDER BY min(l.position)
"""
ADVANCE = """
    UPDATE platform_consumer_cursor SET position = $3
    WHERE organization_id = $1 AND consumer = $2 AND position < $3
"""


async def credit_refunds(connection: Connection, organization: UUID) -> int:
    """Read one batch of the log; answers how many positions. 0: nothing is left.

    The cursor moves after the credit notes: a crash between makes the same wish again, which makes nothing.
    """
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        await connection.execute(START_CURSOR, organization, CONSUMER)
        position: int = await connection.fetchval(READ_CURSOR, organization, CONSUMER)
        end: int | None = await connection.fetchval(END_OF_BATCH, organization, position, BATCH)
        if end is None:
            return 0
        refunds = [row[0] for row in await connection.fetch(REFUNDS, organization, position, end)]
    for refund in refunds:
        await asyncio.to_thread(_credit, organization, refund)
    async with connection.transaction():
        await connection.execute(SET_TENANT, str(organization))
        await connection.execute(ADVANCE, organization, CONSUMER, end)
    return end - position


def _credit(organization: UUID, refund: UUID) -> None:
    close_old_connections()
    try:
        credit_refund(CreditRefund(organization=organization, refund=refund, now=datetime.now(UTC)))
    finally:
        close_old_connections()

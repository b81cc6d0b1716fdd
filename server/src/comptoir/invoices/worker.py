"""What takes an invoice back becomes its credit note, when the log says that it arrived.

A refund of an invoiced sale, and an order that was given up of which a deposit was invoiced.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg
from django.db import close_old_connections

from comptoir.invoices.commands import CreditRefund
from comptoir.invoices.operations import credit_cancellation, credit_refund
from comptoir.platform.follower import ADVANCE, END_OF_BATCH, SET_TENANT, START_CURSOR

log = logging.getLogger(__name__)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "invoices"
BATCH = 2_000

READ_CURSOR = "SELECT position FROM platform_consumer_cursor WHERE organization_id = $1 AND consumer = $2"
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
# Orders that were given up of which a deposit has an invoice. Looked up by key, step by step: a fresh shop has no
# statistics, and a join would read all its sales.
CANCELLATIONS = """
    SELECT c.id FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT s.id, s.refers_to_chain, s.refers_to_sequence FROM sales_sale s
        JOIN sales_payment p ON p.organization_id = s.organization_id AND p.sale_id = s.id
        WHERE s.organization_id = l.organization_id AND s.id = l.subject AND s.kind = 'payment'
            AND p.purpose = 'cancellation' OFFSET 0
    ) c
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3 AND EXISTS (
        SELECT 1 FROM (
            SELECT id FROM sales_sale
            WHERE organization_id = l.organization_id AND refers_to_chain = c.refers_to_chain
                AND refers_to_sequence = c.refers_to_sequence AND kind = 'payment' OFFSET 0
        ) d
        JOIN invoices_document i ON i.organization_id = l.organization_id AND i.entry_id = d.id
            AND i.kind = 'prepayment'
    )
    ORDER BY l.position
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
        cancellations = [row[0] for row in await connection.fetch(CANCELLATIONS, organization, position, end)]
    for refund in refunds:
        await asyncio.to_thread(_credit, organization, refund)
    for cancellation in cancellations:
        await asyncio.to_thread(_credit_deposits, organization, cancellation)
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


def _credit_deposits(organization: UUID, cancellation: UUID) -> None:
    close_old_connections()
    try:
        credit_cancellation(CreditRefund(organization=organization, refund=cancellation, now=datetime.now(UTC)))
    finally:
        close_old_connections()

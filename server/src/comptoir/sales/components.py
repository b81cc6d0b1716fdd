"""The parts of menus that were sold: they stand in the sealed entry, and are read there when one comes back."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from comptoir.journal import JournalError, parse_envelope
from comptoir.sales.bodies import BodyNotUnderstood, Reference, SaleBody, parse_sale
from comptoir.sales.goods import with_components
from comptoir.sales.state import State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# Numbers from a million on are parts of menus (`goods.thing_number`). Few sales have any: the rest are not read.
READ_COMPONENTS = """
    SELECT wanted.chain, wanted.sequence, encode(wanted.digest, 'hex') AS digest, e.content, coalesce((
        SELECT jsonb_object_agg(back.number, back.milli) FROM (
            SELECT r.number, -sum(r.quantity_milli)::int8 AS milli FROM sales_sale s CROSS JOIN LATERAL (
                SELECT refers_to_line AS number, quantity_milli FROM sales_line
                WHERE organization_id = s.organization_id AND sale_id = s.id AND refers_to_line >= 1000000 OFFSET 0
            ) r
            WHERE s.organization_id = e.organization_id AND s.refers_to_chain = wanted.chain
                AND s.refers_to_sequence = wanted.sequence AND s.kind IN ('refund', 'exchange')
            GROUP BY r.number
        ) back
    ), '{}')::text AS returned
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::bytea[]) AS wanted(organization_id, chain, sequence, digest)
    JOIN sales_entry e ON e.organization_id = wanted.organization_id AND e.chain_id = wanted.chain
        AND e.sequence = wanted.sequence AND e.digest = wanted.digest AND e.kind IN ('sale', 'exchange')
    WHERE position(convert_to('"components":', 'UTF8') IN e.content) > 0
"""


async def read_components(
    connection: Connection, wanted: Sequence[tuple[UUID, UUID, int, bytes]], state: State
) -> None:
    """Give the sales that refunds name the parts of their menus."""
    for row in await connection.fetch(READ_COMPONENTS, *zip(*wanted, strict=True)):
        original = state.originals.get(Reference(row["chain"], row["sequence"], row["digest"]))
        sale = sale_in(row["content"])
        if original is not None and sale is not None:
            with_components(original, sale, returned_of(row["returned"]))


def sale_in(content: bytes) -> SaleBody | None:
    """The sale in an entry's bytes; None for one that the ledger did not understand, and for what is no sale."""
    try:
        return parse_sale(parse_envelope(content).body)
    except (BodyNotUnderstood, JournalError):
        return None


def returned_of(text: str) -> Mapping[int, int]:
    """How much came back, by number."""
    return msgspec.json.decode(text, type=dict[int, int])

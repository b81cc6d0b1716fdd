"""A till asks how far this server has its chains: after an old backup was restored, it sends the rest again.

And how far a backup that was tried holds them: so far the till may let go of what is older than 90 days.
"""

from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import Connection, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.inherited import read_inherited
from comptoir.edge.services import Services, authenticate

# A hole lies where a till of before went on over it; further back a backup has been tried since.
LOOKED_BACK = 5_000

HEADS = """
    SELECT h.chain_id, h.sequence, h.held_sequence,
        e.revoked_at IS NULL AND NOT e.is_waiting AND e.ended_sequence IS NULL AND (
            e.renewal_asked_at IS NOT NULL OR ($4 > 0 AND e.issued_at < now() - $4::int * interval '1 day')
        ) AS renew
    FROM tills_chain_head h
    JOIN tills_enrolment e ON e.organization_id = h.organization_id AND e.id = h.chain_id
    WHERE h.organization_id = $1 AND e.till_id = $2 AND h.chain_id = ANY($3)
"""
# Of a chain that a till began by itself only what waits for a person is here.
OWN = """
    SELECT chain AS chain_id, max(sequence) AS sequence, 0::bigint AS held_sequence, false AS renew
    FROM sales_quarantine
    WHERE organization_id = $1 AND till_id = $2 AND chain = ANY($3) AND sequence IS NOT NULL GROUP BY chain
"""
FIRST_HOLE = """
    WITH there AS (
        SELECT sequence FROM sales_entry
        WHERE organization_id = $1 AND chain_id = $2 AND sequence > $3 AND sequence <= $4
        UNION SELECT sequence FROM sales_quarantine
        WHERE organization_id = $1 AND chain = $2 AND sequence > $3 AND sequence <= $4
    )
    SELECT CASE WHEN (SELECT count(*) FROM there) = $4 - $3 THEN NULL ELSE (
        SELECT min(wanted) FROM generate_series($3::bigint + 1, $4::bigint) wanted
        WHERE wanted NOT IN (SELECT sequence FROM there)
    ) END
"""


class Question(msgspec.Struct, frozen=True):
    """The chains that a device holds keys of."""

    chains: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=50)]


class ChainStands(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything up to `stored` is here (null: the chain is not known), up to `held` in a backup that was tried.
    `renew`: its key is to be renewed, because somebody asked or because it is old.
    """

    chain: UUID
    stored: int | None
    held: int
    renew: bool = False


class Stands(msgspec.Struct, frozen=True):
    chains: list[ChainStands]


_QUESTION = msgspec.json.Decoder(Question)


async def compare(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Say how far each chain is here. Of this device's till only; revoked devices deliver, so they may ask."""
    sender = (await authenticate(services, scope)).sender
    asked = await read_json(scope, receive, _QUESTION)
    async with reading(services.pool, sender.organization) as connection:
        counts = await read_inherited(connection, sender.organization, sender.store, sender.till)
        rows = await connection.fetch(HEADS, sender.organization, sender.till, asked.chains, counts["key_days"])
        others = [chain for chain in asked.chains if chain not in {row["chain_id"] for row in rows}]
        rows += await connection.fetch(OWN, sender.organization, sender.till, others) if others else []
        known = {
            row["chain_id"]: ChainStands(
                row["chain_id"],
                await _without_hole(connection, sender.organization, row["chain_id"], row["sequence"]),
                row["held_sequence"],
                row["renew"],
            )
            for row in rows
        }
    await send_json(send, Stands([known.get(chain, ChainStands(chain, None, 0)) for chain in asked.chains]))


async def _without_hole(connection: Connection, organization: UUID, chain: UUID, newest: int) -> int:
    after = max(0, newest - LOOKED_BACK)
    hole: int | None = await connection.fetchval(FIRST_HOLE, organization, chain, after, newest)
    return newest if hole is None else hole - 1

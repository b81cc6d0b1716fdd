"""What the other tills of the shop did that this one must know: codes that are used up, what was given back today.

A till asks after a nudge, and whenever it fetches the catalogue's news, from where it stopped reading.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import Connection, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.entries import Sender

PAGE = 1_000

# First the end, then what stands before it: what is committed meanwhile is behind both.
READ_NEWEST = "SELECT coalesce(max(position), 0) FROM sales_told WHERE organization_id = $1"
# What a till itself gave back it counts by itself; a code that it used before its storage was wiped it may hear again.
READ_TOLD = """
    SELECT told.position, told.kind, told.subject, told.amount, told.happened_at, told.ends_at, t.code
    FROM (
        SELECT * FROM sales_told
        WHERE organization_id = $1 AND store_id = $2 AND position > $4 AND position <= $5
        UNION ALL
        SELECT * FROM sales_told
        WHERE organization_id = $1 AND store_id IS NULL AND position > $4 AND position <= $5
    ) told
    JOIN tills_till t ON t.organization_id = $1 AND t.id = told.till_id
    WHERE told.ends_at > now() AND (told.till_id <> $3 OR told.kind NOT IN ('return', 'staff'))
    ORDER BY told.position LIMIT $6
"""


class Asked(msgspec.Struct, frozen=True):
    """Where the till stopped; 0 for one that never asked."""

    after: Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)] = 0


class Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing: of which kind, what it is about, and until when it matters."""

    position: int
    kind: str
    subject: str
    at: datetime
    ends_at: datetime
    till: str
    amount: int = 0


class Words(msgspec.Struct, frozen=True):
    """A page; `position` is where the next one begins."""

    position: int
    told: list[Word]
    more: bool


_ASKED = msgspec.json.Decoder(Asked)


async def tell(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what the till has not heard and still matters."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _ASKED)
    async with reading(services.pool, sender.organization) as connection:
        answer = await read_told(connection, sender, asked.after)
    await send_json(send, answer)


async def read_told(connection: Connection, sender: Sender, after: int) -> Words:
    """A page of it, inside a reading."""
    organization: UUID = sender.organization
    newest: int = await connection.fetchval(READ_NEWEST, organization)
    rows = await connection.fetch(READ_TOLD, organization, sender.store, sender.till, after, newest, PAGE + 1)
    told = [_word(*row) for row in rows]
    if len(told) > PAGE:
        return Words(told[PAGE - 1].position, told[:PAGE], more=True)
    return Words(max(newest, after), told, more=False)


def _word(position: int, kind: str, subject: str, amount: int, at: datetime, ends_at: datetime, till: str) -> Word:
    return Word(position, kind, subject, at, ends_at, till, amount)

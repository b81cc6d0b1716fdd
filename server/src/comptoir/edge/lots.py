"""Which lots lie in the till's store: it proposes what goes off first, with a line or without."""

from datetime import date
from hashlib import sha256
from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted

LOTS_MAX = 4_000
OF_ARTICLE_MAX = 12
# Of many articles with many lots, what goes off first of each of them before the rest of any.
READ_LOTS = """
    SELECT item_id, on_hand_milli, CASE WHEN is_serial THEN '' ELSE lot END AS lot,
        CASE WHEN is_serial THEN code ELSE '' END AS serial, expires
    FROM (
        SELECT *, row_number() OVER (PARTITION BY item_id ORDER BY expires NULLS LAST, since, code) AS place
        FROM stock_lot_level
        WHERE organization_id = $1 AND store_id = $2 AND on_hand_milli > 0
    ) v
    WHERE place <= $3 ORDER BY place, item_id LIMIT $4
"""


class Asked(msgspec.Struct, frozen=True):
    """`mark`: the list that the till has."""

    mark: Annotated[str, msgspec.Meta(max_length=64)] = ""


class LyingLot(msgspec.Struct, frozen=True, omit_defaults=True):
    """So many of a lot lie there, or a piece with its serial number does. Without either: goods with that last day."""

    item: UUID
    milli: int
    lot: str = ""
    serial: str = ""
    expires: date | None = None


class Lots(msgspec.Struct, frozen=True, omit_defaults=True):
    """Absent: they are as the till has them."""

    mark: str
    lots: list[LyingLot] | None = None


_ASKED = msgspec.json.Decoder(Asked)


async def lots(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Of each article what goes off first. No sale waits for it."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _ASKED)
    async with reading(services.pool, sender.organization) as connection:
        rows = await connection.fetch(READ_LOTS, sender.organization, sender.store, OF_ARTICLE_MAX, LOTS_MAX)
    found = [LyingLot(row["item_id"], row["on_hand_milli"], row["lot"], row["serial"], row["expires"]) for row in rows]
    mark = sha256(msgspec.json.encode(found)).hexdigest()[:16]
    await send_json(send, Lots(mark) if mark == asked.mark else Lots(mark, found))

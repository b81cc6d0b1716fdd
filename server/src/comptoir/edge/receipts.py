"""A receipt that another till made: its sealed entry and what came back of it, so that this till can refund it."""

from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_body, send_json
from comptoir.edge.limits import JSON_BYTES_MAX
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.components import READ_COMPONENTS, returned_of
from comptoir.sales.goods import SECOND
from comptoir.sales.statements import READ_ORIGINALS

READ_ENTRY = """
    SELECT e.content, t.code, n.number, coalesce(m.name, '') AS cashier
    FROM sales_entry e
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN sales_sale s ON s.organization_id = e.organization_id AND s.id = e.id
    LEFT JOIN identity_employee m ON m.organization_id = s.organization_id AND m.id = s.cashier
    WHERE e.organization_id = $1 AND e.chain_id = $2 AND e.sequence = $3 AND e.digest = $4
        AND s.kind IN ('sale', 'exchange')
"""


class Asked(msgspec.Struct, frozen=True):
    """What a receipt's code names."""

    chain: UUID
    sequence: Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
    digest: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ReturnedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much of a line came back, by whichever till; of a menu, of each of its parts (from 1)."""

    line: int
    refunded_milli: int
    component: int | None = None


class KnownReceipt(msgspec.Struct, frozen=True):
    """The entry's own text: the till checks it against the digest that the customer holds."""

    number: str
    cashier: str
    text: str
    lines: list[ReturnedLine]


_ASKED = msgspec.json.Decoder(Asked)


async def find(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Any sale of the organization: a customer may bring goods back to another store."""
    sender = (await require_trusted(services, scope)).sender
    try:
        asked = _ASKED.decode(await read_body(scope, receive, JSON_BYTES_MAX))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(422, "edge.body_invalid") from None
    digest = bytes.fromhex(asked.digest)
    place = (sender.organization, asked.chain, asked.sequence, digest)
    async with reading(services.pool, sender.organization) as connection:
        row = await connection.fetchrow(READ_ENTRY, *place)
        if row is None:
            raise Problem(404, "sales.receipt_unknown")
        lines = await connection.fetch(READ_ORIGINALS, *([value] for value in place))
        menus = await connection.fetchrow(READ_COMPONENTS, *([value] for value in place))
    back = returned_of(menus["returned"]) if menus is not None else {}
    await send_json(
        send,
        KnownReceipt(
            f"{row['code']}-{row['number']}-{asked.sequence}",
            row["cashier"],
            bytes(row["content"]).decode(),
            [
                *(ReturnedLine(line["number"], line["refunded_milli"]) for line in lines),
                *(ReturnedLine(number % SECOND, milli, number // SECOND) for number, milli in sorted(back.items())),
            ],
        ),
    )

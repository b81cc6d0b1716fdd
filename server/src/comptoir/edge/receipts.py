"""A receipt that another till made: its sealed entry and what came back of it, so that this till can refund it."""

from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.customers import READ_COUNTED
from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
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


# By which ways money of it went back since: the same names as a till's (`given_back`); cash before it was rounded.
READ_GIVEN_BACK = """
    SELECT g.way, sum(g.amount)::int8 AS amount FROM sales_sale c CROSS JOIN LATERAL (
        SELECT CASE WHEN d.kind IN ('cash', 'foreign_cash') THEN 'cash'
            ELSE coalesce(x.voucher::text, x.tender_kind::text, d.kind) END AS way, -d.amount AS amount
        FROM sales_tender d LEFT JOIN sales_tender_detail x
            ON x.organization_id = d.organization_id AND x.sale_id = d.sale_id AND x.number = d.number
        WHERE d.organization_id = c.organization_id AND d.sale_id = c.id
        UNION ALL SELECT 'cash', c.cash_rounding
    ) g
    WHERE c.organization_id = $1 AND c.refers_to_chain = $2 AND c.refers_to_sequence = $3
        AND (c.kind = 'refund' OR (c.kind = 'exchange' AND c.gross < 0))
    GROUP BY 1 HAVING sum(g.amount) <> 0 ORDER BY 1
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


class GivenBack(msgspec.Struct, frozen=True):
    """What went back by one way of paying: a voucher, one of the shop's own kinds, or a kind."""

    way: str
    amount: int


class KnownReceipt(msgspec.Struct, frozen=True):
    """The entry's own text: the till checks it against the digest that the customer holds. `counted`: the last entry of
    the asking till's chain that is in what came back; 0: none.
    """

    number: str
    cashier: str
    text: str
    lines: list[ReturnedLine]
    given_back: list[GivenBack]
    counted: int


_ASKED = msgspec.json.Decoder(Asked)


async def find(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Any sale of the organization: a customer may bring goods back to another store."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _ASKED)
    digest = bytes.fromhex(asked.digest)
    place = (sender.organization, asked.chain, asked.sequence, digest)
    async with reading(services.pool, sender.organization) as connection:
        row = await connection.fetchrow(READ_ENTRY, *place)
        if row is None:
            raise Problem(404, "sales.receipt_unknown")
        lines = await connection.fetch(READ_ORIGINALS, *([value] for value in place))
        menus = await connection.fetchrow(READ_COMPONENTS, *([value] for value in place))
        given = await connection.fetch(READ_GIVEN_BACK, *place[:3])
        counted = await connection.fetchval(READ_COUNTED, sender.organization, sender.chain)
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
            [GivenBack(row["way"], row["amount"]) for row in given],
            counted or 0,
        ),
    )

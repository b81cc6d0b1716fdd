"""Open orders of a store at the door: sealed entries, which a till checks and keeps at their prices."""

import asyncio
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec

from comptoir.customers.commands import MeetCustomer
from comptoir.customers.public import meet_customer
from comptoir.edge.customers import Person
from comptoir.edge.database import in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.entries import Sender

ORDERS_MAX = 200
ERASED_MAX = 500
PEOPLE_MAX = 50
# A quote that is over is told for a while, so that a cashier who is shown the paper can say why it is not sold.
READ_OPEN = """
    SELECT o.chain, o.sequence, encode(e.digest, 'hex') AS digest,
        t.code || '-' || n.number || '-' || o.sequence AS number, e.content, t.name AS till_name, c.id AS customer,
        c.name, c.phone, c.email
    FROM sales_order o
    JOIN sales_entry e ON e.organization_id = o.organization_id AND e.id = o.id
    JOIN tills_enrolment n ON n.organization_id = o.organization_id AND n.id = o.chain
    JOIN tills_till t ON t.organization_id = o.organization_id AND t.id = o.till_id
    LEFT JOIN customers_customer c ON c.organization_id = o.organization_id AND c.id = o.customer
        AND c.erased_at IS NULL
    WHERE o.organization_id = $1 AND o.store_id = $2
        AND (o.purpose <> 'quote' OR o.valid_until IS NULL OR o.valid_until > current_date - 30)
        AND NOT EXISTS (
            SELECT 1 FROM sales_sale s
            LEFT JOIN sales_payment p ON p.organization_id = s.organization_id AND p.sale_id = s.id
            WHERE s.organization_id = o.organization_id AND s.refers_to_chain = o.chain
                AND s.refers_to_sequence = o.sequence AND (s.kind = 'sale' OR p.purpose = 'cancellation')
        )
    ORDER BY o.ordered_at DESC, o.id LIMIT $3
"""
# A till that has heard of more than there are knew a database from before a restore: it hears all of them again.
READ_ERASED = """
    SELECT customer_id, position FROM privacy_erasure
    WHERE organization_id = $1 AND position > CASE
        WHEN $2 > (SELECT coalesce(max(position), 0) FROM privacy_erasure WHERE organization_id = $1) THEN 0 ELSE $2 END
    ORDER BY position LIMIT $3
"""
READ_PAYMENTS = """
    SELECT s.refers_to_chain, s.refers_to_sequence, e.chain_id, e.sequence, encode(e.digest, 'hex') AS digest,
        t.code || '-' || n.number || '-' || e.sequence AS number, e.content
    FROM unnest($2::uuid[], $3::int8[]) AS wanted(chain, sequence)
    JOIN sales_sale s ON s.organization_id = $1 AND s.refers_to_chain = wanted.chain
        AND s.refers_to_sequence = wanted.sequence AND s.kind = 'payment'
    JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    ORDER BY s.sold_at, e.sequence
"""


class Asked(msgspec.Struct, frozen=True):
    """`met`: customers whom the till met, whose orders are in its entries. A repeat changes nothing.

    `erasures`: how far it has heard of erasures of customers.
    """

    met: Annotated[list[Person], msgspec.Meta(max_length=PEOPLE_MAX)] = []
    erasures: Annotated[int, msgspec.Meta(ge=0, le=9_007_199_254_740_991)] = 0


class SealedText(msgspec.Struct, frozen=True):
    """An entry: the till believes the text only where its digest, chain and sequence are these."""

    chain: UUID
    sequence: int
    digest: str
    number: str
    text: str


class OpenOrder(msgspec.Struct, frozen=True):
    """An order, who it is for, and what was paid."""

    chain: UUID
    sequence: int
    digest: str
    number: str
    text: str
    till_name: str
    customer: Person | None
    payments: list[SealedText]


class Orders(msgspec.Struct, frozen=True):
    """The store's, newest first. `erased`: customers whom the till must forget, by their identifiers alone.

    `erasures`: how far it has heard then; less than there are, when it has to ask again.
    """

    orders: list[OpenOrder]
    erased: list[UUID]
    erasures: int


_ASKED = msgspec.json.Decoder(Asked)


async def orders(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Hear of customers, and answer what any till of the store may keep."""
    sender = (await require_trusted(services, scope)).sender
    asked = await read_json(scope, receive, _ASKED)
    if any("\x00" in text for person in asked.met for text in (person.name, person.phone, person.email)):
        raise Problem(422, "edge.body_invalid")
    if asked.met:
        await asyncio.to_thread(in_thread, lambda: _meet(sender, asked.met))
    async with reading(services.pool, sender.organization) as connection:
        found = await connection.fetch(READ_OPEN, sender.organization, sender.store, ORDERS_MAX)
        payments = await connection.fetch(
            READ_PAYMENTS, sender.organization, [row["chain"] for row in found], [row["sequence"] for row in found]
        )
        erased = await connection.fetch(READ_ERASED, sender.organization, asked.erasures, ERASED_MAX)
    paid: dict[tuple[UUID, int], list[SealedText]] = {}
    for row in payments:
        chain, sequence, *sealed = row
        paid.setdefault((chain, sequence), []).append(_sealed(sealed))
    open_orders = [_order(row, paid.get((row["chain"], row["sequence"]), [])) for row in found]
    heard = erased[-1]["position"] if erased else asked.erasures
    await send_json(send, Orders(open_orders, [row["customer_id"] for row in erased], heard))


def _meet(sender: Sender, people: list[Person]) -> None:
    for person in people:
        if person.name.strip():
            meet_customer(
                MeetCustomer(
                    organization=sender.organization, id=person.id, name=person.name, phone=person.phone,
                    email=person.email,
                )
            )  # fmt: skip


def _sealed(row: "list[object]") -> SealedText:
    chain, sequence, digest, number, content = row
    assert isinstance(chain, UUID)
    assert isinstance(sequence, int)
    assert isinstance(content, bytes)
    return SealedText(chain, sequence, str(digest), str(number), content.decode())


def _order(row: asyncpg.Record, payments: list[SealedText]) -> OpenOrder:
    customer = None
    if row["customer"] is not None:
        customer = Person(row["customer"], row["name"], row["phone"], row["email"])
    return OpenOrder(
        row["chain"], row["sequence"], row["digest"], row["number"], bytes(row["content"]).decode(), row["till_name"],
        customer, payments,
    )  # fmt: skip

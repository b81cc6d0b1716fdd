"""Customers with an account at the door: what each owes now, so that a till can bound what it sells on account."""

from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.services import Services, require_trusted

ACCOUNTS_MAX = 5_000
# One pass over the movements of accounts; those of customers without an account any more are left out.
READ_ACCOUNTS = """
    SELECT c.id, c.name, c.phone, c.credit_limit, coalesce(b.balance, 0)::int8 AS balance
    FROM customers_customer c
    LEFT JOIN (
        SELECT d.account, sum(t.amount) AS balance
        FROM sales_tender_detail d
        JOIN sales_tender t ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id AND t.number = d.number
        WHERE d.organization_id = $1 AND d.account IS NOT NULL
        GROUP BY d.account
    ) b ON b.account = c.id
    WHERE c.organization_id = $1 AND c.credit_limit IS NOT NULL
    ORDER BY c.name, c.id LIMIT $2
"""


class Asked(msgspec.Struct, frozen=True):
    """Nothing is asked but the list."""


class Account(msgspec.Struct, frozen=True):
    """Somebody who may pay later."""

    id: UUID
    name: str
    phone: str
    limit: int
    balance: int


class Accounts(msgspec.Struct, frozen=True):
    """All of them, by name."""

    accounts: list[Account]


class Person(msgspec.Struct, frozen=True):
    """Somebody whom a till met, in words that are in no entry."""

    id: UUID
    name: Annotated[str, msgspec.Meta(max_length=200)]
    phone: Annotated[str, msgspec.Meta(max_length=254)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""


_ASKED = msgspec.json.Decoder(Asked)


async def accounts(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """The organization's accounts: a customer may owe one store and pay in another."""
    sender = (await require_trusted(services, scope)).sender
    await read_json(scope, receive, _ASKED)
    async with reading(services.pool, sender.organization) as connection:
        rows = await connection.fetch(READ_ACCOUNTS, sender.organization, ACCOUNTS_MAX)
    await send_json(send, Accounts([Account(*row) for row in rows]))

"""Customers with an account at the door: what each owes now, so that a till can bound what it sells on account."""

from typing import Annotated
from uuid import UUID

import msgspec

from comptoir.edge.database import Connection, reading
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
READ_COUNTED = "SELECT sequence FROM tills_chain_head WHERE organization_id = $1 AND chain_id = $2"


CARDS_MAX = 20_000
READ_CARDS = """
    SELECT c.id, c.name, upper(regexp_replace(c.card, '[^0-9A-Za-z]', '', 'g')) AS card, c."group",
        c.credit_limit IS NOT NULL AS has_account
    FROM customers_customer c WHERE c.organization_id = $1 AND c.card <> '' ORDER BY c.id LIMIT $2
"""
# What tills compare to know whether they have to ask again.
READ_CARDS_MARK = """
    SELECT md5(string_agg(concat_ws(' ', id, card, "group", credit_limit IS NOT NULL, name), '' ORDER BY id))
    FROM customers_customer WHERE organization_id = $1 AND card <> ''
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
    """All of them, by name. `counted`: the last entry of the asking till's chain that is in their balances; 0: none."""

    accounts: list[Account]
    counted: int


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose card it is: its letters and digits, the prices they have, and whether they may pay later."""

    id: UUID
    name: str
    card: str
    group: UUID | None = None
    has_account: bool = False


class Cards(msgspec.Struct, frozen=True):
    """All of them, and the mark of this list."""

    mark: str
    cards: list[Card]


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
        counted = await connection.fetchval(READ_COUNTED, sender.organization, sender.chain)
    await send_json(send, Accounts([Account(*row) for row in rows], counted or 0))


async def cards(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Whose card a reader may read at a till, with a line or without."""
    sender = (await require_trusted(services, scope)).sender
    await read_json(scope, receive, _ASKED)
    async with reading(services.pool, sender.organization) as connection:
        mark = await cards_mark(connection, sender.organization)
        rows = await connection.fetch(READ_CARDS, sender.organization, CARDS_MAX)
    await send_json(send, Cards("" if mark is msgspec.UNSET else mark, [Card(*row) for row in rows]))


async def cards_mark(connection: Connection, organization: UUID) -> str | msgspec.UnsetType:
    """Absent where nobody has a card."""
    mark: str | None = await connection.fetchval(READ_CARDS_MARK, organization)
    return msgspec.UNSET if mark is None else mark

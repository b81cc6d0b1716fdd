"""An article made at the till: somebody scanned goods that the shop does not know yet."""

import asyncio
from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from comptoir.catalog.commands import AddProduct
from comptoir.catalog.documents import ItemDocument, Placeholders, document, documents_sql
from comptoir.catalog.public import add_product
from comptoir.edge.database import Connection, in_thread, reading
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.inherited import read_inherited
from comptoir.edge.people import read_people
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.sales.entries import Sender
from comptoir.staff.public import Right

Text = Annotated[str, msgspec.Meta(max_length=200)]
READ_DOCUMENT = documents_sql(Placeholders("$1", "$2", "$3", "$4"))
READ_TIMEZONE = "SELECT timezone FROM platform_store WHERE organization_id = $1 AND id = $2"
READ_POSITION = "SELECT coalesce(max(position), 0) FROM catalog_feed WHERE organization_id = $1"
# Tills know tax classes by what they see of them; two classes with one name and rate tax alike.
READ_TAX_CLASS = """
    SELECT c.id FROM tax_taxclass c
    JOIN LATERAL (
        SELECT r.category, r.rate_ppm FROM tax_taxrate r
        WHERE r.organization_id = c.organization_id AND r.tax_class_id = c.id AND r.valid_from <= $2
        ORDER BY r.valid_from DESC LIMIT 1
    ) r ON true
    WHERE c.organization_id = $1 AND r.category = $3 AND r.rate_ppm = $4
    ORDER BY c.name <> $5, c.position, c.id LIMIT 1
"""


class TaxChoice(msgspec.Struct, frozen=True):
    """A tax class as the settings document shows it."""

    category: Text
    rate_ppm: int
    name: Text


class NewArticle(msgspec.Struct, frozen=True):
    """What a cashier knows of the goods in hand. The ids are the till's: a repeat adds nothing."""

    product: UUID
    item: UUID
    cashier: UUID
    name: Text
    category: UUID
    tax: TaxChoice
    unit_price: int
    unit: Text
    barcode: Text


class Made(msgspec.Struct, frozen=True):
    """The article as every till will know it, and from where in the feed."""

    position: int
    item: ItemDocument


_REQUEST = msgspec.json.Decoder(NewArticle)


async def add(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Add an article with its code and price.

    The device is who asks; the cashier whom it names must have the right, as the till has checked already.
    """
    sender = (await require_trusted(services, scope)).sender
    wish = await read_json(scope, receive, _REQUEST)
    async with reading(services.pool, sender.organization) as connection:
        await require_right(connection, sender, wish.cashier)
        timezone = await connection.fetchval(READ_TIMEZONE, sender.organization, sender.store)
        day = datetime.now(ZoneInfo(timezone)).date()
        tax_class = await connection.fetchval(
            READ_TAX_CLASS, sender.organization, day, wish.tax.category, wish.tax.rate_ppm, wish.tax.name
        )
    if tax_class is None:
        raise Problem(404, "tax.class_unknown")
    await asyncio.to_thread(in_thread, lambda: _add(sender.organization, wish, tax_class, day))
    async with reading(services.pool, sender.organization) as connection:
        position = await connection.fetchval(READ_POSITION, sender.organization)
        row = await connection.fetchrow(READ_DOCUMENT, sender.organization, sender.store, position, [wish.item])
    if row is None:
        raise Problem(409, "catalog.product_archived")
    await send_json(send, Made(position, document(tuple(row))), status=201)


async def require_right(connection: Connection, sender: Sender, cashier: UUID, *, is_needed: bool = True) -> None:
    """The cashier must stand at this till and, where it is needed, may change what lies on its shelf."""
    counts = await read_inherited(connection, sender.organization, sender.store, sender.till)
    people = await read_people(
        connection, sender.organization, store=sender.store, till=sender.till, chain=sender.chain, counts=counts
    )
    found = next((person for person in people.cashiers if person.id == cashier), None)
    rights = {role.id: role.rights for role in people.settings.roles}
    if found is None:
        raise Problem(403, "edge.not_allowed")
    if is_needed and rights and (found.role is None or rights[found.role].get(Right.NEW_ARTICLE, 0) < 1):
        raise Problem(403, "edge.not_allowed")


def _add(organization: UUID, wish: NewArticle, tax_class: UUID, day: date) -> None:
    add_product(
        AddProduct(
            organization=organization,
            person=wish.cashier,
            id=wish.product,
            item=wish.item,
            name=wish.name,
            category=wish.category,
            tax_class=tax_class,
            unit_price=wish.unit_price,
            day=day,
            unit=wish.unit,
            barcodes=(wish.barcode,) if wish.barcode else (),
        )
    )

"""A small shop for the tests of the ledger and the device door: two items, tills, and a way to the tables."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import psycopg
from psycopg.rows import dict_row

from comptoir.catalog.commands import AddCategory, AddProduct
from comptoir.catalog.operations import add_category, add_product, add_rate
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddLegalEntity, AddStore, FoundOrganization
from comptoir.platform.operations import add_legal_entity, add_store, found_organization
from comptoir.sales.entries import Answer, Sender, receive, sender_of
from comptoir.sales.ledger import Ledger
from comptoir.sales.simulation import (
    BasketLine,
    Identity,
    Sealed,
    SimulatedTill,
    enrolment_request,
    new_private_key,
)
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class
from comptoir.tills.commands import CreateTill, IssueCode, RegisterKey
from comptoir.tills.operations import create_till as make_till
from comptoir.tills.operations import hash_secret, issue_code, register_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shop:
    """An organization with one store, bread at 1.15 (5.5 %) and wine at 8.90 (20 %)."""

    organization: UUID
    store: UUID
    bread: BasketLine
    wine: BasketLine
    position: int


def open_shop(country: str = "FR") -> Shop:
    organization, entity, store = new_uuid7(), new_uuid7(), new_uuid7()
    found_organization(
        FoundOrganization(organization=organization, name="Essai", country=country, currency="EUR", locale="fr-FR")
    )
    add_legal_entity(
        AddLegalEntity(organization=organization, id=entity, name="Essai SARL", registration="1", tax_number="2")
    )
    add_store(
        AddStore(
            organization=organization, id=store, legal_entity=entity, name="Centre", address="1 rue Haute\n75001 Paris",
            timezone="Europe/Paris", price_mode="gross",
        )
    )  # fmt: skip
    category = new_uuid7()
    add_category(AddCategory(organization=organization, person=None, id=category, name="Épicerie"))
    bread = _item(organization, category, "Pain", 115, 55_000)
    wine = _item(organization, category, "Vin", 890, 200_000)
    position = int(value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", organization))
    return Shop(organization, store, bread, wine, position)


def _item(organization: UUID, category: UUID, name: str, unit_price: int, rate_ppm: int) -> BasketLine:
    tax_class, item = new_uuid7(), new_uuid7()
    add_tax_class(AddTaxClass(organization=organization, person=None, id=tax_class, name=name))
    add_rate(
        AddRate(
            organization=organization, person=None, id=new_uuid7(), tax_class=tax_class, category="S",
            rate_ppm=rate_ppm, valid_from=date(2020, 1, 1),
        )
    )  # fmt: skip
    add_product(
        AddProduct(
            organization=organization, person=None, id=new_uuid7(), item=item, name=name, category=category,
            tax_class=tax_class, unit_price=unit_price, day=date(2026, 1, 1),
        )
    )  # fmt: skip
    return BasketLine(unit_price, "S", rate_ppm, item=item, category=category, name=name)


def add_till(shop: Shop, code: str) -> UUID:
    till = new_uuid7()
    make_till(CreateTill(organization=shop.organization, id=till, store=shop.store, code=code, name=f"Caisse {code}"))
    return till


def enrol(shop: Shop, till: UUID, *, now: datetime | None = None) -> SimulatedTill:
    """Enrol a device through the operations, as the device door does."""
    now = now or datetime.now(UTC)
    issued = issue_code(IssueCode(organization=shop.organization, till=till, now=now))
    key = new_private_key()
    request = enrolment_request(issued.code, key, device=new_uuid7(), label="test")
    found = register_key(
        RegisterKey(
            organization=shop.organization, code=issued.code, public_key=request["public_key"],
            proof=request["proof"], device=UUID(request["device"]["id"]), label="test", app_version="1",
            user_agent="", now=now,
        )
    )  # fmt: skip
    identity = Identity(
        found.organization, found.till, found.till_code, found.chain, found.enrolment, found.certificate, found.token,
        found.previous_chain, found.previous_sequence, found.previous_digest,
    )  # fmt: skip
    return SimulatedTill(identity, key, now, catalog_position=shop.position)


def new_till(shop: Shop, code: str = "A1") -> SimulatedTill:
    return enrol(shop, add_till(shop, code))


class Counter:
    """Hands entries to the ledger over a connection of the application's role."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self.connection = connection
        self.ledger = Ledger(connection)

    async def sender(self, till: SimulatedTill) -> Sender:
        row = await self.connection.fetchrow(
            "SELECT * FROM tills_enrolment_of_token($1)", hash_secret(till.identity.token)
        )
        assert row is not None
        return sender_of(row)

    async def submit(self, till: SimulatedTill, entries: list[Sealed | bytes]) -> list[Answer]:
        sender = await self.sender(till)
        lines = [entry if isinstance(entry, bytes) else entry.line for entry in entries]
        return await self.ledger.record([receive(sender, line) for line in lines])


# A connection and what the ledger prepares on it cost more than most of what is handed over: these last as long as the
# test run, each for the database that it belongs to.
_loop = asyncio.Runner()
_kept: dict[str, Counter] = {}
_owners: dict[str, "psycopg.Connection[tuple[Any, ...]]"] = {}


def with_counter(dsn: str, work: Callable[[Counter], Awaitable[T]]) -> T:
    """Work over a connection of its own."""

    async def run() -> T:
        connection = await asyncpg.connect(dsn)
        try:
            return await work(Counter(connection))
        finally:
            await connection.close()

    return asyncio.run(run())


def submit(dsn: str, till: SimulatedTill, entries: Sequence[Sealed | bytes]) -> list[Answer]:
    """Hand sealed entries to the ledger, as the device door does."""

    async def hand_over() -> list[Answer]:
        counter = _kept.get(dsn)
        if counter is None or counter.connection.is_closed():
            counter = _kept[dsn] = Counter(await asyncpg.connect(dsn))
        return await counter.submit(till, list(entries))

    return _loop.run(hand_over())


def _owner() -> "psycopg.Connection[tuple[Any, ...]]":
    dsn = os.environ["COMPTOIR_OWNER_DATABASE_URL"]
    kept = _owners.get(dsn)
    if kept is None or kept.closed:
        kept = _owners[dsn] = psycopg.connect(dsn, autocommit=True)
    return kept


def let_go() -> None:
    """For whoever kills a database: what was connected to it is connected anew."""
    for counter in _kept.values():
        counter.connection.terminate()
    for connection in _owners.values():
        connection.close()
    _kept.clear()
    _owners.clear()


def rows(table: str, organization: UUID, order: str = "1") -> list[dict[str, object]]:
    """The rows of one organization, read as the owner."""
    query = f"SELECT * FROM {table} WHERE organization_id = %s ORDER BY {order}"
    with _owner().cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, [organization]).fetchall()


def count(table: str, organization: UUID) -> int:
    return int(value(f"SELECT count(*) FROM {table} WHERE organization_id = %s", organization))


def value(query: str, *parameters: object) -> int:
    row = _owner().execute(query, parameters).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    return row[0]


def discrepancies(organization: UUID) -> list[tuple[str, str, str]]:
    found = rows("sales_discrepancy", organization, "entry_id, number")
    return [(str(row["code"]), str(row["claimed"]), str(row["computed"])) for row in found]


LEDGER_TABLES = (
    "sales_entry", "sales_sale", "sales_line", "sales_tax_subtotal", "sales_tender", "stock_movement",
    "sales_discrepancy", "sales_session", "sales_quarantine", "sales_incident",
)  # fmt: skip


def everything(organization: UUID) -> dict[str, int]:
    """How many rows of each kind there are: what a refusal must not change."""
    return {table: count(table, organization) for table in LEDGER_TABLES}

"""`comptoir verify` on a real ledger: silent on what is right, and naming each document that somebody touched."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

import asyncpg
import psycopg
import pytest
from psycopg import sql

from comptoir.catalog.commands import AddPack
from comptoir.catalog.operations import add_pack
from comptoir.config.verification import Report, verify_database
from comptoir.kernel import new_uuid7
from comptoir.sales.entries import Status
from comptoir.sales.simulation import Sealed, SimulatedTill, sale_body
from comptoir.sales.simulation_flows import correct_tender, exchange
from tests.databases import TestDatabase
from tests.sales.shop import Counter, Shop, new_till, open_shop

Touch = Callable[[str, dict[str, object]], int]


@dataclass(frozen=True, slots=True)
class Day:
    """A chain with a sale of two lines (entry 3), a refund of it (4) and another sale (5)."""

    shop: Shop
    till: SimulatedTill


@pytest.fixture
def day(db: None, database: TestDatabase) -> Day:
    shop = open_shop()
    till = new_till(shop)
    entries: list[Sealed | bytes] = [till.start_chain(), till.open(10_000)]
    sale = till.sell([shop.bread, shop.wine], card=500)
    entries += [sale, till.refund(sale, {1: 1_000}), till.sell([shop.wine])]

    async def submit() -> list[Status]:
        connection = await asyncpg.connect(database.app)
        try:
            return [answer.status for answer in await Counter(connection).submit(till, entries)]
        finally:
            await connection.close()

    assert asyncio.run(submit()) == [Status.STORED] * 5
    return Day(shop, till)


@pytest.fixture
def touch(database: TestDatabase, day: Day) -> Iterator[Touch]:
    """What somebody with the database's password could do. Taken away afterwards: other tests dump this database."""

    def run(statement: str, parameters: dict[str, object]) -> int:
        values = {"organization": day.shop.organization, "chain": day.till.identity.chain, **parameters}
        with psycopg.connect(database.superuser) as connection:
            connection.execute("SET session_replication_role = replica")  # past triggers and foreign keys
            return connection.execute(statement.encode(), values).rowcount

    yield run
    with psycopg.connect(database.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        for (table,) in connection.execute("SELECT tablename FROM pg_policies WHERE policyname = 'tenant'").fetchall():
            column = "id" if table == "platform_organization" else "organization_id"
            query = sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
            connection.execute(query, [day.shop.organization])


def verify(database: TestDatabase, organization: UUID) -> Report:
    with psycopg.connect(database.owner) as connection:
        return verify_database(connection, organization=organization)


def test_an_untouched_ledger_has_no_findings(day: Day, database: TestDatabase) -> None:
    report = verify(database, day.shop.organization)

    assert report.findings == []
    assert (report.entries, report.chains, report.sales, report.quarantined) == (5, 1, 3, 0)


@pytest.mark.parametrize(
    ("statement", "document", "what"),
    [
        (
            "UPDATE sales_entry SET content = convert_to(replace(convert_from(content, 'UTF8'), '\"gross\":1005', "
            "'\"gross\":1004'), 'UTF8') WHERE chain_id = %(chain)s AND sequence = 3",
            "A1-1-3",
            "its bytes do not have the stored digest",
        ),
        (
            "UPDATE sales_entry SET seal = set_byte(seal, 5, 255 - get_byte(seal, 5)) "
            "WHERE chain_id = %(chain)s AND sequence = 4",
            "A1-1-4",
            "its seal does not fit its bytes",
        ),
        (
            "UPDATE sales_entry SET kind = 'training' WHERE chain_id = %(chain)s AND sequence = 3",
            "A1-1-3",
            "it is stored under the kind training, and was sealed for sale",
        ),
        (
            "DELETE FROM sales_entry WHERE chain_id = %(chain)s AND sequence = 4",
            "A1-1-5",
            "the entry before it, which it names, is missing or is another one",
        ),
        (
            "DELETE FROM sales_entry WHERE chain_id = %(chain)s AND sequence = 5",
            "A1-1-4",
            "the chain ends at 5 by its head, the entries end here",
        ),
        (
            "UPDATE sales_sale SET gross = gross - 100 WHERE organization_id = %(organization)s AND kind = 'refund'",
            "A1-1-4",
            "its gross is sealed as -115 and derived as -215",
        ),
        (
            "UPDATE sales_tender SET kind = 'cash' WHERE organization_id = %(organization)s AND kind = 'card'",
            "A1-1-3",
            "its tenders are not those of its bytes",
        ),
        (
            "UPDATE sales_tax_subtotal SET tax = tax - 1, net = net + 1 "
            "WHERE organization_id = %(organization)s AND number = 2",
            "A1-1-3",
            "its taxes are not those of its bytes",
        ),
        (
            "DELETE FROM sales_line WHERE organization_id = %(organization)s AND number = 2",
            "A1-1-3",
            "its lines are not those of its bytes",
        ),
        (
            "DELETE FROM stock_movement WHERE organization_id = %(organization)s AND line = 2",
            "A1-1-3",
            "its stock are not those of its bytes",
        ),
        (
            "DELETE FROM sales_sale WHERE organization_id = %(organization)s AND kind = 'refund'",
            "A1-1-4",
            "its sale is missing",
        ),
    ],
)
def test_what_somebody_touched_is_named(
    day: Day, database: TestDatabase, touch: Touch, statement: str, document: str, what: str
) -> None:
    assert touch(statement, {}) == 1

    findings = verify(database, day.shop.organization).findings

    assert (document, what) in [(finding.document, finding.what) for finding in findings]
    assert {finding.organization for finding in findings} == {day.shop.organization}


def test_what_somebody_made_of_a_promotion_is_named(day: Day, database: TestDatabase, touch: Touch) -> None:
    till = day.till
    body = sale_body(
        [day.shop.bread], session=till.session, cashier=till.cashier, country="FR", currency="EUR", day=till.now
    )
    awards = [{"promotion": str(new_uuid7()), "amount": 10}]
    lines = [{**line, "promotions": awards} for line in cast("list[dict[str, Any]]", body["lines"])]
    sealed = till.seal("sale", {**body, "lines": lines})

    async def submit() -> None:
        connection = await asyncpg.connect(database.app)
        await Counter(connection).submit(till, [sealed])
        await connection.close()

    asyncio.run(submit())
    clean = verify(database, day.shop.organization)
    touch("UPDATE sales_line_promotion SET amount = 9 WHERE organization_id = %(organization)s", {})

    touched = verify(database, day.shop.organization)

    assert clean.findings == []
    assert [(finding.document, finding.what) for finding in touched.findings] == [
        ("A1-1-6", "its promotions are not those of its bytes")
    ]


def test_an_invented_sale_is_found(day: Day, database: TestDatabase, touch: Touch) -> None:
    copied = touch(
        "INSERT INTO sales_sale SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid()))).* "
        "FROM sales_sale s WHERE organization_id = %(organization)s AND kind = 'refund'",
        {},
    )
    assert copied == 1

    [finding] = verify(database, day.shop.organization).findings

    assert finding.what == "a sale that no entry made"


def test_an_entry_taken_out_of_the_log_is_found(day: Day, database: TestDatabase, touch: Touch) -> None:
    removed = touch("DELETE FROM platform_outbox WHERE organization_id = %(organization)s", {})
    removed += touch("DELETE FROM platform_log WHERE organization_id = %(organization)s", {})
    assert removed >= 5

    findings = verify(database, day.shop.organization).findings

    # The till's entries, and that its key was enrolled.
    assert [finding.what for finding in findings] == [
        *["an entry that neither log nor outbox knows"] * 5, "neither log nor outbox knows it",
    ]  # fmt: skip


def test_quarantined_bytes_are_checked_and_a_fork_is_no_fault(day: Day, database: TestDatabase, touch: Touch) -> None:
    fork = day.till.copy()
    fork.sequence, fork.previous = 3, "ab" * 32

    async def submit() -> None:
        connection = await asyncpg.connect(database.app)
        # Bytes of which a card's number was masked have another digest, and nobody touched them.
        numbered = b"x 4111 1111 1111 1111"
        await Counter(connection).submit(day.till, [fork.sell([day.shop.bread]), numbered])
        await connection.close()

    asyncio.run(submit())
    clean = verify(database, day.shop.organization)
    fork_alone = "organization_id = %(organization)s AND code = 'fork'"
    touch(f"UPDATE sales_quarantine SET content = content || ' ' WHERE {fork_alone}", {})

    touched = verify(database, day.shop.organization)

    assert (clean.quarantined, clean.findings) == (2, [])
    assert [finding.what for finding in touched.findings] == ["quarantined bytes do not have their digest"]


def test_exchanges_corrections_goods_that_went_elsewhere_and_packs_are_silent(day: Day, database: TestDatabase) -> None:
    shop, till = day.shop, day.till
    pack = AddPack(
        organization=shop.organization, person=None, parent=UUID(str(shop.wine.item)), item=new_uuid7(), name="Carton",
        count=6, unit_price=4_800, day=date(2026, 1, 1),
    )  # fmt: skip
    add_pack(pack)
    till.catalog_position += 1_000
    sale = till.sell([shop.bread, replace(shop.wine, item=pack.item, unit_price=4_800)])
    entries: list[Sealed | bytes] = [
        sale,
        correct_tender(till, sale, {"cash": -4_915, "card": 4_915}),
        exchange(till, sale, {1: 1_000}, [shop.wine], goes_to="waste"),
    ]

    async def submit() -> None:
        connection = await asyncpg.connect(database.app)
        try:
            await Counter(connection).submit(till, entries)
        finally:
            await connection.close()

    asyncio.run(submit())

    report = verify(database, shop.organization)
    assert report.findings == []
    assert report.sales == 6

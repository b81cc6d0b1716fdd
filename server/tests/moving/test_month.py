"""A month of a shop, made smaller: moved in from other systems, goods bought, counted, carried, prices changed at noon,
days sold, read against sums made by hand, everything taken out and read in elsewhere, while a second organization tries
to read it all.
"""

import re
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comptoir.accounting.liabilities import astray, owed
from comptoir.api import bearers
from comptoir.api.limits import TokenBuckets
from comptoir.api.openapi import specification
from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.public import change_price, item_of_code
from comptoir.config.carrying_in import carry_in
from comptoir.config.verification import verify_database
from comptoir.journal import voucher_identifier
from comptoir.kernel import new_uuid7
from comptoir.moving.carried import ORGANIZATION, PEOPLE, carried_tables
from comptoir.moving.commands import AskExport, CarryOn, OpenMove, TurnMove
from comptoir.moving.export_worker import work_once
from comptoir.moving.exporting import ask_export, export_file
from comptoir.moving.models import Move
from comptoir.moving.operations import carry_on, open_move, take_over
from comptoir.platform.postgres import RunningServer
from comptoir.platform.tenancy import reading
from comptoir.purchasing.public import (
    Came,
    OpenOrder,
    ReceiveGoods,
    SendPurchase,
    Wanted,
    offers_by,
    open_order,
    receive_goods,
    send_purchase,
    suppliers,
)
from comptoir.sales.day_report import report
from comptoir.sales.scope import Scope
from comptoir.sales.simulation import BasketLine, Sealed
from comptoir.stock.commands import CountItem
from comptoir.stock.operations import count_item
from comptoir.stock.public import Goods, SendTransfer, send_transfer
from tests.api.conftest import Connect
from tests.api.conftest import connect as connect_programs
from tests.catalog.stores import new_store
from tests.databases import EMPTY, TestDatabase, addresses_of, copy_database, point_django_at
from tests.sales.shop import Shop, new_till, open_shop, rows, submit, value
from tests.sales.test_tenders import paid, redeem, sell

connect = connect_programs
pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 26, 11, tzinfo=UTC)
DAYS = (date(2026, 11, 17), date(2026, 11, 18))
ITEMS = """Handle,SKU,Name,Category,Sold by weight,Cost,Barcode,Supplier,Supplier SKU,Price [Centre]
miel,M-1,Miel,Épicerie,N,3.95,3760123456784,Rucher du Sud,RS-77,6.90
sel,S-1,Sel,Épicerie,N,0.42,,Rucher du Sud,RS-12,1.00
riz,R-1,Riz,Épicerie,N,,4.00638E+12,,,2.40
"""
CARDS = "Gift card code,Balance\nABCD1234EFGH,25.00\n"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a day came to."""

    sales_count: int
    gross: int
    net: int
    tax: int


# Made by hand, in cents. Tuesday: 2 bread at 1.15 and 1 wine at 8.90 = 11.20; at noon bread becomes 1.20; 3 bread =
# 3.60; together 14.80. Wednesday: 1 wine by card ABCD… = 8.90, 2 honey at 6.90 = 13.80; one bread of Tuesday morning
# comes back (-1.15): 21.55. Taxes of each sale by rate, rounded once: 5.5 % of 2.30 is 0.12, of 3.60 0.19, of
# 13.80 0.72, of the bread that came back 0.06; 20 % of 8.90 is 1.48.
BY_HAND = {
    DAYS[0]: Sums(sales_count=2, gross=1480, net=1480 - 12 - 148 - 19, tax=12 + 148 + 19),
    DAYS[1]: Sums(sales_count=2, gross=2155, net=2155 - 148 - 72 + 6, tax=148 + 72 - 6),
}


def moved_in(shop: Shop, kind: str, content: str) -> Move:
    move = new_uuid7()
    open_move(
        OpenMove(
            organization=shop.organization, person=None, id=move, kind=kind, file_name=f"{kind}.csv",
            content=content.encode(), day=DAYS[0], store=shop.store, category="Divers", tax="5.5 %", way="Variante",
        )
    )  # fmt: skip

    def work() -> Move:
        def read() -> Move:
            with reading(shop.organization):
                return Move.objects.get(pk=move)

        while carry_on(CarryOn(organization=shop.organization, move=move, number=read().batches_done, now=NOW)):
            pass
        return read()

    work()
    take_over(TurnMove(organization=shop.organization, person=None, move=move))
    return work()


def bought(shop: Shop, item: UUID) -> None:
    """Twelve of it are ordered from the only supplier, and ten come."""
    with reading(shop.organization):
        [supplier] = suppliers()
    order = new_uuid7()
    own: dict[str, Any] = {"organization": shop.organization, "person": None}
    lines = (Wanted(item=item, quantity_milli=12_000),)
    open_order(OpenOrder(**own, id=order, supplier=supplier.id, store=shop.store, lines=lines))
    send_purchase(SendPurchase(**own, order=order, letter=new_uuid7(), address="", now=NOW, today=DAYS[0]))
    came = (Came(item=item, quantity_milli=10_000),)
    receive_goods(ReceiveGoods(**own, id=new_uuid7(), order=order, lines=came, now=NOW))


def traded(shop: Shop, honey: BasketLine, database: TestDatabase) -> None:
    """Two days of one till; the price of bread changes at noon of the first."""
    till = new_till(shop)
    till.now = datetime(2026, 11, 17, 8, tzinfo=UTC)
    morning = till.start_chain(), till.open(10_000), till.sell([replace(shop.bread, quantity_milli=2_000), shop.wine])
    submit(database.app, till, list(morning))
    assert shop.bread.item is not None
    change_price(
        ChangePrice(organization=shop.organization, person=None, item=shop.bread.item, unit_price=120, day=DAYS[0])
    )
    till.catalog_position = int(
        value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", shop.organization)
    )
    till.now = datetime(2026, 11, 17, 13, tzinfo=UTC)
    entries: list[Sealed | bytes] = [till.sell([replace(shop.bread, unit_price=120, quantity_milli=3_000)])]
    till.now = datetime(2026, 11, 18, 9, tzinfo=UTC)
    card = voucher_identifier(shop.organization, "ABCD1234EFGH")
    entries += [till.open(10_000), sell(till, [shop.wine], paid(redeem(card, 890)))]
    entries += [till.sell([replace(honey, quantity_milli=2_000)]), till.refund(morning[2], {1: 1_000})]
    submit(database.app, till, entries)


def read_sums(shop: Shop) -> dict[date, Sums]:
    found = {}
    with reading(shop.organization):
        for day in DAYS:
            totals = report(Scope(shop.organization, None, day, day, day, "Europe/Paris")).totals
            taxes = [
                row["tax"]
                for row in rows("sales_tax_subtotal", shop.organization, "sale_id")
                if row["sale_id"] in {sale["id"] for sale in sales_of(shop, day)}
            ]
            tax = sum(int(str(one)) for one in taxes)
            found[day] = Sums(totals.sales_count, totals.gross, totals.gross - tax, tax)
    return found


def sales_of(shop: Shop, day: date) -> list[dict[str, Any]]:
    return [row for row in rows("sales_sale", shop.organization) if str(row["sold_at"])[:10] == str(day)]


def lying(shop: Shop, item: UUID, store: UUID) -> int:
    moved = rows("stock_movement", shop.organization, "item_id")
    return sum(int(str(row["quantity_milli"])) for row in moved if (row["item_id"], row["store_id"]) == (item, store))


def owing(shop: Shop) -> dict[str, tuple[int, int]]:
    with reading(shop.organization):
        assert astray() == []
        return {str(row.role): (row.books, row.balances) for row in owed() if row.books or row.balances}


@pytest.fixture
def shop(db: None, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    settings.HOME = tmp_path
    # It asks for everything at once, which is not what is tried here.
    monkeypatch.setattr(bearers, "program_buckets", TokenBuckets(burst=1_000_000, per_minute=1_000_000))
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    return open_shop()


@pytest.fixture(scope="module")
def elsewhere(postgres: RunningServer, database: TestDatabase) -> TestDatabase:
    """Another Comptoir, which holds nothing."""
    copy_database(postgres, "month", of=EMPTY)
    return addresses_of(postgres, "month")


def test_a_month_of_a_shop(shop: Shop, database: TestDatabase, elsewhere: TestDatabase, connect: Connect) -> None:
    items = moved_in(shop, "articles", ITEMS)
    assert (items.created, [line["code"] for line in items.bad_lines]) == (2, ["moving.code_mangled"])
    assert moved_in(shop, "suppliers", ITEMS).created == 2
    assert moved_in(shop, "cards", CARDS).created == 1
    with reading(shop.organization):
        found = item_of_code("3760123456784")
        assert found is not None
        [supplier] = suppliers()
        assert [(offer.name, offer.reference, offer.unit_cost) for offer in offers_by(supplier.id)] == [
            ("Miel", "RS-77", 395), ("Sel", "RS-12", 42),
        ]  # fmt: skip
    honey = BasketLine(690, "S", 55_000, item=found.id, category=found.category, name="Miel")
    second = new_store(shop.organization)
    bought(shop, found.id)
    own: dict[str, Any] = {"organization": shop.organization, "person": None}
    sent = (Goods(item=found.id, quantity_milli=3_000),)
    send_transfer(
        SendTransfer(**own, id=new_uuid7(), origin=shop.store, destination=second, lines=sent, note="", now=NOW)
    )
    traded(shop, honey, database)
    # Ten came, three left, two were sold: five. Four are found.
    assert lying(shop, found.id, shop.store) == 5_000
    count_item(CountItem(**own, id=new_uuid7(), store=shop.store, item=found.id, quantity_milli=4_000, now=NOW))

    assert read_sums(shop) == BY_HAND
    # The till was enrolled today and sold last week: that alone is flagged.
    assert {row["code"] for row in rows("sales_discrepancy", shop.organization)} == {"clock"}
    assert owing(shop) == {"vouchers": (2_500 - 890, 2_500 - 890)}
    _taken_out_and_in(shop, database, elsewhere)
    _nobody_else_reads_it(shop, database, connect)


def _taken_out_and_in(shop: Shop, database: TestDatabase, elsewhere: TestDatabase) -> None:
    own: dict[str, Any] = {"organization": shop.organization, "person": None}
    export = ask_export(AskExport(**own, id=new_uuid7(), now=NOW))
    work_once(NOW)
    with reading(shop.organization):
        file = export_file(export)
    assert file is not None
    before = (read_sums(shop), owing(shop))
    with psycopg.connect(elsewhere.owner) as connection:
        came = carry_in(connection, file, hash_password=lambda text: text)
        verified = verify_database(connection, organization=None)
    assert (came.organization, verified.entries, verified.findings) == (shop.organization, 8, [])
    assert zipfile.ZipFile(file).testzip() is None
    point_django_at(elsewhere)
    try:
        with reading(shop.organization):
            days = [report(Scope(shop.organization, None, day, day, day, "Europe/Paris")).totals for day in DAYS]
        assert [(one.sales_count, one.gross) for one in days] == [(s.sales_count, s.gross) for s in BY_HAND.values()]
        assert owing(shop) == before[1]
    finally:
        point_django_at(database)


def _nobody_else_reads_it(shop: Shop, database: TestDatabase, connect: Connect) -> None:
    """Every table by the application's role, and every address of the interface that shows something."""
    other = open_shop()
    with psycopg.connect(database.owner) as owner:
        tables = [table.name for table in carried_tables(owner)]
    with psycopg.connect(database.app) as app:
        app.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(other.organization)])
        for table in tables:
            column = "id" if table == ORGANIZATION else "organization_id"
            if table != PEOPLE:
                asked = f"SELECT count(*) FROM {table} WHERE {column} = %s"
                assert app.execute(asked.encode(), [shop.organization]).fetchone() == (0,), table
    stranger = connect(other.organization)
    # One of each kind: an address asks for one kind only.
    named = ("catalog_item", "sales_sale", "purchasing_order", "purchasing_supplier")
    known = {str(rows(name, shop.organization)[0]["id"]) for name in named}
    asked_count = 0
    shown = []
    for path, methods in specification()["paths"].items():
        if "get" not in methods or not methods["get"].get("x-permission"):
            continue
        tried = {re.sub(r"\{[^}]+\}", key, path) for key in known}
        for address in tried:
            answer = stranger.get(address.removeprefix("/api/v1"))
            asked_count += 1
            says_something = any(key in answer.content.decode() for key in known)
            if answer.status_code not in (404, 422) if "{" in path else says_something:
                shown.append(f"{answer.status_code} {address}")
    assert shown == []
    assert asked_count > 30

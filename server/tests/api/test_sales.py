"""Sales, days, stock, cards and tills by program: the figures of the pages, and nobody else's."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from comptoir.journal import digest, load_public_key, verify_seal
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.public import found_organization, stores
from comptoir.platform.tenancy import reading
from comptoir.sales.day_report import report
from comptoir.sales.scope import Scope
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.api.conftest import Connect, Program
from tests.databases import TestDatabase
from tests.payments.attempts import card_attempt
from tests.sales.shop import Shop, new_till, open_shop
from tests.sales.stockroom import catch_up

NOON = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)
DAY = NOON.date()
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


@pytest.fixture
def sold(shop: Shop, send: Send) -> list[Sealed]:
    """Two bread and one wine, then one wine, then one bread back."""
    till = new_till(shop)
    till.now = NOON
    first = till.sell([shop.bread, shop.bread, shop.wine])
    entries = [till.start_chain(), till.open(0)]
    till.now += timedelta(minutes=1)
    entries += [first, till.sell([shop.wine])]
    till.now += timedelta(minutes=1)
    entries.append(till.refund(first, {1: 1000}))
    send(till, list(entries))
    return entries


def test_sales_come_newest_first_and_one_with_its_seal(program: Program, shop: Shop, sold: list[Sealed]) -> None:
    first = program.get(f"/sales?first={DAY}&last={DAY}&limit=2").json()
    rest = program.get(f"/sales?first={DAY}&last={DAY}&limit=2&after={first['next']}").json()

    assert [row["kind"] for row in first["sales"] + rest["sales"]] == ["refund", "sale", "sale"]
    assert (rest["next"], rest["sales"][0]["gross"]) == (None, 1120)
    sale = program.get(f"/sales/{rest['sales'][0]['id']}").json()
    assert [(line["name"], line["amount"]) for line in sale["lines"]] == [("Pain", 115), ("Pain", 115), ("Vin", 890)]
    assert (sale["gross"], sum(tax["gross"] for tax in sale["taxes"]), sale["tenders"][0]["kind"]) == (
        1120, 1120, "cash",
    )  # fmt: skip
    seal = sale["seal"]
    assert (seal["digest_fits"], seal["seal_holds"], seal["chain_holds"]) == (True, True, True)
    content = program.get(f"/sales/{sale['id']}/entry").content
    assert digest(content) == seal["digest"] == sold[2].digest
    assert verify_seal(load_public_key(seal["public_key"]), content, seal["seal"])
    assert json.loads(content)["body"]["gross"] == 1120
    assert sale["refunds"] == [first["sales"][0]["id"]]


def test_the_day_is_the_page_s_day(program: Program, shop: Shop, sold: list[Sealed]) -> None:
    told = program.get(f"/day-report?day={DAY}").json()

    with reading(shop.organization):
        scope = Scope(shop.organization, None, DAY, DAY, DAY, stores()[0].timezone)
        page = report(scope)
    assert (told["sales"], told["refunds"], told["gross"], told["tax"]) == (
        page.totals.sales_count, page.totals.refunds_count, page.totals.gross, page.totals.tax,
    )  # fmt: skip
    assert (told["sales"], told["refunds"], told["sold"], told["refunded"]) == (2, 1, 2010, -115)
    assert [(tender["kind"], tender["amount"]) for tender in told["tenders"]] == [("cash", 1895)]
    assert program.get(f"/day-report?store={new_uuid7()}").status_code == 404
    assert program.get("/day-report?day=1999-01-01").json()["code"] == "api.days_invalid"
    assert program.get("/sales?first=2026-02-01&last=2026-01-01").json()["code"] == "api.days_invalid"


def test_stock_and_its_movements_are_walked(
    program: Program, shop: Shop, sold: list[Sealed], database: TestDatabase
) -> None:
    walked: list[tuple[str, int]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(f"/stock/movements?limit=2&after={cursor}").json()
        walked += [(row["article"], row["quantity_milli"]) for row in page["movements"]]
        cursor = page["next"]

    bread, wine = str(shop.bread.item), str(shop.wine.item)
    assert sorted(walked) == sorted([(bread, -1000), (bread, -1000), (wine, -1000), (wine, -1000), (bread, 1000)])
    catch_up(database.app, shop.organization)
    levels = program.get("/stock?limit=1").json()
    assert len(levels["levels"]) == 1
    levels["levels"] += program.get(f"/stock?limit=1&after={levels['next']}").json()["levels"]
    assert {(row["article"], row["on_hand_milli"], row["counted_at"]) for row in levels["levels"]} == {
        (bread, -1000, None), (wine, -2000, None),
    }  # fmt: skip
    [one] = program.get(f"/stock?article={bread}").json()["levels"]
    assert (one["reserved_milli"], one["available_milli"]) == (0, -1000)


def test_cards_and_tills_are_told(program: Program, shop: Shop, sold: list[Sealed]) -> None:
    card = new_uuid7()
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute(
            "INSERT INTO payments_voucher (organization_id, id, kind, currency, tax_category, tax_rate_ppm, balance, "
            "shortfall, first_at) VALUES (%s, %s, 'gift_card', 'EUR', '', 0, 1000, 0, now())",
            [shop.organization, card],
        )

    assert program.get(f"/gift-cards/{card}").json()["balance"] == 1000
    assert [row["id"] for row in program.get("/gift-cards").json()["gift_cards"]] == [str(card)]
    assert [(till["code"], till["store"]) for till in program.get("/tills").json()["tills"]] == [("A1", "Centre")]
    shop_told = program.get("/stores").json()
    assert (shop_told["currency"], shop_told["currency_exponent"], shop_told["stores"][0]["name"]) == (
        "EUR", 2, "Centre",
    )  # fmt: skip


def test_another_organization_reads_none_of_it(
    program: Program, shop: Shop, sold: list[Sealed], connect: Connect
) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    stranger = connect(other)
    sale = program.get(f"/sales?first={DAY}&last={DAY}").json()["sales"][0]["id"]

    assert stranger.get(f"/sales?first={DAY}&last={DAY}").json()["sales"] == []
    assert stranger.get(f"/sales/{sale}").status_code == 404
    assert stranger.get(f"/sales/{sale}/entry").status_code == 404
    assert stranger.get(f"/day-report?day={DAY}&store={shop.store}").status_code == 404
    assert stranger.get(f"/day-report?day={DAY}").json()["gross"] == 0
    assert stranger.get("/stock/movements").json()["movements"] == []
    assert stranger.get("/tills").json()["tills"] == []


def test_a_customer_is_written_down_changed_and_found(program: Program, shop: Shop) -> None:
    made = program.post("/customers", {"name": "Lea Petit", "email": "lea@example.fr"})

    assert made.status_code == 201
    address = f"/customers/{made.json()['id']}"
    etag = program.get(address)["ETag"]
    assert etag == made["ETag"]
    changed = program.put(address, {"name": "Léa Petit", "credit_limit": 5000}, If_Match=etag)
    assert (changed.status_code, changed.json()["email"], changed.json()["credit_limit"]) == (200, "", 5000)
    late = program.put(address, {"name": "X"}, If_Match=etag)
    assert (late.status_code, program.get(address).json()["name"]) == (412, "Léa Petit")
    assert program.put(address, {"name": "X"}).status_code == 428
    assert program.put(f"/customers/{new_uuid7()}", {"name": "X"}, If_Match="*").status_code == 404
    again = program.post("/customers", {"id": made.json()["id"], "name": "Other"})
    assert (again.status_code, again.json()["code"]) == (409, "api.already_there")
    assert [one["name"] for one in program.get("/customers?q=petit").json()["customers"]] == ["Léa Petit"]


def test_card_payments_are_told_with_their_history(program: Program, shop: Shop, connect: Connect) -> None:
    till = new_till(shop)
    at = datetime.now(UTC)
    free = card_attempt(shop, till, at, "pending", "approved", tip=150)
    lost = card_attempt(shop, till, at - timedelta(minutes=1), "pending", "unknown", trouble="no_answer")

    walked = program.get("/card-payments?limit=1").json()
    [second] = program.get(f"/card-payments?limit=1&after={walked['next']}").json()["card_payments"]

    [first] = walked["card_payments"]
    assert (first["id"], first["state"], first["amount"], first["tip"], first["currency"]) == (
        str(free), "free", 801, 150, "EUR",
    )  # fmt: skip
    assert (first["last_four"], first["sale"], first["till"]) == ("1111", None, "A1")
    assert (second["id"], second["state"]) == (str(lost), "unknown")
    waiting = program.get("/card-payments?state=waiting").json()["card_payments"]
    assert [row["id"] for row in waiting] == [str(lost)]
    events = program.get(f"/card-payments/{lost}").json()["events"]
    assert [(one["state"], one["source"], one["trouble"]) for one in events] == [
        ("pending", "till", ""), ("unknown", "agent", "no_answer"),
    ]  # fmt: skip
    stranger = connect(open_shop().organization)
    assert stranger.get(f"/card-payments/{free}").status_code == 404
    assert stranger.get("/card-payments").json()["card_payments"] == []

"""Orders and accounts at the door: what any till of the store may keep, and what each customer owes now."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import save_customer
from comptoir.kernel import new_uuid7
from comptoir.privacy.public import ErasePerson, erase_person
from comptoir.sales.simulation import SimulatedTill
from comptoir.sales.simulation_promises import deposit, give_up, keep, order, settle_account
from tests.edge.client import Reply, open_door
from tests.sales.shop import Shop, count, new_till, open_shop, rows, submit
from tests.sales.test_accounts import selling
from tests.sales.test_ledger import begin


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def till(shop: Shop, database) -> SimulatedTill:
    found = new_till(shop, "A1")
    found.engine_version = 2
    begin(database.app, found)
    return found


def ask(database, till: SimulatedTill, about: str, body: object = None) -> Reply:
    async def run() -> Reply:
        async with open_door(database.app) as client:
            content = b"{" if body == "broken" else msgspec.json.encode(body or {})
            return await client.ask("POST", f"/edge/v1/{about}", body=content, token=till.identity.token)

    return asyncio.run(run())


def person(**changes: object) -> dict[str, object]:
    return {"id": str(new_uuid7()), "name": "Mme Petit", "phone": "06", "email": ""} | changes


def test_any_till_of_the_store_sees_an_order_with_its_payments_as_they_were_sealed(
    shop: Shop, till: SimulatedTill, database
) -> None:
    petit = person()
    promised = order(till, [shop.wine], purpose="layaway", customer=UUID(str(petit["id"])))
    paid = deposit(till, promised, 300)
    submit(database.app, till, [promised, paid])
    other = new_till(shop, "B1")

    told = ask(database, till, "orders", {"met": [petit]})
    seen = ask(database, other, "orders")

    assert told.status == seen.status == 200
    [found] = seen.json["orders"]
    assert (found["sequence"], found["digest"], found["number"]) == (
        promised.sequence, promised.digest, f"A1-1-{promised.sequence}",
    )  # fmt: skip
    assert found["text"] == promised.line.partition(b" ")[2].decode()
    assert (found["customer"]["name"], found["till_name"]) == ("Mme Petit", "Caisse A1")
    [payment] = found["payments"]
    assert (payment["digest"], payment["text"]) == (paid.digest, paid.line.partition(b" ")[2].decode())


def test_what_was_sold_or_given_up_is_gone(shop: Shop, till: SimulatedTill, database) -> None:
    sold, given_up, stays = (order(till, [shop.wine], purpose="layaway") for _ in range(3))
    paid = deposit(till, given_up, 300)
    submit(database.app, till, [sold, given_up, stays, paid, keep(till, sold), give_up(till, given_up, [paid])])

    assert [row["sequence"] for row in ask(database, till, "orders").json["orders"]] == [stays.sequence]


def test_a_customer_is_met_once_and_stays_as_they_are(shop: Shop, till: SimulatedTill, database) -> None:
    petit = person()
    ask(database, till, "orders", {"met": [petit]})
    ask(database, till, "orders", {"met": [petit | {"name": "Other"}, person(name="  ")]})

    [row] = rows("customers_customer", shop.organization)
    assert (row["name"], row["phone"], row["credit_limit"]) == ("Mme Petit", "06", None)


def test_accounts_say_what_is_owed_and_nobody_else_is_named(shop: Shop, till: SimulatedTill, database) -> None:
    account = new_uuid7()
    save_customer(
        SaveCustomer(organization=shop.organization, person=None, id=account, name="Port", credit_limit=5_000)
    )
    save_customer(SaveCustomer(organization=shop.organization, person=None, id=new_uuid7(), name="Sans compte"))
    submit(database.app, till, [selling(till, shop, account, 4), settle_account(till, account, 100)])

    assert ask(database, till, "customers").json == {
        "accounts": [{"id": str(account), "name": "Port", "phone": "", "limit": 5_000, "balance": 360}],
        "counted": till.sequence,
    }
    # What another till of the shop sold is in the balances; the count is of the chain that asks.
    other = new_till(shop, "K2")
    submit(database.app, other, [selling(other, shop, account, 1)])
    counted = [ask(database, each, "customers").json["counted"] for each in (till, other)]
    assert counted == [till.sequence, other.sequence]


def test_another_organization_sees_nothing_and_a_wrong_body_changes_nothing(
    shop: Shop, till: SimulatedTill, database, settings
) -> None:
    save_customer(
        SaveCustomer(organization=shop.organization, person=None, id=new_uuid7(), name="Port", credit_limit=1)
    )
    submit(database.app, till, [order(till, [shop.wine])])
    stranger = new_till(open_shop(), "Z1")

    assert ask(database, stranger, "orders").json == {"orders": [], "erased": [], "erasures": 0}
    assert ask(database, stranger, "customers").json == {"accounts": [], "counted": 0}
    for about in ("orders", "customers"):
        assert ask(database, till, about, "broken").status == 422
    assert ask(database, till, "orders", {"met": [person(name="a\x00b")]}).status == 422
    assert ask(database, till, "orders", {"met": [person()] * 51}).status == 422
    assert count("customers_customer", shop.organization) == 1


def test_tills_hear_whom_to_forget_until_they_say_that_they_did(shop: Shop, till: SimulatedTill, database) -> None:
    people = [person(), person(name="M. Grand")]
    ask(database, till, "orders", {"met": people})
    first, second = (UUID(str(one["id"])) for one in people)
    erased_at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    moment = int(erased_at.timestamp() * 1_000)
    for key in (first, second):
        erase_person(
            ErasePerson(organization=shop.organization, person=None, customer=key, reason="asked", now=erased_at)
        )

    all_of_them = ask(database, till, "orders", {"met": people}).json
    later = ask(database, till, "orders", {"erasures": moment}).json
    up_to_date = ask(database, till, "orders", {"erasures": moment + 1}).json
    ahead = ask(database, till, "orders", {"erasures": moment + 2}).json

    assert (all_of_them["erased"], all_of_them["erasures"]) == ([str(first), str(second)], moment + 1)
    assert (later["erased"], later["erasures"]) == ([str(second)], moment + 1)
    assert (up_to_date["erased"], up_to_date["erasures"]) == ([], moment + 1)
    assert (ahead["erased"], ahead["erasures"]) == ([str(first), str(second)], moment + 1)
    assert {row["name"] for row in rows("customers_customer", shop.organization)} == {""}
    assert ask(database, new_till(open_shop(), "S1"), "orders").json["erased"] == []
    assert ask(database, till, "orders", {"erasures": -1}).status == 422

"""Baskets put aside for any till of the store: one till gets one, and an answer that was lost costs nothing."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddStore
from comptoir.platform.models import LegalEntity
from comptoir.platform.operations import add_store
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill, sale_body
from comptoir.tills.commands import CreateTill
from comptoir.tills.operations import create_till
from tests.edge.client import Reply, open_door
from tests.sales.shop import Shop, count, discrepancies, enrol, new_till, open_shop, rows, submit

BASKET = {"lines": [{"id": 1, "unit_price": 115}], "next_line": 2}


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def parked(label: str = "Mme Petit", **changes: object) -> dict[str, object]:
    return {
        "id": str(new_uuid7()), "cashier": str(new_uuid7()), "label": label, "parked_at": "2026-11-25T12:00:00+01:00",
        "lines_count": 1, "gross": 115, "basket": BASKET,
    } | changes  # fmt: skip


def ask(database, *wishes: tuple[SimulatedTill, dict[str, object]], at_once: bool = False) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            asked = [
                client.ask("POST", "/edge/v1/parked", body=msgspec.json.encode(wish), token=till.identity.token)
                for till, wish in wishes
            ]
            return list(await asyncio.gather(*asked)) if at_once else [await one for one in asked]

    return asyncio.run(run())


def labels(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [basket["label"] for basket in reply.json["baskets"]]


def test_what_one_till_parks_another_takes_and_nobody_else(shop: Shop, database) -> None:
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    goods = parked()

    put, seen, taken, again, lost = ask(
        database,
        (first, {"parked": [goods]}),
        (second, {}),
        (second, {"take": goods["id"]}),
        (first, {"take": goods["id"]}),
        (first, {}),
    )

    assert labels(put) == labels(seen) == ["Mme Petit"]
    assert seen.json["baskets"][0]["till_name"] == "Caisse A1"
    assert taken.json["taken"] == BASKET
    assert again.json["taken"] is None
    assert (labels(again), lost.json["lost"]) == ([], [goods["id"]])
    [confirmed, told] = ask(database, (second, {"gone": [goods["id"]]}), (first, {"take": goods["id"]}))
    assert (labels(confirmed), told.json["taken"], told.json["lost"]) == ([], None, [goods["id"]])
    [row] = rows("tills_parkedbasket", shop.organization)
    assert (row["label"], row["basket"]) == ("", {})
    ask(database, (first, {"gone": [goods["id"]]}))
    assert count("tills_parkedbasket", shop.organization) == 0


def test_of_two_tills_at_once_one_gets_it(shop: Shop, database) -> None:
    tills = [new_till(shop, f"A{number}") for number in range(1, 5)]
    goods = parked()
    ask(database, (tills[0], {"parked": [goods]}))

    answers = ask(database, *((till, {"take": goods["id"]}) for till in tills), at_once=True)

    assert [answer.status for answer in answers] == [200] * 4
    assert [answer.json["taken"] for answer in answers].count(BASKET) == 1


def test_a_lost_answer_is_asked_again_and_a_repeat_parks_once(shop: Shop, database) -> None:
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    goods = parked()
    ask(database, (first, {"parked": [goods]}), (first, {"parked": [goods]}))
    assert count("tills_parkedbasket", shop.organization) == 1

    once, twice = ask(database, (second, {"take": goods["id"]}), (second, {"take": goods["id"]}))

    assert once.json["taken"] == twice.json["taken"] == BASKET
    assert labels(twice) == ["Mme Petit"]


def test_what_is_in_the_books_is_offered_to_nobody(shop: Shop, database) -> None:
    """A till that took up its own without a line sends the sale first, and says only later what it has taken up."""
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    own, asked, kept = parked("Mme Petit"), parked("M. Long"), parked("Mme Roy")
    ask(database, (first, {"parked": [own, asked, kept]}), (second, {"take": asked["id"]}))
    submit(database.app, first, [first.start_chain(), first.open(0), sold(first, shop, own)])
    submit(database.app, second, [second.start_chain(), second.open(0), sold(second, shop, asked)])

    seen, wanted, again, told = ask(
        database,
        (second, {}),
        (second, {"take": own["id"]}),
        (first, {"parked": [own]}),
        (first, {"gone": [own["id"]]}),
    )

    assert labels(seen) == labels(wanted) == labels(again) == labels(told) == ["Mme Roy"]
    assert wanted.json["taken"] is None
    assert (again.json["lost"], told.json["lost"]) == ([asked["id"]], [asked["id"]])
    assert discrepancies(shop.organization) == []
    assert [row["label"] for row in rows("tills_parkedbasket", shop.organization) if row["label"]] == ["Mme Roy"]


def sold(till: SimulatedTill, shop: Shop, basket: dict[str, object]) -> Sealed:
    body = sale_body(
        [shop.bread], session=till.session, cashier=till.cashier, country="FR", currency="EUR", day=till.now
    )
    return till.seal("sale", body | {"parked": str(basket["id"])})


def test_another_till_cannot_clear_what_is_not_its_own(shop: Shop, database) -> None:
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    goods = parked()

    _, kept = ask(database, (first, {"parked": [goods]}), (second, {"gone": [goods["id"]]}))

    assert labels(kept) == ["Mme Petit"]


def test_another_store_and_another_organization_see_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    with reading(shop.organization):
        entity = LegalEntity.objects.values_list("id", flat=True)[0]
    store, elsewhere = new_uuid7(), new_uuid7()
    add_store(
        AddStore(organization=shop.organization, id=store, legal_entity=entity, name="Nord", address="",
                 timezone="Europe/Paris", price_mode="gross")
    )  # fmt: skip
    create_till(CreateTill(organization=shop.organization, id=elsewhere, store=store, code="N1", name="Nord 1"))
    north, stranger = enrol(shop, elsewhere), new_till(open_shop())
    goods = parked()

    _, there, foreign, taken = ask(
        database, (till, {"parked": [goods]}), (north, {}), (stranger, {}), (stranger, {"take": goods["id"]})
    )

    assert (labels(there), labels(foreign), taken.json["taken"]) == ([], [], None)


@pytest.mark.parametrize(
    "wish", [{"parked": [{"id": "no"}]}, {"take": "x"}, {"parked": [parked("x" * 201)]}, {"gone": [1]}]
)
def test_what_cannot_be_read_is_refused(shop: Shop, database, wish: dict[str, object]) -> None:
    [reply] = ask(database, (new_till(shop), wish))

    assert (reply.status, reply.code) == (422, "edge.body_invalid")
    assert count("tills_parkedbasket", shop.organization) == 0


def test_without_a_token_nobody_parks(shop: Shop, database) -> None:
    async def run() -> Reply:
        async with open_door(database.app) as client:
            return await client.ask("POST", "/edge/v1/parked", body=b"{}")

    assert asyncio.run(run()).status == 401


def test_a_till_of_the_shop_is_told_of_a_receipt_of_another_and_what_came_back(shop: Shop, database) -> None:
    first, second, stranger = new_till(shop, "A1"), new_till(shop, "A2"), new_till(open_shop())
    entries = [first.start_chain(), first.open(0), first.sell([shop.bread, shop.wine])]
    sale = entries[-1]
    entries.append(first.refund(sale, {1: 1_000}))

    async def run() -> list[Reply]:
        asked = {"chain": str(first.identity.chain), "sequence": sale.sequence, "digest": sale.digest}
        async with open_door(database.app) as client:
            await client.deliver(first, list(entries))

            async def about(till: SimulatedTill, **changes: object) -> Reply:
                body = msgspec.json.encode(asked | changes)
                return await client.ask("POST", "/edge/v1/receipts", body=body, token=till.identity.token)

            return [
                await about(second),
                await about(second, digest="0" * 64),
                await about(stranger),
                await about(second, digest="x"),
                await about(second, sequence=2, digest=entries[1].digest),
                await about(first),
            ]

    found, other, foreign, broken, no_sale, own = asyncio.run(run())

    assert found.status == 200
    assert found.json["number"] == f"A1-1-{sale.sequence}"
    assert found.json["text"].encode() == sale.line.partition(b" ")[2]
    assert found.json["lines"] == [{"line": 1, "refunded_milli": 1_000}, {"line": 2, "refunded_milli": 0}]
    assert found.json["given_back"] == [{"way": "cash", "amount": 115}]
    # How far the till that asks is counted in it.
    assert (found.json["counted"], own.json["counted"]) == (0, entries[-1].sequence)
    assert [(reply.status, reply.code) for reply in (other, foreign, no_sale)] == [(404, "sales.receipt_unknown")] * 3
    assert broken.status == 422

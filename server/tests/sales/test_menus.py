"""Menus through the real ledger: what conformance/menus says raises nothing, what was changed is said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comptoir.catalog.commands import (
    AddProduct,
    ArrangeBundle,
    BundlePlace,
    ChangePrice,
    DescribeItem,
    ModifierOption,
    SaveModifierGroup,
    SavePriceList,
    SetListPrice,
)
from comptoir.catalog.operations import (
    add_product,
    add_rate,
    arrange_bundle,
    change_price,
    describe_item,
    save_modifier_group,
    save_price_list,
    set_list_price,
)
from comptoir.config.verification import verify_database
from comptoir.kernel import new_uuid7
from comptoir.pricing import refund_share
from comptoir.sales.bodies import SoldLine, StatedComponent, StatedTax
from comptoir.sales.bottle_deposits import follows_its_goods
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.operations import add_tax_class
from tests.sales.shop import Shop, discrepancies, everything, new_till, rows, value
from tests.sales.test_judge_v2 import newest, submit

CASES = json.loads((Path(__file__).parents[3] / "conformance/menus/cases.json").read_text(encoding="utf-8"))["cases"]
BY_ID = {case["id"]: case for case in CASES}
DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A case's menu and its articles in a real catalogue."""

    shop: Shop
    menu: UUID
    category: UUID
    items: Mapping[str, UUID]
    price_list: UUID | None
    asked: UUID


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    found = new_till(shop)
    found.engine_version = 2
    return found


def article(shop: Shop, name: str, unit_price: int, rate_ppm: int) -> UUID:
    tax_class, item = new_uuid7(), new_uuid7()
    add_tax_class(AddTaxClass(organization=shop.organization, person=None, id=tax_class, name=f"{name} {tax_class}"))
    add_rate(
        AddRate(
            organization=shop.organization, person=None, id=new_uuid7(), tax_class=tax_class, category="S",
            rate_ppm=rate_ppm, valid_from=DAY,
        )
    )  # fmt: skip
    assert shop.bread.category is not None
    add_product(
        AddProduct(
            organization=shop.organization, person=None, id=new_uuid7(), item=item, name=name,
            category=shop.bread.category, tax_class=tax_class, unit_price=unit_price, day=DAY,
        )
    )  # fmt: skip
    return item


def furnish(shop: Shop, case: Mapping[str, Any]) -> Kitchen:
    items = {
        name: article(shop, name, given["unit_price"], given["tax_rate_ppm"])
        for name, given in case["articles"].items()
    }
    menu = article(shop, "Menu", case["menu"]["unit_price"], 100_000)
    places = tuple(
        BundlePlace(
            name=place["name"],
            count=place["count"],
            items=tuple(items[name] for name in place["items"]),
            surcharges={items[name]: amount for name, amount in place.get("surcharges", {}).items()},
        )
        for place in case["menu"]["places"]
    )
    arrange_bundle(ArrangeBundle(organization=shop.organization, person=None, item=menu, places=places))
    group, option = new_uuid7(), new_uuid7()
    for chosen in case["chosen"]:
        for price in chosen.get("asked", ()):
            save_modifier_group(
                SaveModifierGroup(
                    organization=shop.organization, person=None, id=group, name="Lait", minimum=1, maximum=1,
                    options=(ModifierOption(id=option, name="Avoine", price=price),),
                )
            )  # fmt: skip
            describe_item(
                DescribeItem(
                    organization=shop.organization, person=None, item=items[chosen["item"]], modifiers=(group,)
                )
            )
    price_list = _list(shop, menu, case["list_price"]) if "list_price" in case else None
    if "store_price" in case:
        change_price(
            ChangePrice(
                organization=shop.organization, person=None, item=menu, unit_price=case["store_price"], day=DAY,
                store=shop.store,
            )
        )  # fmt: skip
    assert shop.bread.category is not None
    return Kitchen(shop, menu, shop.bread.category, items, price_list, option)


def _list(shop: Shop, menu: UUID, price: int) -> UUID:
    command = SavePriceList(
        organization=shop.organization, person=None, id=new_uuid7(), document={"name": "Midi", "rank": 1}
    )
    save_price_list(command)
    set_list_price(
        SetListPrice(organization=shop.organization, person=None, price_list=command.id, item=menu, unit_price=price)
    )
    return command.id


def body_of(case: Mapping[str, Any], kitchen: Kitchen, till: SimulatedTill) -> Any:
    """What an honest till seals of it."""
    expected = case["expect"]
    till.catalog_position = newest(kitchen.shop)
    places = case["menu"]["places"]
    components = [
        {
            "item": str(kitchen.items[chosen["item"]]), "name": chosen["item"], "category": str(kitchen.category),
            "quantity_milli": place["count"] * 1_000, "amount": amount,
            "unit_price": case["articles"][chosen["item"]]["unit_price"],
            "taxes": [{"category": "S", "rate_ppm": case["articles"][chosen["item"]]["tax_rate_ppm"]}],
        }
        for chosen, place, amount in zip(case["chosen"], places, expected["components"], strict=True)
    ]  # fmt: skip
    modifiers = [
        {
            "code": str(kitchen.items[one["item"]] if "item" in one else kitchen.asked), "name": "x",
            "unit_price": one["unit_price"],
        }
        for one in expected["modifiers"]
    ]  # fmt: skip
    listed = {} if kitchen.price_list is None else {"price_source": "list", "price_list": str(kitchen.price_list)}
    line = {
        "line": 1, "item": str(kitchen.menu), "name": "Menu", "category": str(kitchen.category), "unit": "C62",
        "quantity_milli": case["quantity"] * 1_000, "line_discount": 0, "basket_discount": 0,
        "unit_price": case.get("list_price", case.get("store_price", case["menu"]["unit_price"])),
        "amount": expected["amount"], "components": components, **listed,
        **({"modifiers": modifiers} if modifiers else {}),
    }  # fmt: skip
    subtotals = [{"tax_category": "S", **row} for row in expected["tax_subtotals"]]
    net, tax, gross = (sum(row[name] for row in subtotals) for name in ("net", "tax", "gross"))
    return {
        "id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier), "country": "FR",
        "currency": "EUR", "price_mode": case["price_mode"], "priced_at": f"{till.now:%Y-%m-%dT%H:%M}",
        "rules_position": till.catalog_position, "lines": [line], "tax_subtotals": subtotals, "net": net, "tax": tax,
        "gross": gross, "cash_rounding": 0, "tenders": [{"kind": "card", "amount": gross}],
    }  # fmt: skip


def given_back(till: SimulatedTill, sale: Sealed, kitchen: Kitchen, case: Mapping[str, Any], back: Any) -> Sealed:
    return till.seal("refund", back_body(till, sale, kitchen, case, back))


def back_body(till: SimulatedTill, sale: Sealed, kitchen: Kitchen, case: Mapping[str, Any], back: Any) -> Any:
    """A part of the menu comes back."""
    name = case["chosen"][back["component"] - 1]["item"]
    known = case["articles"][name]
    amount = -back["amount"]
    rate = known["tax_rate_ppm"]
    tax = -((2 * back["amount"] * rate + 1_000_000 + rate) // (2 * (1_000_000 + rate)))
    line = {
        "line": 1, "item": str(kitchen.items[name]), "name": name, "unit": "C62",
        "quantity_milli": -back["now_milli"], "unit_price": known["unit_price"], "amount": amount,
        "tax_category": "S", "tax_rate_ppm": rate, "refers_to_line": 1, "refers_to_component": back["component"],
        "goes_to": "stock",
    }  # fmt: skip
    subtotal = {"tax_category": "S", "tax_rate_ppm": rate, "net": amount - tax, "tax": tax, "gross": amount}
    return {
        "id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier), "country": "FR",
        "currency": "EUR", "price_mode": "gross", "lines": [line], "tax_subtotals": [subtotal],
        "net": amount - tax, "tax": tax, "gross": amount, "cash_rounding": 0,
        "tenders": [{"kind": "card", "amount": amount}],
        "refers_to": {"chain": str(till.identity.chain), "sequence": sale.sequence, "digest": sale.digest},
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_honest_menu_raises_nothing_and_its_parts_come_back(shop: Shop, till, database, case: Any) -> None:
    kitchen = furnish(shop, case)
    start, sale = till.start_chain(), till.seal("sale", body_of(case, kitchen, till))
    backs = [given_back(till, sale, kitchen, case, back) for back in case["expect"]["returns"]]

    answers = submit(database.app, till, [start, sale], *([back] for back in backs))

    assert set(answers) == {"stored"}
    assert discrepancies(shop.organization) == []
    [line] = [row for row in rows("sales_line", shop.organization) if row["refers_to_line"] is None]
    assert (line["item_id"], line["amount"], line["tax_category"]) == (kitchen.menu, case["expect"]["amount"], "")
    for back in case["expect"]["returns"]:
        quantity = case["menu"]["places"][back["component"] - 1]["count"] * case["quantity"] * 1_000
        share = refund_share(
            amount=case["expect"]["components"][back["component"] - 1], quantity_milli=quantity,
            already_milli=back["already_milli"], now_milli=back["now_milli"],
        )  # fmt: skip
        assert share == back["amount"]


def moved(shop: Shop) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for row in rows("stock_movement", shop.organization):
        item, quantity = row["item_id"], row["quantity_milli"]
        assert isinstance(item, UUID)
        assert isinstance(quantity, int)
        found[item] = found.get(item, 0) + quantity
    return found


def test_the_parts_leave_the_shelf_and_the_menu_does_not(shop: Shop, till, database) -> None:
    case = BY_ID["three-menus"]
    kitchen = furnish(shop, case)
    start, sale = till.start_chain(), till.seal("sale", body_of(case, kitchen, till))
    back = given_back(till, sale, kitchen, case, case["expect"]["returns"][3])

    submit(database.app, till, [start, sale, back])

    quiche, cookie, beer = (kitchen.items[name] for name in ("quiche", "cookie", "beer"))
    assert moved(shop) == {quiche: -3_000, cookie: -3_000, beer: -2_000}
    assert discrepancies(shop.organization) == []


def test_more_of_a_part_than_was_sold_is_said(shop: Shop, till, database) -> None:
    case = BY_ID["two-rates"]
    kitchen = furnish(shop, case)
    start, sale = till.start_chain(), till.seal("sale", body_of(case, kitchen, till))
    back = case["expect"]["returns"][0]
    first, second = (given_back(till, sale, kitchen, case, back) for _ in range(2))

    submit(database.app, till, [start, sale], [first], [second])
    repeated = submit(database.app, till, [first, second])
    before = everything(shop.organization)
    submit(database.app, till, [first])

    assert discrepancies(shop.organization) == [("refund_exceeds_sale", "1000", "0")]
    assert repeated == ["already_stored"] * 2
    assert everything(shop.organization) == before


def test_the_whole_line_of_a_menu_is_nothing_that_can_come_back(shop: Shop, till, database) -> None:
    case = BY_ID["two-rates"]
    kitchen = furnish(shop, case)
    start, sale = till.start_chain(), till.seal("sale", body_of(case, kitchen, till))
    body = back_body(till, sale, kitchen, case, case["expect"]["returns"][0])
    del body["lines"][0]["refers_to_component"]

    submit(database.app, till, [start, sale], [till.seal("refund", body)])

    assert ("refund_unknown_sale", "1", "") in discrepancies(shop.organization)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda line, kitchen: line["components"][0].update(item=str(kitchen.shop.bread.item), unit_price=115), "menu"),
        (lambda line, kitchen: line["components"][0].update(quantity_milli=2_000), "menu"),
        (lambda line, kitchen: line["components"].reverse(), "menu"),
        (lambda line, kitchen: line["components"][0].update(unit_price=1), "price"),
        (lambda line, kitchen: line["components"][0].update(taxes=[{"category": "S", "rate_ppm": 55_000}]), "tax_rate"),
        (lambda line, kitchen: line["components"][0].update(item=str(UUID(int=9))), "unknown_item"),
        (lambda line, kitchen: line["modifiers"][0].update(unit_price=1), "modifier"),
        (lambda line, kitchen: line["modifiers"].append({"code": str(UUID(int=8)), "unit_price": 0}), "modifier"),
    ],
)
def test_a_menu_that_the_shop_does_not_sell_is_said(shop: Shop, till, database, change, code: str) -> None:
    case = BY_ID["surcharge"]
    kitchen = furnish(shop, case)
    body = body_of(case, kitchen, till)
    change(body["lines"][0], kitchen)

    answers = submit(database.app, till, [till.start_chain(), till.seal("sale", body)])

    assert answers == ["stored", "stored"]
    assert code in {found[0] for found in discrepancies(shop.organization)}


def test_a_surcharge_that_was_left_out_is_said(shop: Shop, till, database) -> None:
    case = BY_ID["choice-without-surcharge"]
    kitchen = furnish(shop, case)
    body = body_of(case, kitchen, till)
    steak = {"item": str(kitchen.items["steak"]), "name": "steak", "unit_price": 1_400}
    body["lines"][0]["components"][0].update(steak)

    submit(database.app, till, [till.start_chain(), till.seal("sale", body)])

    assert ("modifier", "0", "300") in discrepancies(shop.organization)


def test_a_till_that_was_away_is_judged_by_the_menu_that_it_knew(shop: Shop, till, database) -> None:
    case = BY_ID["surcharge"]
    kitchen = furnish(shop, case)
    body = body_of(case, kitchen, till)
    soup = article(shop, "Soupe", 500, 100_000)
    place = BundlePlace(name="Plat", items=(soup,))
    arrange_bundle(ArrangeBundle(organization=shop.organization, person=None, item=kitchen.menu, places=(place,)))

    submit(database.app, till, [till.start_chain(), till.seal("sale", body)])

    assert discrepancies(shop.organization) == []


def test_a_menu_by_the_memory_of_a_busy_ledger_is_judged_alike(shop: Shop, till, database) -> None:
    case = BY_ID["two-rates"]
    kitchen = furnish(shop, case)
    bodies = [body_of(case, kitchen, till) for _ in range(3)]
    bodies[2]["lines"][0]["components"][0]["unit_price"] = 1
    start = till.start_chain()

    submit(database.app, till, *([entry] for entry in [start, *(till.seal("sale", body) for body in bodies)]))

    assert "price" in {found[0] for found in discrepancies(shop.organization)}
    flagged = "SELECT count(DISTINCT entry_id) FROM sales_discrepancy WHERE organization_id = %s"
    assert value(flagged, shop.organization) == 1


def test_what_was_derived_of_menus_is_verified_and_a_lost_return_is_found(shop: Shop, till, database) -> None:
    case = BY_ID["three-menus"]
    kitchen = furnish(shop, case)
    start, sale = till.start_chain(), till.seal("sale", body_of(case, kitchen, till))
    submit(database.app, till, [start, sale, given_back(till, sale, kitchen, case, case["expect"]["returns"][3])])

    def findings() -> list[str]:
        with psycopg.connect(database.owner) as connection:
            return [found.what for found in verify_database(connection, organization=shop.organization).findings]

    def refer(before: int, after: int) -> None:
        with psycopg.connect(database.superuser) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "UPDATE sales_line SET refers_to_line = %s WHERE organization_id = %s AND refers_to_line = %s",
                [after, shop.organization, before],
            )

    right = findings()
    refer(3_000_001, 1)
    touched = findings()
    refer(1, 3_000_001)  # other tests read this database

    assert (right, touched, findings()) == ([], ["its lines are not those of its bytes"], [])


def test_a_deposit_in_a_menu_is_taxed_as_one_of_its_parts() -> None:
    beer = StatedComponent("beer", 1_000, 400, 300, (StatedTax("S", rate_ppm=190_000),))
    menu = SoldLine(line=1, quantity_milli=1_000, unit_price=900, amount=900, components=(beer,))

    def taxed(rate_ppm: int) -> SoldLine:
        return SoldLine(
            line=2, quantity_milli=1_000, unit_price=25, amount=25, kind="deposit", of_line=1, tax_category="S",
            tax_rate_ppm=rate_ppm,
        )  # fmt: skip

    assert [follows_its_goods(line, [menu, line]) for line in (taxed(190_000), taxed(70_000))] == [True, False]

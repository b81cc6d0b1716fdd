"""An article made at the till."""

import asyncio
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from comptoir.catalog.models import Category
from comptoir.catalog.public import item_of_code
from comptoir.identity.commands import AddEmployee
from comptoir.identity.operations import add_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill
from comptoir.staff.commands import SaveRole, SetPost
from comptoir.staff.operations import save_role, set_post
from comptoir.staff.public import Right
from tests.edge.client import Reply, open_door
from tests.sales.shop import Shop, new_till, open_shop

CODE = "4006381333931"


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def hire(shop: Shop, rights: dict[Right, int] | None = None) -> UUID:
    """Somebody at the tills; with `rights`, in a role that has just these."""
    employee = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=employee, name="Noor"))
    if rights is not None:
        role = new_uuid7()
        save_role(
            SaveRole(
                organization=shop.organization,
                person=None,
                id=role,
                name=f"Aide {len(rights)} {min(rights)}",
                rights=rights,
            )
        )
        set_post(SetPost(organization=shop.organization, person=None, employee=employee, role=role))
    return employee


def wish(shop: Shop, cashier: UUID, **changes: object) -> dict[str, object]:
    with reading(shop.organization):
        category = Category.objects.values_list("id", flat=True)[0]
    tax = {"category": "S", "rate_ppm": 55_000, "name": "?"}
    return {
        "product": new_uuid7(),
        "item": new_uuid7(),
        "cashier": cashier,
        "name": "Stylo bleu",
        "category": category,
        "tax": tax,
        "unit_price": 250,
        "unit": "C62",
        "barcode": CODE,
    } | changes


def ask(database, till: SimulatedTill, *wishes: dict[str, object]) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [
                await client.ask("POST", "/edge/v1/articles", body=msgspec.json.encode(one), token=till.identity.token)
                for one in wishes
            ]

    return asyncio.run(run())


def test_an_unknown_code_becomes_an_article_once(shop: Shop, database) -> None:
    till = new_till(shop)
    asked = wish(shop, hire(shop))

    first, again = ask(database, till, asked, asked)

    assert (first.status, again.status) == (201, 201)
    assert first.json["item"]["barcodes"] == ["04006381333931"]
    assert (first.json["item"]["unit_price"], first.json["item"]["tax_rate_ppm"]) == (250, 55_000)
    assert again.json == first.json
    with reading(shop.organization):
        found = item_of_code(CODE)
    assert found is not None
    assert found.id == asked["item"]


def test_only_who_has_the_right_makes_articles(shop: Shop, database) -> None:
    till = new_till(shop)
    may, may_not = hire(shop, {Right.NEW_ARTICLE: 1}), hire(shop, {Right.DISCOUNT: 100_000})

    replies = ask(database, till, wish(shop, may_not), wish(shop, new_uuid7()), wish(shop, may))

    assert [(reply.status, reply.json.get("code")) for reply in replies] == [
        (403, "edge.not_allowed"),
        (403, "edge.not_allowed"),
        (201, None),
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  "}, (422, "catalog.name_missing")),
        ({"barcode": "4006381333932"}, (422, "kernel.gtin_invalid")),
        ({"unit_price": -1}, (422, "catalog.price_invalid")),
        ({"tax": {"category": "S", "rate_ppm": 1, "name": "?"}}, (404, "tax.class_unknown")),
        ({"category": UUID(int=9)}, (404, "catalog.category_unknown")),
        ({"unit_price": "2.50"}, (422, "edge.body_invalid")),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    shop: Shop, database, changes: dict[str, object], refusal: tuple[int, str]
) -> None:
    till = new_till(shop)

    [reply] = ask(database, till, wish(shop, hire(shop), **changes))

    assert (reply.status, reply.json["code"]) == refusal
    with reading(shop.organization):
        assert item_of_code(CODE) is None


def test_a_code_that_another_article_has_is_refused(shop: Shop, database) -> None:
    till, cashier = new_till(shop), hire(shop)

    replies = ask(database, till, wish(shop, cashier), wish(shop, cashier, name="Stylo rouge"))

    assert [reply.status for reply in replies] == [201, 409]
    assert replies[1].json["code"] == "catalog.barcode_taken"

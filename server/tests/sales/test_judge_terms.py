"""What holds for a whole basket of engine 2: groups, codes, no tax, final prices, a person's price."""

from dataclasses import replace
from typing import Any

import pytest

from comptoir.catalog.commands import SavePriceList
from comptoir.catalog.operations import save_price_list
from comptoir.kernel import new_uuid7
from comptoir.pricing import v2
from comptoir.sales.simulation import SimulatedTill
from tests.sales.shop import Shop, new_till, rows
from tests.sales.test_judge_v2 import flags, newest, promote, rules_at, sale, submit


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    found = new_till(shop)
    found.engine_version = 2
    return found


def seal_and_judge(dsn: str, shop: Shop, till: SimulatedTill, body: Any) -> list[tuple[str, str, str]]:
    assert submit(dsn, till, [till.start_chain(), till.seal("sale", body)]) == ["stored", "stored"]
    return flags(shop)


def without_tax(body: Any) -> Any:
    return {**body, "exemption": {"category": "E", "reason": "diplomatic"}}


def exempt_sale(till: SimulatedTill, shop: Shop) -> Any:
    """A bottle of 8.90 with 20 %: 7.42 without, and 1.48 that nobody pays."""
    body = sale(till, shop, [shop.wine])
    body["lines"][0] |= {"exempted": 148, "amount": 742}
    zero = {"tax_category": "E", "tax_rate_ppm": 0, "net": 742, "tax": 0, "gross": 742}
    body |= {"tax_subtotals": [zero], "net": 742, "tax": 0, "gross": 742, "tenders": [{"kind": "card", "amount": 742}]}
    return without_tax(body)


def test_a_groups_list_and_a_code_are_right_where_they_are_named(shop: Shop, till: SimulatedTill, database) -> None:
    club = new_uuid7()
    document = {"name": "Club", "when": {"customers": [str(club)]}, "percents": [{"ppm": -100_000}]}
    save_price_list(SavePriceList(organization=shop.organization, person=None, id=new_uuid7(), document=document))
    promote(shop, kind="basket", amount=100, when={"coupon": "TEN"})
    till.catalog_position = newest(shop)
    rules = rules_at(shop, till.catalog_position)
    named: dict[str, Any] = {"customer_groups": [str(club)], "coupons": ["TEN"]}
    body = sale(till, shop, [shop.wine], rules=rules, **named)
    stolen = sale(till, shop, [shop.wine], rules=rules, **named)
    del stolen["coupons"]

    assert body["gross"] == 801 - 100
    assert seal_and_judge(database.app, shop, till, body) == []
    submit(database.app, till, [till.seal("sale", stolen)])

    assert [code for code, _, _ in flags(shop)] == ["promotion", "line", "total", "tax"]


def test_an_exempt_customer_owes_the_net_and_the_books_say_so(shop: Shop, till: SimulatedTill, database) -> None:
    assert seal_and_judge(database.app, shop, till, exempt_sale(till, shop)) == []

    [line] = rows("sales_line", shop.organization)
    assert (line["tax_category"], line["tax_rate_ppm"], line["amount"]) == ("E", 0, 742)
    [subtotal] = rows("sales_tax_subtotal", shop.organization)
    assert (subtotal["tax_category"], subtotal["net"], subtotal["tax"]) == ("E", 742, 0)


def test_a_refund_of_an_exempt_sale_gives_no_tax_back(shop: Shop, till: SimulatedTill, database) -> None:
    start, sold = till.start_chain(), till.seal("sale", exempt_sale(till, shop))
    assert submit(database.app, till, [start, sold]) == ["stored", "stored"]
    # This simulated till gives back as if there had been tax.
    wrong = till.refund(sold, {1: 1_000})
    assert wrong.body["tax"] == -124

    assert submit(database.app, till, [wrong]) == ["stored"]

    assert [code for code, _, _ in flags(shop)] == ["tax_rate"]


def test_a_reduced_total_without_an_exemption_is_flagged(shop: Shop, till: SimulatedTill, database) -> None:
    body = exempt_sale(till, shop)
    del body["exemption"]

    assert ("total", "742", "890") in seal_and_judge(database.app, shop, till, body)


def test_final_prices_of_a_line_and_of_a_basket_are_priced_again(shop: Shop, till: SimulatedTill, database) -> None:
    body = sale(till, shop, [shop.wine], final_amount=800)
    wrong = sale(till, shop, [replace(shop.wine)], final_amount=800)
    wrong["final_amount"] = 850

    assert body["gross"] == 800
    assert seal_and_judge(database.app, shop, till, body) == []
    submit(database.app, till, [till.seal("sale", wrong)])

    assert [code for code, _, _ in flags(shop)] == ["line", "total", "tax"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"regular_price": 890}, []),
        ({"regular_price": 500}, [("price", "500", "890")]),
        ({}, [("price", "450", "890")]),
    ],
    ids=["what it stood against is true", "it is not", "it is not said"],
)
def test_a_persons_price_is_theirs_and_what_it_stood_against_is_the_catalogues(
    shop: Shop, till: SimulatedTill, database, stated: dict[str, int], expected: list[tuple[str, str, str]]
) -> None:
    body = sale(till, shop, [replace(shop.wine, unit_price=450)], rules=v2.NO_RULES)
    body["lines"][0] |= {"price_source": "override", "reason": "damaged", **stated}

    assert seal_and_judge(database.app, shop, till, body) == expected

"""States many promotions and price lists in the rehearsed shop, by the same operations as the back office.

    python state_offers.py <promotions> <price lists> <codes that will be scanned>...

Most promotions name articles that will be scanned, so that a basket meets some; the others are what a shop has lying
about.
"""

from __future__ import annotations

import sys

import django

django.setup()

from comptoir.catalog.commands import ListPriceLine, SavePriceList, SavePromotion, SetListPrices  # Django first
from comptoir.catalog.operations import save_price_list, save_promotion, set_list_prices
from comptoir.catalog.public import item_of_code
from comptoir.config.demo.goods import SHELVES
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading

PRICED_ITEMS = 200


def promotion(number: int, items: list[str]) -> dict[str, object]:
    """What shops have: something off an article, three for two, a menu, a shelf in the evening, a threshold, a code."""
    item = items[number * 7 % len(items)]
    other = items[(number * 11 + 3) % len(items)]
    shelf = str(SHELVES[number % len(SHELVES)].id)
    match number % 10:
        case 0 | 1 | 2 | 3:
            return {"kind": "each", "percent_ppm": 100_000, "match": {"items": [item]}}
        case 4 | 5:
            parts: list[object] = [{"match": {"items": [item, other]}, "count": 3}]
            return {"kind": "set", "parts": parts, "percent_ppm": 1_000_000, "cheapest": 1}
        case 6:
            parts = [{"match": {"items": [item]}, "count": 1}, {"match": {"items": [other]}, "count": 1}]
            return {"kind": "set", "parts": parts, "amount": 50}
        case 7:
            hours = {"weekdays": [1, 2, 3, 4, 5], "minutes": [1020, 1140]}
            return {
                "kind": "each",
                "percent_ppm": 200_000,
                "match": {"categories": [shelf]},
                "when": hours,
                "priority": 1,
            }
        case 8:
            when = {"coupon": f"CODE{number}"}
            return {"kind": "basket", "amount": 500, "needs": {"amount": 3_000}, "when": when}
        case _:
            dated = {"from": "2030-01-01", "until": "2030-01-31"}
            return {"kind": "each", "percent_ppm": 300_000, "match": {"categories": [shelf]}, "when": dated}


def price_list(number: int) -> dict[str, object]:
    """Most are for some customers or hours; the last ones hold for everybody."""
    shelf = str(SHELVES[number % len(SHELVES)].id)
    when = {} if number % 5 == 4 else {"customers": [f"group-{number}"]}
    return {"rank": number, "when": when, "percents": [{"category": shelf, "ppm": -50_000}], "step": 5}


def main(promotions: int, price_lists: int, codes: list[str]) -> None:
    with reading(ORGANIZATION):
        found = [item_of_code(code) for code in codes]
    items = [str(item.id) for item in found if item is not None]
    for number in range(promotions):
        document = {"name": f"Offre {number}", **promotion(number, items)}
        save_promotion(SavePromotion(organization=ORGANIZATION, person=None, id=new_uuid7(), document=document))
    lists = [new_uuid7() for _ in range(price_lists)]
    for number, name in enumerate(lists):
        document = {"name": f"Tarif {number}", **price_list(number)}
        save_price_list(SavePriceList(organization=ORGANIZATION, person=None, id=name, document=document))
    priced = [item for item in found[:PRICED_ITEMS] if item is not None and item.unit_price is not None]
    for place, name in enumerate(lists):
        lines = tuple(
            ListPriceLine(number=number, item=item.id, unit_price=(item.unit_price or 0) * 9 // 10)
            for number, item in enumerate(priced[place::price_lists], start=1)
        )
        set_list_prices(SetListPrices(organization=ORGANIZATION, person=None, price_list=name, lines=lines))


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])

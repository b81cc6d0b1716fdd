"""The demo shop's customer groups, price lists and promotions, stated through the same operations as a person's.

They hold since some days before the demo's last day, so that the report of promotions has something to say.
"""

from uuid import UUID

from comptoir.catalog.commands import (
    ListPriceLine,
    SaveCustomerGroup,
    SavePriceList,
    SavePromotion,
    SetListPrices,
)
from comptoir.catalog.operations import (
    save_customer_group,
    save_price_list,
    save_promotion,
    set_list_prices,
)
from comptoir.config.demo.goods import SHELVES, goods
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import CAFE, ORGANIZATION
from comptoir.pricing import v2

GROUPS = {"regulars": "Habitués", "staff": "Personnel"}
REGULARS_PRICES = {"Espresso": 140, "Café allongé": 150, "Café crème": 230, "Baguette tradition": 120}

Document = dict[str, object]


def add_offers(person: UUID) -> int:
    """State everything; a repeat adds nothing. Answers the catalogue's position at which the tills know it."""
    for key, name in GROUPS.items():
        save_customer_group(
            SaveCustomerGroup(
                organization=ORGANIZATION, person=person, id=_group(key), name=name, is_staff=key == "staff"
            )
        )
    for rule, document in price_lists().items():
        save_price_list(SavePriceList(organization=ORGANIZATION, person=person, id=rule, document=document))
    by_name = {good.name: good.id for good in goods()}
    lines = tuple(
        ListPriceLine(number=number, item=by_name[name], unit_price=price)
        for number, (name, price) in enumerate(REGULARS_PRICES.items(), start=1)
    )
    set_list_prices(SetListPrices(organization=ORGANIZATION, person=person, price_list=_list("regulars"), lines=lines))
    return max(
        save_promotion(SavePromotion(organization=ORGANIZATION, person=person, id=rule, document=document)).position
        for rule, document in promotions().items()
    )


def price_lists() -> dict[UUID, Document]:
    """For staff, for regulars, and bread towards the café's closing."""
    return {
        _list("staff"): {
            "name": "Tarif du personnel", "when": {"customers": [str(_group("staff"))]},
            "percents": [{"ppm": -200_000}], "step": 5,
        },
        _list("regulars"): {
            "name": "Tarif habitués", "rank": 1, "when": {"customers": [str(_group("regulars"))]},
            "percents": [{"ppm": -50_000}], "step": 5,
        },
        _list("evening"): {
            "name": "Pains du soir", "rank": 2, "when": {"stores": [str(CAFE.id)], "minutes": [1050, 1140]},
            "percents": [{"category": _shelf("bread"), "ppm": -300_000}], "step": 5,
        },
    }  # fmt: skip


def promotions() -> dict[UUID, Document]:
    """Happy hour and menu at the café, 3 for 2 and six bottles at the grocer's, a code for who comes first."""
    jams = [str(good.id) for good in goods() if good.name.startswith(("Confiture", "Miel"))]
    return {
        _promotion("happy"): {
            "name": "Happy hour", "kind": "each", "percent_ppm": 200_000,
            "match": {"categories": [_shelf("coffee"), _shelf("drink"), _shelf("wine")]},
            "when": {"stores": [str(CAFE.id)], "weekdays": [2, 3, 4, 5], "minutes": [1020, 1140]},
        },
        _promotion("menu"): {
            "name": "Formule du midi", "kind": "set", "price": 690,
            "parts": [
                {"match": {"categories": [_shelf("snack")]}, "count": 1},
                {"match": {"categories": [_shelf("drink")]}, "count": 1},
            ],
            "when": {"stores": [str(CAFE.id)], "weekdays": [2, 3, 4, 5], "minutes": [690, 870]},
        },
        _promotion("jams"): {
            "name": "Confitures et miels : 3 pour 2", "kind": "set", "percent_ppm": 1_000_000,
            "parts": [{"match": {"items": jams}, "count": 3}], "cheapest": 1,
        },
        _promotion("cellar"): {
            "name": "Cave : 3 bouteilles, −10 %", "kind": "set", "percent_ppm": 100_000,
            "parts": [{"match": {"categories": [_shelf("wine")]}, "count": 3}],
        },
        _promotion("welcome"): {
            "name": "Bienvenue", "kind": "basket", "percent_ppm": 100_000, "when": {"coupon": "BIENVENUE"},
            "needs": {"amount": 2_000}, "discount_max": 1_000,
        },
    }  # fmt: skip


def rules() -> v2.Rules:
    """The same, as the demo's tills hold them."""
    return v2.compile_rules(
        price_lists=[v2.read_price_list({**found, "id": str(rule)}) for rule, found in price_lists().items()],
        promotions=[v2.read_promotion({**found, "id": str(rule)}) for rule, found in promotions().items()],
    )


def _shelf(key: str) -> str:
    return str(next(shelf.id for shelf in SHELVES if shelf.key == key))


def _group(key: str) -> UUID:
    return identifier("customer_group", key)


def _list(key: str) -> UUID:
    return identifier("price_list", key)


def _promotion(key: str) -> UUID:
    return identifier("promotion", key)

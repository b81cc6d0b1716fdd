"""Price lists and promotions of a file: tried, taken over once, repeated, and given back as they were."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from comptoir.catalog.commands import (
    AddCategory,
    EndPriceList,
    SaveCustomerGroup,
    SavePriceList,
    SavePromotion,
    SetListPrice,
)
from comptoir.catalog.public import (
    add_category,
    categories,
    end_price_list,
    list_prices,
    price_lists,
    promotions,
    save_customer_group,
    save_price_list,
    save_promotion,
    search_items,
    set_list_price,
)
from comptoir.kernel import new_uuid7
from comptoir.moving.errors import ListsUnreadable, PromotionsUnreadable
from comptoir.moving.models import Move
from comptoir.moving.operations import take_back
from comptoir.moving.price_lists import plan_lists
from comptoir.moving.promotions import plan_promotions
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale
from tests.catalog.stores import new_store
from tests.moving.test_suppliers import opened, taken, turned, worked

# 2 to 4: two prices by code and name, one percentage of a category; 5: everything of another list; 6: no such item;
# 7: line 2 again; 8: other days; 9: a percentage of one item; 10: says nothing; 11: a day that may be two.
LISTS = """Liste de prix;Code-barres;Article;Prix;Remise (%);Catégorie;Du;Au;Clients
Club;3760123456784;;6,20;;;2026-12-01;31.12.2026;Habitués
club;;Sel;0,90;;;;;
Club;;;;10;Pain;;;
Terrasse;;;;5;;;;
Club;0000;;1,00;;;;;
Club;3760123456784;;6,10;;;;;
Club;;Riz;2,00;;;2026-11-01;;
Club;;Riz;;5;;;;
Club;;Riz;;;;;;
Soir;;Riz;2,00;;;01/02/2027;;
"""
REFUSED = [
    (6, "moving.item_not_found"), (7, "moving.price_repeated"), (8, "moving.terms_differ"),
    (9, "moving.item_not_said"), (11, "moving.day_unreadable"),
]  # fmt: skip
# 2: a code on the basket; 3: 3 for 2; 4: 3 for a price; 5: a happy hour; 6: over; 7: free shipping; 8: two rewards;
# 9: line 2 again; 10: 0.1 of what?; 11: no such category.
OFFERS = """Nom;Code promo;Remise (%);Prix;Lot;Offert;Articles;Catégories;Minimum;Valeur;Type;Jusqu'au;Jours;Heures
Bienvenue;bien venue;10;;;;;;40,00;;;2027-01-31;;
Trois pour deux;;;;3;1;3760123456784|S-1;;;;;;;
Lot de sel;;;2,50;3;;S-1;;;;;;;
Heure douce;;20;;;;;Pain;;;;;lun. mardi ven;17:00-19h30
Soldes d'été;;30;;;;;;;;;2026-07-31;;
Livraison;LIVRE;;;;;;;;100;shipping;;;
Double;;10;5,00;;;S-1;;;;;;;
BIENVENUE;AUTRE;10;;;;;;;;;;;
Dixième;;;;;;;;;0,1;Percentage;;;
Fromages;;10;;;;;Fromages;;;;;;
"""
OFFERS_REFUSED = [
    (7, "moving.offer_unknown"), (8, "moving.offer_unclear"), (9, "moving.promotion_repeated"),
    (10, "moving.percent_unreadable"), (11, "moving.category_not_found"),
]  # fmt: skip


@pytest.fixture
def shop(organization: UUID, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    shop = furnish(organization)
    new_store(organization)
    put_on_sale(shop, "Miel", unit_price=690, barcodes=("3760123456784",))
    put_on_sale(shop, "Sel", unit_price=100, barcodes=("S-1",))
    put_on_sale(shop, "Riz", unit_price=200)
    return shop


def bad(move: Move) -> list[tuple[int, str]]:
    return [(line["number"], line["code"]) for line in sorted(move.bad_lines, key=lambda line: line["number"])]


def lists(shop: Shop) -> dict[str, tuple[dict[str, Any], list[tuple[str, int]]]]:
    """Lists that hold, without what their keys are, and what they ask for items."""
    with reading(shop.organization):
        return {
            view.name: (
                {name: said for name, said in view.document.items() if name not in ("id", "name")},
                [(price.name, price.unit_price) for price in list_prices(view.id)],
            )
            for view in price_lists()
            if not view.is_ended
        }


def offers(shop: Shop) -> dict[str, dict[str, Any]]:
    with reading(shop.organization):
        return {
            view.name: {name: said for name, said in view.document.items() if name not in ("id", "name")}
            for view in promotions()
            if not view.is_ended
        }


def item(shop: Shop, name: str) -> str:
    with reading(shop.organization):
        return str(next(one.id for one in search_items(name).items if one.name == name))


def group(shop: Shop) -> str:
    key = new_uuid7()
    save_customer_group(SaveCustomerGroup(organization=shop.organization, person=None, id=key, name="Habitués"))
    return str(key)


def test_price_lists_are_tried_taken_over_repeated_and_taken_back(shop: Shop) -> None:
    regulars = group(shop)
    key = new_uuid7()
    terrace = {"name": "Terrasse", "rank": 3, "percents": [{"ppm": 100_000}]}
    save_price_list(SavePriceList(organization=shop.organization, person=None, id=key, document=terrace))
    before = lists(shop)

    tried = worked(shop, opened(shop, "lists", LISTS))
    assert (tried.state, tried.created, tried.changed, tried.skipped, lists(shop)) == ("tried", 3, 1, 1, before)

    move = worked(shop, taken(shop, "lists", LISTS))
    assert (move.state, move.created, move.changed, move.unchanged, bad(move)) == ("taken", 3, 1, 0, REFUSED)
    expected = {
        "Club": (
            {
                "when": {"customers": [regulars], "from": "2026-12-01", "until": "2026-12-31"},
                "percents": [{"category": str(shop.bread), "ppm": -100_000}],
            },
            [("Miel", 620), ("Sel", 90)],
        ),
        # What the file does not speak of stays.
        "Terrasse": ({"rank": 3, "percents": [{"ppm": -50_000}]}, []),
    }
    assert lists(shop) == expected
    again = worked(shop, taken(shop, "lists", LISTS + "\n"))
    assert (again.created, again.changed, again.unchanged, lists(shop)) == (0, 0, 4, expected)

    take_back(turned(shop, move.pk))
    assert worked(shop, move.pk).state == "returned"
    assert lists(shop) == before
    with reading(shop.organization):
        club = next(view for view in price_lists() if view.name == "Club")
        assert (club.is_ended, list_prices(club.id)) == (True, [])


def test_prices_of_a_list_that_stood_go_back_and_one_that_was_ended_since_stays_ended(shop: Shop) -> None:
    keys = {name: new_uuid7() for name in ("Club", "Marché")}
    for name, key in keys.items():
        save_price_list(SavePriceList(organization=shop.organization, person=None, id=key, document={"name": name}))
        set_list_price(
            SetListPrice(
                organization=shop.organization, person=None, price_list=key, item=UUID(item(shop, "Sel")), unit_price=95
            )
        )  # fmt: skip
    before = lists(shop)

    file = "Preisliste,SKU,Preis\nClub,S-1,0.80\nMarché,S-1,0.70\nClub,3760123456784,6.00\n"
    move = worked(shop, taken(shop, "lists", file))
    assert (move.created, move.changed) == (1, 2)
    assert lists(shop)["Club"] == ({}, [("Miel", 600), ("Sel", 80)])
    end_price_list(EndPriceList(organization=shop.organization, person=None, id=keys["Marché"]))

    take_back(turned(shop, move.pk))
    worked(shop, move.pk)

    assert lists(shop) == {"Club": before["Club"]}


def test_a_list_without_a_name_is_called_like_its_file_and_an_unknown_store_is_named(shop: Shop) -> None:
    with reading(shop.organization):
        [store] = stores()
    file = f"barcode,price in this list,store\nS-1,0.85,{store.name}\n"
    taken(shop, "lists", file)
    assert lists(shop) == {"lists": ({"when": {"stores": [str(store.id)]}}, [("Sel", 85)])}

    move = worked(shop, taken(shop, "lists", "barcode,price,store\nS-1,0.85,Ailleurs\n"))
    assert (bad(move), move.created) == ([(2, "moving.store_not_found")], 0)

    with pytest.raises(ListsUnreadable):
        plan_lists(b"list,color\nClub,red\n", "x.csv", "EUR")


def test_promotions_are_tried_taken_over_repeated_and_taken_back(shop: Shop) -> None:
    key = new_uuid7()
    sweet = {"name": "Heure douce", "kind": "each", "percent_ppm": 50_000}
    save_promotion(SavePromotion(organization=shop.organization, person=None, id=key, document=sweet))
    before = offers(shop)

    tried = worked(shop, opened(shop, "promotions", OFFERS))
    assert (tried.state, tried.created, tried.changed, tried.skipped, offers(shop)) == ("tried", 3, 1, 1, before)

    move = worked(shop, taken(shop, "promotions", OFFERS))
    assert (move.created, move.changed, move.unchanged, bad(move)) == (3, 1, 0, OFFERS_REFUSED)
    honey, salt = item(shop, "Miel"), item(shop, "Sel")
    expected = {
        "Bienvenue": {
            "kind": "basket", "percent_ppm": 100_000, "needs": {"amount": 4_000},
            "when": {"coupon": "BIENVENUE", "until": "2027-01-31"},
        },
        "Trois pour deux": {
            "kind": "set", "percent_ppm": 1_000_000, "cheapest": 1,
            "parts": [{"count": 3, "match": {"items": [honey, salt]}}],
        },
        "Lot de sel": {"kind": "set", "price": 250, "parts": [{"count": 3, "match": {"items": [salt]}}]},
        "Heure douce": {
            "kind": "each", "percent_ppm": 200_000, "match": {"categories": [str(shop.bread)]},
            "when": {"weekdays": [1, 2, 5], "minutes": [1020, 1170]},
        },
    }  # fmt: skip
    assert offers(shop) == expected
    again = worked(shop, taken(shop, "promotions", OFFERS + "\n"))
    assert (again.created, again.changed, again.unchanged, offers(shop)) == (0, 0, 4, expected)

    take_back(turned(shop, move.pk))
    assert worked(shop, move.pk).state == "returned"
    assert offers(shop) == before

    with pytest.raises(PromotionsUnreadable):
        plan_promotions(b"name,color\nClub,red\n", "EUR", DAY)


def test_a_shelf_that_a_move_made_and_that_is_used_since_stays(shop: Shop) -> None:
    """Empty after the way back it leaves the tills; with a shelf of somebody below it, it does not."""
    file = "Nom;Catégorie;TVA;Prix\nThé;Thés;5,5 %;4,00\nMate;Tisanes;5,5 %;4,00\n"
    with reading(shop.organization):
        [store] = stores()
    move = taken(shop, "articles", file, store=store.id)
    made = shelves(shop)
    assert {"Thés", "Tisanes"} <= made.keys()
    add_category(
        AddCategory(
            organization=shop.organization, person=None, id=new_uuid7(), name="Vrac", position=9, parent=made["Thés"]
        )
    )

    take_back(turned(shop, move))
    worked(shop, move)

    assert shelves(shop).keys() == {"Boissons", "Pain", "Thés", "Vrac"}


def shelves(shop: Shop) -> dict[str, UUID]:
    with reading(shop.organization):
        return {one.name: one.id for one in categories()}


def test_no_code_of_an_earlier_file_outlives_the_migration(shop: Shop) -> None:
    """What of it was taken over can be taken back as ever; what was only tried is chosen again."""
    with reading(shop.organization):
        [store] = stores()
    kept = opened(shop, "cards", "code,balance\nABCD1234,5.00\n", store.id)
    old = opened(shop, "cards", "code,balance\nABCD1235,5.00\n", store.id)
    purge = import_module("comptoir.moving.migrations.0006_lists_and_promotions").PURGE
    for state, failed_at, *expected in (
        ("tried", "", "tried", False),
        ("trying", "", "tried", False),
        ("stopped", "", "taken", True),
        ("failed", "taking", "taken", True),
        ("failed", "trying", "tried", False),
        ("returning", "", "returning", True),
    ):
        with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
            owner.execute(
                "UPDATE moving_move SET content = 'code,balance', state = %s, failed_at = %s, holds_words = true "
                "WHERE id = %s",
                [state, failed_at, old],
            )
            owner.execute(purge)
        with reading(shop.organization):
            row, other = Move.objects.get(pk=old), Move.objects.get(pk=kept)
        assert (bytes(row.content), row.digest, [row.state, row.holds_words]) == (b"", "", expected)
        assert bytes(other.content).startswith(b'{"cards": ')
        assert other.holds_words

"""Suppliers and their costs: tried, taken over by the operations of a person, taken back."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.catalog.models import Category
from comptoir.catalog.public import item_of_code
from comptoir.kernel import new_uuid7
from comptoir.moving.commands import CarryOn, OpenMove, TurnMove
from comptoir.moving.errors import SuppliersUnreadable
from comptoir.moving.models import Move
from comptoir.moving.operations import carry_on, open_move, take_back, take_over
from comptoir.moving.suppliers import plan_suppliers
from comptoir.platform.tenancy import reading
from comptoir.purchasing.public import SaveOffer, SaveSupplier, offers_by, save_offer, save_supplier, suppliers
from tests.catalog.shelves import DAY, Shop, furnish
from tests.catalog.stores import new_store

NOW = datetime(2026, 11, 26, 11, tzinfo=UTC)
ITEMS = """Nom;Catégorie;TVA;Prix;Code-barres;SKU
Miel;Épicerie;5,5 %;6,90;3760123456784;M-1
Sel;Épicerie;5,5 %;1,00;;S-1
Baguette;Pain;5,5 %;1,15;;B-1
"""
# 2 and 3: two items of one; 4: terms alone; 5: no item of this code; 6: no cost; 7: 2 again; 8: half a year too long.
FILE = """Fournisseur;E-mail;Délai de livraison;Franco;Code-barres;SKU;Référence fournisseur;Prix d'achat
Rucher du Sud;ruche@example.fr;4 jours;150,00;3760123456784;;RS-77;3,95
RUCHER DU SUD;;;;;S-1;RS-12;0,42
Moulin Haut;moulin@example.fr;2;;;;;
Moulin Haut;;;;;X-9;;1,00
Moulin Haut;;;;;B-1;MH-1;
Rucher du sud;;;;3760123456784;;;4,00
Moulin Bas;;700;;;;;
;;;;;B-1;;0,40
"""


@pytest.fixture
def shop(organization: UUID, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    shop = furnish(organization)
    worked(shop, taken(shop, "articles", ITEMS, store=new_store(organization)))
    return shop


def opened(shop: Shop, kind: str, content: str, store: UUID | None = None) -> UUID:
    return open_move(
        OpenMove(
            organization=shop.organization, person=None, id=new_uuid7(), kind=kind, file_name=f"{kind}.csv",
            content=content.encode(), day=DAY, store=store, category="Divers", tax="20 %", way="Variante",
        )
    )  # fmt: skip


def turned(shop: Shop, move: UUID) -> TurnMove:
    return TurnMove(organization=shop.organization, person=None, move=move)


def worked(shop: Shop, move: UUID) -> Move:
    def read() -> Move:
        with reading(shop.organization):
            return Move.objects.get(pk=move)

    while carry_on(CarryOn(organization=shop.organization, move=move, number=read().batches_done, now=NOW)):
        pass
    return read()


def taken(shop: Shop, kind: str, content: str, store: UUID | None = None) -> UUID:
    move = opened(shop, kind, content, store)
    worked(shop, move)
    take_over(turned(shop, move))
    worked(shop, move)
    return move


def standing(shop: Shop) -> list[tuple[str, str, int, int, list[tuple[str, str, int]]]]:
    with reading(shop.organization):
        return [
            (
                row.name, row.email, row.lead_days, row.order_minimum,
                [(offer.name, offer.reference, offer.unit_cost) for offer in offers_by(row.id)],
            )
            for row in suppliers()
        ]  # fmt: skip


TAKEN = [
    ("Moulin Haut", "moulin@example.fr", 2, 0, []),
    ("Rucher du Sud", "ruche@example.fr", 4, 15_000, [("Miel", "RS-77", 395), ("Sel", "RS-12", 42)]),
]


def test_a_list_is_tried_taken_over_and_repeated_without_a_change(shop: Shop) -> None:
    tried = worked(shop, opened(shop, "suppliers", FILE))
    assert (tried.state, tried.created, tried.skipped, standing(shop)) == ("tried", 3, 1, [])

    move = worked(shop, taken(shop, "suppliers", FILE))

    assert (move.state, move.created, move.changed, move.unchanged) == ("taken", 3, 0, 0)
    assert [(line["number"], line["code"]) for line in sorted(move.bad_lines, key=lambda one: one["number"])] == [
        (5, "moving.article_unknown"), (6, "moving.cost_missing"), (7, "moving.offer_repeated"),
        (8, "moving.days_unreadable"),
    ]  # fmt: skip
    assert standing(shop) == TAKEN
    again = worked(shop, taken(shop, "suppliers", FILE + "\n\n"))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
    assert standing(shop) == TAKEN


def test_taking_back_ends_the_new_and_gives_the_others_their_terms(shop: Shop) -> None:
    key = new_uuid7()
    save_supplier(SaveSupplier(organization=shop.organization, person=None, id=key, name="Rucher du Sud", lead_days=9))
    with reading(shop.organization):
        salt = item_of_code("S-1")
    assert salt is not None
    offer = SaveOffer(
        organization=shop.organization, person=None, supplier=key, item=salt.id, reference="OLD", unit_cost=50
    )
    save_offer(offer)
    before = standing(shop)

    move = taken(shop, "suppliers", FILE)
    assert standing(shop) == TAKEN
    take_back(turned(shop, move))

    assert worked(shop, move).state == "returned"
    assert standing(shop) == before == [("Rucher du Sud", "", 9, 0, [("Sel", "OLD", 50)])]
    with reading(shop.organization):
        assert [(row.name, row.is_ended) for row in suppliers(with_ended=True)] == [
            ("Moulin Haut", True), ("Rucher du Sud", False),
        ]  # fmt: skip


def test_shelves_that_a_move_made_leave_with_it_and_others_stay(shop: Shop) -> None:
    more = "Nom;Catégorie;TVA;Prix\nThé;Thés;5,5 %;4,00\nPoivre;Épicerie;5,5 %;3,00\n"
    move = taken(shop, "articles", more, store=new_store(shop.organization))

    take_back(turned(shop, move))
    worked(shop, move)

    with reading(shop.organization):
        ended = dict(Category.objects.values_list("name", "is_ended"))
    assert (ended["Thés"], ended["Épicerie"], ended["Pain"]) == (True, False, False)


def test_variants_below_their_article_are_of_its_supplier_and_pictures_are_nothing() -> None:
    file = (
        b"Handle,Vendor,Variant SKU,Cost per item,Image Src\npull,Tricots,P-S,31.50,a\npull,,P-M,31.50,\npull,,,,b\n"
        b"savon,,S-1,1.80,\n"
    )
    plan = plan_suppliers(file, "EUR")

    [batch] = plan.batches
    assert [(line.number, line.name, line.code) for line in batch.lines] == [
        (2, "Tricots", "P-S"),
        (3, "Tricots", "P-M"),
    ]
    assert (plan.source, plan.skipped) == ("shopify", 2)


def test_a_list_of_something_else_is_refused() -> None:
    with pytest.raises(SuppliersUnreadable):
        plan_suppliers(b"code,price\na,1\n", "EUR")

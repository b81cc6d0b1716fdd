"""The page of moving in: tried, looked at, taken over, taken back; and our own files come back as they went."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.catalog.deposit_commands import SaveBottleDeposit
from comptoir.catalog.models import FeedRow
from comptoir.catalog.operations import save_bottle_deposit
from comptoir.catalog.public import item_of_code, search_items
from comptoir.customers.models import Customer
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.moving.models import Move
from comptoir.moving.worker import work_once
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale
from tests.catalog.stores import new_store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FILE = (
    "Nom;Catégorie;TVA;Prix;Code-barres\r\n"
    "Miel;Épicerie;5,5 %;6,90;3760123456784\r\n"
    "Sel;Épicerie;7 %;1,00;\r\n"
    "Riz;Épicerie;Réduit;beaucoup;\r\n"
).encode("cp1252")


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def store(shop: Shop) -> UUID:
    return new_store(shop.organization)


@pytest.fixture
def client(shop: Shop, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(shop.organization, Role.MANAGER)


def send(client: Client, store: UUID, content: bytes, **changes: str) -> str:
    """Choose a file; answers the address of what comes of it."""
    form = {"id": str(new_uuid7()), "tax": "Normal", "category": "Divers", "store": str(store), **changes}
    answer = client.post("/products/import", form | {"file": SimpleUploadedFile("export.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def work() -> None:
    while work_once(NOW):
        pass


def taken(client: Client, store: UUID, content: bytes) -> str:
    """Tried, taken over, and the page of it."""
    address = send(client, store, content)
    work()
    client.post(f"{address}/turn", {"wish": "take"})
    work()
    return client.get(address).content.decode()


def figures(page: str) -> list[int]:
    """New, changed, as before, (left out,) not taken."""
    return [int(said) for said in re.findall(r'<dd class="[^"]*">(\d+)</dd>', page)]


def positions(shop: Shop) -> int:
    with reading(shop.organization):
        return FeedRow.objects.count()


def test_a_file_is_tried_taken_over_and_taken_back(client: Client, shop: Shop, store: UUID) -> None:
    before = positions(shop)
    address = send(client, store, FILE)
    assert "Being tried" in client.get(address).content.decode()
    work()
    page = client.get(address).content.decode()

    assert figures(page) == [1, 0, 0, 2]
    assert "No tax class is called “7 %” or has this rate." in page
    assert "“beaucoup” is no price that means one thing only" in page
    assert "Take over 1 item" in page
    assert positions(shop) == before

    client.post(f"{address}/turn", {"wish": "take"})
    work()
    assert "Taken over. Open tills show it now." in client.get(address).content.decode()
    with reading(shop.organization):
        honey = item_of_code("3760123456784")
        assert honey is not None
        assert (honey.name, honey.category_name, honey.unit_price) == ("Miel", "Épicerie", 690)

    client.post(f"{address}/turn", {"wish": "return"})
    work()
    assert "Taken back" in client.get(address).content.decode()
    with reading(shop.organization):
        assert not search_items().items


def test_the_lines_that_are_not_taken_come_as_a_file(client: Client, shop: Shop, store: UUID) -> None:
    address = send(client, store, FILE)
    work()

    lines = client.get(f"{address}.csv").content.decode("utf-8-sig").splitlines()

    assert lines == [
        "Line,Reason",
        "3,No tax class is called “7 %” or has this rate.",
        "4,“beaucoup” is no price that means one thing only: write it as 1.15.",
    ]


def test_an_export_can_be_imported_again_unchanged(client: Client, shop: Shop, store: UUID) -> None:
    put_on_sale(shop, "=SUM(A1)", unit_price=115, barcodes=("3760123456784", "PAIN-1"))
    put_on_sale(shop, "Miel", unit_price=690)
    file = client.get("/products.csv")
    before = positions(shop)

    lines = file.content.decode("utf-8-sig").split("\r\n")
    address = send(client, store, file.content)
    work()

    assert lines[0] == "id,Name,Category,Tax,Unit,Price,Barcodes,Deposit"
    assert lines[1].endswith(",'=SUM(A1),Pain,5.5,C62,1.15,3760123456784 PAIN-1,")
    assert lines[2].endswith(",Miel,Pain,5.5,C62,6.90,,")
    page = client.get(address).content.decode()
    assert figures(page) == [0, 0, 2, 0]
    assert "Nothing of this file would change anything." in page
    assert positions(shop) == before


def test_deposits_go_out_and_in_with_the_file(client: Client, shop: Shop, store: UUID) -> None:
    bottle, crate = new_uuid7(), new_uuid7()
    for item, name, unit_price in ((bottle, "Bouteille 33 cl", 15), (crate, "Casier", 240)):
        save_bottle_deposit(
            SaveBottleDeposit(
                organization=shop.organization, person=None, item=item, name=name, category=shop.drinks,
                unit_price=unit_price, tax_class=shop.standard, day=DAY,
            )
        )  # fmt: skip
    content = (
        "Nom;Rayon;TVA;Prix;Consigne\r\n"
        "Caisse;Boissons;20;49,90;20 x Bouteille 33 cl + Casier\r\n"
        "Blonde;Boissons;20;2,50;bouteille 33 cl\r\n"
        "Brune;Boissons;20;2,50;Fût\r\n"
    ).encode("cp1252")

    page = taken(client, store, content)
    file = client.get("/products.csv").content
    before = positions(shop)
    again = send(client, store, file)
    work()

    assert figures(page) == [2, 0, 0, 1]
    assert "No container is called so" in page
    said = [row.rsplit(",", 1)[1] for row in file.decode("utf-8-sig").split("\r\n") if "Boissons,20" in row]
    assert [text for text in said if text] == ["Bouteille 33 cl", "20 x Bouteille 33 cl + Casier"]
    assert figures(client.get(again).content.decode())[:2] == [0, 0]
    assert positions(shop) == before


def test_what_is_no_list_of_items_is_refused_in_words(client: Client, shop: Shop, store: UUID) -> None:
    form = {"tax": "Normal", "category": "Divers", "store": str(store)}
    for content, words in (
        (b"a,b\r\n1,2\r\n", "This is no list of items"),
        (b"", "This file is empty."),
        (b"nom;prix\r\n", "has no line"),
        (b"PK\x03\x04\x00\x00", "This is no list of items"),
    ):
        file = SimpleUploadedFile("p.csv", content)
        answer = client.post("/products/import", form | {"id": str(new_uuid7()), "file": file})
        assert (answer.status_code, words in answer.content.decode()) == (422, True), content
    with reading(shop.organization):
        assert not Move.objects.exists()


def test_who_may_not_change_items_moves_nothing(
    client: Client, shop: Shop, store: UUID, sign_in: Callable[[UUID, Role], Client]
) -> None:
    address = send(client, store, FILE)
    work()
    stranger = sign_in(shop.organization, Role.ACCOUNTANT)

    assert stranger.get("/products/import").status_code == 403
    assert stranger.get(address).status_code == 403
    assert stranger.post(f"{address}/turn", {"wish": "take"}).status_code == 403
    assert client.post(f"{address}/turn", {"wish": "dance"}).status_code == 404
    with reading(shop.organization):
        assert Move.objects.get().state == "tried"


PEOPLE = "Nom;E-mail;Téléphone\nAnna Schmidt;anna@example.org;0171 12345\nPaul;paul;\n".encode()


def test_customers_come_by_their_own_page_and_go_again(client: Client, shop: Shop) -> None:
    page = client.get("/customers").content.decode()
    assert "/customers/import" in page
    form = {"id": str(new_uuid7()), "file": SimpleUploadedFile("clients.csv", PEOPLE)}
    address = client.post("/customers/import", form)["Location"]
    work()

    tried = client.get(address).content.decode()
    assert figures(tried) == [1, 0, 0, 1]
    assert "This can be no e-mail address." in tried
    assert "Take over 1 customer" in tried
    assert names(shop) == []

    client.post(f"{address}/turn", {"wish": "take"})
    work()
    assert "Taken over. Every till finds them now." in client.get(address).content.decode()
    assert names(shop) == ["Anna Schmidt"]

    client.post(f"{address}/turn", {"wish": "return"})
    work()
    assert names(shop) == [""]
    # The pages of items do not show it, nor the other way round.
    assert client.get(address.replace("customers", "products")).status_code == 404
    assert client.post(f"{address.replace('customers', 'products')}/turn", {"wish": "take"}).status_code == 404


def names(shop: Shop) -> list[str]:
    with reading(shop.organization):
        return list(Customer.objects.values_list("name", flat=True))


def test_a_list_of_items_is_none_of_customers(client: Client, shop: Shop) -> None:
    form = {"id": str(new_uuid7()), "file": SimpleUploadedFile("articles.csv", FILE)}
    answer = client.post("/customers/import", form)

    assert answer.status_code == 422
    assert "This is no list of customers" in answer.content.decode()
    with reading(shop.organization):
        assert not Move.objects.exists()

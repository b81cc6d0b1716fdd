"""Labels on pages: the list, its files, and what hangs; net content and origin of an article."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from comptoir.catalog.label_facts import net_content_of
from comptoir.catalog.models import Barcode
from comptoir.catalog.net_content import NetContent
from comptoir.identity.public import Role
from comptoir.labels.models import ShelfLabel
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import Shop, furnish, put_on_sale
from tests.catalog.stores import new_store


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def store(shop: Shop) -> UUID:
    return new_store(shop.organization)


@pytest.fixture
def client(shop: Shop, store: UUID, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(shop.organization, Role.MANAGER)


def listed(client: Client, store: UUID) -> tuple[str, dict[str, str]]:
    """The list, and what its form holds besides the ticks."""
    page = client.get("/labels", {"store": str(store)})
    hidden = {name: str(page.context[name]) for name in ("position", "seen_at") if name in page.context}
    return page.content.decode(), hidden | {"store": str(store)}


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\xa0", " ")


def test_the_ticked_labels_are_a_file_in_the_customers_language(client: Client, shop: Shop, store: UUID) -> None:
    honey, wax = put_on_sale(shop, "Miel", unit_price=690), put_on_sale(shop, "Cire", unit_price=420)
    content = {"net": "0,5", "net_unit": "KGM", "origin": "Jura"}
    assert client.post(f"/products/{honey}/content", content).status_code == 302
    page, form = listed(client, store)
    assert "2 labels to print" in page

    pdf = client.post("/labels/print", {**form, "item": str(honey), "sheet": "a4_8", "skipped": "3", "form": "pdf"})
    zpl = client.post("/labels/print", {**form, "item": [str(honey), str(wax)], "sheet": "57x32", "form": "zpl"})

    assert pdf["Content-Type"] == "application/pdf"
    text = words_of(pdf.content)
    assert [said in text for said in ("Miel", "6,90 €", "0,5 kg · 13,80 € / kg", "Origine : Jura", "Cire")] == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert zpl.content.count(b"^XA") == 2
    assert "2 labels to print" in listed(client, store)[0]


def test_what_hangs_leaves_the_list(client: Client, shop: Shop, store: UUID) -> None:
    honey, _wax = put_on_sale(shop, "Miel"), put_on_sale(shop, "Cire")
    _page, form = listed(client, store)

    some = client.post("/labels/hang", {**form, "item": str(honey)}, follow=True).content.decode()
    again = client.post("/labels/hang", {**form, "item": str(honey)}, follow=True).content.decode()
    everything = client.post("/labels/hang", {**form, "all": "1"}, follow=True).content.decode()

    assert "1 label hangs." in some
    assert "1 label to print" in again
    assert "All labels hang" in everything


@pytest.mark.parametrize("change", [{"item": ""}, {"position": "x"}, {"seen_at": "soon"}, {"store": str(UUID(int=7))}])
def test_a_form_that_says_nothing_hangs_nothing(
    client: Client, shop: Shop, store: UUID, change: dict[str, str]
) -> None:
    honey = put_on_sale(shop, "Miel")
    _page, form = listed(client, store)

    answer = client.post("/labels/hang", {**form, "item": str(honey), **change}, follow=True)

    assert "Tick the labels that hang." in answer.content.decode()
    with reading(shop.organization):
        assert ShelfLabel.objects.count() == 0


def test_one_articles_label_by_itself(client: Client, shop: Shop, store: UUID) -> None:
    honey = put_on_sale(shop, "Miel", unit_price=690, barcodes=("3760123456784",))
    _page, form = listed(client, store)
    client.post("/labels/hang", {**form, "all": "1"})
    wanted = {"store": str(store), "copies": "3", "sheet": "100x50", "skipped": "0"}

    page = client.get(f"/products/{honey}/label").content.decode()
    pdf = client.post(f"/products/{honey}/label", {**wanted, "form": "pdf"})
    wrong = client.post(f"/products/{honey}/label", {**wanted, "copies": "0", "form": "pdf"})
    queued = client.post(f"/products/{honey}/label", wanted, follow=True).content.decode()

    assert "3760123456784" in page
    assert len(PdfReader(io.BytesIO(pdf.content)).pages) == 3
    assert wrong.status_code == 422
    assert ("On the list of labels to print." in queued, "Asked for" in queued) == (True, True)


def test_content_as_people_type_it(client: Client, shop: Shop) -> None:
    honey = put_on_sale(shop, "Miel")

    refused = client.post(f"/products/{honey}/content", {"net": "half", "net_unit": "KGM", "origin": ""})
    unknown = client.post(f"/products/{honey}/content", {"net": "1", "net_unit": "ONZ", "origin": ""})
    client.post(f"/products/{honey}/content", {"net": "1 500,5", "net_unit": "MLT", "origin": ""})

    assert (refused.status_code, unknown.status_code) == (422, 422)
    assert "Enter a content such as 750, and its unit." in refused.content.decode()
    with reading(shop.organization):
        assert net_content_of(honey) == (NetContent(1_500_500, "MLT"), "")
    assert 'value="1500.5"' in client.get(f"/products/{honey}/goods").content.decode()


def test_the_list_asks_few_questions_whatever_waits(client: Client, shop: Shop, store: UUID) -> None:
    counts = []
    for batch in range(2):
        for number in range(6):
            put_on_sale(shop, f"Article {batch} {number}")
        with CaptureQueriesContext(connection) as asked:
            client.get("/labels", {"store": str(store)})
        counts.append(len([one for one in asked if one["sql"].lstrip().upper().startswith(("SELECT", "WITH"))]))

    assert counts[0] == counts[1] <= 24


def test_codes_for_all_that_have_none_and_their_labels(client: Client, shop: Shop, store: UUID) -> None:
    honey, wax = put_on_sale(shop, "Miel"), put_on_sale(shop, "Cire")
    _page, form = listed(client, store)
    client.post("/labels/hang", {**form, "all": "1"})

    page = client.get("/products/codes").content.decode()
    given = client.post("/products/codes", {"labels": "1"}, follow=True).content.decode()
    again = client.post("/products/codes", {"labels": "1"}, follow=True).content.decode()

    assert "2 items without a barcode" in page
    assert "2 items have a barcode now." in given
    assert "Every item has a barcode" in again
    with reading(shop.organization):
        assert {code.item_id for code in Barcode.objects.all()} == {honey, wax}
    assert "2 labels to print" in listed(client, store)[0]


def test_one_articles_code_by_a_button(client: Client, shop: Shop) -> None:
    honey = put_on_sale(shop, "Miel")
    assert "Make a barcode" in client.get(f"/products/{honey}").content.decode()

    made = client.post(f"/products/{honey}/code", follow=True).content.decode()
    client.post(f"/products/{honey}/code")

    assert ("Its barcode is 2000000000015." in made, "Make a barcode" in made) == (True, False)
    with reading(shop.organization):
        assert Barcode.objects.count() == 1

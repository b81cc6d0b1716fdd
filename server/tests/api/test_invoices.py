"""Whoever holds a receipt gets its invoice; whoever does not learns nothing."""

import io
from pathlib import Path

import facturx
import pytest
from django.test import Client
from pypdf import PdfReader

from comptoir.api import api
from comptoir.api.limits import TokenBuckets
from comptoir.invoices.operations import save_issuer
from comptoir.sales.simulation_promises import deposit, give_up, order
from tests.databases import TestDatabase
from tests.invoices.test_operations import issuer
from tests.papers.receipts import Sold, essentials_of, sell, store
from tests.sales.shop import count, new_till

BUYER = {"name": "Atelier Nord", "street": "3 rue Neuve", "postal_code": "59000", "city": "Lille", "country": "FR"}


@pytest.fixture
def sold(db: None, database: TestDatabase, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sold:
    settings.HOME = tmp_path
    monkeypatch.setattr(api, "invoice_buckets", TokenBuckets(burst=10, per_minute=10))
    found = sell(database)
    save_issuer(issuer(found))
    return found


def post(path: str, **body: object) -> "tuple[int, object, bytes]":
    answer = Client().post(f"/api/v1/receipts/{path}", body, content_type="application/json")
    is_json = "json" in answer["Content-Type"]
    return answer.status_code, answer.json() if is_json else None, answer.content


def test_the_holder_makes_an_invoice_and_gets_the_file(sold: Sold) -> None:
    before = post("invoice", essentials=sold.essentials)
    made = post("invoice", essentials=sold.essentials, buyer=BUYER, language="de")
    again = post("invoice", essentials=sold.essentials)
    status, _, content = post("invoice/file", essentials=sold.essentials)

    assert before[:2] == (200, {"is_offered": True, "number": ""})
    assert made[:2] == again[:2] == (200, {"is_offered": False, "number": "F2026-000001"})
    assert status == 200
    assert facturx.get_xml_from_pdf(content)[0] == "factur-x.xml"
    assert "Rechnung F2026-000001" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_another_buyer_is_told_that_there_is_one_and_not_whose(sold: Sold) -> None:
    post("invoice", essentials=sold.essentials, buyer=BUYER)

    status, told, content = post("invoice", essentials=sold.essentials, buyer={**BUYER, "name": "Atelier Sud"})

    assert (status, told["code"]) == (409, "invoices.already_invoiced")  # type: ignore[index]
    assert b"Nord" not in content
    assert count("invoices_document", sold.shop.organization) == 1


def test_without_the_till_s_signature_nothing_is_told(sold: Sold) -> None:
    post("invoice", essentials=sold.essentials, buyer=BUYER)
    other = essentials_of(new_till(sold.shop, "B2"), sold.sale)

    for wrong in (other, sold.essentials[:-4] + "AAAA", "", "1.x"):
        for path in ("invoice", "invoice/file"):
            status, told, _ = post(path, essentials=wrong, buyer=BUYER)
            assert (status, told["code"]) == (404, "api.receipt_unknown")  # type: ignore[index]
        if wrong == other:
            api.invoice_buckets = TokenBuckets(burst=10, per_minute=10)
    assert count("invoices_document", sold.shop.organization) == 1


def test_a_stranger_can_not_ask_without_end(sold: Sold, monkeypatch: pytest.MonkeyPatch) -> None:
    # However long the questions take.
    monkeypatch.setattr(api, "invoice_buckets", TokenBuckets(burst=10, per_minute=1))
    answers = [post("invoice", essentials="1.x")[0] for _ in range(12)]

    assert answers == [404] * 10 + [429] * 2


def test_the_holder_of_a_deposit_s_receipt_gets_its_invoice_and_of_what_went_back_none(
    sold: Sold, database: TestDatabase
) -> None:
    sold.till.engine_version = 2
    promised = order(sold.till, [sold.shop.wine], purpose="layaway")
    paid = deposit(sold.till, promised, 500)
    back = give_up(sold.till, promised, [paid])
    store(database, sold.till, [promised, paid])
    held = essentials_of(sold.till, paid)

    before = post("invoice", essentials=held)
    made = post("invoice", essentials=held, buyer=BUYER, language="fr")
    _, _, content = post("invoice/file", essentials=held)
    store(database, sold.till, [back])
    refused = post("invoice", essentials=essentials_of(sold.till, back), buyer=BUYER)

    assert before[:2] == (200, {"is_offered": True, "number": ""})
    assert made[:2] == (200, {"is_offered": False, "number": "D2026-000001"})
    assert "Facture d’acompte D2026-000001" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert (refused[0], refused[1]["code"]) == (409, "invoices.not_invoiceable")  # type: ignore[index]
    assert count("invoices_document", sold.shop.organization) == 1

"""The Swiss payment part: what its code says to a bank, read from the page of the PDF as a phone reads it."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import facturx
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import ContentStream

from comptoir.invoices.commands import Buyer
from comptoir.invoices.content import InvoiceContent, Seller, content_of
from comptoir.invoices.operations import make_invoice, save_issuer
from comptoir.invoices.payment_part import CODE_SIDE, CROSS_SIDE, code_squares
from comptoir.invoices.pdf import pdf_of
from comptoir.invoices.queries import document_of
from comptoir.invoices.transfer import (
    Transfer,
    TransferInvalid,
    code_text,
    reference_type,
    shown_reference,
    transfer_of,
)
from comptoir.invoices.xml import xml_of
from comptoir.kernel import new_uuid7
from comptoir.payments.code_commands import SaveCodeAccount
from comptoir.payments.code_payments import save_code_account
from comptoir.payments.references import references_of
from comptoir.platform.tenancy import reading
from comptoir.receipts import speech
from tests.databases import TestDatabase
from tests.invoices.rules import broken_rules
from tests.invoices.test_operations import issuer, wish
from tests.invoices.test_xml import body, content, line
from tests.papers.receipts import Sold, essentials_of, sell, store
from tests.sales.test_accounts import customer, selling

VECTORS = json.loads((Path(__file__).parents[3] / "conformance" / "payments" / "qr_texts.json").read_text("utf-8"))
SWISS = [case for case in VECTORS["cases"] if case["made"] == "swiss"]
SELLER = Seller(
    name="Robert Schneider AG", street="Rue du Lac 1268", postal_code="2501", city="Biel", country="CH",
    tax_number="CHE-123.456.788", registration="CHE-123.456.788", mention="",
)  # fmt: skip
BUYER = Buyer(
    name="Pia-Maria Rutschmann-Schnyder", street="Grosse Marktgasse 28", postal_code="9400", city="Rorschach",
    country="CH",
)  # fmt: skip
QR_ACCOUNT = {
    "iban": "CH4431999123000889012", "holder": "Robert Schneider AG", "street": "Rue du Lac", "building": "1268",
    "postcode": "2501", "town": "Biel", "country": "CH",
}  # fmt: skip
ACCOUNT = {**QR_ACCOUNT, "iban": "CH5800791123000889012"}
DOCUMENT = UUID("019abcde-0000-7000-8000-0123456789ab")
PIXELS_A_POINT = 4


def transfer(case: Any) -> Transfer:
    said = {name: case[name] for name in ("iban", "street", "building", "postcode", "town", "country")}
    return Transfer(
        **said, holder=case["name"], amount=case["amount"], currency=case["currency"], reference=case["reference"]
    )


def owed(facts: dict[str, str] = QR_ACCOUNT, *, amount: int = 194_975, buyer: Buyer = BUYER) -> InvoiceContent:
    sold = body([line(194_975, 81_000, name="Velo")], tenders=[{"kind": "account", "amount": amount}])
    asked = transfer_of(facts, amount=amount, currency="CHF", document=DOCUMENT)
    return replace(content(sold), currency="CHF", seller=SELLER, buyer=buyer, transfer=asked)


@pytest.mark.parametrize("case", [case for case in SWISS if "expect" in case], ids=lambda case: case["id"])
def test_the_text_is_that_of_the_till(case: Any) -> None:
    assert code_text(transfer(case["from"]), None, message=case["from"]["text"]) == case["expect"]


@pytest.mark.parametrize(
    "case",
    [case for case in SWISS if case.get("refusal") in ("qr.reference_invalid", "qr.currency_invalid")],
    ids=lambda case: case["id"],
)
def test_what_a_bank_would_send_back_is_refused(case: Any) -> None:
    with pytest.raises(TransferInvalid):
        code_text(transfer(case["from"]), None, message="")


def test_each_account_gets_the_reference_that_it_takes() -> None:
    qr = transfer_of(QR_ACCOUNT, amount=100, currency="CHF", document=DOCUMENT)
    other = transfer_of(ACCOUNT, amount=100, currency="CHF", document=DOCUMENT)

    assert (reference_type(qr), len(qr.reference)) == ("QRR", 27)
    assert (reference_type(other), other.reference[:2]) == ("SCOR", "RF")
    assert reference_type(replace(other, reference="")) == "NON"
    assert shown_reference(replace(qr, reference="210000000003139471430009017")) == "21 00000 00003 13947 14300 09017"
    assert shown_reference(replace(other, reference="RF18539007547034")) == "RF18 5390 0754 7034"
    with pytest.raises(TransferInvalid):
        reference_type(replace(qr, reference="210000000003139471430009018"))


def test_the_debtor_stands_structured_and_one_who_does_not_fit_is_left_out() -> None:
    asked = transfer_of(QR_ACCOUNT, amount=194_975, currency="CHF", document=DOCUMENT)

    named = code_text(asked, BUYER, message="").split("\n")
    without = code_text(asked, replace(BUYER, city="x" * 36), message="").split("\n")

    assert named[18:20] == ["1949.75", "CHF"]
    assert named[20:27] == [
        "S", "Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse 28", "", "9400", "Rorschach", "CH",
    ]  # fmt: skip
    assert without[20:27] == [""] * 7
    assert (named[27], named[-1], len(named)) == ("QRR", "EPD", 31)


@pytest.mark.parametrize("facts", [QR_ACCOUNT, ACCOUNT], ids=["qrr", "scor"])
@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_the_code_on_the_page_is_read_back_with_the_cross_in_its_middle(facts: dict[str, str], language: str) -> None:
    made = owed(facts)

    page = PdfReader(io.BytesIO(pdf_of(made, xml_of(made), speech(language, "CH")))).pages[-1]
    [found] = zxingcpp.read_barcodes(painted(page))

    assert made.transfer is not None
    assert found.text == code_text(made.transfer, BUYER, message=found.text.split("\n")[29])
    assert made.number in found.text.split("\n")[29]
    text = page.extract_text()
    assert ("Zahlteil", "Section paiement", "Payment part")[("de", "fr", "en").index(language)] in text
    assert "1 949.75" in text
    assert "CH" in text


def test_the_cross_covers_seven_millimetres_in_the_middle() -> None:
    white, field, across, upright = code_squares("SPC")[-4:]

    assert (white.is_dark, field.is_dark, across.is_dark, upright.is_dark) == (False, True, False, False)
    assert (white.width, white.height) == (CROSS_SIDE, CROSS_SIDE)
    for square in (white, field, across, upright):
        assert square.x + square.width / 2 == pytest.approx(CODE_SIDE / 2)
        assert square.y + square.height / 2 == pytest.approx(CODE_SIDE / 2)


def test_what_is_owed_is_due_in_the_xml_and_keeps_the_rules() -> None:
    whole, part = xml_of(owed()), xml_of(owed(amount=100_000))

    assert broken_rules(whole) == []
    assert broken_rules(part) == []
    assert "<ram:DuePayableAmount>1949.75</ram:DuePayableAmount>" in whole
    assert "<ram:TotalPrepaidAmount>0.00</ram:TotalPrepaidAmount>" in whole
    assert "<ram:IBANID>CH4431999123000889012</ram:IBANID>" in whole
    assert "<ram:DuePayableAmount>1000.00</ram:DuePayableAmount>" in part
    assert "<ram:TotalPrepaidAmount>949.75</ram:TotalPrepaidAmount>" in part


def test_the_file_is_a_factur_x_and_what_was_stored_is_read_back() -> None:
    made = owed()

    file = pdf_of(made, xml_of(made), speech("de", "CH"))

    assert facturx.get_xml_from_pdf(file)[1].decode() == xml_of(made)
    assert content_of(json.loads(json.dumps(made.as_json()))) == replace(
        made, lines=list(made.lines), taxes=list(made.taxes), deposits=[]
    )


def test_a_long_invoice_puts_it_on_a_page_of_its_own() -> None:
    sold = body([line(100, 81_000, name=f"Artikel {number}") for number in range(40)])
    made = replace(owed(amount=4_000), lines=content(sold).lines)

    pages = PdfReader(io.BytesIO(pdf_of(made, xml_of(owed()), speech("de", "CH")))).pages

    assert ["Zahlteil" in page.extract_text() for page in pages][-1] is True
    assert sum("Zahlteil" in page.extract_text() for page in pages) == 1


def painted(page: Any) -> Image.Image:
    """The page's filled rectangles, as a printer would put them on paper."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    image = Image.new("L", (int(width * PIXELS_A_POINT), int(height * PIXELS_A_POINT)), 255)
    draw = ImageDraw.Draw(image)
    shade, waiting = 0, []
    for operands, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
        if operator == b"g":
            shade = round(255 * float(operands[0]))
        elif operator == b"re":
            waiting.append([float(value) for value in operands])
        elif operator in (b"f", b"f*"):
            for x, y, wide, high in waiting:
                left, right = x * PIXELS_A_POINT, (x + wide) * PIXELS_A_POINT
                top, bottom = (height - y - high) * PIXELS_A_POINT, (height - y) * PIXELS_A_POINT
                draw.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), fill=shade)
        if operator in (b"f", b"f*", b"n", b"S"):
            waiting = []
    return image


@pytest.fixture
def shop_on_account(db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Sold:
    """A sale of bread on account, in a company in Biel whose store has an account for QR-bills."""
    settings.HOME = tmp_path
    sold = sell(database)
    save_issuer(issuer(sold, country="CH", tax_number="CHE-123.456.788"))
    customer_key = customer(sold.shop)
    bought = selling(sold.till, sold.shop, customer_key, 2)
    store(database, sold.till, [bought])
    return replace(sold, sale=bought, essentials=essentials_of(sold.till, bought))


def add_account(sold: Sold, facts: dict[str, str], **changes: Any) -> None:
    save_code_account(
        SaveCodeAccount(
            organization=sold.shop.organization, person=None, id=new_uuid7(), scheme="swiss", name="Bank",
            facts=facts, may_finish=True, **changes,
        )
    )  # fmt: skip


def test_a_sale_on_account_asks_for_its_money_and_a_paid_one_never(
    shop_on_account: Sold, database: TestDatabase
) -> None:
    sold = shop_on_account
    add_account(sold, QR_ACCOUNT)
    paid = sold.till.sell([sold.shop.bread])
    store(database, sold.till, [paid])

    on_account = make_invoice(wish(sold))
    at_the_till = make_invoice(wish(sold, entry=paid))

    with reading(sold.shop.organization):
        owing, settled = document_of(on_account), document_of(at_the_till)
    assert owing is not None
    assert settled is not None
    asked = owing.content["transfer"]
    assert (asked["iban"], asked["amount"], asked["currency"]) == (QR_ACCOUNT["iban"], 230, "EUR")
    assert asked["reference"] == references_of(owing.entry).qr
    assert broken_rules(owing.xml) == []
    assert "<ram:DuePayableAmount>2.30</ram:DuePayableAmount>" in owing.xml
    assert settled.content["transfer"] is None
    assert "<ram:DuePayableAmount>0.00</ram:DuePayableAmount>" in settled.xml


def test_without_an_account_an_invoice_is_as_it_was(shop_on_account: Sold) -> None:
    add_account(shop_on_account, QR_ACCOUNT, is_active=False)

    made = make_invoice(wish(shop_on_account))

    with reading(shop_on_account.shop.organization):
        view = document_of(made)
    assert view is not None
    assert view.content["transfer"] is None

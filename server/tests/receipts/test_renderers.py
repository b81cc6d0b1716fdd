"""A mail, a file and a picture say what the document says, letter by letter; every code can be read back."""

import io
import json
import re
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from comptoir.receipts import ReceiptDocument
from comptoir.receipts.code128 import code128
from comptoir.receipts.document import (
    BarcodeBlock,
    LogoBlock,
    MarkBlock,
    PairBlock,
    QrBlock,
    RuleBlock,
    TableBlock,
    TextBlock,
    text,
)
from comptoir.receipts.fonts import spellable
from comptoir.receipts.html import html_of, text_of
from comptoir.receipts.layout import CodeLine, layout
from comptoir.receipts.pdf import pdf_of
from comptoir.receipts.pictures import Rows, logo_rows, qr_rows
from comptoir.receipts.svg import svg_of
from tests.conformance.cases import CONFORMANCE
from tests.conformance.receipt_cases import document_of

CASES = json.loads((CONFORMANCE / "receipts" / "documents.json").read_text(encoding="utf-8"))["cases"]


def letters(content: str) -> str:
    """Every letter in its order, whatever stands between words."""
    return re.sub(r"\s", "", content)


def tags_out(markup: str) -> str:
    return re.sub(r"<[^>]+>", " ", markup).replace("&amp;", "&").replace("&#x27;", "'")


def picture(rows: Rows, *, scale: int = 4, down: int = 1) -> Image.Image:
    """Rows with a quiet zone, as a camera sees them."""
    across, high = len(rows[0]), len(rows) * down
    image = Image.new("L", (across + 20, high + 20), 255)
    for y in range(high):
        for x, dark in enumerate(rows[y // down]):
            if dark:
                image.putpixel((x + 10, y + 10), 0)
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)


def expected(document: ReceiptDocument) -> str:
    """The letters of a document, block by block; a barcode's are its caption."""
    said = []
    for block in document.blocks:
        match block:
            case TextBlock() | MarkBlock() | BarcodeBlock():
                said.append(block.text)
            case PairBlock():
                said += [block.name, block.value]
            case TableBlock():
                said += [cell for row in (block.head, *block.rows) for cell in row]
            case RuleBlock() | LogoBlock() | QrBlock():
                pass
    return letters("".join(said))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_same_letters_stand_in_all_renderings(case: dict[str, Any]) -> None:
    document = document_of(case["given"])
    said = expected(document)
    codes = [block.text for block in document.blocks if isinstance(block, QrBlock)]
    links = [code for code in codes if code.startswith("https://")]

    drawn = letters(tags_out(svg_of(document, 48)))
    mail = letters(tags_out(html_of(document)))
    plain = letters(text_of(document))
    printed = letters("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(document))).pages))

    assert drawn == said
    assert printed == letters(spellable(said))
    for link in links:
        mail = mail.replace(link.split("#")[0], "")
        plain = plain.replace(link, "")
    assert mail == said
    assert plain == said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_code_of_a_document_can_be_read(case: dict[str, Any]) -> None:
    for line in layout(document_of(case["given"]), 32):
        if isinstance(line, CodeLine):
            rows, down = (qr_rows(line.text), 1) if line.line == "qr" else ([code128(line.text)], 40)
            [found] = zxingcpp.read_barcodes(picture(rows, down=down))
            assert found.text == line.text


def test_markup_trusts_no_text() -> None:
    evil = ReceiptDocument(language='fr"><script>', title='"><script>', blocks=[MarkBlock(text="<b>&\"'")])

    for markup in (html_of(evil), svg_of(evil, 32)):
        assert "<script" not in markup
        assert "<b>" not in markup
        assert "&lt;b&gt;&amp;" in markup


def test_the_same_document_gives_the_same_file() -> None:
    document = document_of(CASES[0]["given"])

    assert pdf_of(document) == pdf_of(document)


def test_letters_that_the_font_lacks_become_boxes_and_nothing_is_lost() -> None:
    document = ReceiptDocument(language="fr", title="", blocks=[text("抹茶 Ωμέγα жук ₣")])

    [page] = PdfReader(io.BytesIO(pdf_of(document))).pages
    assert page.extract_text().strip() == "□□ Ωμέγα жук ₣"


def test_a_logo_that_is_not_what_it_says_is_no_picture() -> None:
    assert logo_rows(16, 2, "/wAP8A==") == [
        [True] * 8 + [False] * 8,
        [False] * 4 + [True] * 8 + [False] * 4,
    ]
    for width, height, bits in ((16, 3, "/wAP8A=="), (0, 0, ""), (16, 2, "é"), (-8, -2, "/wAP8A==")):
        assert logo_rows(width, height, bits) is None

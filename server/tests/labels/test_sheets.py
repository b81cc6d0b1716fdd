"""Labels as a till's reader and a label printer get them: every sheet is rendered and its codes are read back."""

import asyncio
import contextlib
import io
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import ContentStream

from comptoir.labels.bars import printed_text
from comptoir.labels.sheets import SHEETS, Label, sheet_pdf
from comptoir.labels.zpl import labels_zpl
from comptoir_agent.simulate.labels import VirtualLabelPrinter

HONEY = Label(
    "Miel de sapin du Jura, récolte 2026", "6,90 €", ("500 g · 13,80 € / kg", "Origine : France"), "03760123456784"
)
CHEWING_GUM = Label("Chewing-gum", "1,20 €", (), "00000040170725")
SCREWS = Label("Vis 4 × 40", "0,12 €", ("plus 0,25 € de consigne",), "VIS-440")


DOTS_PER_POINT = 300 / 72


def pages(pdf: bytes) -> list[Image.Image]:
    """The bars of each page as a printer of 300 dots an inch puts them on paper; its texts are left out."""
    drawn = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        content = page.get_contents()
        assert content is not None
        width, height = (int(side * DOTS_PER_POINT) for side in (page.mediabox.width, page.mediabox.height))
        paper = Image.new("L", (width, height), 255)
        pen = ImageDraw.Draw(paper)
        for operands, operator in ContentStream(content, page.pdf).operations:
            if operator == b"re":
                x, y, wide, tall = (float(one) * DOTS_PER_POINT for one in operands)
                pen.rectangle((round(x), height - round(y + tall), round(x + wide) - 1, height - round(y) - 1), fill=0)
        drawn.append(paper)
    return drawn


@pytest.mark.parametrize("size", list(SHEETS))
def test_every_code_of_a_sheet_is_read_back(size: str) -> None:
    sheet = SHEETS[size]
    labels = [HONEY, CHEWING_GUM, SCREWS]

    drawn = pages(sheet_pdf(labels, sheet, title="Épicerie", language="fr"))

    read = [found.text for page in drawn for found in zxingcpp.read_barcodes(page)]
    assert len(drawn) == (1 if sheet.count > 2 else 3)
    assert sorted(read) == ["3760123456784", "40170725", "VIS-440"]


def test_a_sheet_goes_on_behind_its_used_places() -> None:
    sheet = SHEETS["a4_8"]

    drawn = pages(sheet_pdf([HONEY, CHEWING_GUM], sheet, title="Épicerie", language="fr", skipped=7))

    [last] = zxingcpp.read_barcodes(drawn[0])
    [first] = zxingcpp.read_barcodes(drawn[1])
    assert (last.text, first.text) == ("3760123456784", "40170725")
    assert (last.position.top_left.x > 1240, last.position.top_left.y > 2600) == (True, True)
    assert (first.position.top_left.x < 1240, first.position.top_left.y < 900) == (True, True)


def test_the_same_labels_are_the_same_bytes() -> None:
    one, two = (sheet_pdf([HONEY], SHEETS["a4_24"], title="Épicerie", language="fr") for _ in range(2))

    assert one == two
    assert one.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ("03760123456784", "3760123456784"),
        ("00000040170725", "40170725"),
        ("00012345678905", "0012345678905"),
        ("13760123456781", "13760123456781"),
        ("VIS-440", "VIS-440"),
        ("", ""),
    ],
)
def test_a_code_is_printed_as_its_symbol_has_it(kept: str, printed: str) -> None:
    assert printed_text(kept) == printed


def test_a_name_is_no_command() -> None:
    zpl = labels_zpl([Label("^XZ~JA Café_1", "1,00 €", (), "A^B")], SHEETS["57x32"]).decode()

    assert "_5EXZ_7EJA Café_5F1" in zpl
    assert "A_5EB" in zpl
    assert zpl.count("^XZ") == 1


def test_a_label_printer_puts_out_each_label(tmp_path: Path) -> None:
    zpl = labels_zpl([HONEY, CHEWING_GUM, SCREWS], SHEETS["57x32"])

    printed = asyncio.run(_printed(zpl, tmp_path))

    assert [re.findall(r"\^(BE|B8|BC)N[^^]*(?:\^FH)?\^FD([^^]*)", label) for label in printed] == [
        [("BE", "376012345678")],
        [("B8", "4017072")],
        [("BC", "VIS-440")],
    ]
    assert "^PW456^LL256" in printed[0]
    assert "500 g · 13,80 € / kg" in printed[0]


async def _printed(zpl: bytes, folder: Path) -> list[str]:
    """What a virtual label printer has put out."""
    said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    printer = asyncio.create_task(VirtualLabelPrinter(folder, said.put_nowait).serve(0, 0))
    ready = await said.get()
    _reader, writer = await asyncio.open_connection("127.0.0.1", int(str(ready["port"])))
    writer.write(zpl)
    files = [str((await said.get())["file"]) for _ in range(3)]
    writer.close()
    printer.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await printer
    return [Path(path).read_text(encoding="utf-8") for path in files]

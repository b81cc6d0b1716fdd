"""The virtual printer, judged by others: python-escpos writes, zxing-cpp reads back what stands on the paper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from escpos.printer import Dummy
from PIL import Image, ImageChops

from comptoir_agent.simulate.escpos import Command, Reader
from comptoir_agent.simulate.paper import CELL, draw_glyph
from tests.conftest import Printer

CUT = b"\x1dV\x42\x00"


def page_of(event: dict[str, Any]) -> Image.Image:
    return Image.open(event["file"]).convert("L")


def words_of(event: dict[str, Any]) -> list[str]:
    return Path(event["file"]).with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def codes_on(image: Image.Image) -> list[tuple[str, str]]:
    return [(code.format.name, code.text) for code in zxingcpp.read_barcodes(image)]


def test_words_come_out_in_the_page_that_was_chosen(printer: Printer) -> None:
    page = printer.print(b"\x1b@\x1bt\x10" + "Crème brûlée 4,50 €\n".encode("cp1252") + CUT)

    assert words_of(page)[0] == "Crème brûlée 4,50 €"
    assert (page["cut"], page["faults"]) == (True, [])


@pytest.mark.parametrize("letter", ["€", "é", "à", "ç", "Ü", "ß", "œ"])
def test_euro_and_accents_are_right_glyph_by_glyph(printer: Printer, letter: str) -> None:
    page = page_of(printer.print(b"\x1bt\x10" + letter.encode("cp1252") + b"\n" + CUT))

    cell = page.crop((0, 0, *CELL))
    expected = draw_glyph(letter, CELL, (False, False, False, 1, 1)).convert("L")
    assert ImageChops.difference(cell, expected).getbbox() is None
    assert cell.getbbox() is not None


def test_a_page_that_is_greek_on_some_printers_is_reported(printer: Printer) -> None:
    assert printer.print(b"\x1bt\x0fx\n" + CUT)["faults"] == ["ESC t 15: a page that differs from printer to printer"]


@pytest.mark.parametrize(("width", "columns"), [(80, 48), (58, 32)])
def test_a_line_ends_where_the_paper_does(start: Callable[..., Printer], width: int, columns: int) -> None:
    page = start(width=width).print(b"x" * (columns + 1) + b"\n" + CUT)

    assert words_of(page)[:2] == ["x" * columns, "x"]


def test_codes_by_another_library_are_read_back_by_a_third(printer: Printer) -> None:
    writer = Dummy(profile="TM-T20II")
    writer.barcode("3760123456784", "EAN13", width=3, height=80, function_type="B")
    writer.barcode("{BA1-1-42", "CODE128", width=2, height=80, function_type="B")
    writer.qr("https://shop.example/r/#1.abc", size=5, native=True)
    writer.cut()

    page = printer.print(writer.output)

    assert page["faults"] == []
    assert sorted(codes_on(page_of(page))) == [
        ("Code128", "A1-1-42"),
        ("EAN13", "3760123456784"),
        ("QRCode", "https://shop.example/r/#1.abc"),
    ]


def test_a_picture_comes_out_dot_by_dot(printer: Printer) -> None:
    page = page_of(printer.print(b"\x1dv0\x00\x01\x00\x02\x00\xf0\x0f" + CUT))

    assert [page.getpixel((x, 0)) for x in range(9)] == [0] * 4 + [255] * 5
    assert [page.getpixel((x, 1)) for x in range(9)] == [255] * 4 + [0] * 4 + [255]


def test_the_drawer_opens_before_the_page_is_cut(printer: Printer) -> None:
    printer.send(b"\x1bp\x00\x19\xfaHallo\n" + CUT)

    assert printer.next("drawer") == {"event": "drawer", "pin": 2, "open": True}
    assert printer.next("page")["cut"] is True


def test_rubbish_is_reported_and_what_follows_is_printed(printer: Printer) -> None:
    page = printer.print(b"\x1b\x01ab\n" + CUT)

    assert page["faults"] == ["unknown 1b 01"]
    assert words_of(page) == ["ab"]


def test_a_job_that_breaks_off_inside_a_command_says_so(printer: Printer) -> None:
    printer.send(b"Total\n\x1dv0\x00\x30\x00\x40\x00\x01\x02")

    assert printer.next("broken_off")["pending"].startswith("1d 76 30 00 30 00 40 00")
    assert printer.next("page")["cut"] is False


def test_an_unknown_word_at_the_control_port_changes_nothing(printer: Printer) -> None:
    assert printer.ask("paper plane") == "unknown"
    assert printer.print(b"x\n" + CUT)["cut"] is True


def test_commands_are_read_the_same_however_their_bytes_arrive() -> None:
    data = b"\x1b@\x1bt\x10A\x1dk\x04*9*\x00\x1d(k\x03\x001E0\x1bp\x00\x19\xfaB\n\x1dV\x42\x03"
    whole = list(Reader().feed(data))

    reader = Reader()
    pieces = [command for byte in data for command in reader.feed(bytes([byte]))]

    assert pieces == whole
    assert [command.name for command in whole] == [
        "ESC @", "ESC t", "text", "GS k", "GS ( k", "ESC p", "text", "LF", "GS V",
    ]  # fmt: skip
    assert whole[3] == Command("GS k", (4,), b"*9*")
    assert reader.pending == b""

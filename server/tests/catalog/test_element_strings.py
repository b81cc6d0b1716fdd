"""What a GS1 code says of a piece, as readers send it and as people type it."""

from datetime import date

import pytest

from comptoir.catalog.element_strings import PieceCode, read_piece

GTIN = "09506000134352"
FULL = PieceCode(GTIN, "AB-12", "7", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (f"]d201{GTIN}17261231" + "10AB-12\x1d217", FULL),
        (f"]C1\x1d01{GTIN}10AB-12\x1d17261200\x1d217", FULL),
        (f"(01){GTIN}(17)261231(10)AB-12(21)7", FULL),
        (f"https://id.example.org/01/{GTIN}/10/AB-12/21/7?17=261231&linkType=all", FULL),
        (f"https://example.org/01/{GTIN[1:]}/10/A%2FB", PieceCode(GTIN, "A/B")),
        (f"01{GTIN}15270101", PieceCode(GTIN, expires=date(2027, 1, 1))),
        (f"01{GTIN}7003261130", None),
        (f"01{GTIN}70032611301200", PieceCode(GTIN, expires=date(2026, 11, 30))),
        (f"01{GTIN}3103001250" + "10L", PieceCode(GTIN, "L")),
        (f"01{GTIN}17261331", PieceCode(GTIN)),
        (f"01{GTIN}", None),
        (f"01{GTIN[:-1]}310L", None),
        (f"01{GTIN}9912", None),
        (f"01{GTIN}10" + "x" * 21, None),
        (f"01{GTIN}10A\x1d10B", None),
        ("9506000134352", None),
        ("Vin rouge", None),
        ("", None),
    ],
)
def test_an_element_string_is_read_whole_or_not_at_all(text: str, piece: PieceCode | None) -> None:
    assert read_piece(text, year=2026) == piece

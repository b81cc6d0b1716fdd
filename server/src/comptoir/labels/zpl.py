"""Labels in ZPL, the language of label printers (Zebra, and many that imitate it): a file to send to one.

The shop's own program on the spot writes the same language for tills (`comptoir_agent.labels`); it knows nothing of
deposits and prices of a kilogram.
"""

import re
from collections.abc import Sequence

from comptoir.labels.bars import printed_text
from comptoir.labels.sheets import Label, Sheet

DOTS_PER_MM = 8  # 203 dpi, what shop label printers have
# `_` is the escape of `^FH`; a caret or a tilde in a name would begin a command of its own.
_SPECIAL = re.compile(r"[\^~_\\\x00-\x1f]")
_MARGIN = 16
_EDGE = 10
_NOTE = 20
_NOTE_STEP = 23
_UNDER_NAME = 70
_UNDER_BARS = 26
_PRICE_MIN = 44


def labels_zpl(labels: Sequence[Label], sheet: Sheet) -> bytes:
    """A format for each label, in the size of one of the sheet's."""
    width, height = (side * DOTS_PER_MM // 10 for side in sheet.label)
    return "".join(_format(label, width, height) for label in labels).encode()


def _format(label: Label, width: int, height: int) -> str:
    """The name on top, the price large, its notes, and the barcode at the bottom."""
    inner = width - 2 * _MARGIN
    bars = min(96, height * 2 // 9) if label.code else 0
    bottom = height - _EDGE - (bars + _UNDER_BARS if bars else 0)
    notes = label.notes[: max(0, (bottom - _UNDER_NAME - _PRICE_MIN) // _NOTE_STEP)]
    top_of_notes = bottom - len(notes) * _NOTE_STEP
    price = max(_PRICE_MIN, min(140, top_of_notes - _UNDER_NAME - 4))
    parts = [
        "^XA^CI28",
        f"^PW{width}^LL{height}^LH0,0",
        f"^FO{_MARGIN},14^A0N,28,26^FB{inner},2,0,L^FH^FD{_text(label.name)}^FS",
        f"^FO{_MARGIN},{top_of_notes - price}^A0N,{price},{_narrowed(label.price, price, inner)}"
        f"^FB{inner},1,0,R^FH^FD{_text(label.price)}^FS",
    ]
    for place, note in enumerate(notes):
        y = top_of_notes + place * _NOTE_STEP
        parts.append(f"^FO{_MARGIN},{y}^A0N,{_NOTE},{_NOTE}^FB{inner},1,0,L^FH^FD{_text(note)}^FS")
    if bars:
        parts.append(f"^FO{_MARGIN + 16},{height - _EDGE - bars - _UNDER_BARS + 4}^BY2{_barcode(label.code, bars)}")
    return "".join([*parts, "^PQ1^XZ\n"])


def _narrowed(text: str, height: int, inner: int) -> int:
    """A letter's width, so that the whole price stands on one line: font 0 takes about 0.6 of it a letter."""
    return max(20, min(height, inner * 10 // (6 * max(1, len(text)))))


def _barcode(code: str, height: int) -> str:
    """EAN-13 and EAN-8 with the check digit left to the printer; everything else as Code 128."""
    text = printed_text(code)
    if len(text) == 13 and text.isdigit():
        return f"^BEN,{height},Y,N^FD{text[:12]}^FS"
    if len(text) == 8 and text.isdigit():
        return f"^B8N,{height},Y,N^FD{text[:7]}^FS"
    return f"^BCN,{height},Y,N,N,A^FH^FD{_text(text)}^FS"


def _text(text: str) -> str:
    """Only what prints: what would be a command is written by its number."""
    return _SPECIAL.sub(lambda found: "".join(f"_{byte:02X}" for byte in found[0].encode()), text)

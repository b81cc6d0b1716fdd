"""Shelf and article labels in ZPL, the language of label printers (Zebra, and many that imitate it), over port 9100."""

import re
from dataclasses import dataclass

DOTS_PER_MM = 8  # 203 dpi, what shop label printers have
COPIES_MAX = 500
# `_` is the escape of `^FH`; a caret or a tilde in a name would begin a command of its own.
_SPECIAL = re.compile(r"[\^~_\\\x00-\x1f]")
_GTIN = re.compile(r"\d{8}|\d{12,14}")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says. Texts are the till's, in the shop's language; the code is drawn as what it is."""

    name: str
    price: str
    note: str = ""
    code: str = ""
    copies: int = 1


def compose(label: Label, *, width_mm: int = 57, height_mm: int = 32) -> bytes:
    """The label as ZPL: name on top, price large, code and note at the bottom."""
    width, height = width_mm * DOTS_PER_MM, height_mm * DOTS_PER_MM
    inner = width - 32
    parts = [
        "^XA^CI28",
        f"^PW{width}^LL{height}^LH0,0",
        f"^FO16,14^A0N,28,26^FB{inner},2,0,L^FH^FD{_text(label.name)}^FS",
        f"^FO16,78^A0N,64,60^FB{inner},1,0,R^FH^FD{_text(label.price)}^FS",
    ]
    if label.note:
        parts.append(f"^FO16,144^A0N,20,20^FB{inner},1,0,R^FH^FD{_text(label.note)}^FS")
    if label.code:
        parts.append(f"^FO24,168^BY2{_barcode(label.code, height - 168 - 34)}")
    parts.append(f"^PQ{max(1, min(label.copies, COPIES_MAX))}^XZ")
    return ("".join(parts) + "\n").encode()


def _barcode(code: str, height: int) -> str:
    """EAN-13 and EAN-8 with the check digit left to the printer; everything else as Code 128."""
    digits = code.lstrip("0").rjust(13, "0") if _GTIN.fullmatch(code) and len(code) != 8 else code
    if _GTIN.fullmatch(code) and len(digits) == 13:
        return f"^BEN,{height},Y,N^FD{digits[:12]}^FS"
    if len(code) == 8 and code.isdigit():
        return f"^B8N,{height},Y,N^FD{code[:7]}^FS"
    return f"^BCN,{height},Y,N,N,A^FH^FD{_text(code)}^FS"


def _text(text: str) -> str:
    """Only what prints: what would be a command is written by its number."""
    return _SPECIAL.sub(lambda found: "".join(f"_{byte:02X}" for byte in found[0].encode()), text)

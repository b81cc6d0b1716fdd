"""The letters of our PDF files: embedded, so that every reader shows the same."""

from functools import cache
from importlib import resources

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "DejaVuSans"
BOLD = "DejaVuSans-Bold"
# What stands for a letter that the font does not have.
UNKNOWN = "\u25a1"


@cache
def register_fonts() -> frozenset[int]:
    """Make both weights known to the library; answers the letters that they have."""
    folder = resources.files(__package__) / "fonts"
    faces = []
    for name in (REGULAR, BOLD):
        with resources.as_file(folder / f"{name}.ttf") as path:
            font = TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        faces.append(frozenset(font.face.charToGlyph))
    return faces[0] & faces[1]


def spellable(text: str) -> str:
    """The text with a box for each letter that the fonts lack: a PDF/A must name no missing glyph."""
    known = register_fonts()
    return "".join(letter if ord(letter) in known else UNKNOWN for letter in text)


def width(text: str, *, strong: bool, size: float) -> float:
    """How wide a text is, in points."""
    register_fonts()
    found: float = pdfmetrics.stringWidth(text, BOLD if strong else REGULAR, size)
    return found

"""Which article somebody means who scanned a code or wrote a name."""

from django.utils import timezone

from comptoir.catalog.element_strings import PieceCode, read_piece
from comptoir.catalog.public import ItemView, item_of_code, search_items

FOUND_MAX = 8


def found_goods(text: str) -> list[ItemView]:
    """The one that has this code or exactly this name, else those whose name holds every word."""
    text = text.strip()
    if not text:
        return []
    piece = scanned_piece(text)
    by_code = item_of_code(piece.gtin if piece is not None else text)
    if by_code is not None:
        return [by_code]
    found = search_items(text, limit=FOUND_MAX).items
    exact = [item for item in found if item.name.casefold() == text.casefold()]
    return exact if len(exact) == 1 else list(found)


def scanned_piece(text: str) -> PieceCode | None:
    """What a code says of the very piece, where it says more than its article."""
    return read_piece(text, year=timezone.now().year)

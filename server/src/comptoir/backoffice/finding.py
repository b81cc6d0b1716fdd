"""Which article somebody means who scanned a code or wrote a name."""

from comptoir.catalog.public import ItemView, item_of_code, search_items

FOUND_MAX = 8


def found_goods(text: str) -> list[ItemView]:
    """The one that has this code or exactly this name, else those whose name holds every word."""
    text = text.strip()
    if not text:
        return []
    by_code = item_of_code(text)
    if by_code is not None:
        return [by_code]
    found = search_items(text, limit=FOUND_MAX).items
    exact = [item for item in found if item.name.casefold() == text.casefold()]
    return exact if len(exact) == 1 else list(found)

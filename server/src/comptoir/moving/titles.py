"""Columns found by what they are called, and cells as they were meant."""

import re
from collections.abc import Mapping, Sequence

from comptoir.catalog.folding import fold
from comptoir.moving.cells import read_text
from comptoir.moving.errors import FormulaFound
from comptoir.moving.tables import Table

_ROUNDED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_AS_TEXT = re.compile(r'="?(?P<text>[^"=+*/()]*)"?')

Places = Mapping[str, tuple[int, ...]]


def places_of(table: Table, titles: Mapping[str, tuple[str, ...]]) -> Places:
    """Where each thing stands; of several columns the first that says something."""
    found = [fold(title) for title in table.header]
    return {
        name: tuple(found.index(title) for title in said if title in found)
        for name, said in titles.items()
        if any(title in found for title in said)
    }


def said_in(cells: Sequence[str], places: Places) -> dict[str, str]:
    """What a line says of each thing; nothing where its cells are empty."""
    return {
        name: next((cells[place] for place in several if place < len(cells) and cells[place]), "")
        for name, several in places.items()
    }


def plain_cell(text: str) -> str:
    """Without what keeps a spreadsheet from counting with it: an apostrophe, or a formula that is a text."""
    if text.startswith("="):
        found = _AS_TEXT.fullmatch(text)
        if found is None:
            raise FormulaFound(cell=text[:40])
        return found["text"]
    return read_text(text).removeprefix("'")


def is_mangled(text: str) -> bool:
    """Whether a spreadsheet made a rounded number of it (4.00638E+12)."""
    return _ROUNDED.fullmatch(text) is not None

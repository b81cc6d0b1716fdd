"""What several documents of stock ask of their lines."""

from collections.abc import Sequence

from comptoir.stock.commands import Goods
from comptoir.stock.errors import GoodsInvalid
from comptoir.stock.shelves import has_shelf

QUANTITY_MAX = 1_000_000_000_000
LINES_MAX = 2_000


def checked(lines: Sequence[Goods], *, may_correct: bool = False) -> list[Goods]:
    """The lines that are something; below zero only where something is corrected."""
    found = [line for line in lines if line.quantity_milli]
    least = -QUANTITY_MAX if may_correct else 0
    is_possible = all(least <= line.quantity_milli <= QUANTITY_MAX and has_shelf(line.item) for line in found)
    if not found or len(found) > LINES_MAX or len({line.item for line in found}) != len(found) or not is_possible:
        raise GoodsInvalid
    return found

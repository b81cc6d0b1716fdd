"""Which goods a line moves: what is sold leaves the stock, and what comes back goes where somebody said."""

from collections.abc import Iterator
from typing import NamedTuple

from comptoir.sales.bodies import SoldLine

# Where goods that came back may go besides the shelf. They come back first and leave again: what was damaged, sent to
# the supplier or thrown away is a loss that the books can show.
ELSEWHERE = frozenset({"damaged", "supplier", "waste"})
# Of a line that moves goods twice, the second movement's number. Lines are numbered up to 100,000.
SECOND = 1_000_000


class Move(NamedTuple):
    """One movement of a line's item."""

    number: int
    quantity_milli: int
    reason: str


def moves_of(kind: str, line: SoldLine) -> Iterator[Move]:
    """The movements of one line, in order."""
    if not line.quantity_milli:
        return
    quantity = -line.quantity_milli
    is_back = kind == "refund" or line.is_return
    yield Move(line.line, quantity, "refund" if is_back else "sale")
    if is_back and line.goes_to in ELSEWHERE:
        yield Move(SECOND + line.line, -quantity, line.goes_to)

"""Which goods a line moves: what is sold leaves the stock, and what comes back goes where somebody said.

A menu itself moves nothing: its parts leave the shelf. Each comes back by itself, as an article of its own.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from comptoir.kernel import divide_half_away
from comptoir.sales.bodies import SaleBody, SoldLine, StatedComponent
from comptoir.sales.state import Original, OriginalLine

# Where goods that came back may go besides the shelf. They come back first and leave again: what was damaged, sent to
# the supplier or thrown away is a loss that the books can show.
ELSEWHERE = frozenset({"damaged", "supplier", "waste"})
# Of a line that moves goods twice, the second movement's number; of a menu's line, its parts' numbers. Lines are
# numbered up to 100,000, and no line that came back has parts.
SECOND = 1_000_000


class Move(NamedTuple):
    """One movement of a line's goods."""

    number: int
    item: UUID
    quantity_milli: int
    reason: str


def thing_number(line: int, component: int | None) -> int:
    """One number for a line, or for the part of a menu that it is made of: what can come back by itself."""
    return line if component is None else component * SECOND + line


def returned_number(line: SoldLine) -> int | None:
    """What a line that came back was sold as."""
    return None if line.refers_to_line is None else thing_number(line.refers_to_line, line.refers_to_component)


def moves_of(kind: str, line: SoldLine) -> Iterator[Move]:
    """The movements of one line, in order."""
    if not line.quantity_milli or line.kind == "deposit":
        # The bottle left with what was in it; empties are nobody's goods on a shelf.
        return
    if line.components:
        for place, component in enumerate(line.components, start=1):
            article = component.article
            if article is not None:
                sold = component_quantity(component, line)
                yield Move(thing_number(line.line, place), article, -sold, "sale")
        return
    if line.item is None:
        return
    quantity = -line.quantity_milli
    is_back = kind == "refund" or line.is_return
    yield Move(line.line, line.item, quantity, "refund" if is_back else "sale")
    if is_back and line.goes_to in ELSEWHERE:
        yield Move(SECOND + line.line, line.item, -quantity, line.goes_to)


def component_quantity(component: StatedComponent, line: SoldLine) -> int:
    """How much of a part went in all menus of the line; the engines' rounding."""
    return divide_half_away(component.quantity_milli * line.quantity_milli, 1_000)


def sold_things(sale: SaleBody) -> Original:
    """What of a sale can come back, by number: its lines, and of a menu its parts instead."""
    things: Original = {}
    for line in sale.lines:
        if not line.components:
            tax = sale.tax_of(line)
            things[line.line] = OriginalLine(
                line.quantity_milli, line.unit_price, line.amount, tax.category, tax.rate_ppm
            )
        for place, component in enumerate(line.components, start=1):
            tax = sale.tax_of_component(component)
            things[thing_number(line.line, place)] = OriginalLine(
                component_quantity(component, line), component.unit_price, component.amount, tax.category, tax.rate_ppm
            )
    return things


def with_components(original: Original, sale: SaleBody, returned: Mapping[int, int]) -> None:
    """Put the parts of its menus into what was read of a sale's lines; `returned` says how much came back of each."""
    for number, thing in sold_things(sale).items():
        if number >= SECOND:
            thing.refunded_milli = returned.get(number, 0)
            original[number] = thing
            original.pop(number % SECOND, None)

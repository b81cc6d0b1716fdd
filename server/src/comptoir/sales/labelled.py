"""A price that stood on a label which a scale printed: right when the shop's table says so, and no other. Pure."""

from comptoir.catalog.labels import LabelledPrice, price_on_label
from comptoir.kernel import divide_half_away
from comptoir.sales.bodies import SoldLine
from comptoir.sales.places import NEWEST, Placed
from comptoir.sales.state import NO_TERMS
from comptoir.sales.terms_reader import may_be_labelled


def is_on_label(line: SoldLine, placed: Placed) -> bool:
    """Whether a label of this very article carries what was taken: of a piece its price, of weighed goods the whole.

    By the table that the till knew at its position, or may have heard of since; not a cent more or less.
    """
    if not may_be_labelled(line) or line.item is None:
        return False
    sender = placed.sender
    terms = placed.state.terms.get(sender.organization, NO_TERMS)
    known = terms.codes.get(line.item, frozenset())
    currency = placed.sale.currency

    def read(position: int) -> LabelledPrice | None:
        return price_on_label(line.barcode, terms.labels, store=sender.store, position=position, currency=currency)

    # Of a piece each one costs what the label says; weighed goods are what that much money buys.
    taken = line.unit_price if line.unit == "C62" else divide_half_away(line.unit_price * line.quantity_milli, 1_000)
    found = [price for position in (placed.moment.position, NEWEST) if (price := read(position)) is not None]
    return any(price.amount == taken and price.codes & known for price in found)

"""Eaten here or taken away: which taxes a line should carry at its place, and what the price was brought from. Pure.

Two states of knowledge are right: what the till knew at its position, and what it may have heard while the basket was
open (the newest). What fits neither is flagged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.catalog.prices import PriceAt, price_at
from comptoir.pricing import v2
from comptoir.sales.bodies import SaleBody, SoldLine, StatedComponent
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.state import NO_TERMS, ShopTerms, State
from comptoir.sales.tax_rates import Moment, rates_at, rates_of
from comptoir.tax.places import KEEP_NET, PLACES, StorePlacesAt, becomes_at, known_at

NEWEST = 2**63 - 1
SWITCHED_SOURCES = ("catalog", "list")
Rates = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Placed:
    """How the lines of one sale are to be taxed: the shop's terms, and the moment of the sale."""

    sale: SaleBody
    sender: Sender
    state: State
    moment: Moment

    def rates(self, line: SoldLine, known: PriceAt) -> Rates:
        """The taxes that are right for an article at the line's place; never empty."""
        own = rates_of(known, self.state, self.sender, self.moment)
        place = line.place or self.sale.place
        if not place or line.kind == "deposit":
            return own  # one that is part of the price goes with its goods
        right = [rate for position in self._positions() for rate in self._at(position, place, known, own)]
        return list(dict.fromkeys(right))

    def before(self, line: SoldLine, known: PriceAt) -> v2.Taxes:
        """The taxes that the catalogue's price holds, of a line whose price was brought to other ones."""
        if self.sale.switch != KEEP_NET or not self.sale.place or not line.tax_category or line.kind == "deposit":
            return ()
        if line.price_source not in SWITCHED_SOURCES:
            return ()  # a price that somebody typed, or that stood on a label, is what is paid
        own = rates_of(known, self.state, self.sender, self.moment)
        category, rate_ppm = own[0]
        if (line.tax_category, line.tax_rate_ppm) in own:
            return ()
        return (v2.Tax("", category, rate_ppm),)

    def charged(self, amount: int, line: SoldLine) -> int:
        """What a price of the catalogue becomes on this line."""
        history = self.state.prices.get((self.sender.organization, line.item)) if line.item is not None else None
        known = price_at(history, store=self.sender.store, position=self.moment.position) if history else None
        before = self.before(line, known) if known is not None and not known.is_open else ()
        after = (v2.Tax("", line.tax_category, line.tax_rate_ppm),)
        return v2.switched_price(amount, before, after) if before else amount

    def components(self, line: SoldLine) -> list[v2.Component]:
        """A menu's parts, each with the catalogue's taxes and those of its place."""
        return [self._component(line, part) for part in line.components]

    def _component(self, line: SoldLine, part: StatedComponent) -> v2.Component:
        taxes = tuple(
            v2.Tax(tax.code, tax.category, tax.rate_ppm, tax.unit_amount, bool(tax.compound), bool(tax.in_base))
            for tax in part.taxes
        )
        before = self._before_part(line, part)
        return v2.Component(
            part.item, part.quantity_milli, part.unit_price, before or taxes, taxes if before else (),
            amount=part.amount if line.engine_kind == "return" else None,
        )  # fmt: skip

    def _before_part(self, line: SoldLine, part: StatedComponent) -> v2.Taxes:
        article = part.article
        history = self.state.prices.get((self.sender.organization, article)) if article is not None else None
        known = price_at(history, store=self.sender.store, position=self.moment.position) if history else None
        if known is None or not part.taxes or line.engine_kind == "return":
            return ()
        tax = part.taxes[0]
        stated = SoldLine(
            line.line, part.quantity_milli, part.unit_price, part.amount, tax.category, tax.rate_ppm,
            price_source=line.price_source,
        )  # fmt: skip
        return self.before(stated, known)

    def judge(self, found: list[Difference]) -> None:
        """Whether the store asks for a place at all, and what it does with the price."""
        sale = self.sale
        stated = {sale.place, *(line.place for line in sale.lines)} - {""}
        if not stated:
            return
        known = [at for position in self._positions() if (at := self._store(position)) is not None and at.place]
        if not known or not sale.place or not stated <= set(PLACES):
            found.append(Difference("place", None, " ".join(sorted(stated)), " ".join(PLACES) if known else ""))
        elif sale.switch and sale.switch not in {at.keeps for at in known}:
            found.append(Difference("place", None, sale.switch, known[0].keeps))

    def _positions(self) -> tuple[int, int]:
        return self.moment.position, NEWEST

    def _terms(self) -> ShopTerms:
        return self.state.terms.get(self.sender.organization, NO_TERMS)

    def _store(self, position: int) -> StorePlacesAt | None:
        return known_at(self._terms().stores.get(self.sender.store, ()), position)

    def _at(self, position: int, place: str, known: PriceAt, own: Rates) -> Rates:
        """As somebody knew it at a position: a class without a rate of the day is not switched to."""
        terms, store = self._terms(), self._store(position)
        if store is None or not store.place or known.tax_class is None:
            return own
        becomes = becomes_at(terms.switches.get(known.tax_class, ()), place, position)
        if becomes is None:
            return own
        zone = terms.zones.get(self.sender.store, "")
        return rates_at(terms.rates.get(becomes, ()), zone, self.moment) or own


def unswitched(amount: int, taxes: v2.Taxes, before: v2.Taxes) -> int:
    """A price with the catalogue's taxes that becomes `amount` with the others; the nearest where none does.

    Entries state what was charged for a modifier. Several prices may become the same cent: whichever it was, the
    sale comes to the same.
    """
    near = v2.switched_price(amount, taxes, before)
    fitting = (price for price in (near, near - 1, near + 1) if v2.switched_price(price, before, taxes) == amount)
    return next(fitting, near)


def modifiers_before(line: SoldLine, taxes: v2.Taxes, before: v2.Taxes) -> Sequence[v2.Modifier]:
    """The line's modifiers at the catalogue's taxes."""
    return [
        v2.Modifier(one.code, unswitched(one.unit_price, taxes, before) if before else one.unit_price, one.count)
        for one in line.modifiers
    ]

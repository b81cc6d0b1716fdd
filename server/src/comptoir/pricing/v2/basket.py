"""What goes into engine 2 and what comes out. Plain data that a till holds offline; integers only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from comptoir.pricing.basket import PriceMode

LineKind: TypeAlias = Literal["article", "deposit", "fixed", "return"]
"""`deposit` follows its article and `fixed` has a price bound by law: neither is ever discounted.
`return` gives back what was paid, to the cent."""

PriceSource: TypeAlias = Literal["catalog", "list", "open", "override"]
Switch: TypeAlias = Literal["", "keep_price", "keep_net"]
"""Eaten here or taken away: the other taxes apply, on the same price or on the same net."""

NO_PRICES: Mapping[str, int] = MappingProxyType({})


class Tax(NamedTuple):
    """One level of tax on a line: a rate, or a fixed amount per unit.

    `code` tells levels apart where there are several (GST, PST); it is empty where there is one (VAT). A compound
    level is charged on the levels before it too. A fixed amount `is_in_base` when rates are charged on it as well.
    """

    code: str
    category: str
    rate_ppm: int = 0
    unit_amount: int = 0
    is_compound: bool = False
    is_in_base: bool = False


Taxes: TypeAlias = tuple[Tax, ...]


@dataclass(frozen=True, slots=True)
class Modifier:
    """Something added to (or left out of) each unit of a line: part of its price and taxed with it."""

    code: str
    unit_price: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a bundle: how much of it is in one bundle, its own price (the weight of its share) and its taxes.

    `amount` is set in a returned line only: what was paid for this part.
    """

    item: str
    quantity_milli: int
    unit_price: int
    taxes: Taxes
    switched_taxes: Taxes = ()
    amount: int | None = None


@dataclass(slots=True)
class Line:
    """One sold thing, before pricing. Never changed; not frozen, because freezing costs more than the arithmetic.

    `unit_price` is the catalogue's (or, with `is_open`, typed by the cashier); `list_prices` are what price lists
    ask for this item; `override` is a person's word against all of them. `categories` go from the item's own to
    the outermost. `of_line` (1 is the first) is the article that a deposit follows.
    """

    unit_price: int
    quantity_milli: int
    taxes: Taxes
    kind: LineKind = "article"
    item: str = ""
    categories: Sequence[str] = ()
    list_prices: Mapping[str, int] = field(default_factory=lambda: NO_PRICES)
    is_open: bool = False
    override: int | None = None
    modifiers: Sequence[Modifier] = ()
    components: Sequence[Component] = ()
    switched_taxes: Taxes = ()
    price_mode: PriceMode | None = None
    discount_ppm: int = 0
    discount_amount: int = 0
    final_amount: int | None = None
    amount: int | None = None
    of_line: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """When the basket is priced, in the store's own time: the engine knows no clock. Monday is weekday 1."""

    day: str
    weekday: int
    minute: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """The customer owes no tax: which category says why (E, AE, G, K), and which codes (none means every rate)."""

    category: str
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines in the order the cashier entered them, and what holds for the whole."""

    price_mode: PriceMode
    lines: Sequence[Line]
    moment: Moment
    store: str = ""
    customer_groups: Sequence[str] = ()
    coupons: Sequence[str] = ()
    switch: Switch = ""
    exemption: Exemption | None = None
    discount_ppm: int = 0
    discount_amount: int = 0
    final_amount: int | None = None


@dataclass(slots=True)
class Award:
    """What one promotion takes from a line, or from the basket."""

    promotion: str
    amount: int


@dataclass(slots=True)
class PricedLine:
    """What a line came to: amount = base - promotions - line_discount - basket_discount - exempted.

    `unit_price` is the article's alone, `modifier_prices` come on top; `components` are the amounts of a bundle's
    parts, which add up to `amount`.
    """

    unit_price: int
    price_source: PriceSource
    price_list: str
    base: int
    amount: int
    modifier_prices: Sequence[int] = ()
    promotions: list[Award] = field(default_factory=list)
    line_discount: int = 0
    basket_discount: int = 0
    exempted: int = 0
    components: Sequence[int] = ()


@dataclass(slots=True)
class TaxSubtotal:
    """One row per code, category and rate (EN 16931 BG-23), or per fixed amount. `gross` is base and this tax."""

    code: str
    tax_category: str
    tax_rate_ppm: int
    unit_amount: int
    net: int
    tax: int
    gross: int


@dataclass(slots=True)
class PricedBasket:
    """The whole answer of `price`. `promotions` sums what each took, `basket_discount` is the cashier's."""

    lines: list[PricedLine]
    promotions: list[Award]
    basket_discount: int
    tax_subtotals: list[TaxSubtotal]
    net: int
    tax: int
    gross: int

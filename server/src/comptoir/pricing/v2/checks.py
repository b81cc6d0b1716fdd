"""What no till of ours builds is refused, with the line it is about. The order of questions is the twin's."""

from collections.abc import Sequence

from comptoir.pricing.engine import AMOUNT_MAX, PPM
from comptoir.pricing.errors import (
    AmountTooLarge,
    ComponentsInvalid,
    DepositUnbound,
    DiscountAmbiguous,
    DiscountForbidden,
    DiscountInvalid,
    LineInvalid,
    ModifiersInvalid,
    MomentInvalid,
    TaxCategoryInvalid,
    TaxesInvalid,
)
from comptoir.pricing.v2.basket import Basket, Component, Line, Modifier, Moment, Taxes
from comptoir.pricing.v2.reading import DAY_MINUTES, is_day
from comptoir.pricing.v2.taxes import is_tax_category, tax_set

MODIFIERS_MAX = 50
COMPONENTS_MAX = 50
MODIFIER_COUNT_MAX = 1_000


def check_basket(basket: Basket) -> None:
    """What is said of the whole."""
    _check_moment(basket.moment)
    _check_discount(basket, 0)
    if basket.final_amount is not None and not 0 <= basket.final_amount <= AMOUNT_MAX:
        raise DiscountInvalid(line=0)
    if not 0 <= basket.discount_amount <= AMOUNT_MAX:
        raise DiscountInvalid(line=0)
    if basket.exemption is not None:
        _check_category(basket.exemption.category)


def check_line(line: Line, number: int, basket: Basket) -> None:
    """What a line says of itself; what it comes to is checked where that is known."""
    if not (is_within(line.unit_price) and is_within(line.quantity_milli)):
        raise AmountTooLarge(line=number)
    if line.override is not None and not is_within(line.override):
        raise AmountTooLarge(line=number)
    if line.kind == "article":
        _check_discount(line, number)
        if line.amount is not None or line.of_line:
            raise LineInvalid(line=number)
    else:
        _check_plain(line, number, basket)
    if line.modifiers:
        _check_modifiers(line.modifiers, number)
    if line.components:
        _check_components(line, number)
    else:
        _check_taxes(line.taxes, line.switched_taxes, number)


def _check_taxes(taxes: Taxes, switched_taxes: Taxes, number: int) -> None:
    refusal = tax_set(taxes).refusal
    if refusal is None and switched_taxes:
        refusal = tax_set(switched_taxes).refusal
    if refusal is not None:
        raise refusal(line=number)


def is_within(amount: int) -> bool:
    return -AMOUNT_MAX <= amount <= AMOUNT_MAX


def _check_moment(moment: Moment) -> None:
    if not (is_day(moment.day) and 1 <= moment.weekday <= 7 and 0 <= moment.minute < DAY_MINUTES):
        raise MomentInvalid


def _check_category(category: str) -> None:
    if not is_tax_category(category):
        raise TaxCategoryInvalid(tax_category=category[:16])


def _check_discount(said: Basket | Line, number: int) -> None:
    if not 0 <= said.discount_ppm <= PPM:
        raise DiscountInvalid(line=number)
    ways = bool(said.discount_ppm) + bool(said.discount_amount) + (said.final_amount is not None)
    if ways > 1:
        raise DiscountAmbiguous(line=number)


def _check_plain(line: Line, number: int, basket: Basket) -> None:
    """Deposits, fixed prices and returned goods: no discount, no other price."""
    if line.discount_ppm or line.discount_amount or line.final_amount is not None or line.override is not None:
        raise DiscountForbidden(line=number)
    if (line.amount is not None) != (line.kind == "return") or (line.of_line and line.kind != "deposit"):
        raise LineInvalid(line=number)
    if line.amount is not None and not is_within(line.amount):
        raise AmountTooLarge(line=number)
    if line.kind == "deposit":
        if line.modifiers or line.components:
            raise LineInvalid(line=number)
        _check_deposit(line, number, basket.lines)


def _check_deposit(line: Line, number: int, lines: Sequence[Line]) -> None:
    """A deposit handed over follows an article; one that comes back follows nothing."""
    if line.of_line == 0 and line.quantity_milli <= 0:
        return
    if not 1 <= line.of_line <= len(lines) or lines[line.of_line - 1].kind not in ("article", "fixed"):
        raise DepositUnbound(line=number)


def _check_modifiers(modifiers: Sequence[Modifier], number: int) -> None:
    if len(modifiers) > MODIFIERS_MAX:
        raise ModifiersInvalid(line=number)
    for modifier in modifiers:
        if not 1 <= modifier.count <= MODIFIER_COUNT_MAX:
            raise ModifiersInvalid(line=number)
        if not is_within(modifier.unit_price * modifier.count):
            raise AmountTooLarge(line=number)


def _check_components(line: Line, number: int) -> None:
    if len(line.components) > COMPONENTS_MAX:
        raise ComponentsInvalid(line=number)
    if line.taxes or line.switched_taxes:
        # A bundle has no taxes of its own.
        raise TaxesInvalid(line=number)
    returned = 0
    for component in line.components:
        _check_taxes(component.taxes, component.switched_taxes, number)
        _check_component(component, number, is_returned=line.kind == "return")
        returned += component.amount or 0
    if line.kind == "return" and returned != line.amount:
        raise ComponentsInvalid(line=number)


def _check_component(component: Component, number: int, *, is_returned: bool) -> None:
    if (
        not 0 < component.quantity_milli <= AMOUNT_MAX
        or not 0 <= component.unit_price <= AMOUNT_MAX
        or component.unit_price * component.quantity_milli > AMOUNT_MAX * 1_000
        or (component.amount is not None) != is_returned
    ):
        raise ComponentsInvalid(line=number)
    if component.amount is not None and not is_within(component.amount):
        raise AmountTooLarge(line=number)

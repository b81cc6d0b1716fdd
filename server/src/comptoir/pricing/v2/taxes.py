"""Taxes of engine 2: several levels on a line, included or on top, fixed amounts, exemptions, switched rates.

Each tax is computed once on all that it is charged on, never line by line (EN 16931 BG-23, BR-CO-17). What a level
takes of an amount is an exact fraction; only the sum is rounded.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from comptoir.kernel import divide_half_away, share_by_largest_remainder
from comptoir.pricing.basket import PriceMode
from comptoir.pricing.engine import AMOUNT_MAX, MILLI, PPM
from comptoir.pricing.errors import PricingError, TaxCategoryInvalid, TaxesInvalid, TaxRateInvalid
from comptoir.pricing.v2.basket import Exemption, Tax, Taxes, TaxSubtotal

TAXES_MAX = 6
# All rates of a line together: keeps every sum of LINES_MAX lines below 2^53, compound rates included.
RATES_MAX = 2_000_000

_TAX_CODE = re.compile(r"(?:[A-Z0-9][A-Z0-9._-]{0,15})?").fullmatch
_TAX_CATEGORY = re.compile(r"[A-Z]{1,3}").fullmatch


@dataclass(frozen=True, slots=True)
class Level:
    """A rate of a set of taxes: what it takes, and its base with what it takes, of a net of `TaxSet.unit`."""

    tax: Tax
    taken: int
    gross: int


@dataclass(frozen=True, slots=True, eq=False)
class TaxSet:
    """The taxes of a line, known once for all lines that have the same.

    Rates are exact fractions: a net of `unit` becomes `gross` with all of them. `refusal` is what is wrong with
    them, if anything is.
    """

    unit: int
    gross: int
    levels: tuple[Level, ...]
    fixed: Taxes
    refusal: type[PricingError] | None


@dataclass(slots=True)
class TaxedPart:
    """An amount with its taxes: a line, or a component of one."""

    line: int
    amount: int
    quantity_milli: int
    taxes: Taxes
    price_mode: PriceMode
    is_returned: bool


class _Key(NamedTuple):
    """A row of the subtotals, in its order; rows that are included and rows on top never add up."""

    category: str
    rate_ppm: int
    code: str
    unit_amount: int
    price_mode: PriceMode


@dataclass(slots=True)
class _Row:
    """What a row's tax is charged on: exact fractions of amounts, and what fixed amounts came to."""

    fixed: int = 0
    taken: list[tuple[int, int]] = field(default_factory=list)
    gross: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class TaxTotals:
    """Subtotals and their sums."""

    tax_subtotals: list[TaxSubtotal]
    net: int
    tax: int
    gross: int


@lru_cache(maxsize=1_024)
def tax_set(taxes: Taxes) -> TaxSet:
    """What the engine must know of the taxes of a line."""
    refusal = _refusal(taxes)
    rates = [] if refusal else [tax for tax in taxes if not tax.unit_amount]
    unit = PPM ** len(rates)
    gross = unit
    levels: list[Level] = []
    for tax in rates:
        base = gross if tax.is_compound else unit
        # Exact: the base of the n-th level is a multiple of a million to the power of what is left.
        taken = base * tax.rate_ppm // PPM
        levels.append(Level(tax, taken, base + taken))
        gross += taken
    return TaxSet(unit, gross, tuple(levels), tuple(tax for tax in taxes if tax.unit_amount), refusal)


def is_tax_category(category: str) -> bool:
    """One to three capital letters (UNTDID 5305)."""
    return _TAX_CATEGORY(category) is not None


def _refusal(taxes: Taxes) -> type[PricingError] | None:
    """One to TAXES_MAX levels, each a rate or a fixed amount."""
    if not 1 <= len(taxes) <= TAXES_MAX:
        return TaxesInvalid
    rates = 0
    for tax in taxes:
        if not is_tax_category(tax.category):
            return TaxCategoryInvalid
        if not 0 <= tax.rate_ppm <= PPM:
            return TaxRateInvalid
        if not _TAX_CODE(tax.code) or not 0 <= tax.unit_amount <= AMOUNT_MAX or (tax.unit_amount and tax.rate_ppm):
            return TaxesInvalid
        rates += tax.rate_ppm
    return TaxRateInvalid if rates > RATES_MAX else None


def fixed_amounts(part: TaxedPart, fixed_taxes: Taxes) -> list[tuple[Tax, int]]:
    """What the fixed amounts on a part come to. Included in a price they never take more than it."""
    found: list[tuple[Tax, int]] = []
    left = part.amount
    for tax in fixed_taxes:
        fixed = divide_half_away(tax.unit_amount * part.quantity_milli, MILLI)
        if part.price_mode == "gross":
            fixed = min(fixed, max(left, 0)) if fixed > 0 else max(fixed, min(left, 0))
            left -= fixed
        found.append((tax, fixed))
    return found


def total_taxes(parts: Iterable[TaxedPart]) -> TaxTotals:
    """The subtotals of a basket, ordered by category, rate and code, and its totals."""
    rows: dict[_Key, _Row] = {}
    sums: dict[tuple[TaxSet, PriceMode], int] = {}
    gross_sum = 0
    for part in parts:
        known = tax_set(part.taxes)
        charged = part.amount
        gross_sum += charged
        if known.fixed:
            outside, inside = _add_fixed(rows, part, known)
            if part.price_mode == "gross":
                charged -= outside
            else:
                charged += inside
                gross_sum += inside + outside
        key = (known, part.price_mode)
        sums[key] = sums.get(key, 0) + charged
    for (known, price_mode), amount in sums.items():
        under = known.gross if price_mode == "gross" else known.unit
        for level in known.levels:
            tax = level.tax
            row = rows.setdefault(_Key(tax.category, tax.rate_ppm, tax.code, 0, price_mode), _Row())
            row.taken.append((amount * level.taken, under))
            row.gross.append((amount * level.gross, under))
    return _totals(rows, gross_sum)


def _add_fixed(rows: dict[_Key, _Row], part: TaxedPart, known: TaxSet) -> tuple[int, int]:
    """Add a part's fixed amounts to their rows; answers those outside the base of its rates, and those in it."""
    outside = inside = 0
    for tax, fixed in fixed_amounts(part, known.fixed):
        rows.setdefault(_Key(tax.category, 0, tax.code, tax.unit_amount, part.price_mode), _Row()).fixed += fixed
        if tax.is_in_base:
            inside += fixed
        else:
            outside += fixed
    return outside, inside


def _totals(rows: dict[_Key, _Row], gross_sum: int) -> TaxTotals:
    subtotals: list[TaxSubtotal] = []
    tax_sum = 0
    for key in sorted(rows):
        row = rows[key]
        if key.unit_amount:
            tax = gross = row.fixed
        else:
            tax = _rounded(row.taken)
            gross = _rounded(row.gross)
            if key.price_mode == "net":
                gross_sum += tax
        tax_sum += tax
        subtotals.append(TaxSubtotal(key.code, key.category, key.rate_ppm, key.unit_amount, gross - tax, tax, gross))
    return TaxTotals(subtotals, gross_sum - tax_sum, tax_sum, gross_sum)


def _rounded(fractions: Sequence[tuple[int, int]]) -> int:
    """The sum of exact fractions, rounded once."""
    numerator, denominator = fractions[0]
    for over, under in fractions[1:]:
        if under == denominator:
            numerator += over
        else:
            numerator = numerator * under + over * denominator
            denominator *= under
    return divide_half_away(numerator, denominator)


def exempted(taxes: Taxes, exemption: Exemption) -> Taxes:
    """The same taxes with the exempt rates at zero, under the category that says why."""
    return tuple(
        tax._replace(category=exemption.category, rate_ppm=0) if _is_exempt(tax, exemption) else tax for tax in taxes
    )


def exempt(parts: Sequence[TaxedPart], exemption: Exemption) -> list[int]:
    """Take the taxes that the customer does not owe out of included prices; answers what each part was lowered by.

    Computed once for all parts that share their taxes, so the exempt customer pays exactly the net of the same
    basket. Returned parts keep what they were sold with.
    """
    lowered = [0] * len(parts)
    groups: dict[tuple[Taxes, bool], list[int]] = {}
    for number, part in enumerate(parts):
        if part.price_mode == "gross" and part.amount and not part.is_returned:
            groups.setdefault((part.taxes, part.amount > 0), []).append(number)
    for (taxes, _), members in groups.items():
        before = tax_set(taxes)
        after = tax_set(exempted(taxes, exemption))
        # Both have as many levels, so their fractions have the same unit.
        charged = [parts[number].amount - _outside_base(parts[number], before.fixed) for number in members]
        taken = divide_half_away(sum(charged) * (before.gross - after.gross), before.gross)
        if taken:
            shares = share_by_largest_remainder(taken, [abs(amount) for amount in charged])
            for number, share in zip(members, shares, strict=True):
                lowered[number] = share
    for number, part in enumerate(parts):
        if not part.is_returned:
            part.amount -= lowered[number]
            part.taxes = exempted(part.taxes, exemption)
    return lowered


def _outside_base(part: TaxedPart, fixed_taxes: Taxes) -> int:
    return sum(fixed for tax, fixed in fixed_amounts(part, fixed_taxes) if not tax.is_in_base)


def _is_exempt(tax: Tax, exemption: Exemption) -> bool:
    return not tax.unit_amount and (not exemption.codes or tax.code in exemption.codes)


def switched_price(unit_price: int, before: Taxes, after: Taxes) -> int:
    """A tax-included price with other taxes on the same net."""
    old, new = tax_set(before), tax_set(after)
    charged = unit_price - _unit_outside_base(old)
    changed = divide_half_away(charged * new.gross * old.unit, old.gross * new.unit)
    return changed + _unit_outside_base(new)


def _unit_outside_base(known: TaxSet) -> int:
    return sum(tax.unit_amount for tax in known.fixed if not tax.is_in_base)

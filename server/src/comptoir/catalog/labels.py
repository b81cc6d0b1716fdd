"""What a label that a scale printed says a piece costs, by the shop's table as of a position of its feed. Pure.

Twin of `readMeasured` and `priceInMinorUnits` in @comptoir/codes (GS1 General Specifications §2.1.11.2, §3.6 and
§7.9.3; `conformance/codes/price_labels.json`): a till reads the label, and the ledger asks whether the price on it is
the one that was taken.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from comptoir.kernel import currency_exponent, divide_half_away, gtin_check_digit

_TWO_MINUS, _THREE, _FIVE_PLUS, _FIVE_MINUS = "0246891357", "0369258147", "0516273849", "0594837261"
_OF_FOUR = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
_OF_FIVE = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)

# Numbers of the currencies of the countries that shops are in (ISO 4217).
CURRENCY_NUMBERS = {"CHF": "756", "EUR": "978", "GBP": "826"}
_AMOUNT_MAX = 1_000_000_000_000
# What a till states of an element string with a price: the article, then an amount without (392n) or with its currency.
_ELEMENTS = re.compile(r"01([0-9]{14})39(?:2([0-9])|3([0-9])([0-9]{3}))([0-9]{1,15})").fullmatch


class LabelAt(NamedTuple):
    """A row of the table, from a position on until another one; without a store it holds in all."""

    position: int
    ended_position: int | None
    store: UUID | None
    prefix: str
    item_digits: int
    value_digits: int
    kind: str
    decimals: int
    has_inner_check: bool


LABEL_COLUMNS = tuple(name if name != "store" else "store_id" for name in LabelAt._fields)


class LabelledPrice(NamedTuple):
    """The price on a label, and what the catalogue may know its article by."""

    amount: int
    codes: frozenset[str]


def price_on_label(
    code: str, labels: Sequence[LabelAt], *, store: UUID, position: int, currency: str
) -> LabelledPrice | None:
    """Read an EAN-13 or an element string by the rows that stood; None when it carries no price of this shop."""
    if (elements := _ELEMENTS(code)) is not None:
        return _price_of_elements(elements, currency) if _takes_prices(labels, store, position) else None
    digits = code.zfill(13) if len(code) == 12 else code[1:] if len(code) == 14 and code[0] == "0" else code
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return None
    if gtin_check_digit(digits[:-1]) != int(digits[-1]):
        return None
    row = _row(digits, labels, store, position)
    if row is None or row.kind != "price":
        return None
    end = len(row.prefix) + row.item_digits
    item, value = digits[len(row.prefix) : end], digits[12 - row.value_digits : 12]
    if row.has_inner_check and int(digits[end]) != _price_check_digit(value):
        return None
    zeroed = digits[:end].ljust(12, "0")
    named = (f"{zeroed}{gtin_check_digit(zeroed)}", digits[:end], item, str(int(item)))
    return LabelledPrice(_amount(value, row.decimals, currency), frozenset(_kept(one) for one in named))


def _price_of_elements(found: re.Match[str], currency: str) -> LabelledPrice | None:
    gtin, plain, named, number, value = found.groups()
    if gtin_check_digit(gtin[:-1]) != int(gtin[-1]) or (number or None) not in (None, CURRENCY_NUMBERS.get(currency)):
        return None
    amount = _amount(value, int(plain or named), currency)
    return LabelledPrice(amount, frozenset({gtin})) if amount <= _AMOUNT_MAX else None


def _amount(value: str, decimals: int, currency: str) -> int:
    shift = currency_exponent(currency) - decimals
    return int(value) * 10**shift if shift >= 0 else divide_half_away(int(value), 10**-shift)


def _takes_prices(labels: Sequence[LabelAt], store: UUID, position: int) -> bool:
    """Whoever prints prices into codes of its own prints them into element strings, too."""
    standing = _standing(labels, store, position)
    own = {row.prefix for row in standing if row.store is not None}
    return any(row.kind == "price" and (row.store is not None or row.prefix not in own) for row in standing)


def _row(digits: str, labels: Sequence[LabelAt], store: UUID, position: int) -> LabelAt | None:
    """The longest prefix; a store's own row goes before the organization's."""
    standing = [row for row in _standing(labels, store, position) if digits.startswith(row.prefix)]
    return max(standing, key=lambda row: (len(row.prefix), row.store is not None), default=None)


def _standing(labels: Sequence[LabelAt], store: UUID, position: int) -> list[LabelAt]:
    return [
        row
        for row in labels
        if row.position <= position
        and (row.ended_position is None or row.ended_position > position)
        and row.store in (None, store)
    ]


def _price_check_digit(value: str) -> int:
    """Of a field of four or five digits (§7.9.4 and §7.9.5)."""
    tables = _OF_FOUR if len(value) == 4 else _OF_FIVE
    total = sum(int(table[int(digit)]) for table, digit in zip(tables, value, strict=True))
    return total * 3 % 10 if len(value) == 4 else _FIVE_MINUS.index(str(-total % 10))


def _kept(code: str) -> str:
    """As the catalogue keeps a code: whatever is as long as a GTIN in 14 digits."""
    return code.zfill(14) if len(code) in (8, 12, 13, 14) else code

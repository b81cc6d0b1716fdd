"""What a label that a scale printed says a piece costs, by the shop's table as of a position of its feed. Pure.

Twin of `readMeasured` in @comptoir/codes (GS1 General Specifications §2.1.11.2 and §7.9.3): a till reads the label, and
the ledger asks whether the price on it is the one that was taken.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from comptoir.kernel import divide_half_away, gtin_check_digit

_TWO_MINUS, _THREE, _FIVE_PLUS, _FIVE_MINUS = "0246891357", "0369258147", "0516273849", "0594837261"
_OF_FOUR = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
_OF_FIVE = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)


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
    code: str, labels: Sequence[LabelAt], *, store: UUID, position: int, exponent: int
) -> LabelledPrice | None:
    """Read an EAN-13 by the rows that stood; None when it carries no price."""
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
    shift = exponent - row.decimals
    amount = int(value) * 10**shift if shift >= 0 else divide_half_away(int(value), 10**-shift)
    return LabelledPrice(amount, frozenset(_kept(one) for one in named))


def _row(digits: str, labels: Sequence[LabelAt], store: UUID, position: int) -> LabelAt | None:
    """The longest prefix; a store's own row goes before the organization's."""
    standing = [
        row
        for row in labels
        if row.position <= position
        and (row.ended_position is None or row.ended_position > position)
        and row.store in (None, store)
        and digits.startswith(row.prefix)
    ]
    return max(standing, key=lambda row: (len(row.prefix), row.store is not None), default=None)


def _price_check_digit(value: str) -> int:
    """Of a field of four or five digits (§7.9.4 and §7.9.5)."""
    tables = _OF_FOUR if len(value) == 4 else _OF_FIVE
    total = sum(int(table[int(digit)]) for table, digit in zip(tables, value, strict=True))
    return total * 3 % 10 if len(value) == 4 else _FIVE_MINUS.index(str(-total % 10))


def _kept(code: str) -> str:
    """As the catalogue keeps a code: whatever is as long as a GTIN in 14 digits."""
    return code.zfill(14) if len(code) in (8, 12, 13, 14) else code

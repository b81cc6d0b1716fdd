"""Quantities and costs as people type them in tables of goods."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.amounts import parse_amount, parse_decimal_ppm


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What stands in an article's row: null where nothing does, and whether something there is no figure."""

    quantity_milli: int | None
    unit_cost: int | None
    is_wrong: bool


def parse_milli(text: str) -> int | None:
    """Thousandths of a number with at most three decimals, exactly; null when it is none."""
    ppm = parse_decimal_ppm(text)
    return None if ppm is None or ppm % 1_000 else ppm // 1_000


def milli_text(milli: int, language: str) -> str:
    """As a field holds it: "1,5"."""
    whole, part = divmod(milli, 1_000)
    mark = "." if language == "en" else ","
    return f"{whole}{mark}{part:03d}".rstrip("0") if part else str(whole)


def typed_rows(
    data: Mapping[str, str], items: Iterable[UUID], currency: str, *, may_correct: bool = False
) -> dict[UUID, TypedRow]:
    """The fields `quantity-ITEM` and `cost-ITEM` of each of these articles."""
    found = {}
    for item in items:
        said, cost = data.get(f"quantity-{item}", "").strip(), data.get(f"cost-{item}", "").strip()
        quantity_milli = _milli(said, may_correct=may_correct) if said else None
        unit_cost = parse_amount(cost, currency) if cost else None
        is_wrong = (bool(said) and quantity_milli is None) or (bool(cost) and unit_cost is None)
        found[item] = TypedRow(quantity_milli, unit_cost, is_wrong)
    return found


def _milli(text: str, *, may_correct: bool) -> int | None:
    plain = text.lstrip("-\u2212") if may_correct else text
    milli = parse_milli(plain)
    return -milli if milli is not None and plain != text else milli

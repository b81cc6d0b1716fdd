"""Rows of the grid as people typed them, and what they were when the page was made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.formats import decimal_text
from comptoir.catalog.errors import CategoryUnknown, NameMissing, PriceInvalid
from comptoir.catalog.folding import fold
from comptoir.catalog.operations import BadRow
from comptoir.catalog.public import CategoryView, ItemView
from comptoir.catalog.row_commands import RowEdit, RowState
from comptoir.kernel import DomainError

FIELDS = ("name", "category", "tax_class", "price")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as its fields hold it."""

    item: UUID
    name: str
    category: str
    tax_class: str
    price: str
    is_archived: bool


def state_of(item: ItemView) -> RowState:
    return RowState(
        name=item.name, category=item.category, tax_class=item.tax_class, unit_price=item.unit_price,
        is_archived=item.is_archived,
    )  # fmt: skip


def shown(item: ItemView, currency: str, language: str) -> TypedRow:
    """A row as it stands."""
    price = "" if item.unit_price is None else decimal_text(item.unit_price, currency, language)
    return TypedRow(item.id, item.name, item.category_name, str(item.tax_class), price, item.is_archived)


def written(state: RowState) -> str:
    """What the page keeps of a row, so that a later change by somebody else is noticed."""
    said = [state.name, str(state.category), str(state.tax_class), state.unit_price, state.is_archived]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def typed_rows(data: QueryDict) -> dict[UUID, TypedRow]:
    """Every row of the form. A ValueError where no page of ours made it."""
    rows = {}
    for key in data.getlist("row"):
        item = UUID(key)
        name, category, tax_class, price = (data.get(f"{field}_{key}", "") for field in FIELDS)
        rows[item] = TypedRow(item, name, category, tax_class, price, data.get(f"archived_{key}") == "1")
    return rows


def read_edits(
    data: QueryDict, rows: Iterable[TypedRow], *, categories: Iterable[CategoryView], currency: str
) -> tuple[list[RowEdit], list[BadRow]]:
    """What was changed, and rows in which something was typed that says nothing."""
    by_name = {fold(category.name): category.id for category in reversed(list(categories))}
    edits, bad = [], []
    for row in rows:
        before = _read(data.get(f"was_{row.item}", ""))
        try:
            after = _state(row, before, by_name, currency)
        except DomainError as refusal:
            bad.append(BadRow(row.item, refusal))
            continue
        if after != before:
            edits.append(RowEdit(item=row.item, before=before, after=after))
    return edits, bad


def _state(row: TypedRow, before: RowState, categories: Mapping[str, UUID], currency: str) -> RowState:
    name = " ".join(row.name.split())
    if not name:
        raise NameMissing
    # The datalist offers names; two shelves of one name keep the one that the article stands on.
    category = categories.get(fold(row.category.strip()))
    if category is None:
        raise CategoryUnknown(category=row.category[:40])
    price = parse_amount(row.price, currency) if row.price.strip() else before.unit_price
    if price is None and row.price.strip():
        raise PriceInvalid(price=row.price[:20])
    return RowState(
        name=name[:200], category=category, tax_class=UUID(row.tax_class), unit_price=price, is_archived=row.is_archived
    )


def _read(text: str) -> RowState:
    name, category, tax_class, unit_price, is_archived = json.loads(text)
    return RowState(
        name=str(name), category=UUID(category), tax_class=UUID(tax_class),
        unit_price=None if unit_price is None else int(unit_price), is_archived=bool(is_archived),
    )  # fmt: skip

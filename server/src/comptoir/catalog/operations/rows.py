"""Rows of a grid: each is changed by the operations that change an article, wholly or not at all."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comptoir.catalog.commands import ArchiveProduct, ChangePrice, EditProduct, RestoreProduct
from comptoir.catalog.errors import PriceInvalid, RowChanged
from comptoir.catalog.models import Item
from comptoir.catalog.operations.prices import change_price
from comptoir.catalog.operations.products import archive_product, edit_product, restore_product
from comptoir.catalog.queries import codes_of, find_item, lock_catalog, newest_price
from comptoir.catalog.row_commands import EditRows, RowEdit, RowState
from comptoir.kernel import DomainError
from comptoir.platform.tenancy import by_itself


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken, and why."""

    item: UUID
    refusal: DomainError


@dataclass(frozen=True, slots=True)
class EditedRows:
    """What came of a batch."""

    changed: int
    bad: tuple[BadRow, ...]


def edit_rows(command: EditRows) -> EditedRows:
    """Take the good rows and name the bad ones. What somebody else changed meanwhile is named, not overwritten."""
    changed, bad = 0, []
    for line in command.lines:
        try:
            with by_itself(command.organization):
                changed += _edit(line, command)
        except DomainError as refusal:
            bad.append(BadRow(line.item, refusal))
    return EditedRows(changed, tuple(bad))


def _edit(line: RowEdit, command: EditRows) -> bool:
    """Only what the person changed is asked and written: the rest of the row may have changed meanwhile."""
    lock_catalog()
    item = find_item(line.item)
    state = _state(item)
    before, after = line.before, line.after
    wanted = {
        name: getattr(after, name)
        for name in RowState.__dataclass_fields__
        if getattr(after, name) != getattr(before, name) and getattr(after, name) != getattr(state, name)
    }
    if any(getattr(state, name) != getattr(before, name) for name in wanted):
        raise RowChanged(name=state.name)
    if "unit_price" in wanted and after.unit_price is None:
        raise PriceInvalid(unit_price="")

    who: dict[str, Any] = {"organization": command.organization, "person": command.person, "item": line.item}
    if wanted.get("is_archived") is False:
        restore_product(RestoreProduct(**who))
    if wanted.keys() & {"name", "category", "tax_class"}:
        edit_product(
            EditProduct(
                **who,
                name=wanted.get("name", state.name),
                category=wanted.get("category", state.category),
                tax_class=wanted.get("tax_class", state.tax_class),
                unit=item.unit,
                barcodes=codes_of([line.item]).get(line.item, ()),
                day=command.day,
            )
        )
    if (price := wanted.get("unit_price")) is not None:
        change_price(ChangePrice(**who, unit_price=price, day=command.day))
    if wanted.get("is_archived") is True:
        archive_product(ArchiveProduct(**who))
    return bool(wanted)


def _state(item: Item) -> RowState:
    price = newest_price(item.pk, None)
    return RowState(
        name=item.name,
        category=item.product.category_id,
        tax_class=item.product.tax_class_id,
        unit_price=price.unit_price if price else None,
        is_archived=item.is_archived,
    )

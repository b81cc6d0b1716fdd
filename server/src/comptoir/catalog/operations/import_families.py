"""Families of a file: an article with its variants. New ones are written in bulk, known ones are arranged anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from comptoir.catalog.commands import BATCH_LINES_MAX, ArrangeVariants, ImportBatch, Option
from comptoir.catalog.commands import Variant as Cell
from comptoir.catalog.errors import BarcodeTaken, BatchTooLarge, OptionsInvalid
from comptoir.catalog.family_commands import (
    OPTIONS_MAX,
    VALUE_LENGTH_MAX,
    VALUES_MAX,
    VARIANTS_MAX,
    ImportFamilies,
    ImportFamily,
    ImportVariant,
    WithdrawItems,
)
from comptoir.catalog.feed import draw_position
from comptoir.catalog.folding import fold
from comptoir.catalog.models import Barcode, FeedRow, Item, ItemTraits, Price, Product
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.operations.families import arrange
from comptoir.catalog.operations.imports import BadLine, Imported, Taken, code_row, take_lines
from comptoir.catalog.operations.price_rows import check_price
from comptoir.catalog.operations.shelf import items_called
from comptoir.catalog.operations.traits_rows import member_ids
from comptoir.catalog.queries import codes_of, current_prices, lock_catalog, normalize_code, prices_of_batch
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform import audit
from comptoir.platform.bulk import Row, insert_rows
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation


@dataclass(frozen=True, slots=True)
class _Cell:
    """A variant that can be written: its codes are nobody's."""

    number: int
    item: UUID
    choices: tuple[str, ...]
    unit_price: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A family that the shop does not have."""

    family: ImportFamily
    cells: list[_Cell]

    @property
    def options(self) -> list[dict[str, object]]:
        said = _options(self.family.ways, [cell.choices for cell in self.cells])
        return [{"name": option.name, "values": list(option.values)} for option in said]


@operation
def import_families(command: ImportFamilies) -> Imported:
    """Import families of up to 500 variants together. A code of any variant tells which family it is; else it is new.

    Counted are the variants: an article that only holds them together is nothing that is sold.
    """
    if sum(len(family.variants) for family in command.families) > BATCH_LINES_MAX:
        raise BatchTooLarge(lines_max=BATCH_LINES_MAX)
    lock_catalog()
    known = _known({code for family in command.families for code in _codes(family)})
    names = items_called({fold(family.line.name) for family in command.families})
    total = Imported()
    fresh: list[_Fresh] = []
    for family in command.families:
        try:
            cells, parent = _judged(family, known, names)
            if parent is None:
                fresh.append(_Fresh(family, cells))
            else:
                total += _arrange(family, cells, parent, command)
        except DomainError as refusal:
            total += _refused(family, refusal)
    total += _write(fresh, command)
    if total.created or total.changed:
        audit.record(
            "catalog.imported", person=command.person, subject="", lines=total.created + total.changed,
            bad=len(total.bad),
        )  # fmt: skip
        emit("catalog.imported", command.organization)
    return total


@operation
def withdraw_items(command: WithdrawItems) -> int:
    """Take up to 500 items off the tills; answers how many were on sale. What was sold keeps naming them."""
    lock_catalog()
    on_sale = Item.objects.filter(organization_id=command.organization, pk__in=command.items, is_archived=False)
    gone = list(on_sale.order_by("id").values_list("id", flat=True))
    if not gone:
        return 0
    Item.objects.filter(organization_id=command.organization, pk__in=gone).update(is_archived=True)
    # Step by step and by keys: a shop that was just filled has no statistics by which to plan a longer question.
    families = ItemTraits.objects.filter(organization_id=command.organization, item_id__in=gone, parent__isnull=False)
    alone = set(gone) - set(families.values_list("item_id", flat=True))
    articles = Item.objects.filter(organization_id=command.organization, pk__in=alone)
    Product.objects.filter(
        organization_id=command.organization, pk__in=list(articles.values_list("product_id", flat=True))
    ).update(is_archived=True)
    _append_removals(gone)
    audit.record("catalog.items_withdrawn", person=command.person, subject="", count=len(gone))
    emit("catalog.items_withdrawn", command.organization)
    return len(gone)


def _append_removals(items: Sequence[UUID]) -> None:
    first = draw_position(FeedRow.Kind.REMOVED, items[0])
    organization = current_organization()
    insert_rows(
        FeedRow,
        (
            {"organization_id": organization, "position": first + place, "kind": FeedRow.Kind.REMOVED, "subject": item}
            for place, item in enumerate(items[1:], start=1)
        ),
    )


def _codes(family: ImportFamily) -> Iterable[str]:
    for variant in family.variants:
        for text in variant.barcodes:
            try:
                yield normalize_code(text)
            except DomainError:
                continue  # refused for it below, with its family


def _known(codes: set[str]) -> dict[str, UUID]:
    rows = Barcode.objects.filter(organization_id=current_organization(), code__in=codes)
    return dict(rows.values_list("code", "item_id"))


def _refused(family: ImportFamily, refusal: DomainError) -> Imported:
    return Imported(bad=tuple(BadLine(variant.number, refusal) for variant in family.variants))


def _judged(family: ImportFamily, known: dict[str, UUID], names: dict[str, UUID]) -> tuple[list[_Cell], UUID | None]:
    """Its variants as they can be written, and the article that holds them already; null when all of it is new."""
    _check(family)
    cells = [_cell(variant, known) for variant in family.variants]
    standing = {known[code]: code for cell in cells for code in cell.codes if code in known}
    if not standing:
        return cells, names.get(fold(family.line.name))
    traits = ItemTraits.objects.filter(organization_id=current_organization(), item_id__in=list(standing))
    parents = dict(traits.filter(parent__isnull=False).values_list("item_id", "parent_id"))
    strangers = [code for item, code in standing.items() if item not in parents]
    if strangers or len(set(parents.values())) != 1:
        raise BarcodeTaken(barcode=(strangers or list(standing.values()))[0])
    return cells, next(iter(parents.values()))


def _check(family: ImportFamily) -> None:
    for place, way in enumerate(family.ways):
        values = {variant.choices[place] for variant in family.variants if len(variant.choices) > place}
        is_sound = len(values) <= VALUES_MAX and all(0 < len(value) <= VALUE_LENGTH_MAX for value in values)
        if not is_sound or not 0 < len(way.strip()) <= VALUE_LENGTH_MAX:
            raise OptionsInvalid(option=way[:VALUE_LENGTH_MAX])
    if not 0 < len(family.ways) <= OPTIONS_MAX or not 0 < len(family.variants) <= VARIANTS_MAX:
        raise OptionsInvalid(option="")
    if len({variant.choices for variant in family.variants}) != len(family.variants):
        raise OptionsInvalid(option="")


def _cell(variant: ImportVariant, known: dict[str, UUID]) -> _Cell:
    check_price(variant.unit_price)
    codes = tuple(dict.fromkeys(normalize_code(code) for code in variant.barcodes))
    item = next((known[code] for code in codes if code in known), None)
    return _Cell(variant.number, item or new_uuid7(), variant.choices, variant.unit_price, codes)


def _options(ways: Sequence[str], choices: Sequence[tuple[str, ...]]) -> tuple[Option, ...]:
    return tuple(
        Option(name=way.strip(), values=tuple(dict.fromkeys(choice[place] for choice in choices)))
        for place, way in enumerate(ways)
    )


def _arrange(family: ImportFamily, cells: Sequence[_Cell], parent: UUID, command: ImportFamilies) -> Imported:
    """A family that stands already: known cells keep their items, and variants that the file does not name stay."""
    head = replace(family.line, item=parent)
    changed = take_lines(
        ImportBatch(organization=command.organization, person=command.person, lines=(head,), day=command.day)
    )
    if changed.bad:
        raise changed.bad[0].refusal
    named = {cell.item for cell in cells}
    said = {cell.choices for cell in cells}
    kept = [cell for cell in _standing(parent) if cell.item not in named and cell.choices not in said]
    every = [*kept, *cells]
    arranged = arrange(
        ArrangeVariants(
            organization=command.organization,
            person=command.person,
            parent=parent,
            options=_options(family.ways, [cell.choices for cell in every]),
            variants=tuple(
                Cell(item=cell.item, choices=cell.choices, unit_price=cell.unit_price, barcodes=cell.codes)
                for cell in every
            ),
            day=command.day,
        )
    )
    # Not among the `taken`: who takes the file back keeps the variants that stood before, as the file has made them.
    return Imported(changed=len(cells)) if arranged.position else Imported(unchanged=len(cells))


def _standing(parent: UUID) -> list[_Cell]:
    members = member_ids(parent)
    traits = ItemTraits.objects.filter(organization_id=current_organization(), item_id__in=members)
    prices, codes = current_prices(members), codes_of(members)
    return [
        _Cell(0, row.item_id, tuple(row.choices), prices[row.item_id].unit_price, tuple(codes.get(row.item_id, ())))
        for row in traits.filter(pack_count__isnull=True)
    ]


def _write(fresh: Sequence[_Fresh], command: ImportFamilies) -> Imported:
    """New families in a handful of statements: first what holds them together, by the rules of any other line."""
    lines = tuple(one.family.line for one in fresh)
    heads = take_lines(
        ImportBatch(organization=command.organization, person=command.person, lines=lines, day=command.day)
    )
    refusals = {bad.number: bad.refusal for bad in heads.bad}
    made = {taken.number: taken.item for taken in heads.taken if taken.is_new}
    total = Imported()
    for one in fresh:
        if one.family.line.number in refusals:
            total += _refused(one.family, refusals[one.family.line.number])
    written = [(made[one.family.line.number], one) for one in fresh if one.family.line.number in made]
    return total + _write_members(written, command) if written else total


def _write_members(written: Sequence[tuple[UUID, _Fresh]], command: ImportFamilies) -> Imported:
    organization = command.organization
    heads = Item.objects.filter(organization_id=organization).in_bulk([head for head, _ in written])
    bases = prices_of_batch(list(heads))
    cells = [(heads[head], cell) for head, one in written for cell in one.cells]
    names = {cell.item: f"{head.name}, {', '.join(cell.choices)}"[:200] for head, cell in cells}
    insert_rows(Item, (
        {"organization_id": organization, "id": cell.item, "product_id": head.product_id, "name": names[cell.item],
         "folded": fold(names[cell.item]), "unit": head.unit}
        for head, cell in cells
    ))  # fmt: skip
    insert_rows(ItemTraits, [
        *(
            {"organization_id": organization, "item_id": head, "parent_id": None, "choices": [], "options": one.options}
            for head, one in written
        ),
        *(
            {"organization_id": organization, "item_id": cell.item, "parent_id": head.pk, "choices": cell.choices,
             "options": []}
            for head, cell in cells
        ),
    ])  # fmt: skip
    codes = ((cell.item, code) for _, cell in cells for code in cell.codes)
    insert_rows(Barcode, (code_row(organization, item, code) for item, code in codes))
    first = append_changes([*(cell.item for _, cell in cells), *heads])
    insert_rows(
        Price, (_price(cell, bases[head.pk], first + place, command) for place, (head, cell) in enumerate(cells))
    )
    taken = [
        *(Taken(one.family.line.number, head, True) for head, one in written),
        *(Taken(cell.number, cell.item, True) for _, cell in cells),
    ]
    return Imported(created=len(cells), taken=tuple(taken))


def _price(cell: _Cell, base: Price, position: int, command: ImportFamilies) -> Row:
    return {
        "organization_id": command.organization, "item_id": cell.item, "position": position,
        "unit_price": cell.unit_price, "tax_class_id": base.tax_class_id, "tax_category": base.tax_category,
        "tax_rate_ppm": base.tax_rate_ppm, "person": command.person,
    }  # fmt: skip

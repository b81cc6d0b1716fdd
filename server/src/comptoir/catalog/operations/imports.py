"""Imports: a batch accepts its good lines and names its bad ones, and never stalls the feed for long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comptoir.catalog.commands import BATCH_LINES_MAX, ImportBatch, ImportLine, ImportProducts
from comptoir.catalog.errors import BatchTooLarge, NameMissing
from comptoir.catalog.feed import draw_position
from comptoir.catalog.folding import fold
from comptoir.catalog.models import Barcode, Category, FeedRow, Item, ItemTraits, Price, Product
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.operations.price_rows import check_price
from comptoir.catalog.operations.shelf import Shelf, read_shelf
from comptoir.catalog.operations.traits_rows import reads_otherwise
from comptoir.catalog.queries import check_unit, lock_catalog, normalize_code
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform import audit
from comptoir.platform.bulk import Row, insert_rows
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tax.public import Rate


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not taken, and why."""

    number: int
    refusal: DomainError


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one line. `before`: what an item that was known said, as a line would say it."""

    number: int
    item: UUID
    is_new: bool
    before: ImportLine | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file or batch; `taken` are the lines that made or changed an item."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: tuple[BadLine, ...] = ()
    taken: tuple[Taken, ...] = ()

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.bad + other.bad,
            self.taken + other.taken,
        )


@dataclass(frozen=True, slots=True)
class _Planned:
    """A good line with everything it needs to be written."""

    unit_price: int
    unit: str
    name: str
    item: UUID
    product: UUID
    is_new: bool
    category: UUID
    tax_class: UUID
    rate: Rate
    new_codes: tuple[str, ...]
    has_other_price: bool
    has_other_text: bool
    reads_otherwise: bool
    is_open: bool
    # What it is sold in; null where that stays as it is.
    containers: list[dict[str, Any]] | None
    taken: Taken

    @property
    def changes_something(self) -> bool:
        is_other = self.has_other_price or self.has_other_text or self.containers is not None
        return self.is_new or is_other or bool(self.new_codes)


def import_products(command: ImportProducts) -> Imported:
    """Import a file, 500 lines a transaction: what stands before a crash stands, and a repeat adds only the rest."""
    total = Imported()
    for start in range(0, len(command.lines), BATCH_LINES_MAX):
        lines = command.lines[start : start + BATCH_LINES_MAX]
        batch = ImportBatch(organization=command.organization, person=command.person, lines=lines, day=command.day)
        total += import_batch(batch)
    return total


@operation
def import_batch(command: ImportBatch) -> Imported:
    """Import up to 500 lines. A line names its item by id or by any of its codes; else it is a new one."""
    if len(command.lines) > BATCH_LINES_MAX:
        raise BatchTooLarge(lines_max=BATCH_LINES_MAX)
    lock_catalog()
    result = take_lines(command)
    if result.taken:
        audit.record(
            "catalog.imported", person=command.person, subject="", lines=len(result.taken), bad=len(result.bad)
        )
        emit("catalog.imported", command.organization)
    return result


def take_lines(command: ImportBatch) -> Imported:
    """Judge and write lines in the running operation, which holds the catalogue's lock."""
    shelf = read_shelf(command.lines, command.day)
    planned: list[_Planned] = []
    bad: list[BadLine] = []
    for line in command.lines:
        try:
            planned.append(_plan(line, shelf))
        except DomainError as refusal:
            bad.append(BadLine(line.number, refusal))

    changing = [plan for plan in planned if plan.changes_something]
    if changing:
        Category.objects.bulk_create(shelf.new_categories)
        _write(changing, command)
    if shelf.new_categories:
        draw_position(FeedRow.Kind.SETTINGS, command.organization)
    created = sum(plan.is_new for plan in planned)
    taken = tuple(plan.taken for plan in changing)
    return Imported(created, len(changing) - created, len(planned) - len(changing), tuple(bad), taken)


def _plan(line: ImportLine, shelf: Shelf) -> _Planned:
    """Decide everything about a line before anything of it is written; what may refuse comes first."""
    name = " ".join(line.name.split())[:200]
    if not name:
        raise NameMissing(field="name")
    check_price(line.unit_price)
    check_unit(line.unit)
    codes = list(dict.fromkeys(normalize_code(code) for code in line.barcodes))
    known = shelf.find(line, codes)
    item = known or new_uuid7()
    is_open = shelf.is_open(item) if line.is_open is None else line.is_open
    containers = None if line.containers is None else shelf.containers_named(line.containers, item)
    tax = shelf.tax_class(line.tax_class)
    assert tax.rate is not None
    category = shelf.category(line.category)

    row = shelf.items.get(item)
    new_codes = tuple(code for code in codes if code not in shelf.codes)
    shelf.codes.update(dict.fromkeys(new_codes, item))
    shelf.named.add(item)
    standing = (row.name, row.unit, row.product.category_id, row.product.tax_class_id, row.is_archived) if row else None
    return _Planned(
        unit_price=line.unit_price,
        unit=line.unit,
        name=name,
        item=item,
        product=row.product_id if row else new_uuid7(),
        is_new=row is None,
        category=category,
        tax_class=tax.id,
        rate=tax.rate,
        new_codes=new_codes,
        has_other_price=shelf.has_other_price(item, line.unit_price, tax.rate, tax.id)
        or is_open != shelf.is_open(item),
        has_other_text=standing != (name, line.unit, category, tax.id, False),
        reads_otherwise=standing is not None and standing[:2] != (name, line.unit),
        is_open=is_open,
        containers=None if containers == shelf.around.get(item, []) else containers,
        taken=Taken(line.number, item, row is None, None if row is None else shelf.as_line(line.number, row)),
    )


def _write(plans: Sequence[_Planned], command: ImportBatch) -> None:
    """Write a batch in a handful of statements. A line that names an archived item puts it back on sale."""
    organization = command.organization
    new = [plan for plan in plans if plan.is_new]
    known = [plan for plan in plans if not plan.is_new and plan.has_other_text]

    insert_rows(Product, (_product(plan, organization) for plan in new))
    insert_rows(Item, (_item(plan, organization) for plan in new))
    if known:
        products = [Product(**_product(plan, organization)) for plan in known]
        items = [Item(**_item(plan, organization)) for plan in known]
        Product.objects.bulk_update(products, ["name", "category", "tax_class", "is_archived"])
        Item.objects.bulk_update(items, ["name", "folded", "unit", "is_archived"])
    codes = ((plan.item, code) for plan in plans for code in plan.new_codes)
    insert_rows(Barcode, (code_row(organization, item, code) for item, code in codes))
    put_in = {plan.item: plan.containers for plan in plans if plan.containers is not None}
    changes = [*(plan.item for plan in plans), *_set_containers(put_in)]
    first = append_changes(changes)
    if renamed := [plan.item for plan in plans if plan.reads_otherwise]:
        reads_otherwise(renamed, first + len(changes) - 1)
    priced = (_price(plan, first + place, command) for place, plan in enumerate(plans) if plan.has_other_price)
    insert_rows(Price, priced)


def _set_containers(put_in: Mapping[UUID, list[dict[str, Any]]]) -> list[UUID]:
    """Keep what articles are sold in; answers the variants and packs that take it from them."""
    if not put_in:
        return []
    organization = current_organization()
    ItemTraits.objects.bulk_create(
        (ItemTraits(organization_id=organization, item_id=item, deposits=said) for item, said in put_in.items()),
        update_conflicts=True, unique_fields=["organization", "item"], update_fields=["deposits"],
    )  # fmt: skip
    members = ItemTraits.objects.filter(organization_id=organization, parent_id__in=list(put_in))
    on_sale = members.filter(item__is_archived=False).exclude(item_id__in=list(put_in))
    return list(on_sale.order_by("item_id").values_list("item_id", flat=True))


def _product(plan: _Planned, organization: UUID) -> dict[str, Any]:
    return {
        "organization_id": organization,
        "id": plan.product,
        "name": plan.name,
        "category_id": plan.category,
        "tax_class_id": plan.tax_class,
    }


def _item(plan: _Planned, organization: UUID) -> dict[str, Any]:
    return {
        "organization_id": organization,
        "id": plan.item,
        "product_id": plan.product,
        "name": plan.name,
        "folded": fold(plan.name),
        "unit": plan.unit,
    }


def code_row(organization: UUID, item: UUID, code: str) -> Row:
    """A code of an item, to be inserted with many."""
    return {"organization_id": organization, "item_id": item, "code": code}


def _price(plan: _Planned, position: int, command: ImportBatch) -> Row:
    return {
        "organization_id": command.organization,
        "item_id": plan.item,
        "position": position,
        "unit_price": plan.unit_price,
        "is_open": plan.is_open,
        "tax_class_id": plan.tax_class,
        "tax_category": plan.rate.category,
        "tax_rate_ppm": plan.rate.rate_ppm,
        "person": command.person,
    }

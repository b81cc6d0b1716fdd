"""What a batch of imported lines may refer to, read once before the first line is judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from comptoir.catalog.commands import ImportLine, NamedContainer
from comptoir.catalog.errors import (
    BarcodeTaken,
    ContainersInvalid,
    DepositNotNamed,
    LineRepeated,
    NameMissing,
    ProductUnknown,
    TaxClassNotNamed,
)
from comptoir.catalog.folding import fold
from comptoir.catalog.models import Barcode, BottleDeposit, Category, Item, ItemTraits, Price
from comptoir.catalog.operations.bottle_deposits import CONTAINERS_MAX, COUNT_MAX
from comptoir.catalog.queries import items, normalize_code, prices_of_batch
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import current_organization
from comptoir.tax.public import DatedClass, Rate, classes_on


@dataclass(slots=True)
class Shelf:
    """Known items, prices, codes, categories and tax classes. Grows while lines are planned."""

    items: dict[UUID, Item]
    prices: dict[UUID, Price]
    codes: dict[str, UUID]
    categories: dict[str, UUID]
    tax_classes: dict[str, DatedClass]
    # Containers with a deposit by their folded names, and what stands around each item.
    containers: dict[str, UUID]
    around: dict[UUID, list[dict[str, Any]]]
    # Items by their folded names, of lines that say nothing else of which one they mean.
    names: dict[str, UUID]
    new_categories: list[Category] = field(default_factory=list)
    named: set[UUID] = field(default_factory=set)

    def find(self, line: ImportLine, codes: Iterable[str]) -> UUID | None:
        """The item that a line means: by id, else by its codes, else by its name; null when it is a new one."""
        if line.item is None and not line.barcodes:
            named = self.names.get(fold(line.name))
            if named in self.named:
                raise LineRepeated
            return named
        meant = {self.codes[code] for code in codes if code in self.codes}
        if line.item is not None:
            if line.item not in self.items:
                raise ProductUnknown(item=str(line.item))
            if meant - {line.item}:
                raise BarcodeTaken(
                    barcode=next(code for code in codes if self.codes.get(code) not in (None, line.item))
                )
            meant = {line.item}
        if len(meant) > 1:
            raise BarcodeTaken(barcode=next(iter(codes)))
        item = next(iter(meant), None)
        if item in self.named:
            raise LineRepeated
        return item

    def tax_class(self, text: str) -> DatedClass:
        """A tax class by its name or by its rate ("5.5", "5,5 %")."""
        found = self.tax_classes.get(fold(text).rstrip("% ").replace(",", "."))
        if found is None or found.rate is None:
            raise TaxClassNotNamed(tax_class=text[:60])
        return found

    def containers_named(self, named: Sequence[NamedContainer], item: UUID) -> list[dict[str, Any]]:
        """What an article is sold in, as its row keeps it."""
        found: list[dict[str, Any]] = []
        for one in named:
            container = self.containers.get(fold(one.name))
            if container is None:
                raise DepositNotNamed(deposit=one.name[:60])
            found.append({"item": str(container), "count": one.count})
        is_sound = len({one["item"] for one in found}) == len(found) <= CONTAINERS_MAX
        if not is_sound or not all(0 < one.count <= COUNT_MAX for one in named) or (found and self._is_container(item)):
            raise ContainersInvalid(item=str(item))
        return found

    def _is_container(self, item: UUID) -> bool:
        return item in self.containers.values()

    def category(self, text: str) -> UUID:
        """A category by its name; one that the shop does not have yet is made."""
        key = fold(text)
        if not key:
            raise NameMissing(field="category")
        if key not in self.categories:
            row = Category(organization_id=current_organization(), id=new_uuid7(), name=" ".join(text.split())[:80])
            row.position = len(self.categories)
            self.categories[key] = row.id
            self.new_categories.append(row)
        return self.categories[key]

    def has_other_price(self, item: UUID, unit_price: int, rate: Rate, tax_class: UUID) -> bool:
        price = self.prices.get(item)
        if price is None:
            return True
        standing = (price.unit_price, price.tax_category, price.tax_rate_ppm, price.tax_class_id)
        return standing != (unit_price, rate.category, rate.rate_ppm, tax_class)

    def as_line(self, number: int, row: Item) -> ImportLine:
        """What an item says now, as a line of a file would say it."""
        price = self.prices.get(row.pk)
        return ImportLine(
            number=number,
            name=row.name,
            category=row.product.category.name,
            tax_class=next((tax.name for tax in self.tax_classes.values() if tax.id == row.product.tax_class_id), ""),
            unit_price=0 if price is None else price.unit_price,
            unit=row.unit,
            item=row.pk,
            is_open=self.is_open(row.pk),
        )

    def is_open(self, item: UUID) -> bool:
        """Whether cashiers type its price: a file does not say, so it stays as it is."""
        price = self.prices.get(item)
        return price is not None and price.is_open


def read_shelf(lines: Iterable[ImportLine], day: date) -> Shelf:
    """Read what these lines may mean, in nine queries however many lines there are."""
    lines = list(lines)
    organization = current_organization()
    codes = {code for line in lines for code in _readable_codes(line)}
    known = Barcode.objects.filter(organization_id=organization, code__in=codes)
    by_code = {row.code: row.item_id for row in known}
    names = items_called({fold(line.name) for line in lines if line.item is None and not line.barcodes})
    meant = {*by_code.values(), *names.values(), *(line.item for line in lines if line.item is not None)}
    found = {item.pk: item for item in items().filter(pk__in=meant)}
    deposits = BottleDeposit.objects.filter(organization_id=organization, item__is_archived=False)
    around = ItemTraits.objects.filter(organization_id=organization, item_id__in=list(found))
    categories = Category.objects.filter(organization_id=organization, is_ended=False).order_by("-position", "-id")
    return Shelf(
        items=found,
        prices=dict(prices_of_batch(list(found))),
        codes=by_code,
        categories={fold(row.name): row.id for row in categories},
        tax_classes=_by_name_and_rate(classes_on(day)),
        containers={fold(name): item for item, name in deposits.values_list("item_id", "item__name")},
        around={row.item_id: row.deposits for row in around},
        names=names,
    )


def items_called(folded: set[str]) -> dict[str, UUID]:
    """Items on sale that stand for themselves, where only one is called so."""
    organization = current_organization()
    members = ItemTraits.objects.filter(organization_id=organization, parent__isnull=False, item_id=OuterRef("pk"))
    rows = Item.objects.filter(organization_id=organization, folded__in=folded, is_archived=False)
    found: dict[str, list[UUID]] = {}
    for name, item in rows.exclude(Exists(members)).values_list("folded", "id"):
        found.setdefault(name, []).append(item)
    return {name: items[0] for name, items in found.items() if len(items) == 1}


def _readable_codes(line: ImportLine) -> list[str]:
    codes = []
    for text in line.barcodes:
        try:
            codes.append(normalize_code(text))
        except DomainError:
            continue  # the line is refused for it when it is planned
    return codes


def _by_name_and_rate(classes: list[DatedClass]) -> dict[str, DatedClass]:
    """Names win over rates, and of two classes with one rate the first of the shop's order."""
    found: dict[str, DatedClass] = {}
    for tax in reversed(classes):
        if tax.rate is not None:
            found[written_rate(tax.rate.rate_ppm)] = tax
    found.update({fold(tax.name): tax for tax in reversed(classes)})
    return found


def written_rate(rate_ppm: int) -> str:
    """55 000 ppm as "5.5"."""
    whole, rest = divmod(rate_ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")

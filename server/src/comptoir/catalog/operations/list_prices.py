"""Many own prices of a price list at once: a page of the table, a change by percent, a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.catalog.commands import BATCH_LINES_MAX, ListPriceLine, SetListPrices
from comptoir.catalog.errors import LineRepeated, ProductUnknown, RuleUnknown
from comptoir.catalog.models import Item, PriceListEntry
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.operations.imports import BadLine
from comptoir.catalog.operations.price_rows import check_price
from comptoir.catalog.operations.rules import is_standing_price_list
from comptoir.catalog.queries import lock_catalog
from comptoir.kernel import DomainError
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation


@dataclass(frozen=True, slots=True)
class ListPricesSet:
    """What came of the lines."""

    changed: int = 0
    unchanged: int = 0
    bad: tuple[BadLine, ...] = ()

    def __add__(self, other: "ListPricesSet") -> "ListPricesSet":
        return ListPricesSet(self.changed + other.changed, self.unchanged + other.unchanged, self.bad + other.bad)


def set_list_prices(command: SetListPrices) -> ListPricesSet:
    """State own prices of a list, 500 a transaction: what stands before a crash stands, a repeat adds only the rest.

    A good line is taken whatever the others are.
    """
    seen: set[UUID] = set()
    lines: list[ListPriceLine] = []
    repeated: list[BadLine] = []
    for line in command.lines:
        if line.item in seen:
            repeated.append(BadLine(line.number, LineRepeated()))
        else:
            seen.add(line.item)
            lines.append(line)
    total = ListPricesSet(bad=tuple(repeated))
    for start in range(0, len(lines), BATCH_LINES_MAX):
        batch = SetListPrices(
            organization=command.organization,
            person=command.person,
            price_list=command.price_list,
            lines=tuple(lines[start : start + BATCH_LINES_MAX]),
        )
        total += _set_batch(batch)
    return total


@operation
def _set_batch(command: SetListPrices) -> ListPricesSet:
    lock_catalog()
    if not is_standing_price_list(command.price_list):
        raise RuleUnknown(rule=str(command.price_list))
    wanted = [line.item for line in command.lines]
    organization = current_organization()
    known = set(Item.objects.filter(organization_id=organization, id__in=wanted).values_list("id", flat=True))
    standing = _standing(command.price_list, wanted)
    changing: list[ListPriceLine] = []
    bad: list[BadLine] = []
    unchanged = 0
    for line in command.lines:
        try:
            _check(line, known)
        except DomainError as refusal:
            bad.append(BadLine(line.number, refusal))
            continue
        if standing.get(line.item) == line.unit_price:
            unchanged += 1
        else:
            changing.append(line)

    if changing:
        first = append_changes([line.item for line in changing])
        PriceListEntry.objects.bulk_create(
            PriceListEntry(
                organization_id=organization,
                price_list=command.price_list,
                item_id=line.item,
                position=first + place,
                unit_price=line.unit_price,
                person=command.person,
            )
            for place, line in enumerate(changing)
        )
        audit.record(
            "catalog.list_prices_changed",
            person=command.person,
            subject=str(command.price_list),
            lines=len(changing),
            bad=len(bad),
        )
    return ListPricesSet(len(changing), unchanged, tuple(bad))


def _check(line: ListPriceLine, known: set[UUID]) -> None:
    if line.item not in known:
        raise ProductUnknown(item=str(line.item))
    if line.unit_price is not None:
        check_price(line.unit_price)


def _standing(price_list: UUID, wanted: list[UUID]) -> Mapping[UUID, int | None]:
    rows = PriceListEntry.objects.filter(
        organization_id=current_organization(), price_list=price_list, item_id__in=wanted
    )
    newest = rows.order_by("item_id", "-position").distinct("item_id")
    return {row.item_id: row.unit_price for row in newest}

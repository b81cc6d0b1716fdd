"""Prices of many articles at once, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.catalog.commands import BATCH_LINES_MAX
from comptoir.catalog.errors import BatchTooLarge, ProductUnknown, RowChanged
from comptoir.catalog.models import FeedRow, Item, Price
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.operations.price_rows import check_price
from comptoir.catalog.operations.rows import BadRow
from comptoir.catalog.queries import current_prices, items, lock_catalog
from comptoir.catalog.row_commands import ChangePrices, TakeBackPrices
from comptoir.kernel import DomainError
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tax.public import Rate, classes_on


@dataclass(frozen=True, slots=True)
class PricesChanged:
    """What came of a batch: its prices stand in the feed from `first` to `last`; 0 where nothing was written."""

    first: int = 0
    last: int = 0
    changed: int = 0
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stated:
    """A price to write, with the one that it replaces."""

    item: Item
    unit_price: int
    standing: Price


@operation
def change_prices(command: ChangePrices) -> PricesChanged:
    """State new prices. One that changed since they were worked out is named, not overwritten. A repeat is none."""
    if len(command.lines) > BATCH_LINES_MAX:
        raise BatchTooLarge(lines_max=BATCH_LINES_MAX)
    lock_catalog()
    wanted = {line.item: line.unit_price for line in command.lines}
    rows = {row.pk: row for row in items().filter(pk__in=list(wanted), is_archived=False)}
    prices = current_prices(list(rows))
    stated, bad = [], []
    for item, unit_price in wanted.items():
        try:
            standing = prices.get(item)
            if item not in rows or standing is None:
                raise ProductUnknown(item=str(item))
            check_price(unit_price)
            if standing.unit_price == unit_price:
                continue
            if standing.position > command.position:
                raise RowChanged(name=rows[item].name)
            stated.append(_Stated(rows[item], unit_price, standing))
        except DomainError as refusal:
            bad.append(BadRow(item, refusal))
    return _written(stated, bad, person=command.person, day=command.day)


@operation
def take_back_prices(command: TakeBackPrices) -> PricesChanged:
    """Let the articles cost again what they did before. One that has another price by now is named, and keeps it."""
    if command.last - command.first >= BATCH_LINES_MAX:
        raise BatchTooLarge(lines_max=BATCH_LINES_MAX)
    lock_catalog()
    organization = current_organization()
    places = FeedRow.objects.filter(
        organization_id=organization, position__gte=command.first, position__lte=command.last, kind=FeedRow.Kind.ITEM
    )
    named = {row.subject: row.position for row in places}
    rows = {row.pk: row for row in items().filter(pk__in=list(named))}
    newest = _newest_two(list(rows))
    stated, bad = [], []
    for item, position in sorted(named.items(), key=lambda one: one[1]):
        own = newest.get(item, ())
        if len(own) < 2 or (own[0].position, own[0].person) != (position, command.person):
            if item in rows:
                bad.append(BadRow(item, RowChanged(name=rows[item].name)))
            continue
        stated.append(_Stated(rows[item], own[1].unit_price, own[0]))
    return _written(stated, bad, person=command.person, day=command.day)


def _newest_two(wanted: Sequence[UUID]) -> Mapping[UUID, list[Price]]:
    """The price of each item in every store, and the one before it."""
    found: dict[UUID, list[Price]] = {}
    rows = Price.objects.filter(organization_id=current_organization(), item_id__in=wanted, store__isnull=True)
    for row in rows.order_by("item_id", "-position"):
        kept = found.setdefault(row.item_id, [])
        if len(kept) < 2:
            kept.append(row)
    return found


def _written(stated: Sequence[_Stated], bad: Sequence[BadRow], *, person: UUID | None, day: date) -> PricesChanged:
    if not stated:
        return PricesChanged(bad=tuple(bad))
    rates = {tax.id: tax.rate for tax in classes_on(day)}
    first = append_changes([one.item.pk for one in stated])
    Price.objects.bulk_create(_price(one, first + place, rates, person) for place, one in enumerate(stated))
    for one in stated:
        audit.record(
            "catalog.price_changed", person=person, subject=str(one.item.pk), before=one.standing.unit_price,
            after=one.unit_price,
        )  # fmt: skip
        emit("catalog.price_changed", one.item.pk)
    return PricesChanged(first, first + len(stated) - 1, len(stated), tuple(bad))


def _price(one: _Stated, position: int, rates: Mapping[UUID, Rate | None], person: UUID | None) -> Price:
    """Taxed as its class is on this day; a class without a rate keeps what it was taxed by."""
    tax_class = one.item.product.tax_class_id
    rate = rates.get(tax_class) or Rate(one.standing.tax_category, one.standing.tax_rate_ppm)
    return Price(
        organization_id=current_organization(),
        item_id=one.item.pk,
        position=position,
        unit_price=one.unit_price,
        is_open=one.standing.is_open,
        tax_class_id=tax_class,
        tax_category=rate.category,
        tax_rate_ppm=rate.rate_ppm,
        person=person,
    )

"""What pages read of transfers and countings, as frozen rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Count, Max, Sum

from comptoir.catalog.public import items_named
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization
from comptoir.stock.books import books_at
from comptoir.stock.models import Counting, Tally, Transfer, TransferLine

SHOWN_MAX = 100
Names: TypeAlias = Mapping[UUID, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TransferLineView:
    """What was sent of an article and what came; null while it is on its way."""

    item: UUID
    name: str
    unit: str
    sent_milli: int
    received_milli: int | None

    @property
    def difference_milli(self) -> int:
        return 0 if self.received_milli is None else self.received_milli - self.sent_milli


@dataclass(frozen=True, slots=True)
class TransferView:
    """Goods between two stores. `lines` is empty in a list."""

    id: UUID
    origin: UUID
    origin_name: str
    destination: UUID
    destination_name: str
    timezone: str
    note: str
    sent_at: datetime
    received_at: datetime | None
    lines_count: int
    lines: tuple[TransferLineView, ...] = ()

    @property
    def has_difference(self) -> bool:
        return any(line.difference_milli for line in self.lines)


@dataclass(frozen=True, slots=True)
class CountingView:
    """A counting in a list and at the head of its page."""

    id: UUID
    store: UUID
    store_name: str
    timezone: str
    category: UUID | None
    name: str
    state: str
    after: int
    begun_at: datetime
    decided_at: datetime | None
    articles: int


@dataclass(frozen=True, slots=True)
class CountedRow:
    """An article of a counting: what people counted, and what the books said at that moment."""

    item: UUID
    name: str
    unit: str
    counted_milli: int
    book_milli: int
    counted_at: datetime
    people: int

    @property
    def difference_milli(self) -> int:
        return max(self.counted_milli, 0) - self.book_milli


def transfers() -> list[TransferView]:
    """The newest first, those on their way before the others."""
    rows = list(Transfer.objects.filter(organization_id=current_organization()).order_by("-sent_at", "-id")[:SHOWN_MAX])
    counts = dict(
        TransferLine.objects.filter(
            organization_id=current_organization(), transfer_id__in=[row.pk for row in rows]
        ).values_list("transfer_id").annotate(count=Count("number"))
    )  # fmt: skip
    names = _names()
    views = [_transfer(row, names, counts.get(row.pk, 0)) for row in rows]
    return sorted(views, key=lambda view: view.received_at is not None)


def transfer_view(transfer: UUID) -> TransferView | None:
    """One transfer with its lines."""
    row = Transfer.objects.filter(organization_id=current_organization(), id=transfer).first()
    if row is None:
        return None
    lines = list(
        TransferLine.objects.filter(organization_id=row.organization_id, transfer_id=transfer).order_by("number")
    )
    named = items_named(line.item_id for line in lines)
    return _transfer(
        row, _names(), len(lines),
        tuple(
            TransferLineView(
                line.item_id, named[line.item_id].name, named[line.item_id].unit, line.sent_milli, line.received_milli
            )
            for line in lines
        ),
    )  # fmt: skip


def countings() -> list[CountingView]:
    """The newest first, those that are open before the others."""
    rows = list(
        Counting.objects.filter(organization_id=current_organization()).order_by("-begun_at", "-id")[:SHOWN_MAX]
    )
    counts = dict(
        Tally.objects.filter(organization_id=current_organization(), counting_id__in=[row.pk for row in rows])
        .values_list("counting_id")
        .annotate(count=Count("item_id", distinct=True))
    )
    names = _names()
    views = [_counting(row, names, counts.get(row.pk, 0)) for row in rows]
    return sorted(views, key=lambda view: view.state != Counting.State.OPEN)


def counting_view(counting: UUID) -> CountingView | None:
    """One counting."""
    row = Counting.objects.filter(organization_id=current_organization(), id=counting).first()
    if row is None:
        return None
    articles = Tally.objects.filter(organization_id=row.organization_id, counting_id=counting)
    return _counting(row, _names(), articles.values("item_id").distinct().count())


def counted_rows(counting: CountingView) -> list[CountedRow]:
    """What was counted, against the books of that moment; by name."""
    sums = list(
        Tally.objects.filter(organization_id=current_organization(), counting_id=counting.id)
        .values_list("item_id")
        .annotate(counted=Sum("quantity_milli"), at=Max("counted_at"), people=Count("person", distinct=True))
    )
    named = items_named(item for item, *_ in sums)
    books = books_at(counting.store, {item: at for item, _, at, _ in sums}, after=counting.after)
    found = [
        CountedRow(item, named[item].name, named[item].unit, counted, books[item], at, people)
        for item, counted, at, people in sums
    ]
    return sorted(found, key=lambda row: row.name.casefold())


def _transfer(row: Transfer, names: Names, count: int, lines: tuple[TransferLineView, ...] = ()) -> TransferView:
    return TransferView(
        row.pk, row.origin_id, names[row.origin_id][0], row.destination_id, names[row.destination_id][0],
        names[row.destination_id][1], row.note, row.sent_at, row.received_at, count, lines,
    )  # fmt: skip


def _counting(row: Counting, names: Names, articles: int) -> CountingView:
    name, zone = names[row.store_id]
    return CountingView(
        row.pk, row.store_id, name, zone, row.category_id, row.name, row.state, row.after, row.begun_at,
        row.decided_at, articles,
    )  # fmt: skip


def _names() -> Names:
    return {store.id: (store.name, store.timezone) for store in stores()}

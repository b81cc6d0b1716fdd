"""What waits to be printed in a store: prices that its customers read otherwise on the shelf."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from comptoir.catalog.feed import changes_after
from comptoir.catalog.label_facts import on_sale
from comptoir.catalog.prices import NEWEST, price_at
from comptoir.catalog.public import price_histories
from comptoir.labels.models import ShelfLabel, StoreLabels
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class Waiting:
    """A label to print. `is_wanted`: asked for by hand."""

    item: UUID
    name: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """An article whose price or words are others than on its label, and where the feed says so first."""

    item: UUID
    name: str
    position: int


def waiting_labels(store: UUID, *, limit: int) -> list[Waiting]:
    """What waits in a store: first what was asked for by hand, then by when it changed; at most so many."""
    found = {item: Waiting(item, name, True) for item, name in _wanted(store, limit)}
    for one in islice(changed_labels(store, all_hang_up_to(store)), limit):
        found.setdefault(one.item, Waiting(one.item, one.name, False))
    return list(found.values())[:limit]


def all_hang_up_to(store: UUID) -> int:
    """The feed position up to which all labels of a store hang."""
    rows = StoreLabels.objects.filter(organization_id=current_organization(), store_id=store)
    return rows.values_list("position", flat=True).first() or 0


def changed_labels(store: UUID, hang_up_to: int) -> Iterator[Changed]:
    """Each article that waits once, in the order of the feed from there on. A price that came back asks for nothing."""
    told: set[UUID] = set()
    for step in changes_after(hang_up_to):
        fresh = {item: place for item, place in step.items() if item not in told}
        told.update(fresh)
        there = on_sale(fresh)
        histories, hung = price_histories(there), _hung(store, there)
        for item, place in fresh.items():
            now = price_at(histories.get(item, ()), store=store, position=NEWEST)
            hangs_as_of = max(hung.get(item, 0), hang_up_to)
            then = price_at(histories.get(item, ()), store=store, position=hangs_as_of)
            if now is None:
                continue
            if then is None or then.unit_price != now.unit_price or there[item].words_position > hangs_as_of:
                yield Changed(item, there[item].name, place)


def _hung(store: UUID, wanted: Iterable[UUID]) -> Mapping[UUID, int]:
    rows = ShelfLabel.objects.filter(organization_id=current_organization(), store_id=store, item_id__in=list(wanted))
    return dict(rows.values_list("item_id", "position"))


def _wanted(store: UUID, limit: int) -> list[tuple[UUID, str]]:
    rows = ShelfLabel.objects.filter(
        organization_id=current_organization(), store_id=store, wanted_at__isnull=False, item__is_archived=False
    )
    return list(rows.order_by("wanted_at", "item_id").values_list("item_id", "item__name")[:limit])

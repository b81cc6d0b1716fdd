"""What people at the counter say about the shelf: this is sold out, these are what we sell most."""

from uuid import UUID

from comptoir.catalog.commands import ArrangeFavorites, MarkSoldOut
from comptoir.catalog.errors import FavoritesInvalid, ProductUnknown, StoreUnknown
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import Favorites, FeedRow, Item, SoldOut
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation

FAVORITES_MAX = 60


@operation
def mark_sold_out(command: MarkSoldOut) -> Changed:
    """Note that a store has none left, or some again. Its tills show it; whoever has one in hand may still sell it."""
    lock_catalog()
    find_item(command.item)
    _check_store(command.store)
    marks = SoldOut.objects.filter(organization_id=command.organization, store_id=command.store, item_id=command.item)
    if marks.exists() == command.is_sold_out:
        return Changed(0, created=False)

    if command.is_sold_out:
        SoldOut.objects.create(
            organization_id=command.organization, store_id=command.store, item_id=command.item, person=command.person
        )
    else:
        marks.delete()
    action = "catalog.sold_out" if command.is_sold_out else "catalog.available_again"
    audit.record(action, person=command.person, subject=str(command.item), store=str(command.store))
    return Changed(draw_position(FeedRow.Kind.ITEM, command.item))


@operation
def arrange_favorites(command: ArrangeFavorites) -> Changed:
    """Lay out what a store's tills show first. The last layout stands, whoever made it."""
    lock_catalog()
    _check_store(command.store)
    wanted = list(command.items)
    if len(wanted) > FAVORITES_MAX or len(set(wanted)) != len(wanted):
        raise FavoritesInvalid(count_max=FAVORITES_MAX)
    known = Item.objects.filter(organization_id=command.organization, pk__in=wanted)
    missing = set(wanted) - set(known.values_list("id", flat=True))
    if missing:
        raise ProductUnknown(item=str(min(missing)))
    items = [str(item) for item in wanted]
    standing = Favorites.objects.filter(organization_id=command.organization, store_id=command.store).first()
    if (standing.items if standing else []) == items:
        return Changed(0, created=False)

    Favorites.objects.bulk_create(
        [Favorites(organization_id=command.organization, store_id=command.store, items=items, person=command.person)],
        update_conflicts=True,
        unique_fields=["organization", "store"],
        update_fields=["items", "person", "changed_at"],
    )
    audit.record("catalog.favorites_arranged", person=command.person, subject=str(command.store), count=len(items))
    return Changed(settings_changed())


def _check_store(store: UUID) -> None:
    if store not in {found.id for found in stores()}:
        raise StoreUnknown(store=str(store))

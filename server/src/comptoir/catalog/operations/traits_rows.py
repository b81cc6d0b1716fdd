"""The row beside an item, and who belongs to its family: what several operations read and write."""

from collections.abc import Sequence
from uuid import UUID

from comptoir.catalog.models import Item, ItemTraits
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.operations.goods_versions import remember_articles
from comptoir.platform.tenancy import current_organization


def traits_row(item: UUID) -> ItemTraits:
    """The item's row, or a fresh one that nobody has kept yet."""
    found = ItemTraits.objects.filter(organization_id=current_organization(), item_id=item).first()
    return found or ItemTraits(organization_id=current_organization(), item_id=item)


def keep(traits: ItemTraits) -> None:
    """Write the row, new or known: a composite key leaves Django's `save` in doubt which it is."""
    fields = [field.name for field in ItemTraits._meta.local_fields if field.name not in ("pk", "organization", "item")]
    ItemTraits.objects.bulk_create(
        [traits], update_conflicts=True, unique_fields=["organization", "item"], update_fields=fields
    )


def member_ids(parent: UUID) -> list[UUID]:
    """The variants and packs that are on sale."""
    rows = ItemTraits.objects.filter(organization_id=current_organization(), parent_id=parent)
    on_sale = Item.objects.filter(
        organization_id=current_organization(), pk__in=rows.values("item_id"), is_archived=False
    )
    return list(on_sale.order_by("id").values_list("id", flat=True))


def tell_family(item: UUID) -> int:
    """The news of an item and of those that take from it what they lack."""
    family = [item, *member_ids(item)]
    position = append_changes(family)
    remember_articles(family, position)
    return position


def reads_otherwise(items: Sequence[UUID], position: int) -> None:
    """Their labels say something else from this place of the feed on, besides a price: shelves are told by it."""
    Item.objects.filter(organization_id=current_organization(), pk__in=items).update(words_position=position)

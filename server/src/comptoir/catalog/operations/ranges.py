"""What stores carry: their tills hear of nothing else."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from comptoir.catalog.errors import CategoryUnknown, StoreUnknown
from comptoir.catalog.models import Category, Item, ItemTraits, RangeRule
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import append_changes
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.catalog.range_commands import RangeWord, SetRange
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation


@operation
def set_range(command: SetRange) -> Changed:
    """State it; the same again changes nothing. Tills hear of each article that it is about, wherever they stand."""
    lock_catalog()
    if command.store is not None and all(store.id != command.store for store in stores()):
        raise StoreUnknown
    changed = [word for word in command.words if _state(command, word)]
    if not changed:
        return Changed(0, created=False)
    audit.record(
        "catalog.range_set", person=command.person, subject=str(command.store or command.organization),
        count=len(changed),
    )  # fmt: skip
    items = _about(changed)
    return Changed(append_changes(items) if items else 0)


def _state(command: SetRange, word: RangeWord) -> bool:
    """Write one word; answers whether it says something new."""
    if word.item is not None:
        find_item(word.item)
    elif word.category is None or not Category.objects.filter(id=word.category).exists():
        raise CategoryUnknown(category=str(word.category))
    about: dict[str, Any] = {
        "organization_id": command.organization, "store_id": command.store, "item_id": word.item,
        "category_id": None if word.item is not None else word.category,
    }  # fmt: skip
    rules = RangeRule.objects.filter(**about)
    known = rules.first()
    if (known.is_in if known is not None else None) == word.is_in:
        return False
    if word.is_in is None:
        rules.delete()
    elif known is not None:
        rules.update(is_in=word.is_in)
    else:
        RangeRule.objects.create(**about, is_in=word.is_in)
    return True


def _about(words: Iterable[RangeWord]) -> list[UUID]:
    """The articles on sale of these shelves, and these with their variants and packs."""
    words = list(words)
    organization = current_organization()
    named = [word.item for word in words if word.item is not None]
    members = ItemTraits.objects.filter(organization_id=organization, parent_id__in=named).values_list("item_id")
    found = Item.objects.filter(organization_id=organization, is_archived=False).filter(
        Q(pk__in=named) | Q(pk__in=members) | Q(product__category_id__in=[w.category for w in words if w.item is None])
    )
    return list(found.order_by("id").values_list("id", flat=True))

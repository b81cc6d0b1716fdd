"""On which shelf an article lies: its own, or (a pack) the one of what it holds."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.catalog.public import item_view
from comptoir.catalog.traits import traits_of


@dataclass(frozen=True, slots=True)
class Shelved:
    """What lies there, and how many of it one of the article is."""

    item: UUID
    count: int


def shelf_of(item: UUID) -> Shelved | None:
    """Where an article's goods lie; null for a menu, whose parts leave shelves of their own, and for an unknown one."""
    if item_view(item) is None:
        return None
    traits = traits_of(item)
    if traits.pack_count is not None and traits.parent is not None:
        return Shelved(traits.parent, traits.pack_count)
    return None if traits.bundle else Shelved(item, 1)


def has_shelf(item: UUID) -> bool:
    """Whether it is goods of its own: no pack, no menu, and known."""
    shelved = shelf_of(item)
    return shelved is not None and shelved.item == item

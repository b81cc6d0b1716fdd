"""What is in an article, how it looks, who may buy it: one row beside it, and the news of it to the tills."""

from collections.abc import Iterable
from uuid import UUID

from comptoir.catalog.allergens import allergen_bits
from comptoir.catalog.commands import DescribeItem, SetPhoto
from comptoir.catalog.errors import IngredientsTooLong, ModifierGroupUnknown, PhotoUnreadable, RestrictionUnknown
from comptoir.catalog.models import ItemTraits, Photo
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.traits_rows import keep, tell_family, traits_row
from comptoir.catalog.photos import BYTES_MAX, photo_digest
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.catalog.restrictions import CODES, UNRESTRICTED
from comptoir.catalog.traits import modifier_groups
from comptoir.platform import audit
from comptoir.platform.tenancy import operation

INGREDIENTS_MAX = 1_000


@operation
def set_photo(command: SetPhoto) -> Changed:
    """Give an item a picture, or take it away. Tills fetch it when they show the tile, never before a sale."""
    lock_catalog()
    find_item(command.item)
    if len(command.picture) > 2 * BYTES_MAX:
        raise PhotoUnreadable
    digest = photo_digest(command.picture) if command.picture else ""
    traits = traits_row(command.item)
    if traits.photo == digest:
        return Changed(0, created=False)

    if digest:
        Photo.objects.bulk_create(
            [Photo(organization_id=command.organization, digest=digest, body=command.picture)], ignore_conflicts=True
        )
    traits.photo = digest
    keep(traits)
    audit.record("catalog.photo_changed", person=command.person, subject=str(command.item), photo=digest)
    return Changed(tell_family(command.item))


@operation
def describe_item(command: DescribeItem) -> Changed:
    """State what is in an item, who may buy it, and what is asked with it."""
    lock_catalog()
    find_item(command.item)
    ingredients = " ".join(command.ingredients.split())
    if len(ingredients) > INGREDIENTS_MAX:
        raise IngredientsTooLong(length_max=INGREDIENTS_MAX)
    check_restriction(command.restriction, is_item=True)
    _check_groups(command.modifiers)
    traits = traits_row(command.item)
    allergens = allergen_bits(command.allergens)
    described = (
        allergens,
        # What is in it for certain is not also said to be in it by accident.
        allergen_bits(command.traces) & ~allergens,
        ingredients,
        command.restriction,
        [str(group) for group in dict.fromkeys(command.modifiers)],
    )
    if _described(traits) == described:
        return Changed(0, created=False)

    traits.allergens, traits.traces, traits.ingredients, traits.restriction, traits.modifiers = described
    keep(traits)
    audit.record("catalog.item_described", person=command.person, subject=str(command.item))
    return Changed(tell_family(command.item))


def check_restriction(code: str, *, is_item: bool) -> None:
    """An item may also say that what its shelf says is not about it."""
    if code and code not in CODES and not (is_item and code == UNRESTRICTED):
        raise RestrictionUnknown(restriction=code[:16])


def _check_groups(groups: Iterable[UUID]) -> None:
    standing = {group.id for group in modifier_groups()}
    for group in groups:
        if group not in standing:
            raise ModifierGroupUnknown(group=str(group))


def _described(traits: ItemTraits) -> tuple[int, int, str, str, list[str]]:
    return traits.allergens, traits.traces, traits.ingredients, traits.restriction, traits.modifiers

"""Menus and bundles: one price for several articles, chosen place by place."""

from comptoir.catalog.commands import ArrangeBundle, BundlePlace
from comptoir.catalog.errors import BundleInvalid, FamilyNested
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import FeedRow, Item, ItemTraits
from comptoir.catalog.operations.products import Changed
from comptoir.catalog.operations.traits_rows import keep, traits_row
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

PLACES_MAX = 8
CHOICES_MAX = 30
COUNT_MAX = 20
NAME_LENGTH_MAX = 40


@operation
def arrange_bundle(command: ArrangeBundle) -> Changed:
    """State what a menu is made of. Its price is split over what was chosen, by the prices that these have alone."""
    lock_catalog()
    find_item(command.item)
    traits = traits_row(command.item)
    if command.places:
        _check_item(command, traits)
    places = [_place(place) for place in command.places]
    if traits.bundle == places:
        return Changed(0, created=False)

    traits.bundle = places
    keep(traits)
    audit.record("catalog.bundle_arranged", person=command.person, subject=str(command.item), places=len(places))
    return Changed(draw_position(FeedRow.Kind.ITEM, command.item))


def _place(place: BundlePlace) -> dict[str, object]:
    return {"name": place.name.strip(), "count": place.count, "items": [str(item) for item in place.items]}


def _check_item(command: ArrangeBundle, traits: ItemTraits) -> None:
    if traits.parent_id is not None or traits.options:
        raise FamilyNested(item=str(command.item))
    for place in command.places:
        is_named = 0 < len(place.name.strip()) <= NAME_LENGTH_MAX
        are_items = 0 < len(place.items) <= CHOICES_MAX and len(set(place.items)) == len(place.items)
        if not (is_named and are_items and 1 <= place.count <= COUNT_MAX):
            raise BundleInvalid(place=place.name[:NAME_LENGTH_MAX])
    wanted = {item for place in command.places for item in place.items}
    on_sale = Item.objects.filter(organization_id=current_organization(), pk__in=wanted, is_archived=False)
    composed = ItemTraits.objects.filter(organization_id=current_organization(), item_id__in=wanted)
    has_parts = any(row.bundle or row.options for row in composed)
    if len(command.places) > PLACES_MAX or on_sale.count() != len(wanted) or command.item in wanted or has_parts:
        raise BundleInvalid(place="")

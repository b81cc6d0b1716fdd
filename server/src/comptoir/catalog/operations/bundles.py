"""Menus and bundles: one price for several articles, chosen place by place.

What is sold are the chosen articles, each with its own tax, stock and age; the menu's price is a promotion on the set
of them, so it is split over their taxes in proportion to what they cost alone, and each can come back by itself.
"""

from uuid import UUID

from comptoir.catalog.commands import ArrangeBundle, BundlePlace
from comptoir.catalog.errors import BundleInvalid, FamilyNested
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import FeedRow, Item, ItemTraits
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.rules import state_promotion, withdraw_promotion
from comptoir.catalog.operations.traits_rows import keep, traits_row
from comptoir.catalog.queries import find_item, lock_catalog, newest_price
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
    item = find_item(command.item)
    traits = traits_row(command.item)
    if command.places:
        _check_item(command, traits)
    places = [_place(place) for place in command.places]
    if traits.bundle == places:
        return Changed(0, created=False)

    traits.bundle = places
    keep(traits)
    tell_bundle_price(item, traits, command.person)
    audit.record("catalog.bundle_arranged", person=command.person, subject=str(command.item), places=len(places))
    return Changed(draw_position(FeedRow.Kind.ITEM, command.item))


def tell_bundle_price(item: Item, traits: ItemTraits, person: UUID | None) -> None:
    """Make the promotion say what the menu costs now; without places, or off the tills, there is none.

    Two menus never share a piece, and no other offer takes one out of a menu: the price on the board is what is paid.
    """
    price = newest_price(item.pk, None)
    if item.is_archived or not traits.bundle or price is None:
        withdraw_promotion(item.pk, person)
        return
    parts = [{"match": {"items": place["items"]}, "count": place["count"]} for place in traits.bundle]
    state_promotion(
        item.pk,
        {"name": item.name, "kind": "set", "stacking": "exclusive", "parts": parts, "price": price.unit_price},
        person,
    )


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

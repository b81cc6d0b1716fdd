"""Menus: one price for several articles, chosen place by place.

A menu is sold as one line of its own article, at its own price: the store's, a price list's, with a surcharge for a
dearer choice. The price is split over the chosen articles in proportion to what each costs alone (pricing.md §2), also
where they cost less together: the price on the board is what is paid. Each part has its own tax, leaves the shelf, asks
for its age, and can come back by itself.
"""

from comptoir.catalog.commands import ArrangeBundle, BundlePlace
from comptoir.catalog.errors import BundleInvalid, FamilyNested
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import FeedRow, Item, ItemTraits
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.goods_versions import remember_articles
from comptoir.catalog.operations.price_rows import UNIT_PRICE_MAX
from comptoir.catalog.operations.rules import withdraw_promotion
from comptoir.catalog.operations.traits_rows import keep, traits_row
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

PLACES_MAX = 8
CHOICES_MAX = 30
COUNT_MAX = 20
NAME_LENGTH_MAX = 40
PIECE = "C62"


@operation
def arrange_bundle(command: ArrangeBundle) -> Changed:
    """State what a menu is made of; without places it is an ordinary article again. The same again changes nothing."""
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
    # Until menus had a line of their own, a promotion on the set of their parts made their price.
    withdraw_promotion(command.item, command.person)
    audit.record("catalog.bundle_arranged", person=command.person, subject=str(command.item), places=len(places))
    position = draw_position(FeedRow.Kind.ITEM, command.item)
    remember_articles([command.item], position)
    return Changed(position)


def _place(place: BundlePlace) -> dict[str, object]:
    """As tills read it; a place without surcharges says nothing of them."""
    written: dict[str, object] = {
        "name": place.name.strip(),
        "count": place.count,
        "items": [str(item) for item in place.items],
    }
    surcharges = {str(item): amount for item, amount in place.surcharges.items() if amount}
    return {**written, "surcharges": surcharges} if surcharges else written


def _check_item(command: ArrangeBundle, traits: ItemTraits) -> None:
    if traits.parent_id is not None or traits.options:
        raise FamilyNested(item=str(command.item))
    for place in command.places:
        is_named = 0 < len(place.name.strip()) <= NAME_LENGTH_MAX
        are_items = 0 < len(place.items) <= CHOICES_MAX and len(set(place.items)) == len(place.items)
        are_prices = all(
            item in place.items and 0 <= amount <= UNIT_PRICE_MAX for item, amount in place.surcharges.items()
        )
        if not (is_named and are_items and are_prices and 1 <= place.count <= COUNT_MAX):
            raise BundleInvalid(place=place.name[:NAME_LENGTH_MAX])
    wanted = {item for place in command.places for item in place.items}
    # By the piece: a place holds so many of its article, and nobody chooses a weight in a menu.
    on_sale = Item.objects.filter(organization_id=current_organization(), pk__in=wanted, is_archived=False, unit=PIECE)
    composed = ItemTraits.objects.filter(organization_id=current_organization(), item_id__in=wanted)
    has_parts = any(row.bundle or row.options for row in composed)
    if len(command.places) > PLACES_MAX or on_sale.count() != len(wanted) or command.item in wanted or has_parts:
        raise BundleInvalid(place="")

"""How the stock of an article is kept: as a number, by lot and last day, or piece by piece."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from comptoir.catalog.models import ItemTraits
from comptoir.platform.tenancy import current_organization


class Tracking(StrEnum):
    """What is asked when goods of it come."""

    NUMBER = ""
    LOT = "lot"
    SERIAL = "serial"


def tracking_of(items: Iterable[UUID]) -> dict[UUID, Tracking]:
    """Of each of these; a variant or pack that says nothing itself is kept as its article is."""
    wanted = list(items)
    rows = ItemTraits.objects.filter(organization_id=current_organization())
    own = {
        item: (tracking, parent)
        for item, tracking, parent in rows.filter(item_id__in=wanted).values_list("item_id", "tracking", "parent_id")
    }
    parents = {parent for tracking, parent in own.values() if parent is not None and not tracking}
    of_parents = dict(rows.filter(item_id__in=parents).values_list("item_id", "tracking")) if parents else {}
    found = {}
    for item in wanted:
        tracking, parent = own.get(item, ("", None))
        found[item] = Tracking(tracking or of_parents.get(parent, ""))
    return found

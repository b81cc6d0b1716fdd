"""What some items are called and cost now, by one question of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery

from comptoir.catalog.models import Item, Price
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class OnSale:
    """What an item is called and costs in every store."""

    name: str
    unit_price: int


def on_sale(wanted: Iterable[UUID]) -> dict[UUID, OnSale]:
    """Those of the items that are on sale; one that is archived, unknown or without a price is absent."""
    newest = (
        Price.objects.filter(organization_id=OuterRef("organization_id"), item_id=OuterRef("pk"), store__isnull=True)
        .order_by("-position")
        .values("unit_price")[:1]
    )
    rows = Item.objects.filter(organization_id=current_organization(), is_archived=False, pk__in=list(wanted))
    priced = rows.annotate(current=Subquery(newest)).values_list("pk", "name", "current")
    return {item: OnSale(name, price) for item, name, price in priced if price is not None}

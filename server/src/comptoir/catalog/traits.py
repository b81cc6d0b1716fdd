"""What articles have besides a name and a price, as other apps may read it (the second half of `public.py`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comptoir.catalog.allergens import allergen_codes
from comptoir.catalog.goods import GoodsHistory, goods_history
from comptoir.catalog.goods import GoodsVersion as GoodsRow
from comptoir.catalog.models import (
    Category,
    Favorites,
    GoodsVersion,
    Item,
    ItemTraits,
    ModifierGroup,
    Photo,
    Restriction,
    SoldOut,
)
from comptoir.catalog.queries import codes_of, current_prices
from comptoir.catalog.restrictions import OwnRule, Rule, closed_to
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class OptionView:
    """One way in which variants differ."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of a menu."""

    name: str
    count: int
    items: tuple[UUID, ...]
    surcharges: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TraitsView:
    """An item's own traits; a variant or pack takes from its parent what it lacks."""

    parent: UUID | None = None
    choices: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    pack_count: int | None = None
    photo: str = ""
    allergens: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    ingredients: str = ""
    restriction: str = ""
    modifiers: tuple[UUID, ...] = ()
    bundle: tuple[PlaceView, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberView:
    """A variant or pack of an item, with its price in every store."""

    item: UUID
    name: str
    choices: tuple[str, ...]
    pack_count: int | None
    unit_price: int | None
    barcodes: tuple[str, ...]
    is_archived: bool


@dataclass(frozen=True, slots=True)
class ModifierOptionView:
    """One answer to a group's question."""

    id: UUID
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class ModifierGroupView:
    """A question that is asked with articles."""

    id: UUID
    name: str
    minimum: int
    maximum: int
    options: tuple[ModifierOptionView, ...]


NOTHING = TraitsView()


def traits_of(item: UUID) -> TraitsView:
    """What an item has itself."""
    row = ItemTraits.objects.filter(organization_id=current_organization(), item_id=item).first()
    if row is None:
        return NOTHING
    return TraitsView(
        parent=row.parent_id,
        choices=tuple(row.choices),
        options=tuple(OptionView(option["name"], tuple(option["values"])) for option in row.options),
        pack_count=row.pack_count,
        photo=row.photo,
        allergens=allergen_codes(row.allergens),
        traces=allergen_codes(row.traces),
        ingredients=row.ingredients,
        restriction=row.restriction,
        modifiers=tuple(UUID(group) for group in row.modifiers),
        bundle=tuple(
            PlaceView(
                place["name"],
                place["count"],
                tuple(UUID(item) for item in place["items"]),
                {UUID(item): amount for item, amount in place.get("surcharges", {}).items()},
            )
            for place in row.bundle
        ),
    )


def members_of(parent: UUID, *, with_archived: bool = False) -> list[MemberView]:
    """An item's variants in the order in which they were made, then its packs by size."""
    rows = list(ItemTraits.objects.filter(organization_id=current_organization(), parent_id=parent))
    found = Item.objects.filter(organization_id=current_organization(), pk__in=[row.item_id for row in rows])
    items = {item.pk: item for item in found if with_archived or not item.is_archived}
    prices = current_prices(list(items))
    codes = codes_of(list(items))
    members = [
        MemberView(
            row.item_id,
            items[row.item_id].name,
            tuple(row.choices),
            row.pack_count,
            prices[row.item_id].unit_price if row.item_id in prices else None,
            codes.get(row.item_id, ()),
            items[row.item_id].is_archived,
        )
        for row in rows
        if row.item_id in items
    ]
    return sorted(members, key=lambda member: (member.pack_count or 0, member.item))


def names_of(wanted: Iterable[UUID]) -> Mapping[UUID, str]:
    """What items are called, archived ones too."""
    rows = Item.objects.filter(organization_id=current_organization(), pk__in=list(wanted))
    return dict(rows.values_list("id", "name"))


def unit_prices(wanted: Iterable[UUID]) -> Mapping[UUID, int]:
    """What items cost in every store."""
    return {item: price.unit_price for item, price in current_prices(list(wanted)).items()}


def modifier_groups() -> list[ModifierGroupView]:
    """The groups that stand, by name."""
    rows = ModifierGroup.objects.filter(organization_id=current_organization()).order_by("group", "-position")
    standing = [_group(row.document) for row in rows.distinct("group") if not row.is_ended]
    return sorted(standing, key=lambda group: (group.name.casefold(), group.id))


def recall_goods() -> GoodsHistory:
    """Every version of menus, questions and restrictions: what the ledger judges sales by."""
    versions = GoodsVersion.objects.filter(organization_id=current_organization()).order_by("position")
    groups = ModifierGroup.objects.filter(organization_id=current_organization()).order_by("position")
    return goods_history(
        (GoodsRow(row.subject, row.position, row.document) for row in versions),
        (GoodsRow(row.group, row.position, {} if row.is_ended else row.document) for row in groups),
    )


def own_restrictions() -> list[OwnRule]:
    """What the shop and its stores say about restricted goods beyond the law."""
    rows = Restriction.objects.filter(organization_id=current_organization()).order_by("code", "store_id")
    return [OwnRule(row.store_id, Rule(row.code, row.age, closed_to(row.closed))) for row in rows]


def restricted_categories() -> Mapping[UUID, str]:
    """Shelves about which the law says something."""
    rows = Category.objects.filter(organization_id=current_organization()).exclude(restriction="")
    return dict(rows.values_list("id", "restriction"))


def sold_out_in(item: UUID) -> frozenset[UUID]:
    """The stores that have none of it."""
    rows = SoldOut.objects.filter(organization_id=current_organization(), item_id=item)
    return frozenset(rows.values_list("store_id", flat=True))


def favorites_of(store: UUID) -> tuple[UUID, ...]:
    """What a store's tills show first."""
    row = Favorites.objects.filter(organization_id=current_organization(), store_id=store).first()
    return () if row is None else tuple(UUID(item) for item in row.items)


def photo_of(digest: str) -> bytes | None:
    """A picture by its name."""
    row = Photo.objects.filter(organization_id=current_organization(), digest=digest).first()
    return None if row is None else bytes(row.body)


def _group(document: Mapping[str, Any]) -> ModifierGroupView:
    options: Sequence[Mapping[str, Any]] = document["options"]
    return ModifierGroupView(
        UUID(document["id"]),
        document["name"],
        document["minimum"],
        document["maximum"],
        tuple(ModifierOptionView(UUID(option["id"]), option["name"], option["price"]) for option in options),
    )

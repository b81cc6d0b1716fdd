"""What a label of an article has to say in one store: its price, what a kilogram costs, its deposit, its reduction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from comptoir.catalog.models import Item, ItemTraits
from comptoir.catalog.net_content import NetContent, PriceOfBase, price_of_base
from comptoir.catalog.prices import NEWEST, PriceAt, lowest_before_reduction, price_at
from comptoir.catalog.public import price_histories
from comptoir.catalog.queries import codes_of
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """An article as its label says it. `lowest_before`: the price that a reduction is measured by; null without one."""

    item: UUID
    name: str
    unit: str
    unit_price: int
    code: str
    net: NetContent | None
    base_price: PriceOfBase | None
    deposit: int
    origin: str
    lowest_before: int | None


def label_facts(wanted: Iterable[UUID], *, store: UUID, now: datetime) -> list[LabelFacts]:
    """Those of the articles that are on sale and have a price in the store, in the order that was asked for."""
    order = list(dict.fromkeys(wanted))
    rows = Item.objects.filter(organization_id=current_organization(), pk__in=order, is_archived=False)
    items = {row.pk: row for row in rows}
    traits = _traits(items)
    containers = {UUID(one["item"]) for row in traits.values() for one in row.deposits}
    histories = price_histories({*items, *containers})
    codes = codes_of(list(items))
    found = []
    for item in order:
        price = price_at(histories.get(item, ()), store=store, position=NEWEST)
        if item not in items or price is None:
            continue
        own = traits.get(item)
        family = traits.get(own.parent_id) if own is not None and own.parent_id is not None else None
        net = _net(own, family)
        unit = items[item].unit
        found.append(
            LabelFacts(
                item=item,
                name=items[item].name,
                unit=unit,
                unit_price=price.unit_price,
                code=_code(codes.get(item, ())),
                net=net,
                base_price=price_of_base(price.unit_price, net, unit),
                deposit=_deposit(own, family, histories, store),
                origin=(own.origin if own else "") or (family.origin if family else ""),
                lowest_before=lowest_before_reduction(histories[item], store=store, now=now),
            )
        )
    return found


def items_without_code(*, category: UUID | None = None, limit: int) -> list[Item]:
    """Articles on sale that no reader finds, the oldest first; containers and articles of variants need no code."""
    asked = {"organization": current_organization(), "category": category, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_CODE.format(on_shelf="" if category is None else _ON_SHELF), asked)
        wanted = [key for (key,) in cursor.fetchall()]
    return list(Item.objects.filter(organization_id=current_organization(), pk__in=wanted).order_by("id"))


# Each table is read once, whatever the statistics say: with NOT EXISTS the database may look through all codes for each
# article.
_WITHOUT_CODE = """
    SELECT i.id FROM catalog_item i WHERE i.organization_id = %(organization)s AND NOT i.is_archived {on_shelf}
    EXCEPT SELECT item_id FROM catalog_barcode WHERE organization_id = %(organization)s
    EXCEPT SELECT item_id FROM catalog_bottle_deposit WHERE organization_id = %(organization)s
    EXCEPT SELECT item_id FROM catalog_item_traits WHERE organization_id = %(organization)s AND options <> '[]'
    ORDER BY 1 LIMIT %(limit)s
"""
_ON_SHELF = """AND EXISTS (
    SELECT 1 FROM catalog_product p
    WHERE p.organization_id = i.organization_id AND p.id = i.product_id AND p.category_id = %(category)s
)"""


@dataclass(frozen=True, slots=True)
class OnSale:
    """What an article is called, and from which place of the feed on its label reads so, but for the price."""

    name: str
    words_position: int


def on_sale(wanted: Iterable[UUID]) -> Mapping[UUID, OnSale]:
    """Those of these articles that are on sale."""
    rows = Item.objects.filter(organization_id=current_organization(), pk__in=list(wanted), is_archived=False)
    return {item: OnSale(name, position) for item, name, position in rows.values_list("pk", "name", "words_position")}


def net_content_of(item: UUID) -> tuple[NetContent | None, str]:
    """What an item says itself: its content and its origin."""
    row = ItemTraits.objects.filter(organization_id=current_organization(), item_id=item).first()
    return (None, "") if row is None else (_stated(row), row.origin)


def _traits(items: Mapping[UUID, Item]) -> Mapping[UUID, ItemTraits]:
    """The rows of these items and of the articles that they are variants or packs of."""
    kept = ItemTraits.objects.filter(organization_id=current_organization())
    own = {row.item_id: row for row in kept.filter(item_id__in=list(items))}
    parents = {row.parent_id for row in own.values() if row.parent_id is not None} - set(own)
    return own | {row.item_id: row for row in kept.filter(item_id__in=list(parents))}


def _stated(row: ItemTraits) -> NetContent | None:
    return None if row.net_milli is None else NetContent(row.net_milli, row.net_unit)


def _net(own: ItemTraits | None, family: ItemTraits | None) -> NetContent | None:
    """Its own; a variant's is its article's, and a pack holds so many times as much."""
    stated = _stated(own) if own is not None else None
    whole = _stated(family) if family is not None else None
    if own is None or stated is not None or whole is None:
        return stated
    return NetContent(whole.milli * (own.pack_count or 1), whole.unit)


def _deposit(
    own: ItemTraits | None, family: ItemTraits | None, histories: Mapping[UUID, Sequence[PriceAt]], store: UUID
) -> int:
    """What its containers are worth together."""
    if own is None:
        return 0
    said, times = (own.deposits, 1) if own.deposits or family is None else (family.deposits, own.pack_count or 1)
    worth = 0
    for one in said:
        price = price_at(histories.get(UUID(one["item"]), ()), store=store, position=NEWEST)
        worth += price.unit_price * one["count"] * times if price is not None else 0
    return worth


def _code(codes: Sequence[str]) -> str:
    """What its label's barcode says: a GTIN before anything else that a reader may find."""
    gtins = [code for code in codes if len(code) == 14 and code.isdigit()]
    return (gtins or [*codes, ""])[0]

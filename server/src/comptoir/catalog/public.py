"""What other apps may know about goods, and the operations that change them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.catalog.finding import Sought, carriers, found_in_order, is_number, matching
from comptoir.catalog.models import (
    Barcode,
    Category,
    CouponCode,
    CustomerGroup,
    Item,
    Price,
    PriceList,
    PriceListEntry,
    Promotion,
    ScaleLabel,
)
from comptoir.catalog.operations import (
    BadLine,
    Changed,
    Imported,
    ListPricesSet,
    Taken,
    add_category,
    add_product,
    add_rate,
    add_scale_label,
    archive_product,
    change_price,
    edit_product,
    end_category,
    end_customer_group,
    end_price_list,
    end_promotion,
    import_batch,
    import_families,
    import_products,
    items_called,
    make_coupon_codes,
    publish_settings,
    remove_scale_label,
    restore_product,
    save_customer_group,
    save_exemption,
    save_price_list,
    save_promotion,
    set_class_switch,
    set_list_price,
    set_list_prices,
    set_store_places,
    settings_changed,
    withdraw_coupon_codes,
    withdraw_items,
)
from comptoir.catalog.prices import PriceAt
from comptoir.catalog.queries import (
    codes_of,
    current_prices,
    goods_on,
    is_named_by_rules,
    items,
    lock_catalog,
    normalize_code,
)
from comptoir.catalog.rules import ListPrice, RuleHistory, RuleVersion
from comptoir.kernel import DomainError, is_gtin, normalize_gtin
from comptoir.platform.tenancy import current_organization, once
from comptoir.tax.public import classes_on

__all__ = [
    "After",
    "BadLine",
    "CategoryView",
    "Changed",
    "CouponCodeView",
    "CustomerGroupView",
    "Imported",
    "ItemPage",
    "ItemView",
    "ListPriceView",
    "ListPricesSet",
    "RuleView",
    "ScaleLabelView",
    "Taken",
    "add_category",
    "add_product",
    "add_rate",
    "add_scale_label",
    "archive_product",
    "categories",
    "change_price",
    "count_items",
    "coupon_codes",
    "customer_groups",
    "edit_product",
    "end_category",
    "end_customer_group",
    "end_price_list",
    "end_promotion",
    "goods_on",
    "import_batch",
    "import_families",
    "import_products",
    "is_barcode",
    "is_named_by_rules",
    "item_of_code",
    "item_view",
    "items_called",
    "items_named",
    "items_of_codes",
    "list_price_histories",
    "list_prices",
    "lock_catalog",
    "make_coupon_codes",
    "own_price_counts",
    "own_prices",
    "price_histories",
    "price_lists",
    "promotions",
    "publish_settings",
    "remove_scale_label",
    "restore_product",
    "rule_history",
    "save_customer_group",
    "save_exemption",
    "save_price_list",
    "save_promotion",
    "scale_labels",
    "search_items",
    "set_class_switch",
    "set_list_price",
    "set_list_prices",
    "set_store_places",
    "settings_changed",
    "withdraw_coupon_codes",
    "withdraw_items",
]


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A shelf of the till."""

    id: UUID
    name: str
    color: str
    position: int
    parent: UUID | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its price in every store; `unit_price` is null when only single stores have one.

    Its tax is the one of the day that was asked for; without a day, the one of the day of its price.
    """

    id: UUID
    product: UUID
    name: str
    folded: str
    category: UUID
    category_name: str
    category_color: str
    tax_class: UUID
    unit: str
    barcodes: tuple[str, ...]
    unit_price: int | None
    tax_category: str
    tax_rate_ppm: int
    is_archived: bool
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class CustomerGroupView:
    """A group of customers that rules can be for."""

    id: UUID
    name: str
    is_ended: bool
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class CouponCodeView:
    """A code that is good once."""

    code: str
    batch: UUID
    is_withdrawn: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RuleView:
    """A price list or promotion as it stands; `document` is what the pricing engines read."""

    id: UUID
    name: str
    document: Mapping[str, Any]
    is_ended: bool


@dataclass(frozen=True, slots=True)
class ListPriceView:
    """An item's own price in a list."""

    item: UUID
    name: str
    unit_price: int


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of items ended."""

    folded: str
    item: UUID


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page of items by name; `next` is null on the last one."""

    items: list[ItemView]
    next: After | None


@dataclass(frozen=True, slots=True)
class ScaleLabelView:
    """A row of the shop's table of scale labels; without a store it holds in all."""

    id: UUID
    store: UUID | None
    prefix: str
    item_digits: int
    value_digits: int
    kind: str
    decimals: int
    has_inner_check: bool


def scale_labels() -> list[ScaleLabelView]:
    """The whole table, by prefix."""
    rows = ScaleLabel.objects.filter(organization_id=current_organization(), ended_position__isnull=True)
    rows = rows.order_by("prefix", "store_id")
    return [
        ScaleLabelView(
            row.id, row.store_id, row.prefix, row.item_digits, row.value_digits, row.kind, row.decimals,
            row.has_inner_check,
        )
        for row in rows
    ]  # fmt: skip


def categories(*, with_ended: bool = False) -> list[CategoryView]:
    """Every category in the shop's order; past sales and rules name those that ended, too."""
    return [shelf for shelf, is_ended in _categories() if with_ended or not is_ended]


@once
def _categories() -> tuple[tuple[CategoryView, bool], ...]:
    rows = Category.objects.filter(organization_id=current_organization()).order_by("position", "name", "id")
    return tuple((CategoryView(row.id, row.name, row.color, row.position, row.parent_id), row.is_ended) for row in rows)


def search_items(
    text: str = "",
    *,
    category: UUID | None = None,
    is_archived: bool = False,
    after: After | None = None,
    limit: int = 50,
    day: date | None = None,
    is_lenient: bool = False,
) -> ItemPage:
    """Items whose name holds every word, in any case and accent, or that carry the code; by name.

    `is_lenient`: when there is none, those whose name holds them but for a slip.
    """
    keys = _found_keys(
        Sought(text, is_archived, category, (after.folded, after.item) if after else None, is_lenient), limit
    )
    found = items().filter(is_archived=is_archived)
    if category is not None:
        found = found.filter(product__category_id=category)
    if keys is not None:
        by_key = {row.pk: row for row in found.filter(pk__in=keys)}
        rows = [by_key[key] for key in keys if key in by_key]
    else:
        if text.strip():
            found = found.filter(matching(text))
        if after is not None:
            found = found.filter(folded__gte=after.folded).exclude(folded=after.folded, pk__lte=after.item)
        rows = list(found.order_by("folded", "id")[: limit + 1])
    is_last = len(rows) <= limit
    views = _views(rows[:limit], day)
    return ItemPage(views, None if is_last else After(views[-1].folded, views[-1].id))


def _found_keys(sought: Sought, limit: int) -> list[UUID] | None:
    """Those on this page and one more; null where the names have to be walked along."""
    if not sought.text.strip():
        return None
    named = carriers(sought.text)
    if named or is_number(sought.text):
        return named if sought.after is None else []
    return found_in_order(sought, limit + 1)


def items_named(wanted: Iterable[UUID], *, day: date | None = None) -> dict[UUID, ItemView]:
    """These items, archived or not; an id that the catalogue does not know is absent."""
    return {view.id: view for view in _views(list(items().filter(pk__in=list(wanted))), day)}


def is_barcode(text: str) -> bool:
    """Whether a reader's code names an item here, archived or not."""
    try:
        code = normalize_code(text)
    except DomainError:
        return False
    return Barcode.objects.filter(organization_id=current_organization(), code=code).exists()


def customer_groups(*, with_ended: bool = False) -> list[CustomerGroupView]:
    """The groups of customers by name."""
    rows = CustomerGroup.objects.filter(organization_id=current_organization()).order_by("name", "id")
    return [
        CustomerGroupView(row.id, row.name, row.is_ended, row.is_staff)
        for row in rows
        if with_ended or not row.is_ended
    ]


def coupon_codes(promotion: UUID) -> list[CouponCodeView]:
    """Every code that was made for a promotion, the newest batch first."""
    rows = CouponCode.objects.filter(organization_id=current_organization(), promotion=promotion)
    ordered = rows.order_by("-made_at", "batch", "code")
    return [CouponCodeView(row.code, row.batch, row.is_withdrawn, row.made_at) for row in ordered]


def price_histories(named: Iterable[UUID]) -> dict[UUID, tuple[PriceAt, ...]]:
    """What each known item has cost, newest position first; an item that the catalogue does not know is absent."""
    wanted = set(named)
    histories: dict[UUID, list[PriceAt]] = {}
    prices = Price.objects.filter(organization_id=current_organization(), item_id__in=wanted).order_by("-position")
    for price in prices:
        histories.setdefault(price.item_id, []).append(
            PriceAt(
                price.position,
                price.store_id,
                price.unit_price,
                price.tax_category,
                price.tax_rate_ppm,
                price.tax_class_id,
                price.is_open,
                changed_at=price.changed_at,
            )
        )
    if wanted - histories.keys():
        known = Item.objects.filter(organization_id=current_organization(), id__in=wanted - histories.keys())
        histories |= {item: [] for item in known.values_list("id", flat=True)}
    return {item: tuple(history) for item, history in histories.items()}


def rule_history() -> RuleHistory:
    """Every version of the organization's price lists and promotions."""
    return RuleHistory(_versions(PriceList), _versions(Promotion))


def list_price_histories(named: Iterable[UUID]) -> dict[UUID, tuple[ListPrice, ...]]:
    """What price lists have asked for each of these items; an item that none ever named is absent."""
    found: dict[UUID, list[ListPrice]] = {}
    rows = PriceListEntry.objects.filter(organization_id=current_organization(), item_id__in=list(named))
    for row in rows:
        found.setdefault(row.item_id, []).append(ListPrice(row.price_list, row.position, row.unit_price))
    return {item: tuple(history) for item, history in found.items()}


def price_lists() -> list[RuleView]:
    """Every price list as it stands, those that ended last."""
    return _standing_views(PriceList, "rank")


def promotions() -> list[RuleView]:
    """Every promotion as it stands, those that ended last."""
    return _standing_views(Promotion, "priority")


def list_prices(price_list: UUID) -> list[ListPriceView]:
    """The items that a list names, by name."""
    rows = PriceListEntry.objects.filter(organization_id=current_organization(), price_list=price_list)
    newest = rows.select_related("item").order_by("item_id", "-position").distinct("item_id")
    views = [ListPriceView(row.item_id, row.item.name, row.unit_price) for row in newest if row.unit_price is not None]
    return sorted(views, key=lambda view: (view.name, view.item))


def own_prices(price_list: UUID, items: Iterable[UUID]) -> dict[UUID, int]:
    """What a list asks for these items; one that it does not name is absent."""
    rows = PriceListEntry.objects.filter(
        organization_id=current_organization(), price_list=price_list, item_id__in=list(items)
    )
    newest = rows.order_by("item_id", "-position").distinct("item_id")
    return {row.item_id: row.unit_price for row in newest if row.unit_price is not None}


def own_price_counts() -> dict[UUID, int]:
    """How many items each list names, counted by the database: lists may name a hundred thousand."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT price_list, count(*) FROM (
                SELECT DISTINCT ON (price_list, item_id) price_list, unit_price FROM catalog_price_list_entry
                WHERE organization_id = %s ORDER BY price_list, item_id, position DESC
            ) entry WHERE unit_price IS NOT NULL GROUP BY price_list
            """,
            [current_organization()],
        )
        return dict(cursor.fetchall())


def _versions(kind: type[PriceList] | type[Promotion]) -> list[RuleVersion]:
    rows = kind.objects.filter(organization_id=current_organization()).order_by("position")
    return [RuleVersion(row.rule, row.position, None if row.is_ended else row.document) for row in rows]


def _standing_views(kind: type[PriceList] | type[Promotion], order: str) -> list[RuleView]:
    newest = kind.objects.filter(organization_id=current_organization()).order_by("rule", "-position").distinct("rule")
    views = [RuleView(row.rule, row.document["name"], row.document, row.is_ended) for row in newest]
    return sorted(views, key=lambda view: (view.is_ended, view.document.get(order, 0), view.name, view.id))


def item_view(item: UUID, *, day: date | None = None) -> ItemView | None:
    """One item, archived or not."""
    rows = list(items().filter(pk=item))
    return _views(rows, day)[0] if rows else None


def item_of_code(text: str) -> ItemView | None:
    """The item that a scan of this code would find."""
    code = text.strip()
    kept = normalize_gtin(code) if is_gtin(code) else code
    row = Barcode.objects.filter(organization_id=current_organization(), code=kept).first()
    return item_view(row.item_id) if row else None


def items_of_codes(codes: Iterable[str]) -> dict[str, UUID]:
    """The item of each code that is known, as it was written."""
    kept = {code: normalize_gtin(code) if is_gtin(code) else code for code in codes}
    rows = Barcode.objects.filter(organization_id=current_organization(), code__in=set(kept.values()))
    found = {row.code: row.item_id for row in rows}
    return {code: found[known] for code, known in kept.items() if known in found}


def count_items() -> int:
    """How many items are on sale."""
    return Item.objects.filter(organization_id=current_organization(), is_archived=False).count()


def _views(rows: Sequence[Item], day: date | None) -> list[ItemView]:
    keys = [row.pk for row in rows]
    taxes = {tax.id: tax.rate for tax in classes_on(day)} if day is not None else {}
    prices = current_prices(keys)
    codes = codes_of(keys)
    views = []
    for row in rows:
        price = prices.get(row.pk)
        tax = taxes.get(row.product.tax_class_id)
        views.append(
            ItemView(
                id=row.pk,
                product=row.product_id,
                name=row.name,
                folded=row.folded,
                category=row.product.category_id,
                category_name=row.product.category.name,
                category_color=row.product.category.color,
                tax_class=row.product.tax_class_id,
                unit=row.unit,
                barcodes=codes.get(row.pk, ()),
                unit_price=price.unit_price if price else None,
                tax_category=tax.category if tax else price.tax_category if price else "",
                tax_rate_ppm=tax.rate_ppm if tax else price.tax_rate_ppm if price else 0,
                is_archived=row.is_archived,
                is_open=price.is_open if price else False,
            )
        )
    return views

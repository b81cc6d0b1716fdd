"""Reads of the catalogue, and its one lock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from comptoir.catalog.errors import BarcodeInvalid, BarcodeTaken, ProductUnknown, UnitUnknown
from comptoir.catalog.models import Barcode, Item, Price, PriceList, Promotion
from comptoir.kernel import normalize_gtin
from comptoir.platform.tenancy import current_organization

UNITS = ("C62", "KGM", "GRM", "LTR", "MTR", "HUR")
_GTIN_LENGTHS = (8, 12, 13, 14)


def lock_catalog() -> None:
    """Let one writer of the organization's catalogue in at a time, for its transaction.

    Taken before anything is read, so that a check (this code is free, that category exists) still holds
    when its row is written. Always before the feed's own lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.catalog:' || %s, 0))",
            [str(current_organization())],
        )


def find_item(item: UUID) -> Item:
    """The item with its product and tax class."""
    found = items().filter(pk=item).first()
    if found is None:
        raise ProductUnknown(item=str(item))
    return found


def goods_on(category: UUID) -> Mapping[UUID, bool]:
    """The items that stand or stood on a shelf, and whether each was archived."""
    rows = Item.objects.filter(organization_id=current_organization(), product__category_id=category)
    return dict(rows.values_list("pk", "is_archived"))


def is_named_by_rules(category: UUID) -> bool:
    """Whether a price list or promotion that holds names the shelf."""
    for rules in (PriceList, Promotion):
        newest = rules.objects.filter(organization_id=current_organization()).order_by("rule", "-position")
        standing = [row for row in newest.distinct("rule") if not row.is_ended]
        if any(str(category) in json.dumps(row.document) for row in standing):
            return True
    return False


def check_unit(unit: str) -> None:
    if unit not in UNITS:
        raise UnitUnknown(unit=unit[:8])


def normalize_code(text: str) -> str:
    """A code as it is kept: a GTIN in 14 digits, anything else as printed.

    Digits in the length of a GTIN must carry the right check digit: a mistyped code would never scan.
    """
    code = text.strip()
    digits = code.replace(" ", "").replace("-", "")
    if digits.isascii() and digits.isdigit() and len(digits) in _GTIN_LENGTHS:
        return normalize_gtin(digits)
    if not code or len(code) > 64 or not code.isascii() or not code.isprintable():
        raise BarcodeInvalid(barcode=code[:64])
    return code


def check_codes_free(codes: Iterable[str], *, item: UUID) -> None:
    """Refuse a code that names another item."""
    taken = (
        Barcode.objects.filter(organization_id=current_organization(), code__in=list(codes))
        .exclude(item_id=item)
        .values_list("code", flat=True)
        .first()
    )
    if taken is not None:
        raise BarcodeTaken(barcode=taken)


def items() -> "QuerySet[Item]":
    """Items of the current organization with what a list shows."""
    return Item.objects.filter(organization_id=current_organization()).select_related("product", "product__category")


def newest_price(item: UUID, store: UUID | None) -> Price | None:
    """The newest price that is kept for exactly this store, or for all of them when `store` is null."""
    prices = Price.objects.filter(organization_id=current_organization(), item_id=item)
    prices = prices.filter(store__isnull=True) if store is None else prices.filter(store_id=store)
    return prices.order_by("-position").first()


def current_prices(wanted: Sequence[UUID]) -> Mapping[UUID, Price]:
    """The newest price of each item in every store; an item without one is absent."""
    prices = Price.objects.raw(_NEWEST, {"organization": current_organization(), "items": list(wanted)})
    return {price.item_id: price for price in prices}


# Each is looked up in the order of its key: planned by statistics, which a shop that was just filled has none of, it
# would read all prices of the shop for each of them.
_NEWEST = """
    SELECT price.* FROM (SELECT DISTINCT unnest(%(items)s::uuid[]) AS item) wanted
    CROSS JOIN LATERAL (
        SELECT * FROM catalog_price
        WHERE organization_id = %(organization)s AND item_id >= wanted.item AND item_id <= wanted.item
            AND store_id IS NULL
        ORDER BY item_id, position DESC LIMIT 1
    ) price
"""


def prices_of_batch(wanted: Sequence[UUID]) -> Mapping[UUID, Price]:
    """The same for an import: all prices of these items in one pass. Whatever the database believes of tables that are
    being filled, and were filled a moment ago by a trial, it reads none of them twice.
    """
    prices = Price.objects.filter(organization_id=current_organization(), item_id__in=list(wanted), store__isnull=True)
    return {price.item_id: price for price in prices.order_by("item_id", "-position").distinct("item_id")}


def codes_of(wanted: Sequence[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """The codes of each item, sorted."""
    found: dict[UUID, list[str]] = {}
    rows = Barcode.objects.filter(organization_id=current_organization(), item_id__in=list(wanted)).order_by("code")
    for row in rows:
        found.setdefault(row.item_id, []).append(row.code)
    return {item: tuple(codes) for item, codes in found.items()}

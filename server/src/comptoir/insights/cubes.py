"""What can be asked of the sums: by what (dimensions), what of it (measures). Data, read by every report and page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Of a question that a person puts together.
BY_MAX, MEASURES_MAX = 2, 5
DAYS_MAX = 1_100
NAME_LENGTH_MAX = 60
# With which days the first figure is compared: none, the weeks before, a year before.
COMPARISONS = ("", "before", "year")


class Unit(StrEnum):
    """What a figure is: minor units of the shop's currency, a number, thousandths of a unit, or parts per million."""

    MONEY = "money"
    COUNT = "count"
    QUANTITY = "quantity"
    TENTHS = "tenths"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that adds up; `sum` is what of a row."""

    unit: Unit
    sum: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of two sums: what the whole comes to is not the sum of its parts. Nothing where `under` is zero."""

    unit: Unit
    over: str
    under: str
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows are told apart by: a key as text, made of columns (`x`). In time, rows stand in time's order."""

    key: str
    columns: Sequence[str]
    is_time: bool = False


@dataclass(frozen=True, slots=True)
class Cube:
    """Some tables of sums that answer the same questions. `months` holds the same rows by the month."""

    table: str
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure | Ratio]
    months: str | None = None
    filters: Sequence[str] = ("store",)


_DAYS = {
    "day": Dimension("x.day::text", ("day",), is_time=True),
    "week": Dimension("date_trunc('week', x.day)::date::text", ("day",), is_time=True),
    "month": Dimension("date_trunc('month', x.day)::date::text", ("day",), is_time=True),
    "weekday": Dimension("extract(isodow FROM x.day)::text", ("day",), is_time=True),
}
_STORE = {"store": Dimension("x.store_id::text", ("store_id",))}
_CATEGORY = """(
    SELECT p.category_id::text FROM catalog_item i
    JOIN catalog_product p ON p.organization_id = i.organization_id AND p.id = i.product_id
    WHERE i.organization_id = x.organization_id AND i.id = x.item
)"""

CUBES: Mapping[str, Cube] = {
    "sales": Cube(
        "insights_sales_hour",
        _DAYS
        | _STORE
        | {
            "hour": Dimension("lpad(x.hour::text, 2, '0')", ("hour",), is_time=True),
            "till": Dimension("x.till::text", ("till",)),
            "cashier": Dimension("x.cashier::text", ("cashier",)),
        },
        {
            "gross": Measure(Unit.MONEY, "gross"),
            "sold": Measure(Unit.MONEY, "sold"),
            "refunded": Measure(Unit.MONEY, "refunded"),
            "net": Measure(Unit.MONEY, "net"),
            "tax": Measure(Unit.MONEY, "tax"),
            "sales_count": Measure(Unit.COUNT, "sales_count"),
            "refunds_count": Measure(Unit.COUNT, "refunds_count"),
            "discount": Measure(Unit.MONEY, "line_discount + basket_discount"),
            "average": Ratio(Unit.MONEY, "sold", "sales_count"),
            "lines": Measure(Unit.COUNT, "lines_count"),
            "lines_per_sale": Ratio(Unit.TENTHS, "lines_count", "sales_count", 10),
            "discounted": Measure(Unit.COUNT, "discounted_count"),
            "discounted_rate": Ratio(Unit.RATE, "discounted_count", "sales_count", 1_000_000),
        },
        filters=("store", "till", "cashier"),
    ),
    "items": Cube(
        "insights_item_day",
        _STORE
        | {
            "month": _DAYS["month"],
            "item": Dimension("x.item::text", ("item",)),
            "category": Dimension(_CATEGORY, ("item",)),
        },
        {
            "amount": Measure(Unit.MONEY, "amount"),
            "quantity": Measure(Unit.QUANTITY, "quantity_milli"),
            "returned": Measure(Unit.QUANTITY, "returned_milli"),
            "lines": Measure(Unit.COUNT, "lines_count"),
            "discount": Measure(Unit.MONEY, "discount"),
        },
        months="insights_item_month",
    ),
    "taxes": Cube(
        "insights_tax_day",
        _DAYS
        | _STORE
        | {"tax": Dimension("x.tax_category || ' ' || x.tax_rate_ppm", ("tax_category", "tax_rate_ppm"))},
        {
            "gross": Measure(Unit.MONEY, "gross"),
            "net": Measure(Unit.MONEY, "net"),
            "tax": Measure(Unit.MONEY, "tax"),
        },
    ),
    "tenders": Cube(
        "insights_tender_day",
        _DAYS | _STORE | {"tender": Dimension("x.kind || ' ' || x.tender_kind", ("kind", "tender_kind"))},
        {
            "amount": Measure(Unit.MONEY, "amount"),
            "count": Measure(Unit.COUNT, "count"),
        },
    ),
    "lists": Cube(
        "insights_list_day",
        _DAYS | _STORE | {"price_list": Dimension("x.price_list::text", ("price_list",))},
        {
            "amount": Measure(Unit.MONEY, "amount"),
            "quantity": Measure(Unit.QUANTITY, "quantity_milli"),
            "lines": Measure(Unit.COUNT, "lines_count"),
        },
    ),
    "deeds": Cube(
        "insights_deed_day",
        _DAYS
        | _STORE
        | {"cashier": Dimension("x.cashier::text", ("cashier",)), "deed": Dimension("x.deed", ("deed",))},
        {
            "count": Measure(Unit.COUNT, "count"),
            "amount": Measure(Unit.MONEY, "amount"),
        },
        filters=("store", "cashier"),
    ),
}

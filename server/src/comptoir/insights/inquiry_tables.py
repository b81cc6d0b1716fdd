"""What a question in SQL may read. Data: the page's help, the judge of each question, and a test of the rights.

Whole tables, but for people: of them the name alone. Nothing that signs in, and nothing of customers.
"""

from collections.abc import Mapping, Sequence

# By what they are about. A new one needs a migration that grants it to the reader's role.
TABLES: Mapping[str, Sequence[str]] = {
    "sales": (
        "sales_sale", "sales_line", "sales_tax_subtotal", "sales_tender", "sales_tender_detail",
        "sales_line_promotion", "sales_session", "sales_act", "sales_tip",
    ),
    "sums": (
        "insights_sales_hour", "insights_item_day", "insights_item_month", "insights_tax_day", "insights_tender_day",
        "insights_list_day", "insights_deed_day",
    ),
    "items": ("catalog_item", "catalog_product", "catalog_category", "catalog_barcode", "catalog_price"),
    "stock": ("stock_level", "stock_movement", "stock_booking", "stock_holding"),
    "places": ("platform_store", "tills_till", "payments_tender_kind", "identity_employee"),
}  # fmt: skip
# Where not every column may be read.
COLUMNS: Mapping[str, Sequence[str]] = {"identity_employee": ("organization_id", "id", "name", "is_active")}
# Functions that give the same answer to the same arguments are PostgreSQL's own arithmetic and can't look anywhere.
# Of the others, those that a question about sales needs. Neither `set_config` nor anything that runs a text as SQL,
# nor `format`, which pads without bound.
STABLE_FUNCTIONS = frozenset(
    {
        "age", "array_agg", "array_to_string", "clock_timestamp", "concat", "concat_ws", "date", "date_add", "date_bin",
        "date_part", "date_subtract", "date_trunc", "extract", "generate_series", "json_agg",
        "json_build_array", "json_build_object", "json_object_agg", "jsonb_agg", "jsonb_build_array",
        "jsonb_build_object", "jsonb_object_agg", "make_timestamptz", "now", "random", "row_to_json",
        "statement_timestamp", "string_agg", "text", "time", "timestamp", "timestamptz", "timezone", "to_char",
        "to_date", "to_json", "to_jsonb", "to_number", "to_timestamp", "transaction_timestamp",
    }
)  # fmt: skip
# Arithmetic that fills the memory with a handful of letters.
GREEDY_FUNCTIONS = frozenset({"array_fill", "lpad", "repeat", "rpad"})

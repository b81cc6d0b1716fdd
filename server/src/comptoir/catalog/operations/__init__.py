"""Every write of the catalogue, one module for each subject."""

from comptoir.catalog.operations.bottle_deposits import end_bottle_deposit, save_bottle_deposit, set_containers
from comptoir.catalog.operations.bottle_vouchers import add_voucher_pattern, end_voucher_pattern
from comptoir.catalog.operations.bundles import arrange_bundle
from comptoir.catalog.operations.categories import add_category, end_category
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import publish_settings, settings_changed
from comptoir.catalog.operations.content import state_content
from comptoir.catalog.operations.coupons import make_coupon_codes, withdraw_coupon_codes
from comptoir.catalog.operations.customer_groups import end_customer_group, save_customer_group
from comptoir.catalog.operations.exemptions import save_exemption
from comptoir.catalog.operations.families import add_pack, arrange_variants, change_pack
from comptoir.catalog.operations.import_families import import_families, withdraw_items
from comptoir.catalog.operations.imports import BadLine, Imported, Taken, import_batch, import_products
from comptoir.catalog.operations.list_prices import ListPricesSet, set_list_prices
from comptoir.catalog.operations.marks import arrange_favorites, mark_sold_out
from comptoir.catalog.operations.modifiers import end_modifier_group, save_modifier_group
from comptoir.catalog.operations.own_codes import Given, give_codes
from comptoir.catalog.operations.price_batches import PricesChanged, change_prices, take_back_prices
from comptoir.catalog.operations.prices import change_price
from comptoir.catalog.operations.products import (
    add_product,
    archive_product,
    edit_product,
    restore_product,
)
from comptoir.catalog.operations.ranges import set_range
from comptoir.catalog.operations.restrictions import forget_restriction, restrict_category, set_restriction
from comptoir.catalog.operations.rows import BadRow, EditedRows, edit_rows
from comptoir.catalog.operations.rules import (
    end_price_list,
    end_promotion,
    save_price_list,
    save_promotion,
    set_list_price,
)
from comptoir.catalog.operations.scale_labels import add_scale_label, remove_scale_label
from comptoir.catalog.operations.shelf import items_called
from comptoir.catalog.operations.taxes import add_rate, set_class_switch, set_store_places
from comptoir.catalog.operations.tracking import set_tracking
from comptoir.catalog.operations.traits import describe_item, set_photo

__all__ = [
    "BadLine",
    "BadRow",
    "Changed",
    "EditedRows",
    "Given",
    "Imported",
    "ListPricesSet",
    "PricesChanged",
    "Taken",
    "add_category",
    "add_pack",
    "add_product",
    "add_rate",
    "add_scale_label",
    "add_voucher_pattern",
    "archive_product",
    "arrange_bundle",
    "arrange_favorites",
    "arrange_variants",
    "change_pack",
    "change_price",
    "change_prices",
    "describe_item",
    "edit_product",
    "edit_rows",
    "end_bottle_deposit",
    "end_category",
    "end_customer_group",
    "end_modifier_group",
    "end_price_list",
    "end_promotion",
    "end_voucher_pattern",
    "forget_restriction",
    "give_codes",
    "import_batch",
    "import_families",
    "import_products",
    "items_called",
    "make_coupon_codes",
    "mark_sold_out",
    "publish_settings",
    "remove_scale_label",
    "restore_product",
    "restrict_category",
    "save_bottle_deposit",
    "save_customer_group",
    "save_exemption",
    "save_modifier_group",
    "save_price_list",
    "save_promotion",
    "set_class_switch",
    "set_containers",
    "set_list_price",
    "set_list_prices",
    "set_photo",
    "set_range",
    "set_restriction",
    "set_store_places",
    "set_tracking",
    "settings_changed",
    "state_content",
    "take_back_prices",
    "withdraw_coupon_codes",
    "withdraw_items",
]

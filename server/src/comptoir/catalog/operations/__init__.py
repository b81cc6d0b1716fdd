"""Every write of the catalogue, one module for each subject."""

from comptoir.catalog.operations.changes import publish_settings, settings_changed
from comptoir.catalog.operations.imports import BadLine, Imported, import_batch, import_products
from comptoir.catalog.operations.prices import change_price
from comptoir.catalog.operations.products import (
    Changed,
    add_category,
    add_product,
    archive_product,
    edit_product,
    restore_product,
)
from comptoir.catalog.operations.rules import (
    end_price_list,
    end_promotion,
    save_price_list,
    save_promotion,
    set_list_price,
)
from comptoir.catalog.operations.scale_labels import add_scale_label, remove_scale_label
from comptoir.catalog.operations.taxes import add_rate

__all__ = [
    "BadLine",
    "Changed",
    "Imported",
    "add_category",
    "add_product",
    "add_rate",
    "add_scale_label",
    "archive_product",
    "change_price",
    "edit_product",
    "end_price_list",
    "end_promotion",
    "import_batch",
    "import_products",
    "publish_settings",
    "remove_scale_label",
    "restore_product",
    "save_price_list",
    "save_promotion",
    "set_list_price",
    "settings_changed",
]

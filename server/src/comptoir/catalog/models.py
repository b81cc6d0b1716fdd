"""Categories, products, items, barcodes, prices with their history, and the change feed."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Category(TenantModel):
    """A shelf of the till."""

    id = identifier()
    name = models.TextField()
    color = models.CharField(max_length=7, default="#2f6f5e")
    position = models.IntegerField(default=0)
    parent = reference("catalog.Category", null=True, blank=True)


class Product(TenantModel):
    """A family of items that share name, category and tax class."""

    id = identifier()
    name = models.TextField()
    category = reference("catalog.Category")
    tax_class = reference("tax.TaxClass")
    is_archived = models.BooleanField(default=False)


class Item(TenantModel):
    """One sellable unit. `folded` is its name without accents and case, for search in core PostgreSQL."""

    id = identifier()
    product = reference("catalog.Product")
    name = models.TextField()
    folded = models.TextField()
    unit = models.CharField(max_length=3, default="C62")
    is_archived = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["organization", "folded"], name="item_by_folded_name"),)


class Barcode(TenantModel):
    """A code that names an item; a GTIN is kept in 14 digits, so that EAN-13 and UPC-A meet."""

    id = identifier()
    item = reference("catalog.Item")
    code = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "code"], name="barcode_once"),)


class Price(TenantModel):
    """What an item costs from a feed position on, in every store or in one. Rows are only added.

    A till that was away for a month is judged by the prices of the position it knew.
    """

    id = identifier()
    item = reference("catalog.Item", db_index=False)
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    position = models.BigIntegerField()
    unit_price = models.BigIntegerField()
    # How the goods were taxed on the day of this price. Whoever prices later asks the class for its rate of that day;
    # the class is part of the price, so that an old sale is judged by the class of its time.
    tax_class = reference("tax.TaxClass", null=True, blank=True, db_index=False)
    tax_category = models.CharField(max_length=2)
    tax_rate_ppm = models.IntegerField()
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "item", "-position"], name="price_by_item_position"),)
        constraints = (models.CheckConstraint(condition=models.Q(unit_price__gte=0), name="price_not_negative"),)


class ScaleLabel(TenantModel):
    """How a shop's scales write an article and its weight, price or pieces into one EAN-13 (twin: @comptoir/codes).

    A store's own row wins over the organization's with the same prefix.
    """

    class Kind(models.TextChoices):
        WEIGHT = "weight"
        PRICE = "price"
        PIECES = "pieces"

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    prefix = models.CharField(max_length=3)
    item_digits = models.SmallIntegerField()
    value_digits = models.SmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    decimals = models.SmallIntegerField()
    has_inner_check = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "store", "prefix"], name="scale_label_once", nulls_distinct=False
            ),
        )


class PriceList(TenantModel):
    """A price list as it stands from a feed position on. Rows are only added: tills are judged by what they knew.

    `rule` is the list itself, `document` what the pricing engines read (docs/developer/pricing.md).
    """

    id = identifier()
    rule = models.UUIDField()
    position = models.BigIntegerField()
    document = models.JSONField()
    is_ended = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "catalog_price_list"
        constraints = (
            models.UniqueConstraint(fields=["organization", "rule", "position"], name="price_list_once_a_position"),
        )


class PriceListEntry(TenantModel):
    """An item's own price in a price list from a feed position on; null where the list no longer names it."""

    id = identifier()
    price_list = models.UUIDField()
    item = reference("catalog.Item", db_index=False)
    position = models.BigIntegerField()
    unit_price = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "catalog_price_list_entry"
        indexes = (models.Index(fields=["organization", "item", "-position"], name="list_price_by_item"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(unit_price__gte=0), name="list_price_not_negative"),
            models.UniqueConstraint(
                fields=["organization", "price_list", "item", "position"], name="list_price_once_a_position"
            ),
        )


class Promotion(TenantModel):
    """A promotion as it stands from a feed position on, kept as price lists are."""

    id = identifier()
    rule = models.UUIDField()
    position = models.BigIntegerField()
    document = models.JSONField()
    is_ended = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "rule", "position"], name="promotion_once_a_position"),
        )


class FeedRow(TenantModel):
    """One change of the catalogue at its place. Positions have no holes and become visible in order.

    Writers take the organization's advisory lock for their transaction before they draw a position, so
    no reader can see position 8 before 7 is committed.
    """

    class Kind(models.TextChoices):
        ITEM = "item"
        REMOVED = "removed"
        SETTINGS = "settings"
        RULES = "rules"

    pk = models.CompositePrimaryKey("organization_id", "position")
    position = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.UUIDField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalog_feed"


class Chunk(TenantModel):
    """A piece of a catalogue snapshot, named by its content: about 2,000 item documents of one store."""

    pk = models.CompositePrimaryKey("organization_id", "digest")
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)


class Snapshot(TenantModel):
    """Which chunks made up a store's catalogue at a feed position. Derived: it can be built again."""

    id = identifier()
    store = reference("platform.Store")
    position = models.BigIntegerField()
    chunks = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "store", "position"], name="snapshot_once"),)

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
    # What the law says about who may buy what stands here (`restrictions.py`); an article's own word wins.
    restriction = models.CharField(max_length=16, default="", db_default="", blank=True)
    # It stands on no till any more; what was sold from it keeps naming it. An article that is put there brings it back.
    is_ended = models.BooleanField(default=False, db_default=False)


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
    # Where the feed said last that its label reads otherwise but for the price: name, content, origin.
    words_position = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "folded"], name="item_by_folded_name"),
            # How many there are, without reading them.
            models.Index(fields=["organization", "id"], name="item_on_sale", condition=models.Q(is_archived=False)),
        )


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
    # The cashier types the price; `unit_price` is what is usual.
    is_open = models.BooleanField(default=False, db_default=False)
    # How the goods were taxed on the day of this price. Whoever prices later asks the class for its rate of that day;
    # the class is part of the price, so that an old sale is judged by the class of its time.
    tax_class = reference("tax.TaxClass", null=True, blank=True, db_index=False)
    tax_category = models.CharField(max_length=2)
    tax_rate_ppm = models.IntegerField()
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "item", "-position"], name="price_by_item_position"),
            models.Index(fields=["organization", "changed_at"], name="price_by_change"),
        )
        constraints = (models.CheckConstraint(condition=models.Q(unit_price__gte=0), name="price_not_negative"),)


class ScaleLabel(TenantModel):
    """How a shop's scales write an article and its weight, price or pieces into one EAN-13 (twin: @comptoir/codes).

    A store's own row wins over the organization's with the same prefix. Rows end and are never removed: what a till
    read by one stays explained.
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
    # Where tills learned of it in the feed, and from where on they know it no more.
    position = models.BigIntegerField(default=0)
    ended_position = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "store", "prefix"],
                condition=models.Q(ended_position__isnull=True),
                name="scale_label_once",
                nulls_distinct=False,
            ),
        )


class CustomerGroup(TenantModel):
    """Customers for whom a price list or promotion can be. Rules name it by its id; one that ended keeps its name."""

    id = identifier()
    name = models.TextField()
    # To buy as staff takes a right at the till.
    is_staff = models.BooleanField(default=False, db_default=False)
    is_ended = models.BooleanField(default=False)


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


class CouponCode(TenantModel):
    """A code that is good once. It stands for the `coupon` that its promotion asks for.

    Whether it was used is read from the sealed sales that state it, never kept here.
    """

    id = identifier()
    promotion = models.UUIDField()
    coupon = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    batch = models.UUIDField()
    is_withdrawn = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "catalog_coupon_code"
        indexes = (models.Index(fields=["organization", "promotion"], name="coupon_code_by_promotion"),)
        constraints = (models.UniqueConstraint(fields=["organization", "code"], name="coupon_code_once"),)


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


class ItemTraits(TenantModel):
    """What some articles have besides a name and a price. Most have none of it: then there is no row.

    A family is a parent whose items are variants (`choices`, one of each of the parent's `options`) or packs of it
    (`pack_count` of the parent in one). `allergens` and `traces` are bits in the order of `allergens.ALLERGENS`.
    """

    pk = models.CompositePrimaryKey("organization_id", "item_id")
    item = reference("catalog.Item", db_index=False)
    parent = reference("catalog.Item", null=True, blank=True, db_index=False)
    choices = models.JSONField(default=list)
    options = models.JSONField(default=list)
    pack_count = models.IntegerField(null=True)
    photo = models.CharField(max_length=64, default="")
    allergens = models.SmallIntegerField(default=0)
    traces = models.SmallIntegerField(default=0)
    ingredients = models.TextField(default="")
    restriction = models.CharField(max_length=16, default="")
    # Groups of modifiers, in the order in which they are asked.
    modifiers = models.JSONField(default=list)
    # The places of a menu: `[{"name", "count", "items": [uuid]}]`.
    bundle = models.JSONField(default=list)
    # The containers that it is sold in and that are worth bringing back: `[{"item": uuid, "count": 20}]`.
    deposits = models.JSONField(default=list, db_default=[])
    # How much is in one without its package, in thousandths of a unit (`net_content.MEASURES`); where it comes from.
    net_milli = models.BigIntegerField(null=True)
    net_unit = models.CharField(max_length=3, default="", db_default="")
    origin = models.TextField(default="", db_default="")
    # How its stock is kept (`tracking.py`): "" as a number, "lot" by lot and last day, "serial" piece by piece.
    tracking = models.CharField(max_length=6, default="", db_default="")

    class Meta:
        db_table = "catalog_item_traits"
        indexes = (models.Index(fields=["organization", "parent"], name="item_traits_by_parent"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(pack_count__isnull=True) | models.Q(pack_count__gte=2), name="pack_of_several"
            ),
        )


class RangeRule(TenantModel):
    """Whether a store (null: each that says nothing itself) carries a shelf or an article (`ranges.py`)."""

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    category = reference("catalog.Category", null=True, blank=True, db_index=False)
    item = reference("catalog.Item", null=True, blank=True, db_index=False)
    is_in = models.BooleanField()

    class Meta:
        db_table = "catalog_range_rule"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "item", "category", "store"], name="range_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(category__isnull=True) ^ models.Q(item__isnull=True), name="range_rule_of_one_thing"
            ),
        )


class SoldOut(TenantModel):
    """An article that a store has none of. A note for cashiers, not a lock: the goods may be in a customer's hand."""

    id = identifier()
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    marked_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "catalog_sold_out"
        constraints = (models.UniqueConstraint(fields=["organization", "store", "item"], name="sold_out_once"),)


class Photo(TenantModel):
    """A picture of goods in the size of a tile, named by its content."""

    pk = models.CompositePrimaryKey("organization_id", "digest")
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)


class Favorites(TenantModel):
    """The articles that a store's tills show first, in the order in which somebody laid them out."""

    pk = models.CompositePrimaryKey("organization_id", "store_id")
    store = reference("platform.Store", db_index=False)
    items = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)
    person = models.UUIDField(null=True)


class Restriction(TenantModel):
    """What a shop, or one of its stores, says about restricted goods, where it differs from its country's law."""

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    code = models.CharField(max_length=16)
    age = models.SmallIntegerField(default=0)
    # When they may not be sold: `[{"weekdays": [0..6], "from": minute, "until": minute}]`, over midnight where it ends
    # before it begins.
    closed = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "store", "code"], name="restriction_once", nulls_distinct=False
            ),
        )


class ModifierGroup(TenantModel):
    """A question asked with an article (milk, size), as it stands from a feed position on. Rows are only added.

    `group` is the question itself; `document` what tills and the ledger read: `{"id", "name", "minimum", "maximum",
    "options": [{"id", "name", "price"}]}`.
    """

    id = identifier()
    group = models.UUIDField()
    position = models.BigIntegerField()
    document = models.JSONField()
    is_ended = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "catalog_modifier_group"
        constraints = (
            models.UniqueConstraint(fields=["organization", "group", "position"], name="modifier_group_once"),
        )


class GoodsVersion(TenantModel):
    """What the ledger judges sales by, besides prices, from a feed position on. Rows are only added.

    `subject` is an article (`{"bundle", "modifiers", "restriction"}`, a variant's with what its article says, a pack's
    with `"pack"`: how many it holds), a category (`{"shelf": restriction}`), or the organization (`{"rules": [...]}`:
    its own word about restricted goods).
    """

    id = identifier()
    subject = models.UUIDField()
    position = models.BigIntegerField()
    document = models.JSONField()

    class Meta:
        db_table = "catalog_goods_version"
        constraints = (
            models.UniqueConstraint(fields=["organization", "subject", "position"], name="goods_version_once"),
        )


class BottleDeposit(TenantModel):
    """A container that customers pay a deposit for and bring back: a bottle, a can, a crate.

    Name, price and tax are those of its item, with all their history; tills know it from their settings and never as
    goods. `follows_tax`: handed over with goods, it is taxed as they are (part of the price, Directive 2006/112/EC
    art. 92 b); otherwise always as its own item (not taxed at all where the law leaves it out, art. 92 a).
    """

    pk = models.CompositePrimaryKey("organization_id", "item_id")
    item = reference("catalog.Item", db_index=False)
    position = models.IntegerField(default=0)
    follows_tax = models.BooleanField(default=False)

    class Meta:
        db_table = "catalog_bottle_deposit"


class BottleVoucherPattern(TenantModel):
    """How a reverse vending machine writes its vouchers: `29SSSSSAAAAAC`, a digit for each place.

    S is the voucher's number, A its amount in minor units, C the check digit (GTIN), X anything; digits stand for
    themselves. Rows are only ended: a voucher that was paid last month is judged by the pattern of then.
    """

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    pattern = models.CharField(max_length=32)
    tax_class = reference("tax.TaxClass", db_index=False)
    # The machine counts its numbers round: after so many days the same voucher may be another one.
    days_unique = models.SmallIntegerField(default=30)
    is_ended = models.BooleanField(default=False)

    class Meta:
        db_table = "catalog_bottle_voucher_pattern"

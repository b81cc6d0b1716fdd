"""Suppliers and their offers, orders with what came of them, their letters, and what runs short."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Supplier(TenantModel):
    """Who delivers goods. Amounts are in the organization's currency; `order_minimum` 0 asks for nothing."""

    id = identifier()
    name = models.TextField()
    email = models.TextField(blank=True)
    # In which an order is written to them.
    language = models.CharField(max_length=2)
    # What they call us.
    customer_number = models.TextField(blank=True)
    lead_days = models.IntegerField()
    order_minimum = models.BigIntegerField(default=0)
    is_ended = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(lead_days__gte=0, order_minimum__gte=0), name="supplier_terms_possible"),
        )


class Offer(TenantModel):
    """An article as a supplier sells it: under which reference, at what cost a unit without tax, from how many on."""

    pk = models.CompositePrimaryKey("organization_id", "supplier_id", "item_id")
    supplier = reference("purchasing.Supplier", db_index=False)
    item = reference("catalog.Item", db_index=False)
    reference = models.TextField(blank=True)
    unit_cost = models.BigIntegerField()
    minimum_milli = models.BigIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["organization", "item"], name="offer_by_item"),)
        constraints = (
            models.CheckConstraint(condition=Q(unit_cost__gte=0, minimum_milli__gte=0), name="offer_terms_possible"),
        )


class Order(TenantModel):
    """Goods that are to come: written, sent, and then received in one delivery or in several."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        CLOSED = "closed"

    id = identifier()
    number = models.BigIntegerField()
    supplier = reference("purchasing.Supplier", db_index=False)
    store = reference("platform.Store", db_index=False)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    note = models.TextField(blank=True)
    person = models.UUIDField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "purchasing_order"
        indexes = (models.Index(fields=["organization", "supplier", "-number"], name="purchase_by_supplier"),)
        constraints = (
            models.UniqueConstraint(fields=["organization", "number"], name="purchase_number_once"),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True) | Q(state="closed") | Q(sent_at__isnull=False),
                name="purchase_sent_at_a_moment",
            ),
        )


class OrderLine(TenantModel):
    """So many of an article. `received_milli` is the sum of its delivery lines, kept under the order's lock."""

    pk = models.CompositePrimaryKey("organization_id", "order_id", "item_id")
    order = reference("purchasing.Order", db_index=False)
    item = reference("catalog.Item", db_index=False)
    number = models.IntegerField()
    reference = models.TextField(blank=True)
    quantity_milli = models.BigIntegerField()
    unit_cost = models.BigIntegerField()
    received_milli = models.BigIntegerField(default=0)

    class Meta:
        db_table = "purchasing_order_line"
        indexes = (models.Index(fields=["organization", "item"], name="purchase_line_by_item"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity_milli__gte=0, unit_cost__gte=0, received_milli__gte=0),
                name="purchase_line_possible",
            ),
        )


class Delivery(TenantModel):
    """Goods that came, or (`is_return`) that went back. The id is the document of its movements of stock."""

    id = identifier()
    order = reference("purchasing.Order", db_index=False)
    is_return = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    person = models.UUIDField(null=True)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["organization", "order"], name="delivery_by_order"),)


class DeliveryLine(TenantModel):
    """What came or went of an article, and at what cost a unit."""

    pk = models.CompositePrimaryKey("organization_id", "delivery_id", "number")
    delivery = reference("purchasing.Delivery", db_index=False)
    number = models.IntegerField()
    item = reference("catalog.Item", db_index=False)
    quantity_milli = models.BigIntegerField()
    unit_cost = models.BigIntegerField()

    class Meta:
        db_table = "purchasing_delivery_line"
        constraints = (
            models.CheckConstraint(condition=Q(quantity_milli__gt=0, unit_cost__gte=0), name="delivery_line_possible"),
        )


class Letter(TenantModel):
    """An order on its way to its supplier by mail: tried a bounded number of times, then somebody is told."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    id = identifier()
    order = reference("purchasing.Order", db_index=False)
    address = models.TextField()
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    code = models.TextField(blank=True)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (
            models.Index(fields=["organization", "order"], name="letter_by_order"),
            models.Index(fields=["next_try_at"], name="letter_due", condition=Q(state="queued")),
        )


class ReorderRule(TenantModel):
    """A reorder point that a person set for an article in a store: it stands above the one that is worked out.

    `up_to_milli` null: up to what is worked out, and at least a week above the point.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    point_milli = models.BigIntegerField()
    up_to_milli = models.BigIntegerField(null=True)

    class Meta:
        db_table = "purchasing_reorder_rule"
        constraints = (
            models.CheckConstraint(
                condition=Q(point_milli__gte=0) & (Q(up_to_milli__isnull=True) | Q(up_to_milli__gte=F("point_milli"))),
                name="reorder_rule_possible",
            ),
        )


class ReorderPoint(TenantModel):
    """When and up to what to order an article of a store, as the forecast says and a rule of a person corrects.

    Derived: worked out anew some times a day. `supplier` is who sells it for least, null where nobody does.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    supplier = reference("purchasing.Supplier", null=True, db_index=False)
    lead_days = models.IntegerField()
    weekly_milli = models.BigIntegerField()
    point_milli = models.BigIntegerField()
    up_to_milli = models.BigIntegerField()
    is_by_hand = models.BooleanField(default=False)

    class Meta:
        db_table = "purchasing_reorder_point"


class LowStock(TenantModel):
    """An article of a store of which no more is free than its reorder point. The row goes when there is more again:
    so that somebody hears of each time that it runs short once, and not of every sale.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "purchasing_low_stock"


class StockWatch(TenantModel):
    """When an organization's points were worked out, and when its levels were held against them."""

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    computed_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "purchasing_stock_watch"


class Recipient(TenantModel):
    """Who is written to, once a day, when articles have run short; of one store or (null) of all.

    `told_until`: what ran short up to then stood in a mail that was sent. A try that fails is repeated as a letter is;
    `code` says why the last one failed.
    """

    id = identifier()
    store = reference("platform.Store", null=True, db_index=False)
    address = models.TextField()
    language = models.CharField(max_length=2)
    told_until = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    code = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["next_try_at"], name="recipient_due"),)

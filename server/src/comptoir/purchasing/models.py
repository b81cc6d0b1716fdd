"""Suppliers and their offers, orders with what came of them, and the letters that carry orders away."""

from django.db import models
from django.db.models import Q
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

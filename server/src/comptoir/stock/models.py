"""Movements are inserted and never changed; counts are folded from them. What is kept aside follows the orders."""

from django.db import models

from comptoir.platform.fields import TenantModel, reference


class Movement(TenantModel):
    """Goods that came (positive) or went (negative), by the document that says why."""

    class Reason(models.TextChoices):
        SALE = "sale"
        REFUND = "refund"
        RECEIPT = "receipt"
        COUNT = "count"
        LOSS = "loss"
        DAMAGED = "damaged"
        SUPPLIER = "supplier"
        WASTE = "waste"

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    quantity_milli = models.BigIntegerField()
    reason = models.CharField(max_length=8, choices=Reason)
    moved_at = models.DateTimeField()


class MovementCost(TenantModel):
    """What the goods of a movement were bought for, without tax: of those whose document says that.

    It stands beside, because most movements are sales: an ordinary one pays nothing for it.
    """

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    cost = models.BigIntegerField()

    class Meta:
        db_table = "stock_movement_cost"
        constraints = (models.CheckConstraint(condition=models.Q(cost__gte=0), name="movement_cost_possible"),)


class Level(TenantModel):
    """How many there are, as of the fold's cursor, and when somebody last counted. Derived from movements.

    What was never counted is no stock: it only says how many went.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    on_hand_milli = models.BigIntegerField()
    counted_at = models.DateTimeField(null=True)


class Reservation(TenantModel):
    """Goods that lie there for a customer: on hand, and not free. `document` is the order's entry.

    There is a row while the order is open; `until` is its last day, on the store's calendar, where it has one. Derived
    from the entries of the order, as the cursor of `comptoir.sales.reservations` has read them.
    """

    pk = models.CompositePrimaryKey("organization_id", "document", "line")
    document = models.UUIDField()
    line = models.IntegerField()
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    quantity_milli = models.BigIntegerField()
    until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "item", "store"], name="reservation_by_item"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(quantity_milli__gt=0), name="reservation_is_something"),
        )

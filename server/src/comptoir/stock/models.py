"""Movements are inserted and never changed; counts are folded from them."""

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


class Level(TenantModel):
    """How many there are, as of the fold's cursor. Derived from movements."""

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    on_hand_milli = models.BigIntegerField()

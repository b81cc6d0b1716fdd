"""Which labels hang as they should. What is to be printed anew is worked out from the catalogue's feed."""

from django.db import models

from comptoir.platform.fields import TenantModel, reference


class ShelfLabel(TenantModel):
    """An article's label in a store: it says what the catalogue said at a feed position.

    `wanted_at`: somebody asked for it by hand, for whatever reason; null when it hangs.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    position = models.BigIntegerField(default=0, db_default=0)
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "labels_shelf_label"
        indexes = (
            models.Index(
                fields=["organization", "store"],
                condition=models.Q(wanted_at__isnull=False),
                name="shelf_label_wanted",
            ),
        )


class StoreLabels(TenantModel):
    """Up to which feed position all labels of a store hang; single ones may be further (`ShelfLabel`)."""

    pk = models.CompositePrimaryKey("organization_id", "store_id")
    store = reference("platform.Store", db_index=False)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "labels_store_labels"

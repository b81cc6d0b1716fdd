"""Which labels hang as they should, and labels on their way to a printer.

What is to be printed anew is worked out from the catalogue's feed.
"""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


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


class LabelPrinter(TenantModel):
    """A label printer that an agent of the store serves, as the agent said when it asked last for something to print.

    Whoever the agent is, the row of its token says; here it is a number, because devices stand beside labels.
    """

    pk = models.CompositePrimaryKey("organization_id", "agent", "printer")
    store = reference("platform.Store", db_index=False)
    agent = models.UUIDField()
    printer = models.TextField()
    name = models.TextField()
    width_mm = models.IntegerField()
    height_mm = models.IntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "labels_printer"


class PrintJob(TenantModel):
    """Labels on their way to a printer: the store's agent fetches them, prints them once, and says what became of them.

    Until `sent_at` no agent has seen them. `zpl` is empty as soon as nobody can need it any more.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        PRINTED = "printed"
        FAILED = "failed"
        UNSURE = "unsure"
        CANCELLED = "cancelled"

    id = identifier()
    store = reference("platform.Store", db_index=False)
    agent = models.UUIDField()
    printer = models.TextField()
    printer_name = models.TextField()
    # Its first article, and how many labels.
    name = models.TextField()
    count = models.IntegerField()
    zpl = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    # A code of the agent's: what keeps it from paper, or kept it.
    trouble = models.CharField(max_length=20, blank=True)
    is_unwanted = models.BooleanField(default=False)
    person = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "labels_print_job"
        indexes = (
            models.Index(fields=["organization", "store", "-made_at"], name="print_job_by_store"),
            models.Index(
                fields=["organization", "agent"], name="print_job_waiting", condition=models.Q(state="waiting")
            ),
        )

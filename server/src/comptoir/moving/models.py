"""Files that somebody moves in with, how far each has come, and what came of its lines."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Move(TenantModel):
    """One file: tried first, then taken over in the background, and taken back when somebody wants that."""

    class State(models.TextChoices):
        TRYING = "trying"
        TRIED = "tried"
        TAKING = "taking"
        STOPPED = "stopped"
        TAKEN = "taken"
        RETURNING = "returning"
        RETURNED = "returned"
        FAILED = "failed"

    class Kind(models.TextChoices):
        ARTICLES = "articles"
        CUSTOMERS = "customers"
        CARDS = "cards"
        SUPPLIERS = "suppliers"
        LISTS = "lists"
        PROMOTIONS = "promotions"

    id = identifier()
    person = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLES, db_default=Kind.ARTICLES)
    source = models.CharField(max_length=16)
    file_name = models.TextField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    # What the shop says where the file says nothing, and where its quantities lie.
    category = models.TextField()
    tax = models.TextField()
    way = models.TextField()
    store = reference("platform.Store", null=True, db_index=False)
    day = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.TRYING)
    # What a move that failed was doing: it goes on there.
    failed_at = models.CharField(max_length=9, blank=True)
    lines = models.IntegerField(default=0)
    # Batches that are behind it, and the lines in them; of what it is doing now.
    batches_done = models.IntegerField(default=0)
    lines_done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)
    # `[{"number", "code", "details"}]`, the first of them.
    bad_lines = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    # Names and addresses of people, in the file or in what leads back from it: not for ever.
    holds_words = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = (
            models.Index(fields=["created_at"], name="move_holds_words", condition=models.Q(holds_words=True)),
            models.Index(
                fields=["organization"],
                name="move_at_work",
                condition=models.Q(state__in=["trying", "taking", "returning"]),
            ),
        )


class MovedCustomer(TenantModel):
    """A customer whom a move wrote down or changed. `before` says what they were called; null for a new one."""

    pk = models.CompositePrimaryKey("organization_id", "move_id", "customer_id")
    move = models.ForeignKey(Move, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    customer = reference("customers.Customer", db_index=False)
    before = models.JSONField(null=True)

    class Meta:
        db_table = "moving_moved_customer"


class MovedThing(TenantModel):
    """What else a move made or changed: a card, category, supplier, price list… `before`: what stood there; null for a
    new one.

    `key` is the thing's own: an identifier, or of an offer `supplier/item`, of a price `list/item`. They are taken back
    in the order of their kinds' words: what hangs on another thing before it.
    """

    class Kind(models.TextChoices):
        CARD = "card"
        CATEGORY = "category"
        LIST_PRICE = "listprice"
        OFFER = "offer"
        LIST = "pricelist"
        PROMOTION = "promotion"
        SUPPLIER = "supplier"

    pk = models.CompositePrimaryKey("organization_id", "move_id", "kind", "key")
    move = models.ForeignKey(Move, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=9, choices=Kind)
    key = models.TextField()
    before = models.JSONField(null=True)

    class Meta:
        db_table = "moving_moved_thing"


class MovedItem(TenantModel):
    """An item that a move made or changed. `before` says what it was called and cost; null for a new one."""

    pk = models.CompositePrimaryKey("organization_id", "move_id", "item_id")
    move = models.ForeignKey(Move, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    item = reference("catalog.Item", db_index=False)
    before = models.JSONField(null=True)
    # What the file said lies there, in thousandths by store.
    counted = models.JSONField(default=dict)

    class Meta:
        db_table = "moving_moved_item"


class Export(TenantModel):
    """A file of everything, that somebody asked for: made by the worker, kept for a week, fetched by its address.

    The file lies in the home's spool, named by the row and the attempt: a worker that was thought dead never writes
    where another one does.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        WORKING = "working"
        READY = "ready"
        FAILED = "failed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    id = identifier()
    person = models.UUIDField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempt = models.SmallIntegerField(default=0)
    # Where it is: tables that are behind it, of how many.
    tables_done = models.IntegerField(default=0)
    tables = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    entries = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    # Why it failed: `disk` or `broken`.
    reason = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField()
    # The last sign of the worker that writes it.
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["organization"],
                name="export_at_work",
                condition=models.Q(state__in=["waiting", "working", "ready"]),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["organization"],
                name="export_one_at_once",
                condition=models.Q(state__in=["waiting", "working"]),
            ),
        )

"""Organization, legal entity, store; outbox and log; audit."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Organization(models.Model):
    """The tenant: every other row belongs to exactly one."""

    id = identifier()
    name = models.TextField()
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    locale = models.CharField(max_length=10)
    created_at = models.DateTimeField(auto_now_add=True)


class LegalEntity(TenantModel):
    """Who sells, in the eyes of the tax office. An organization may hold several."""

    id = identifier()
    name = models.TextField()
    registration = models.TextField(blank=True)
    tax_number = models.TextField(blank=True)


class Store(TenantModel):
    """A place where goods are sold: it has an address, a time zone and a way to state prices."""

    class PriceMode(models.TextChoices):
        GROSS = "gross"
        NET = "net"

    id = identifier()
    legal_entity = reference("platform.LegalEntity")
    name = models.TextField()
    address = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    timezone = models.TextField(default="Europe/Paris")
    price_mode = models.CharField(max_length=5, choices=PriceMode)
    # Minutes after midnight, on the store's clock, at which a business day begins: 04:00.
    day_starts_minute = models.SmallIntegerField(default=240)
    # [{"weekday": 0..6 from Monday, "opens": minutes, "closes": minutes}]; beyond midnight closes at 1,560 for 02:00.
    opening_hours = models.JSONField(default=list)
    # Which half of the selling screen a till begins with: `articles` or `amount`.
    first_tab = models.CharField(max_length=8, default="articles")
    # The duty of the country that Comptoir can't fulfil for this store (comptoir.countries); empty: it sells.
    training_only = models.CharField(max_length=24, default="", blank=True)
    # Goods that come back without a receipt: the lowest price of so many days is given back, as store credit or also in
    # cash.
    returns_days = models.SmallIntegerField(default=30, db_default=30)
    returns_in_cash = models.BooleanField(default=False, db_default=False)


class OutboxRow(TenantModel):
    """A committed fact on its way into the log. The sequencer moves it; nobody else reads it."""

    id = models.BigAutoField(primary_key=True)
    topic = models.TextField()
    subject = models.UUIDField()
    digest = models.BinaryField(null=True)

    class Meta:
        db_table = "platform_outbox"


class LogRow(TenantModel):
    """An event at its place. `position` has no holes: it is the cursor of every consumer.

    For an entry, `digest` is the leaf of the organization's Merkle tree (ARCHITECTURE §3).
    """

    pk = models.CompositePrimaryKey("organization_id", "position")
    position = models.BigIntegerField()
    topic = models.TextField()
    subject = models.UUIDField()
    digest = models.BinaryField(null=True)
    logged_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "platform_log"


class LogHead(models.Model):
    """The last position of an organization's log; only the sequencer writes it."""

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    position = models.BigIntegerField()

    class Meta:
        db_table = "platform_log_head"


class ConsumerCursor(TenantModel):
    """How far a consumer has read the log. It advances in the transaction that uses what was read."""

    pk = models.CompositePrimaryKey("organization_id", "consumer")
    consumer = models.TextField()
    position = models.BigIntegerField()

    class Meta:
        db_table = "platform_consumer_cursor"


class AuditEvent(TenantModel):
    """Who changed what in the back office, and when. Rows are only added: the app role may neither update nor delete.

    `act` is the transaction's: what was written before and after stands in the changes of the same act.
    """

    id = identifier()
    person = models.UUIDField(null=True)
    action = models.TextField()
    subject = models.TextField()
    details = models.JSONField(default=dict)
    act = models.UUIDField(null=True)
    happened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "-happened_at"], name="audit_by_time"),
            models.Index(fields=["organization", "subject", "-happened_at"], name="audit_by_subject"),
            models.Index(fields=["organization", "act"], name="audit_by_act"),
        )


class AuditChange(TenantModel):
    """A row that an act changed: the columns that differ, before and after. The database's triggers write it.

    No `before`: the row was added; no `after`: it was taken away. Secrets and customers' data never stand here.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.UUIDField()
    kind = models.TextField()
    row = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "platform_audit_change"
        indexes = (
            models.Index(fields=["organization", "act"], name="audit_change_by_act"),
            models.Index(fields=["organization", "row", "-id"], name="audit_change_by_row"),
        )

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


class StoreGroup(TenantModel):
    """Stores that share what is said of them: a region, a format. A store stands in one group, or in none."""

    id = identifier()
    name = models.TextField()

    class Meta:
        db_table = "platform_store_group"
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="store_group_name"),)


class Store(TenantModel):
    """A place where goods are sold: it has an address, a time zone and a way to state prices."""

    class PriceMode(models.TextChoices):
        GROSS = "gross"
        NET = "net"

    id = identifier()
    legal_entity = reference("platform.LegalEntity")
    group = reference("platform.StoreGroup", null=True)
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


class SettingValue(TenantModel):
    """What somebody said of a setting at one level (`inherited.py`): at most once a place.

    A till's row names its store, too: whoever has a role in some stores sees and writes those.
    """

    id = identifier()
    level = models.SmallIntegerField()
    group = reference("platform.StoreGroup", null=True, db_index=False)
    legal_entity = reference("platform.LegalEntity", null=True, db_index=False)
    store = reference("platform.Store", null=True, db_index=False)
    till_id = models.UUIDField(null=True)
    name = models.CharField(max_length=32)
    value = models.JSONField()

    class Meta:
        db_table = "platform_setting"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "level", "group", "legal_entity", "store", "till_id", "name"],
                name="setting_once_a_place",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(level=0, group=None, legal_entity=None, store=None, till_id=None)
                | models.Q(level=1, group__isnull=False, legal_entity=None, store=None, till_id=None)
                | models.Q(level=2, group=None, legal_entity__isnull=False, store=None, till_id=None)
                | models.Q(level=3, group=None, legal_entity=None, store__isnull=False, till_id=None)
                | models.Q(level=4, group=None, legal_entity=None, store__isnull=False, till_id__isnull=False),
                name="setting_has_one_place",
            ),
        )


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
        indexes = (models.Index(fields=["organization", "subject"], name="log_by_subject"),)


class LogHead(models.Model):
    """The last position of an organization's log; only the sequencer writes it."""

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    position = models.BigIntegerField()

    class Meta:
        db_table = "platform_log_head"


class TreeTile(TenantModel):
    """Up to 256 nodes of the tree over the log, side by side: derived, and provable only while untouched."""

    pk = models.CompositePrimaryKey("organization_id", "level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "platform_tree_tile"


class TreeHead(models.Model):
    """The newest head of the tree over an organization's log, as signed by a key outside this database."""

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "platform_tree_head"


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

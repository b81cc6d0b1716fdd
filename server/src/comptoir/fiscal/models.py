"""What a plugin keeps of an organization, and what it tells its tills."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Fact(TenantModel):
    """Something a plugin must remember: a device's certificate, a till's registration, a starting receipt's check.

    Rows are only added; the newest of a `subject` and `name` holds. `subject` is a till's, a store's or a company's
    identifier, or empty for the whole organization. No secret stands here: those are files or sealed columns.
    """

    id = identifier()
    plugin = models.CharField(max_length=16)
    subject = models.TextField(blank=True)
    name = models.CharField(max_length=48)
    value = models.JSONField()
    person = models.UUIDField(null=True)
    stated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=["organization", "plugin", "name", "subject"], name="fiscal_fact_by_name"),)


class TillDocument(TenantModel):
    """What tills get of their plugin, in their settings (`fiscal`). Without a till (`subject` empty): all of them."""

    pk = models.CompositePrimaryKey("organization_id", "plugin", "subject")
    plugin = models.CharField(max_length=16)
    subject = models.TextField(blank=True)
    document = models.JSONField()

    class Meta:
        db_table = "fiscal_till_document"


class Archive(TenantModel):
    """A period that was archived: which entries, in a file that lies outside the database. Rows are only added.

    `digest` is of the manifest, which names each file; the manifest itself is kept, so that a file can be judged when
    it comes back. What was archived stays countable for ever (`ArchivedChain`).
    """

    id = identifier()
    number = models.IntegerField()
    first = models.DateField()
    last = models.DateField()
    made_at = models.DateTimeField()
    person = models.UUIDField(null=True)
    manifest = models.TextField()
    signature = models.TextField()
    digest = models.CharField(max_length=64)
    entries = models.BigIntegerField()
    bytes = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "number"], name="fiscal_archive_number_once"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="fiscal_archive_days_in_order"
            ),
        )


class ArchivedChain(TenantModel):
    """How far a chain is archived, and what it ever came to up to there: totals that outlive the archived rows."""

    pk = models.CompositePrimaryKey("organization_id", "archive_id", "chain_id")
    archive = reference("fiscal.Archive", db_index=False)
    chain = reference("tills.Enrolment", db_index=False)
    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField()
    last_digest = models.CharField(max_length=64)
    sold = models.BigIntegerField()
    refunded = models.BigIntegerField()
    documents = models.BigIntegerField()

    class Meta:
        db_table = "fiscal_archived_chain"
        indexes = (models.Index(fields=["organization", "chain", "-last_sequence"], name="archived_chain_by_place"),)


class Sending(TenantModel):
    """Something on its way to an office outside. `content` never changes; answers are kept as they came.

    Order within a `lane` is that of `number`. What waits has no `ended_at`.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        REMARKS = "remarks"
        REJECTED = "rejected"

    id = identifier()
    channel = models.CharField(max_length=32)
    lane = models.TextField()
    number = models.BigIntegerField()
    subject = models.TextField(blank=True)
    content = models.BinaryField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    proof = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "channel", "lane", "number"], name="sending_number_once"),
        )
        indexes = (
            models.Index(
                fields=["organization", "channel", "due_at"],
                name="sending_waiting",
                condition=models.Q(state="waiting"),
            ),
        )


class DataPack(models.Model):
    """A signed table of a country, for all shops of this server. Rows are only added; the newest version counts."""

    id = identifier()
    plugin = models.CharField(max_length=16)
    version = models.IntegerField()
    valid_from = models.DateField()
    content = models.BinaryField()
    signer = models.CharField(max_length=64)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "fiscal_data_pack"
        constraints = (models.UniqueConstraint(fields=["plugin", "version"], name="data_pack_version_once"),)

"""Addresses that hear of what happens in a shop, and what is told to each of them."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Endpoint(TenantModel):
    """An address of a program. Its secret is sealed: the program checks by it that what comes is from this shop.

    `after`: where the log stood when it was made; it hears of nothing before.
    """

    class Off(models.TextChoices):
        PERSON = "person"
        FAILING = "failing"
        GONE = "gone"

    id = identifier()
    name = models.CharField(max_length=80)
    address = models.TextField()
    kinds = models.JSONField()
    secret = models.BinaryField()
    # After a new one was made: good until then, so that the program can be given the new one without a gap.
    former_secret = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True)
    is_on = models.BooleanField(default=True)
    off_by = models.CharField(max_length=7, choices=Off, blank=True)
    after = models.BigIntegerField()
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    resumes_at = models.DateTimeField(db_default=Now())
    heard_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "webhooks_endpoint"


class Message(TenantModel):
    """One event for one endpoint. `body` is what is sent, byte for byte the same at each try.

    `position`: the event's in the log; null for a test that a person sent.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    id = identifier()
    endpoint = reference("webhooks.Endpoint", db_index=False)
    position = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    happened_at = models.DateTimeField()
    body = models.BinaryField(default=b"", db_default=b"")
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED, db_default="queued")
    attempts = models.IntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    # What the last try came to: the status that was answered (0: none), or our own word for why there was none.
    status = models.SmallIntegerField(default=0, db_default=0)
    code = models.CharField(max_length=24, blank=True, default="", db_default="")
    took_ms = models.IntegerField(default=0, db_default=0)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhooks_message"
        constraints = (
            models.UniqueConstraint(fields=["organization", "endpoint", "position"], name="webhook_told_once"),
        )
        indexes = (
            models.Index(fields=["next_try_at"], name="webhook_due", condition=models.Q(state="queued")),
            models.Index(fields=["organization", "endpoint", "-happened_at", "-id"], name="webhook_by_time"),
            models.Index(fields=["organization", "concluded_at"], name="webhook_to_forget"),
        )

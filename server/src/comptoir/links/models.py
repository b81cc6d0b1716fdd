"""What providers call us back for."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Hook(TenantModel):
    """How calls for an account are checked, and how many were refused: of a forged one nothing else is kept."""

    pk = models.CompositePrimaryKey("organization_id", "account_id")
    account = reference("payments.ProviderAccount", db_index=False)
    secret = models.BinaryField(default=b"")
    former_secret = models.BinaryField(default=b"")
    former_until = models.DateTimeField(null=True)
    refused = models.BigIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "links_hook"


class HookEvent(TenantModel):
    """A call as it came, once. `event` is the provider's own name for it; `body` its bytes, for a while."""

    id = identifier()
    account = reference("payments.ProviderAccount", db_index=False)
    event = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    body = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    # How many open payments were asked about because of it.
    touched = models.IntegerField(default=0)

    class Meta:
        db_table = "links_hook_event"
        constraints = (models.UniqueConstraint(fields=["organization", "account", "event"], name="hook_event_once"),)
        indexes = (
            models.Index(fields=["received_at"], name="hook_event_due", condition=models.Q(done_at__isnull=True)),
            models.Index(fields=["organization", "received_at"], name="hook_event_to_forget"),
        )

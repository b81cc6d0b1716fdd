"""What providers call us back for."""

from typing import Any

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


class Link(TenantModel):
    """What somebody may pay on a provider's page, who knows the address. A guest's name is nowhere in it.

    `paid` is what providers said they took, given up or not, without tips: more than `amount` is for a person to see.
    One that a till made names the till, and the parked basket whose `lines` it shows (docs/adr/0048).
    """

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        CANCELLED = "cancelled"
        # A till takes what was paid into a sale: nobody else is sent away.
        TAKEN = "taken"

    id = identifier()
    token = models.CharField(max_length=32)
    account = reference("payments.ProviderAccount", db_index=False)
    store = reference("platform.Store", db_index=False)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=140)
    allows_parts = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    paid = models.BigIntegerField(default=0)
    person = models.UUIDField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    # Tills stand below, but a till that is gone has still made what it made.
    till = models.UUIDField(null=True)
    parked = models.UUIDField(null=True)
    lines: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    allows_tips = models.BooleanField(default=False)
    # Its goods are in somebody's hand: what is due may change at any moment, so nobody is sent away.
    is_held = models.BooleanField(default=False)
    # Of what is due: a guest who read another one is asked to look again.
    version = models.IntegerField(default=1)
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    # All that it brought is in sales: its till has said so.
    settled_at = models.DateTimeField(null=True)
    # Grows by each change: by it a till hears that there is news.
    step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "links_link"
        constraints = (
            models.UniqueConstraint(fields=["organization", "token"], name="link_token_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0, paid__gte=0), name="link_amounts"),
        )
        indexes = (
            models.Index(fields=["organization", "-made_at"], name="link_by_time"),
            models.Index(
                fields=["organization", "store"], name="link_at_tills",
                condition=models.Q(settled_at__isnull=True, till__isnull=False),
            ),
        )  # fmt: skip


class LinkTry(TenantModel):
    """One guest's way to the provider's page. `name` and `address` are the provider's; without them nobody was sent."""

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        ENDED = "ended"
        DIFFERS = "differs"

    id = identifier()
    link = reference("links.Link", db_index=False)
    amount = models.BigIntegerField()
    # On top of `amount`: the provider is asked for both.
    tip = models.BigIntegerField(default=0)
    name = models.CharField(max_length=120, blank=True)
    # What it calls the payment itself, where only its call says so: Adyen's reference.
    payment = models.CharField(max_length=80, blank=True, default="", db_default="")
    address = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    # What the provider says it took; other figures than ours are for a person.
    taken = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "links_try"
        indexes = (
            models.Index(fields=["organization", "link", "made_at"], name="link_try_by_link"),
            models.Index(fields=["next_at"], name="link_try_due", condition=models.Q(state="pending")),
        )

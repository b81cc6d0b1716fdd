"""Receipts on their way to people, and whether the public page answers."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Delivery(TenantModel):
    """A receipt that a customer wanted by mail or SMS. The address was given for this alone, and can be erased."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    id = identifier()
    entry = reference("sales.Entry")
    channel = models.CharField(max_length=5, choices=Channel)
    # Personal: empty once erased. What stays says neither who nor where.
    address = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    essentials = models.TextField()
    cashier = models.UUIDField(null=True)
    # The customer said the address, for this receipt, at this moment: nothing else may be sent there.
    consented_at = models.DateTimeField()
    requested_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    code = models.TextField(blank=True)
    detail = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "entry"], name="delivery_by_entry"),
            models.Index(fields=["next_try_at"], name="delivery_due", condition=models.Q(state="queued")),
            models.Index(
                fields=["organization", "concluded_at"],
                name="delivery_to_erase",
                condition=models.Q(address__isnull=False),
            ),
        )


class PublicPage(TenantModel):
    """Whether a stranger's phone reaches the receipt page, and by what we write: what was so when we looked last."""

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    address = models.TextField()
    is_reachable = models.BooleanField()
    code = models.TextField()
    checked_at = models.DateTimeField()
    # How this server could write to customers then: an administrator's choice, which no operation announces.
    channels = models.TextField(default="", blank=True)

    class Meta:
        db_table = "papers_public_page"


class Note(TenantModel):
    """What somebody wrote to a sale or a line of it. Its entry holds a commitment alone: the text can be erased.

    `number` is the line's, 0 for the whole sale, -1 for what was shown so that no tax was owed. Of an erased note salt
    and text are empty.
    """

    pk = models.CompositePrimaryKey("organization_id", "entry_id", "number")
    entry = reference("sales.Entry", db_index=False)
    number = models.IntegerField()
    commitment = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    text = models.TextField(blank=True)
    kept_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True)
    erased_by = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "commitment"], name="note_commitment_unique"),)


class InvitationLetter(TenantModel):
    """An invitation to the back office on its way by mail. The link is sealed, and forgotten once it was sent."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    id = identifier()
    invitation = reference("identity.Invitation")
    address = models.TextField()
    language = models.CharField(max_length=2)
    inviter = models.TextField()
    link = models.BinaryField()
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    code = models.TextField(blank=True)

    class Meta:
        db_table = "papers_invitation_letter"
        indexes = (
            models.Index(fields=["next_try_at"], name="invitation_letter_due", condition=models.Q(state="queued")),
        )

"""Payments by a code on a screen: where the money goes, what was asked for, and what the bank said."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class CodeAccount(TenantModel):
    """An account that customers pay into by a code: a key on the tills of its store, or of all."""

    class Scheme(models.TextChoices):
        EPC = "epc"
        SWISS = "swiss"
        PIX = "pix"
        UPI = "upi"
        EMV = "emv"
        EVM = "evm"

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    scheme = models.CharField(max_length=8, choices=Scheme)
    name = models.TextField()
    # What the code says of the account, by the scheme's own rules (`code_schemes.py`). No secret.
    facts: "models.JSONField[Any, Any]" = models.JSONField()
    # A sale may be finished before anybody has seen the money.
    may_finish = models.BooleanField()
    place = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "payments_code_account"


class CodeState(models.TextChoices):
    """How an attempt stands (docs/adr/0038-a-payment-is-asked-once.md)."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class CodePayment(TenantModel):
    """What a till asked of a customer's bank: told by the till, confirmed by the bank or by a person. Never resent.

    `id` is the attempt's, made by the till; `reference` is made of it, and stands in the code. `received` is what came
    so far; `trouble` says what a person should look at, until one has (`seen_at`).
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    id = models.UUIDField(editable=False)
    store = reference("platform.Store", db_index=False)
    # Tills stand beside this app.
    till_id = models.UUIDField()
    cashier = models.UUIDField(null=True)
    account = reference("payments.CodeAccount", db_index=False)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=16)
    state = models.CharField(max_length=9, choices=CodeState)
    # `person` or `bank`, once it is approved.
    confirmation = models.CharField(max_length=8, blank=True)
    trouble = models.CharField(max_length=16, blank=True)
    received = models.BigIntegerField(default=0, db_default=0)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    # The entry that it paid.
    chain = models.UUIDField(null=True)
    sequence = models.BigIntegerField(null=True)
    # Of a token on a chain, as its code says: how much of it in its smallest unit, and to which address.
    units = models.CharField(max_length=66, blank=True, default="", db_default="")
    receiver = models.CharField(max_length=42, blank=True, default="", db_default="")

    class Meta:
        db_table = "payments_code_payment"
        constraints = (
            models.UniqueConstraint(fields=["organization", "reference"], name="code_payment_reference_unique"),
            models.CheckConstraint(condition=models.Q(amount__gt=0, received__gte=0), name="code_payment_amounts"),
        )
        indexes = (
            models.Index(fields=["organization", "-made_at"], name="code_payment_by_time"),
            models.Index(
                fields=["organization", "chain", "sequence"], name="code_payment_by_entry",
                condition=models.Q(chain__isnull=False),
            ),
        )  # fmt: skip


class CodePaymentEvent(TenantModel):
    """One word about such a payment: when, what, by whom, why. Rows are only added."""

    pk = models.CompositePrimaryKey("organization_id", "payment", "at", "state", "source", "trouble")
    payment = models.UUIDField()
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=CodeState)
    source = models.CharField(max_length=8)
    trouble = models.CharField(max_length=16, blank=True)
    person = models.UUIDField(null=True)
    received = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "payments_code_payment_event"


class ChainWatch(TenantModel):
    """How far an account's chain was looked at, and what was wrong the last time."""

    pk = models.CompositePrimaryKey("organization_id", "account_id")
    account = reference("payments.CodeAccount", db_index=False)
    block = models.BigIntegerField()
    looked_at = models.DateTimeField()
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "payments_chain_watch"


class ChainTransfer(TenantModel):
    """A transfer to one of our addresses, in the block where it was seen. A chain that thinks again makes it `gone`."""

    pk = models.CompositePrimaryKey("organization_id", "account_id", "block_hash", "log_index")
    account = reference("payments.CodeAccount", db_index=False)
    block_hash = models.CharField(max_length=66)
    log_index = models.IntegerField()
    block = models.BigIntegerField()
    transaction = models.CharField(max_length=66)
    sender = models.CharField(max_length=42, blank=True, default="", db_default="")
    receiver = models.CharField(max_length=42)
    units = models.CharField(max_length=66)
    at = models.DateTimeField()
    # None: no payment fits.
    payment = models.UUIDField(null=True)
    is_gone = models.BooleanField(default=False)
    # One that fits none, and that a person has sent back.
    returned_at = models.DateTimeField(null=True)
    returned_by = models.UUIDField(null=True)

    class Meta:
        db_table = "payments_chain_transfer"
        indexes = (
            models.Index(fields=["organization", "payment"], name="chain_transfer_by_payment"),
            models.Index(fields=["organization", "account", "block"], name="chain_transfer_by_block"),
        )


class BankMessage(TenantModel):
    """A file of a bank that somebody uploaded: looked at first, then taken over once."""

    id = identifier()
    file_name = models.TextField()
    # Its moves as the parser read them.
    moves: "models.JSONField[Any, Any]" = models.JSONField()
    uploaded_at = models.DateTimeField(db_default=Now())
    person = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_bank_message"


class BankMove(TenantModel):
    """One move of a bank's file that a payment by code may stand behind. Known by its key, however often it is told."""

    pk = models.CompositePrimaryKey("organization_id", "key")
    key = models.CharField(max_length=64)
    message = reference("payments.BankMessage", db_index=False)
    booked_on = models.DateField(null=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=140, blank=True)
    # What it was: `matched`, `short`, `over`, `double`, `returned`, `unknown`, `currency`.
    outcome = models.CharField(max_length=16)
    payment = models.UUIDField(null=True)
    taken_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_bank_move"
        indexes = (models.Index(fields=["organization", "-taken_at"], name="bank_move_by_time"),)

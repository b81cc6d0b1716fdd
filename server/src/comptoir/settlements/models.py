"""Lines of card companies and movements of the bank, as their files say; what they come to is worked out when read."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class SettlementFile(TenantModel):
    """A file that somebody looked at, took, or took back. `draft` holds what it says until it is taken.

    Of a file the bytes are not kept: what is no line of ours may name customers.
    """

    class State(models.TextChoices):
        TRIED = "tried"
        TAKEN = "taken"
        BACK = "back"

    id = identifier()
    store = reference("platform.Store", db_index=False)
    provider = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=5, choices=State, default=State.TRIED)
    good = models.IntegerField()
    # Lines that could not be read: number and why, the first hundred of them.
    bad = models.IntegerField()
    bad_lines = models.JSONField(default=list)
    # Of a bank's: what came from somebody else than a card company.
    passed_over = models.IntegerField(default=0)
    # Of the good ones, how many were new when it was taken.
    added = models.IntegerField(default=0)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    draft = models.JSONField(null=True)
    person = models.UUIDField(null=True)
    tried_at = models.DateTimeField(db_default=Now())
    turned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlements_file"
        indexes = (models.Index(fields=["organization", "-tried_at"], name="settlement_file_by_time"),)


class SettlementLine(TenantModel):
    """One line of a card company: what it took, gave back or kept. Amounts above zero are the shop's.

    `key` is the company's own name for the line, so a file that overlaps another adds nothing twice.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        REFUND = "refund"
        CHARGEBACK = "chargeback"
        FEE = "fee"
        PAYOUT = "payout"

    pk = models.CompositePrimaryKey("organization_id", "provider", "key")
    provider = models.CharField(max_length=16)
    key = models.CharField(max_length=120)
    file = reference("settlements.SettlementFile", db_index=False)
    store = reference("platform.Store", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=80, blank=True)
    # What the shop called it when it asked: an attempt's own identifier.
    own_reference = models.CharField(max_length=80, blank=True)
    authorization = models.CharField(max_length=12, blank=True)
    trace = models.CharField(max_length=12, blank=True)
    terminal = models.CharField(max_length=40, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    gross = models.BigIntegerField()
    fee = models.BigIntegerField()
    net = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    happened_at = models.DateTimeField()
    # Whether the file says the hour too.
    has_time = models.BooleanField()
    day = models.DateField()
    payout = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "settlements_line"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(net=models.F("gross") - models.F("fee")), name="settlement_line_adds_up"
            ),
        )
        indexes = (
            models.Index(fields=["organization", "store", "day"], name="settlement_line_by_day"),
            models.Index(fields=["organization", "file"], name="settlement_line_by_file"),
        )


class BankMovement(TenantModel):
    """Money of a card company that came to (or left) the account. Of anybody else's nothing is kept."""

    pk = models.CompositePrimaryKey("organization_id", "key")
    key = models.CharField(max_length=64)
    file = reference("settlements.SettlementFile", db_index=False)
    store = reference("platform.Store", db_index=False)
    day = models.DateField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "settlements_bank_movement"
        indexes = (
            models.Index(fields=["organization", "store", "day"], name="bank_movement_by_day"),
            models.Index(fields=["organization", "file"], name="bank_movement_by_file"),
        )


class SettledNote(TenantModel):
    """What somebody found out about a difference. Rows are only added; the newest counts."""

    id = identifier()
    store = reference("platform.Store", db_index=False)
    subject = models.CharField(max_length=160)
    note = models.TextField()
    person = models.UUIDField(null=True)
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "settlements_note"
        indexes = (models.Index(fields=["organization", "subject"], name="settled_note_by_subject"),)

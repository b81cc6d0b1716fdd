"""What a company decided about its books. The books themselves are no rows: they are derived whenever they are read."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Books(TenantModel):
    """How one company keeps its books; without a row, as its country usually does."""

    legal_entity = models.OneToOneField(
        "platform.LegalEntity", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    chart = models.CharField(max_length=8)
    # The month with which its year begins.
    year_starts = models.SmallIntegerField(default=1)
    journal_code = models.CharField(max_length=6)
    # As DATEV numbers the adviser and the client; empty where nobody sends anything there.
    adviser = models.CharField(max_length=7, blank=True)
    client = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(year_starts__gte=1, year_starts__lte=12), name="books_year_starts_in_a_month"
            ),
        )


class OwnAccount(TenantModel):
    """A number that a company gave an account instead of its chart's."""

    pk = models.CompositePrimaryKey("organization_id", "legal_entity_id", "role", "key")
    legal_entity = reference("platform.LegalEntity", db_index=False)
    role = models.CharField(max_length=16)
    key = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=12)
    name = models.TextField()

    class Meta:
        db_table = "accounting_own_account"


class SafeMovement(TenantModel):
    """What a person did with a store's safe: money to the bank (or from it), or a count. Rows are only added.

    Of a count, `amount` is what it was off by. One that was written down wrongly is taken back by a row that names it.
    """

    class Kind(models.TextChoices):
        BANK = "bank"
        COUNT = "count"

    id = identifier()
    store = reference("platform.Store", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField()
    amount = models.BigIntegerField()
    counted = models.BigIntegerField(null=True)
    slip = models.TextField(blank=True)
    person = models.UUIDField(null=True)
    happened_at = models.DateTimeField(db_default=Now())
    takes_back = models.ForeignKey("self", models.PROTECT, related_name="+", db_constraint=False, null=True)

    class Meta:
        db_table = "accounting_safe_movement"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="bank", counted__isnull=True)
                | models.Q(kind="count", counted__gte=0, takes_back__isnull=True),
                name="safe_movement_kind_fits",
            ),
            models.UniqueConstraint(
                fields=["organization", "takes_back"],
                name="safe_movement_taken_back_once",
                condition=models.Q(takes_back__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["organization", "store", "happened_at"], name="safe_by_time"),)


class TerminalTotal(TenantModel):
    """What a terminal, or a voucher company, says that came in on a day: typed by a person, or out of its file."""

    pk = models.CompositePrimaryKey("organization_id", "store_id", "day", "kind")
    store = reference("platform.Store", db_index=False)
    day = models.DateField()
    # A kind of tender, and the shop's own: `card`, `meal_voucher/<uuid>`.
    kind = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    is_typed = models.BooleanField()
    person = models.UUIDField(null=True)
    stated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "accounting_terminal_total"


class Breakage(TenantModel):
    """What was left on a card that expired, booked as earned. Rows are only added: one undoes another.

    The card is blocked meanwhile. Kind and tax are the card's, as they were.
    """

    id = identifier()
    voucher = models.UUIDField()
    store = reference("platform.Store", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=16)
    tax_category = models.CharField(max_length=8, blank=True)
    tax_rate_ppm = models.IntegerField(default=0)
    amount = models.BigIntegerField()
    person = models.UUIDField(null=True)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=["organization", "voucher"], name="breakage_by_card"),)

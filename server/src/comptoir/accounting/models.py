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


class Closing(TenantModel):
    """A period of a company that a person closed: what its books say of it stands, whatever arrives later.

    Numbers go on for ever, also over closings that were reopened. `terms` is what files ask for beside the bookings
    (numbers and names of accounts, journal, adviser, registration), as it was; `position` is where the log stood.
    `digest` is of all of it and of the closing before.
    """

    id = identifier()
    legal_entity = reference("platform.LegalEntity", db_index=False)
    number = models.IntegerField()
    first = models.DateField()
    last = models.DateField()
    closed_at = models.DateTimeField()
    # By the database's clock, as entries are received: what came after it came late.
    kept_at = models.DateTimeField(db_default=Now())
    person = models.UUIDField(null=True)
    note = models.TextField(blank=True)
    position = models.BigIntegerField()
    terms = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "legal_entity", "number"], name="closing_number_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="closing_days_in_order"),
        )


class ClosedDay(TenantModel):
    """One booking of a closed period, as it stood: a store's day, a late part of an earlier one, or what a year begins
    with. Rows are only added. `postings`: role, key, net, tax, key of the tax.
    """

    pk = models.CompositePrimaryKey("organization_id", "closing_id", "number")
    closing = reference("accounting.Closing", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=8)
    store = reference("platform.Store", db_index=False)
    store_name = models.TextField()
    day = models.DateField()
    # Of a late one: the day, of a period that was closed, on which it happened; and why it comes now.
    belongs = models.DateField(null=True)
    why = models.JSONField(default=list)
    document = models.CharField(max_length=36)
    validated = models.DateField()
    left_over = models.BigIntegerField()
    postings = models.JSONField()

    class Meta:
        db_table = "accounting_closed_day"


class Reopening(TenantModel):
    """A closing that somebody took back, and why. It stays to be read; nothing counts by it any more."""

    pk = models.CompositePrimaryKey("organization_id", "closing_id")
    closing = reference("accounting.Closing", db_index=False)
    person = models.UUIDField(null=True)
    reason = models.TextField()
    reopened_at = models.DateTimeField()

"""Sums by business day, one narrow table for each question. All of it is derived from the log and can be counted again.

`counting.py` names the same columns and fills them. Identifiers that a sum has no value for are NOBODY (`counting.py`):
a key of PostgreSQL holds no nulls.
"""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


class SessionDay(TenantModel):
    """The business day that a session's sales are counted on, as far as the cursor has read.

    Null while its opening has not come: its sales then count by the clock.
    """

    pk = models.CompositePrimaryKey("organization_id", "session")
    session = models.UUIDField()
    day = models.DateField(null=True)

    class Meta:
        db_table = "insights_session"


class SalesHour(TenantModel):
    """Turnover by hour of the clock, till and cashier. `sold` less `refunded` (zero or less) is the gross."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "till", "cashier", "hour")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    till = models.UUIDField()
    cashier = models.UUIDField()
    hour = models.SmallIntegerField()
    sales_count = models.BigIntegerField()
    refunds_count = models.BigIntegerField()
    discounted_count = models.BigIntegerField()
    lines_count = models.BigIntegerField()
    sold = models.BigIntegerField()
    refunded = models.BigIntegerField()
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    cash_rounding = models.BigIntegerField()
    line_discount = models.BigIntegerField()
    basket_discount = models.BigIntegerField()

    class Meta:
        db_table = "insights_sales_hour"


class ItemDay(TenantModel):
    """What an article brought on a day; NOBODY is a free amount, or an article that the catalogue does not know."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "item")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    item = models.UUIDField()
    lines_count = models.BigIntegerField()
    quantity_milli = models.BigIntegerField()
    returned_milli = models.BigIntegerField()
    amount = models.BigIntegerField()
    discount = models.BigIntegerField()

    class Meta:
        db_table = "insights_item_day"


class ItemMonth(TenantModel):
    """The same by month (`day` is its first): a year of articles is read from twelve rows, not from 365."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "item")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    item = models.UUIDField()
    lines_count = models.BigIntegerField()
    quantity_milli = models.BigIntegerField()
    returned_milli = models.BigIntegerField()
    amount = models.BigIntegerField()
    discount = models.BigIntegerField()

    class Meta:
        db_table = "insights_item_month"


class TaxDay(TenantModel):
    """Turnover by tax category and rate, as the entries state it."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "tax_category", "tax_rate_ppm")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    tax_category = models.CharField(max_length=8)
    tax_rate_ppm = models.IntegerField()
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()

    class Meta:
        db_table = "insights_tax_day"


class TenderDay(TenantModel):
    """What was taken by each way to pay, refunds and corrections taken off; `tender_kind` is the shop's own."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "kind", "tender_kind")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    kind = models.TextField()
    tender_kind = models.UUIDField()
    count = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "insights_tender_day"


class ListDay(TenantModel):
    """What was sold at the prices of a price list."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "price_list")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    price_list = models.UUIDField()
    lines_count = models.BigIntegerField()
    quantity_milli = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "insights_list_day"


class DeedDay(TenantModel):
    """What people did that a shop looks at (`sales.acts`), by person."""

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id", "cashier", "deed")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    cashier = models.UUIDField()
    deed = models.TextField()
    count = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "insights_deed_day"


class BookedDay(TenantModel):
    """What books are made of: turnover by rate, tenders, rounding and deposits on containers, as `accounting` reads it.

    `amount` of turnover is its net; `voucher` is the card that a tender took from, else NOBODY.
    """

    pk = models.CompositePrimaryKey(
        "organization_id", "day", "store_id", "what", "key", "detail", "rate_ppm", "voucher"
    )
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    what = models.TextField()
    key = models.TextField()
    detail = models.TextField()
    rate_ppm = models.IntegerField()
    voucher = models.UUIDField()
    amount = models.BigIntegerField()
    tax = models.BigIntegerField()

    class Meta:
        db_table = "insights_booked_day"


class EarnedDay(TenantModel):
    """What a day of a store that is over came to, for its margin (`margin.Earned`): costs of the day of the calendar,
    and what was charged of the business day, with the part of it whose goods have a known cost.

    Kept, not counted with the others: a trigger drops a row when what it was made of changes (migration 0007).
    """

    pk = models.CompositePrimaryKey("organization_id", "day", "store_id")
    day = models.DateField()
    store = reference("platform.Store", db_index=False)
    average = models.BigIntegerField()
    fifo = models.BigIntegerField()
    amount = models.BigIntegerField()
    costed = models.BigIntegerField()

    class Meta:
        db_table = "insights_earned_day"


class Mailing(TenantModel):
    """A report that goes to somebody by mail, each day, week or month: which, as what file, when, in which language.

    `report` is the name of a standard one, or the number of a kept one. `next_at` is when it is due, or tried again;
    `attempts` are the tries of the one that is due. Who is written to stops it by a link; then `ended_at` stands.
    """

    class Rhythm(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"

    id = identifier()
    report = models.CharField(max_length=40)
    form = models.CharField(max_length=8)
    rhythm = models.CharField(max_length=5, choices=Rhythm)
    hour = models.SmallIntegerField()
    store = reference("platform.Store", null=True, db_index=False)
    compare = models.CharField(max_length=8, blank=True, default="")
    address = models.TextField()
    language = models.CharField(max_length=2)
    person = models.UUIDField(null=True)
    next_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    code = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(hour__gte=0, hour__lte=23), name="mailing_hour"),)
        indexes = (models.Index(fields=["next_at"], name="mailing_due", condition=models.Q(ended_at__isnull=True)),)


class SavedReport(TenantModel):
    """A question that somebody keeps, for everybody who sees reports: what, by what, which figures, how many days back.

    What can be asked stands in `cubes.py`; `compare` is empty, `before` or `year`.
    """

    id = identifier()
    name = models.TextField()
    cube = models.CharField(max_length=16)
    by = models.JSONField()
    measures = models.JSONField()
    days = models.IntegerField()
    store = reference("platform.Store", null=True, db_index=False)
    compare = models.CharField(max_length=8, blank=True, default="")
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "insights_saved_report"
        constraints = (models.CheckConstraint(condition=models.Q(days__gte=1), name="saved_report_of_some_days"),)

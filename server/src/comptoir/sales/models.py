"""Sealed entries and what is derived from them. Everything but `Entry` and `Quarantine` can be rebuilt."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Entry(TenantModel):
    """The bytes a till sealed, as they came. Never changed, never deleted: the application may only insert.

    `branch` is 0 for the chain itself. A second entry of the same sequence, which a person adopted out of
    quarantine, stands on a branch: its goods and money count, and the fork stays visible for ever.
    """

    id = identifier()
    till = reference("tills.Till", db_index=False)
    chain = reference("tills.Enrolment", db_index=False)
    sequence = models.BigIntegerField()
    branch = models.SmallIntegerField(default=0, db_default=0)
    kind = models.TextField()
    digest = models.BinaryField()
    content = models.BinaryField()
    seal = models.BinaryField()
    device_time = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "chain", "sequence", "branch"], name="entry_sequence_once"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="entry_sequence_positive"),
        )
        # For the voids of a day. Only these entries, which are rare: an ordinary sale pays nothing for it.
        indexes = (
            models.Index(
                fields=["organization", "device_time"],
                name="entry_event_by_time",
                condition=models.Q(kind="technical_event"),
            ),
        )


class Sale(TenantModel):
    """A sale, a refund or their kin as read from its entry; the id is the entry's.

    A tender correction has no turnover: gross 0, and tenders that move an amount between kinds.
    `returned`: what came back in an exchange (zero or less); 0 for every other kind.
    """

    class Kind(models.TextChoices):
        SALE = "sale"
        REFUND = "refund"
        EXCHANGE = "exchange"
        PAYMENT = "payment"
        TENDER_CORRECTION = "tender_correction"

    id = identifier()
    store = reference("platform.Store", db_index=False)
    till = reference("tills.Till", db_index=False)
    session = models.UUIDField(null=True)
    cashier = models.UUIDField(null=True)
    kind = models.CharField(max_length=24, choices=Kind)
    currency = models.CharField(max_length=3)
    price_mode = models.CharField(max_length=5)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    cash_rounding = models.BigIntegerField()
    returned = models.BigIntegerField(default=0, db_default=0)
    sold_at = models.DateTimeField()
    refers_to_chain = models.UUIDField(null=True)
    refers_to_sequence = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["organization", "sold_at"], name="sale_by_time"),
            models.Index(fields=["organization", "gross", "sold_at"], name="sale_by_amount"),
            # Refunds, exchanges, payments, corrections: few, and looked for among many sales.
            models.Index(
                fields=["organization", "sold_at"], name="sale_not_plain_by_time", condition=~models.Q(kind="sale")
            ),
            models.Index(
                fields=["organization", "refers_to_chain", "refers_to_sequence"],
                name="sale_by_refunded",
                condition=models.Q(refers_to_chain__isnull=False),
            ),
        )


class Line(TenantModel):
    """One sold thing. `item` is null for a free amount, and for an item the catalogue does not know.

    `goes_to`: where a thing that came back went (`stock`, `damaged`, `supplier`, `waste`); empty for what was sold.
    """

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    item = reference("catalog.Item", null=True, db_index=False)
    item_claimed = models.UUIDField(null=True)
    name = models.TextField()
    quantity_milli = models.BigIntegerField()
    unit = models.CharField(max_length=8)
    unit_price = models.BigIntegerField()
    line_discount = models.BigIntegerField()
    basket_discount = models.BigIntegerField()
    amount = models.BigIntegerField()
    tax_category = models.CharField(max_length=8)
    tax_rate_ppm = models.IntegerField()
    refers_to_line = models.IntegerField(null=True)
    goes_to = models.TextField(default="", db_default="")


class LinePromotion(TenantModel):
    """What a promotion took from a line. Most sales have none, so it is no column of the line."""

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number", "promotion")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    promotion = models.UUIDField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "sales_line_promotion"
        indexes = (models.Index(fields=["organization", "promotion"], name="line_by_promotion"),)


class LineLabel(TenantModel):
    """What the code on the very piece said of it: by it goods are called back. Few lines have one, so it stands beside.

    `item` is the article that the till claims, as of a line.
    """

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    item = models.UUIDField(null=True)
    lot = models.TextField(default="", db_default="")
    serial = models.TextField(default="", db_default="")
    expires = models.DateField(null=True)

    class Meta:
        db_table = "sales_line_label"
        indexes = (
            models.Index(fields=["organization", "lot"], name="line_by_lot", condition=~models.Q(lot="")),
            models.Index(fields=["organization", "serial"], name="line_by_serial", condition=~models.Q(serial="")),
        )


class TaxSubtotal(TenantModel):
    """Tax by category and rate (EN 16931 BG-23), as the till stated it."""

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    tax_category = models.CharField(max_length=8)
    tax_rate_ppm = models.IntegerField()
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()

    class Meta:
        db_table = "sales_tax_subtotal"


class Tender(TenantModel):
    """How a part was settled."""

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    kind = models.TextField()
    amount = models.BigIntegerField()
    received = models.BigIntegerField(null=True)
    change = models.BigIntegerField(null=True)


class TenderDetail(TenantModel):
    """What a tender says beyond its amount: which of the shop's kinds, whose balance, how much foreign money.

    Rare, so it stands beside: an ordinary sale pays nothing for it. `number` is the tender's.
    """

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    # As the till claims them; one that does not exist is flagged, not refused.
    tender_kind = models.UUIDField(null=True)
    revision = models.IntegerField(null=True)
    face = models.BigIntegerField(null=True)
    voucher = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    foreign_amount = models.BigIntegerField(null=True)
    rate_ppm = models.BigIntegerField(null=True)
    # Whose account the amount is written to (or, below zero, taken off): the sum of all is what a customer owes.
    account = models.UUIDField(null=True)

    class Meta:
        db_table = "sales_tender_detail"
        indexes = (
            models.Index(
                fields=["organization", "account"],
                name="tender_by_account",
                condition=models.Q(account__isnull=False),
            ),
        )


class Order(TenantModel):
    """Goods that were promised at a price: a quote, or goods kept aside. The id is the entry's, which says which goods.

    Open until a sale, or a payment that gives it up, refers to it by `chain` and `sequence`.
    """

    class Purpose(models.TextChoices):
        QUOTE = "quote"
        LAYAWAY = "layaway"

    id = identifier()
    store = reference("platform.Store", db_index=False)
    till = reference("tills.Till", db_index=False)
    chain = models.UUIDField()
    sequence = models.BigIntegerField()
    purpose = models.CharField(max_length=8, choices=Purpose)
    cashier = models.UUIDField(null=True)
    customer = models.UUIDField(null=True)
    ordered_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    gross = models.BigIntegerField()
    lines_count = models.IntegerField()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "-ordered_at"], name="order_by_time"),
            models.Index(fields=["organization", "chain", "sequence"], name="order_by_place"),
        )


class Payment(TenantModel):
    """What a payment without a sale was for, and what a sale took off of those before it (`deducted`, below zero)."""

    class Purpose(models.TextChoices):
        DEPOSIT = "deposit"
        CANCELLATION = "cancellation"
        SETTLEMENT = "settlement"
        DEDUCTED = "deducted"

    pk = models.CompositePrimaryKey("organization_id", "sale_id")
    sale = reference("sales.Sale", db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose)
    customer = models.UUIDField(null=True)
    amount = models.BigIntegerField()
    kept = models.BigIntegerField()


class ParkedSale(TenantModel):
    """A sale of a basket that lay on the store's shelf: of two tills that had it, the second is said."""

    pk = models.CompositePrimaryKey("organization_id", "sale_id")
    sale = reference("sales.Sale", db_index=False)
    parked = models.UUIDField()

    class Meta:
        db_table = "sales_parked_sale"
        indexes = (models.Index(fields=["organization", "parked"], name="sale_by_parked"),)


class Told(TenantModel):
    """What tills of a shop must hear of each other: a code that was used, what somebody gave or bought today.

    Derived from sealed entries and kept only as long as it matters (`ends_at`). Without a store it is for all tills.
    `position` grows in the order of commits: whoever has read up to one has missed nothing before it.
    """

    pk = models.CompositePrimaryKey("organization_id", "position")
    position = models.BigIntegerField()
    store = reference("platform.Store", null=True, db_index=False)
    till = reference("tills.Till", db_index=False)
    kind = models.TextField()
    subject = models.TextField()
    amount = models.BigIntegerField()
    happened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "store", "position"], name="told_by_store"),
            models.Index(fields=["organization", "ends_at"], name="told_by_end"),
        )


class ChargedPrice(TenantModel):
    """What a till charged for an article on a day (UTC) by a list, a promotion or an order: between which moments.

    Derived in the background (`charged.py`); what was charged as the catalogue asks is in the catalogue's history.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "item_id", "day", "till_id", "unit_price")
    store = reference("platform.Store", db_index=False)
    item = reference("catalog.Item", db_index=False)
    day = models.DateField()
    till = reference("tills.Till", db_index=False)
    unit_price = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "sales_charged_price"
        indexes = (models.Index(fields=["organization", "store", "day"], name="charged_price_by_day"),)


class CouponUse(TenantModel):
    """A sealed sale stated a code that is good once. Two rows of a code say that two tills accepted it."""

    pk = models.CompositePrimaryKey("organization_id", "code", "entry_id")
    code = models.CharField(max_length=64)
    entry = reference("sales.Entry", db_index=False)

    class Meta:
        db_table = "sales_coupon_use"


class BottleDeposit(TenantModel):
    """A line that is a deposit: handed over (above zero), given back by a refund, or paid out for empties (below it).

    Rare, so it stands beside: an ordinary sale pays nothing for it. `item` is the container that the till claims,
    `gross` what its line came to with tax, `voucher` what stood on a machine's paper: good once.
    """

    pk = models.CompositePrimaryKey("organization_id", "sale_id", "number")
    sale = reference("sales.Sale", db_index=False)
    number = models.IntegerField()
    item = models.UUIDField(null=True)
    quantity_milli = models.BigIntegerField()
    gross = models.BigIntegerField()
    voucher = models.TextField(default="", db_default="")

    class Meta:
        db_table = "sales_bottle_deposit"
        indexes = (
            models.Index(
                fields=["organization", "voucher"],
                name="bottle_deposit_by_voucher",
                condition=~models.Q(voucher=""),
            ),
        )


class Tip(TenantModel):
    """What a customer gave on top, with a sale or after it. No turnover: it belongs to those who served.

    `sale_chain` and `sale_sequence` name the sale of a later tip.
    """

    pk = models.CompositePrimaryKey("organization_id", "entry_id", "number")
    entry = reference("sales.Entry", db_index=False)
    number = models.IntegerField()
    till = reference("tills.Till", db_index=False)
    store = reference("platform.Store", db_index=False)
    session = models.UUIDField(null=True)
    cashier = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    kind = models.TextField()
    amount = models.BigIntegerField()
    sale_chain = models.UUIDField(null=True)
    sale_sequence = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "given_at"], name="tip_by_time"),)


class Session(TenantModel):
    """A till from opening to closing: the business day that its sales belong to. Derived from entries."""

    id = identifier()
    till = reference("tills.Till")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.UUIDField(null=True)
    float_amount = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    cash_expected = models.BigIntegerField(null=True)
    cash_counted = models.BigIntegerField(null=True)
    cash_difference = models.BigIntegerField(null=True)
    business_day = models.DateField(null=True)
    cash_left = models.BigIntegerField(null=True)
    differences = models.BigIntegerField(null=True)
    reason = models.TextField(null=True)  # noqa: DJ001  # null: not closed yet; empty: closed without a reason
    is_forgotten = models.BooleanField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "opened_at"], name="session_by_opening"),)


class Act(TenantModel):
    """What somebody did at a till that a shop wants to look at: a void, a drawer, cash, a count, an approval.

    Derived from entries of several kinds. `other` is who approved, who took the drawer over, or who bought.
    """

    pk = models.CompositePrimaryKey("organization_id", "entry_id", "number")
    entry = reference("sales.Entry", db_index=False)
    number = models.IntegerField()
    till = reference("tills.Till", db_index=False)
    store = reference("platform.Store", db_index=False)
    session = models.UUIDField(null=True)
    cashier = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    deed = models.TextField()
    amount = models.BigIntegerField(null=True)
    expected = models.BigIntegerField(null=True)
    counted = models.BigIntegerField(null=True)
    reason = models.TextField()
    purse = models.UUIDField(null=True)
    other = models.UUIDField(null=True)
    approved_right = models.TextField()
    asked = models.BigIntegerField(null=True)
    allowed = models.BigIntegerField(null=True)
    proof = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "happened_at"], name="act_by_time"),
            models.Index(
                fields=["organization", "store", "cashier", "happened_at"],
                name="act_returns_of_person",
                condition=models.Q(deed="refund_without_receipt"),
            ),
            models.Index(
                fields=["organization", "other", "happened_at"],
                name="act_purchases_of_person",
                condition=models.Q(deed="staff_purchase"),
            ),
        )


class Discrepancy(TenantModel):
    """What looks wrong in a stored entry: for a person to look at, never a reason to refuse."""

    pk = models.CompositePrimaryKey("organization_id", "entry_id", "number")
    entry = reference("sales.Entry", db_index=False)
    number = models.IntegerField()
    code = models.TextField()
    line = models.IntegerField(null=True)
    claimed = models.TextField()
    computed = models.TextField()


class Quarantine(TenantModel):
    """Bytes that are not (yet) a genuine entry of their chain, kept as they came until a person decides."""

    class State(models.TextChoices):
        OPEN = "open"
        ADOPTED = "adopted"
        REJECTED = "rejected"

    id = identifier()
    till = reference("tills.Till")
    chain = models.UUIDField(null=True)
    sequence = models.BigIntegerField(null=True)
    digest = models.BinaryField()
    content = models.BinaryField()
    seal = models.BinaryField()
    code = models.TextField()
    received_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, db_default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    note = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "till", "digest", "code"], name="quarantine_once"),
        )
        indexes = (models.Index(fields=["organization", "chain", "sequence"], name="quarantine_by_place"),)


class Incident(TenantModel):
    """Something a person must look at: opened once per chain and code, resolved by a person with a note."""

    id = identifier()
    till = reference("tills.Till")
    chain = models.UUIDField()
    code = models.TextField()
    opened_at = models.DateTimeField(db_default=Now())
    entries_count = models.IntegerField(default=1, db_default=1)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.UUIDField(null=True)
    note = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "till", "chain", "code"],
                name="incident_open_once",
                condition=models.Q(resolved_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["organization", "-opened_at"], name="incident_by_time"),)

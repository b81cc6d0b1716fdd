"""Tenders of the shop's own, rates of other currencies, gift cards and their balances."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from comptoir.payments.code_models import (
    BankMessage,
    BankMove,
    ChainTransfer,
    ChainWatch,
    CodeAccount,
    CodePayment,
    CodePaymentEvent,
)
from comptoir.platform.fields import TenantModel, identifier, reference

__all__ = [
    "BankMessage",
    "BankMove",
    "CardAttempt",
    "CardAttemptEvent",
    "ChainTransfer",
    "ChainWatch",
    "CodeAccount",
    "CodePayment",
    "CodePaymentEvent",
    "ExchangeRate",
    "PaymentPolicy",
    "TenderKind",
    "TenderRevision",
    "TipWork",
    "Voucher",
    "VoucherAllowance",
    "VoucherHold",
    "VoucherMovement",
]


class TenderKind(TenantModel):
    """A way to pay that a shop takes: a meal voucher, a cheque. What it may do stands in its revisions."""

    class Kind(models.TextChoices):
        MEAL_VOUCHER = "meal_voucher"
        GIFT_VOUCHER = "gift_voucher"
        VOUCHER = "voucher"
        CHECK = "check"
        TRANSFER = "transfer"
        OTHER = "other"

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    kind = models.CharField(max_length=16, choices=Kind)
    # The newest one: tills seal it with each tender.
    revision = models.IntegerField()
    place = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "payments_tender_kind"


class TenderRevision(TenantModel):
    """The settings of a kind from a change on. Rows are only added: a tender is judged by what its till knew."""

    pk = models.CompositePrimaryKey("organization_id", "tender_kind_id", "number")
    tender_kind = reference("payments.TenderKind", db_index=False)
    number = models.IntegerField()
    name = models.TextField()
    gives_change = models.BooleanField()
    opens_drawer = models.BooleanField()
    is_counted = models.BooleanField()
    amount_max = models.BigIntegerField(null=True)
    # Identifiers of categories; empty: all of them.
    categories = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "payments_tender_revision"
        constraints = (models.CheckConstraint(condition=models.Q(amount_max__gt=0), name="tender_maximum_positive"),)


class ExchangeRate(TenantModel):
    """What one unit of another currency is worth from a day on, in millionths of the shop's. Only added."""

    id = identifier()
    store = reference("platform.Store", null=True, blank=True, db_index=False)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate_ppm = models.BigIntegerField()

    class Meta:
        db_table = "payments_exchange_rate"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "store", "currency", "valid_from"], name="rate_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(condition=models.Q(rate_ppm__gt=0), name="rate_positive"),
        )


class PaymentPolicy(TenantModel):
    """What a shop decided about tips and gift cards: one row, made when something is decided."""

    class VoucherTax(models.TextChoices):
        SINGLE = "single"
        MULTI = "multi"

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    has_gift_cards = models.BooleanField(default=False)
    voucher_tax = models.CharField(max_length=8, choices=VoucherTax, default=VoucherTax.MULTI)
    voucher_tax_class = models.UUIDField(null=True)
    # What a till may redeem while the server is out of reach: of one card, and of all together.
    offline_each = models.BigIntegerField(default=0)
    offline_total = models.BigIntegerField(default=0)
    valid_months = models.SmallIntegerField(null=True)
    # What stays with the shop of what was paid for an order that is given up, in parts per million.
    kept_ppm = models.IntegerField(default=0, db_default=0)
    # For how many days a quote holds.
    quote_days = models.SmallIntegerField(default=30, db_default=30)

    class Meta:
        db_table = "payments_policy"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kept_ppm__gte=0, kept_ppm__lte=1_000_000, quote_days__gte=1),
                name="order_policy_sound",
            ),
            models.CheckConstraint(
                condition=models.Q(offline_each__gte=0, offline_total__gte=0), name="payment_allowance_positive"
            ),
        )


class TipWork(TenantModel):
    """How long somebody worked on a business day, and for how many points: what tips are shared by.

    Typed by a manager; also of those who never stand at a till, as in a kitchen. Without rows, a day's sales tell.
    """

    pk = models.CompositePrimaryKey("organization_id", "store_id", "business_day", "employee_id")
    store = reference("platform.Store", db_index=False)
    business_day = models.DateField()
    employee = reference("identity.Employee", db_index=False)
    minutes = models.IntegerField()
    points = models.IntegerField()

    class Meta:
        db_table = "payments_tip_work"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minutes__gte=0, minutes__lte=1440, points__gte=0, points__lte=100),
                name="tip_work_bounded",
            ),
        )


class Voucher(TenantModel):
    """A gift card or a store credit: what is left on it. Derived from entries; the code itself is nowhere.

    `id` is made of the code's digest. `shortfall` is what was redeemed beyond the balance (offline, or before the
    entry that sold it came): a balance is never negative, and money that comes later fills this first.
    """

    class Kind(models.TextChoices):
        GIFT_CARD = "gift_card"
        STORE_CREDIT = "store_credit"

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    currency = models.CharField(max_length=3)
    # Empty: several rates are possible, so the tax is due when it is redeemed (multi-purpose).
    tax_category = models.CharField(max_length=8, blank=True)
    tax_rate_ppm = models.IntegerField(default=0)
    balance = models.BigIntegerField()
    shortfall = models.BigIntegerField()
    first_at = models.DateTimeField()
    is_blocked = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="voucher_balance_not_negative"),
            models.CheckConstraint(condition=models.Q(shortfall__gte=0), name="voucher_shortfall_not_negative"),
            models.CheckConstraint(
                condition=models.Q(balance=0) | models.Q(shortfall=0), name="voucher_balance_or_shortfall"
            ),
        )
        indexes = (models.Index(fields=["organization", "-first_at"], name="voucher_by_time"),)


class VoucherMovement(TenantModel):
    """One change of a balance, as its entry states it. The sum of all is balance − shortfall."""

    pk = models.CompositePrimaryKey("organization_id", "entry_id", "number")
    # Of an entry of the ledger, which stands above this app; never changed or deleted there.
    entry_id = models.UUIDField()
    number = models.IntegerField()
    voucher = reference("payments.Voucher", db_index=False)
    till_id = models.UUIDField()
    store = reference("platform.Store", db_index=False)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()
    reason = models.TextField()
    moved_at = models.DateTimeField()
    # Redeemed without asking the server: under which allowance.
    allowance = models.UUIDField(null=True)

    class Meta:
        db_table = "payments_voucher_movement"
        indexes = (
            models.Index(fields=["organization", "voucher", "moved_at"], name="voucher_movement_by_card"),
            models.Index(
                fields=["organization", "allowance"],
                name="voucher_movement_by_allowance",
                condition=models.Q(allowance__isnull=False),
            ),
        )


class VoucherHold(TenantModel):
    """A till is about to redeem so much: nobody else can meanwhile. Gone when the entry comes, or when it ends."""

    id = identifier()
    voucher = reference("payments.Voucher")
    till_id = models.UUIDField()
    amount = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "payments_voucher_hold"
        constraints = (models.CheckConstraint(condition=models.Q(amount__gt=0), name="hold_positive"),)


class VoucherAllowance(TenantModel):
    """What a till may redeem while the server is out of reach, as the server signed it for one chain."""

    id = identifier()
    chain = models.UUIDField()
    each = models.BigIntegerField()
    total = models.BigIntegerField()
    issued_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "payments_voucher_allowance"
        indexes = (models.Index(fields=["organization", "chain", "-issued_at"], name="allowance_by_chain"),)


class CardAttempt(TenantModel):
    """What a till asked of a card terminal, and where that stands, as the till last told. `id` is the till's own.

    Derived for people who ask what became of a payment: a sale counts by its sealed tender, never by this. There is no
    column for a card's number.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        REVERSAL = "reversal"
        REFUND = "refund"
        # Money that is held on a card, and what becomes of it.
        RESERVE = "reserve"
        INCREASE = "increase"
        CAPTURE = "capture"
        RELEASE = "release"
        TIP = "tip"

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        DECLINED = "declined"
        CANCELLED = "cancelled"
        UNKNOWN = "unknown"

    class Offline(models.TextChoices):
        """Of one that a terminal approved by itself, without a line to the bank: what the bank said later."""

        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    pk = models.CompositePrimaryKey("organization_id", "id")
    id = models.UUIDField(editable=False)
    store = reference("platform.Store", db_index=False)
    # Tills stand beside this app.
    till_id = models.UUIDField()
    cashier = models.UUIDField(null=True)
    kind = models.CharField(max_length=8, choices=Kind)
    amount = models.BigIntegerField()
    # The part of it that the card held, where that was less.
    approved = models.BigIntegerField(null=True)
    tip = models.BigIntegerField()
    # ISO 4217's number, as terminals say it.
    currency = models.SmallIntegerField()
    driver = models.CharField(max_length=16)
    terminal = models.CharField(max_length=40)
    terminal_name = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=State)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(db_default=Now())
    brand = models.CharField(max_length=40, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    authorization = models.CharField(max_length=8, blank=True)
    trace = models.CharField(max_length=12, blank=True)
    receipt = models.CharField(max_length=12, blank=True)
    terminal_number = models.CharField(max_length=16, blank=True)
    # Of money that is held: for what (a table, a room), and until when it may be taken.
    label = models.CharField(max_length=40, blank=True, default="", db_default="")
    expires_at = models.DateTimeField(null=True)
    # The entry that it paid, and the attempt that it takes back, or the hold that it is about.
    chain = models.UUIDField(null=True)
    sequence = models.BigIntegerField(null=True)
    reverses = models.UUIDField(null=True)
    # Of one that a terminal approved by itself, without a line to the bank: what the bank said later, when, and the
    # person who said so; none: the bank itself. Empty: it was asked at once.
    offline = models.CharField(max_length=9, choices=Offline, blank=True, default="", db_default="")
    offline_at = models.DateTimeField(null=True)
    offline_by = models.UUIDField(null=True)

    class Meta:
        db_table = "payments_card_attempt"
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0, tip__gte=0), name="card_attempt_amounts"),
            models.CheckConstraint(
                condition=models.Q(approved__isnull=True) | models.Q(approved__gt=0, approved__lt=models.F("amount")),
                name="card_attempt_part",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "-made_at"], name="card_attempt_by_time"),
            models.Index(
                fields=["organization", "reverses"], name="card_attempt_reversals",
                condition=models.Q(reverses__isnull=False),
            ),
            models.Index(
                fields=["organization", "chain", "sequence"], name="card_attempt_by_entry",
                condition=models.Q(chain__isnull=False),
            ),
            models.Index(
                fields=["organization", "offline"], name="card_attempt_offline",
                condition=models.Q(offline__in=("waiting", "refused")),
            ),
            # Few: what is open, or was approved and is in no sale.
            models.Index(
                fields=["organization", "state"], name="card_attempt_unsettled",
                condition=models.Q(chain__isnull=True, state__in=("pending", "unknown", "approved")),
            ),
            models.Index(
                fields=["organization", "-made_at"], name="card_attempt_holds",
                condition=models.Q(kind="reserve", state="approved"),
            ),
        )  # fmt: skip


class CardAttemptEvent(TenantModel):
    """One word about an attempt: when, what, by whom, why. Rows are only added."""

    pk = models.CompositePrimaryKey("organization_id", "attempt", "at", "state", "source", "trouble")
    attempt = models.UUIDField()
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=CardAttempt.State)
    source = models.CharField(max_length=8)
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "payments_card_attempt_event"


class ProviderAccount(TenantModel):
    """A shop's account with a payment provider. `secrets` is sealed by a key that is not in the database."""

    id = identifier()
    driver = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    is_live = models.BooleanField()
    settings = models.JSONField(default=dict)
    secrets = models.BinaryField()
    is_active = models.BooleanField(default=True)
    # When its credentials were last tried, and what came of it: empty, they were right.
    checked_at = models.DateTimeField(null=True)
    check_trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "payments_provider_account"


class ProviderTerminal(TenantModel):
    """A terminal of such an account, as the provider names it. Without a store no till may choose it."""

    id = identifier()
    account = reference("payments.ProviderAccount", db_index=False)
    reader = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    store = reference("platform.Store", null=True, db_index=False)
    # One till only; null: every till of its store.
    till_id = models.UUIDField(null=True)
    allows_tips = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "payments_provider_terminal"
        constraints = (
            models.UniqueConstraint(fields=["organization", "account", "reader"], name="provider_terminal_once"),
        )


class TerminalAttempt(TenantModel):
    """A payment that this server asks of a provider's terminal (ADR 0038). `id` is the till's own.

    Without a terminal: money that was paid on a provider's page and goes back there. `page_account` is whose page it
    was, `paid` the provider's names for that payment.

    `left_at` is written before the first byte of the wish leaves: without it, no money can have moved. `names` are the
    provider's own words for it, `events` every word about it, oldest first. There is no column for a card's number.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    id = models.UUIDField(editable=False)
    terminal = reference("payments.ProviderTerminal", null=True, db_index=False)
    page_account = models.UUIDField(null=True)
    paid: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    store = reference("platform.Store", db_index=False)
    till_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=CardAttempt.Kind)
    amount = models.BigIntegerField()
    currency = models.SmallIntegerField()
    # The payment whose money goes back.
    reverses = models.UUIDField(null=True)
    state = models.CharField(max_length=9, choices=CardAttempt.State)
    is_unwanted = models.BooleanField(default=False)
    needs_person = models.BooleanField(default=False)
    step = models.CharField(max_length=24, blank=True)
    tip = models.BigIntegerField(default=0)
    names = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    made_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    # Whoever works on it, until when; and when it is looked at next.
    held_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    misses = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "payments_terminal_attempt"
        constraints = (
            models.CheckConstraint(condition=models.Q(amount__gt=0, tip__gte=0), name="terminal_amounts"),
            models.CheckConstraint(
                condition=models.Q(terminal__isnull=False) | models.Q(page_account__isnull=False),
                name="terminal_or_page",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at"], name="terminal_attempt_open", condition=models.Q(state__in=("pending", "unknown"))
            ),
            models.Index(fields=["organization", "terminal", "-made_at"], name="terminal_attempt_by_terminal"),
        )

    @property
    def account(self) -> UUID:
        """Whose it is."""
        found: UUID | None = self.terminal.account_id if self.terminal is not None else self.page_account
        assert found is not None, "the database asks for one of both"
        return found

    @property
    def allows_tips(self) -> bool:
        return self.terminal is not None and bool(self.terminal.allows_tips)

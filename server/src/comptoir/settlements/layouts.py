"""What card companies call the columns of their files: data, by their published column names. Pure.

None of it was seen out of a live account of ours: it is held against hand-made files with the published columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PAYMENT, REFUND, CHARGEBACK, FEE, PAYOUT = "payment", "refund", "chargeback", "fee", "payout"
# What a column may hold; who maps columns by hand chooses among these.
FIELDS = (
    "when", "hour", "gross", "fee", "net", "currency", "kind", "key", "reference", "own_reference", "authorization",
    "trace", "terminal", "last_four", "payout", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """How one file is read: its columns by what they hold, the first that is there counts.

    `needs`: it is this file when all of these are in its first line. `kinds`: what its words mean. `credit`, `debit`:
    amounts with a column for each direction. `fees`: several columns that are kept together. `skipped`: states of lines
    that moved no money.
    """

    provider: str
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str] = field(default_factory=dict)
    credit: Mapping[str, str] = field(default_factory=dict)
    debit: Mapping[str, str] = field(default_factory=dict)
    fees: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    # What a line without such a word is, by whether it has a reference.
    plain_kind: str = ""


_STRIPE_KINDS = {
    "charge": PAYMENT, "payment": PAYMENT, "refund": REFUND, "payment_refund": REFUND,
    "partial_capture_reversal": REFUND,
    "refund_failure": PAYMENT, "dispute": CHARGEBACK, "dispute_reversal": CHARGEBACK, "adjustment": CHARGEBACK,
    "fee": FEE, "stripe_fee": FEE, "network_cost": FEE, "tax": FEE, "payout": PAYOUT, "payout_reversal": PAYOUT,
}  # fmt: skip

LAYOUTS = (
    # Payout reconciliation and balance reports, itemized (report types payout_reconciliation.itemized.N).
    Layout(
        "stripe",
        ("balance_transaction_id", "reporting_category", "gross", "fee", "net"),
        {
            "key": ("balance_transaction_id",), "when": ("created_utc", "created"), "gross": ("gross",),
            "fee": ("fee",),
            "net": ("net",), "currency": ("currency",), "kind": ("reporting_category",),
            "reference": ("payment_intent_id", "charge_id", "source_id"),
            "own_reference": ("payment_metadata[attempt]",), "last_four": ("card_last4",),
            "payout": ("automatic_payout_id", "payout_id"),
        },
        _STRIPE_KINDS,
    ),
    # Its dashboard's balance history.
    Layout(
        "stripe",
        ("id", "type", "source", "amount", "fee", "net", "currency"),
        {
            "key": ("id",), "when": ("created (utc)", "created"), "gross": ("amount",), "fee": ("fee",),
            "net": ("net",),
            "currency": ("currency",), "kind": ("type",), "reference": ("source",), "payout": ("transfer",),
        },
        _STRIPE_KINDS,
    ),
    # Settlement detail report.
    Layout(
        "adyen",
        ("psp reference", "merchant reference", "gross credit (gc)", "net credit (nc)"),
        {
            "reference": ("psp reference",), "own_reference": ("merchant reference",), "when": ("creation date",),
            "kind": ("type",), "currency": ("net currency",), "payout": ("batch number",),
            "key": ("modification reference",), "terminal": ("terminal id", "unique terminal id"),
            "authorization": ("authorisation code", "auth code"), "last_four": ("card number summary",),
        },
        {
            "settled": PAYMENT, "sentforsettle": PAYMENT, "settledexternally": PAYMENT, "refunded": REFUND,
            "settledreversed": REFUND, "chargeback": CHARGEBACK, "secondchargeback": CHARGEBACK,
            "chargebackreversed": CHARGEBACK, "refundedreversed": PAYMENT, "fee": FEE, "invoicededuction": FEE,
            "depositcorrection": FEE, "misccosts": FEE, "merchantpayout": PAYOUT, "payout": PAYOUT,
        },
        credit={"gross": "gross credit (gc)", "net": "net credit (nc)"},
        debit={"gross": "gross debit (gc)", "net": "net debit (nc)"},
        fees=("commission (nc)", "markup (nc)", "scheme fees (nc)", "interchange (nc)"),
    ),
    # Transactions, exported from the account.
    Layout(
        "sumup",
        ("transaction id", "total", "fee"),
        {
            "reference": ("transaction id",), "own_reference": ("reference", "foreign transaction id"),
            "key": ("transaction id",), "when": ("date",), "hour": ("time",), "gross": ("total",), "fee": ("fee",),
            "net": ("payout", "payout amount"), "currency": ("currency",), "kind": ("transaction type", "type"),
            "last_four": ("last 4 digits", "card number"), "authorization": ("authorization code", "auth code"),
            "payout": ("payout id", "payout reference"), "status": ("status",),
        },
        {"sale": PAYMENT, "payment": PAYMENT, "refund": REFUND, "chargeback": CHARGEBACK, "charge back": CHARGEBACK},
        skipped=("failed", "cancelled", "canceled", "pending", "declined"),
        plain_kind=PAYMENT,
    ),
    # Its interface for payouts (JSON: /v1.0/merchants/…/payouts).
    Layout(
        "sumup",
        ("amount", "fee", "transaction_code", "type"),
        {
            "reference": ("transaction_code",), "key": ("id",), "when": ("date",), "gross": ("gross", "amount"),
            "fee": ("fee",), "net": ("net",), "currency": ("currency",), "kind": ("type",), "payout": ("reference",),
            "status": ("status",),
        },
        {"payout": PAYMENT, "refund_deduction": REFUND, "charge_back_deduction": CHARGEBACK, "dd_return_deduction": FEE,
         "balance_deduction": FEE},
        skipped=("failed",),
    ),
    # Transactions, exported from the dashboard.
    Layout(
        "square",
        ("transaction id", "payment id", "fees", "net total"),
        {
            "reference": ("payment id",), "key": ("payment id",), "when": ("date",), "hour": ("time",),
            "gross": ("total collected", "card"), "fee": ("fees",), "net": ("net total",), "currency": ("currency",),
            "kind": ("event type",), "last_four": ("pan suffix",), "terminal": ("device id", "device name"),
            "payout": ("deposit id", "transfer id"), "status": ("transaction status",),
        },
        {"payment": PAYMENT, "refund": REFUND, "chargeback": CHARGEBACK, "dispute": CHARGEBACK},
        skipped=("failed", "canceled"),
        plain_kind=PAYMENT,
    ),
    # A settlement, exported from the dashboard.
    Layout(
        "mollie",
        ("id", "settlement reference", "settlement amount"),
        {
            "reference": ("id",), "when": ("date",), "gross": ("settlement amount",),
            "currency": ("settlement currency", "currency"), "kind": ("type", "status"),
            "payout": ("settlement reference",), "own_reference": ("metadata", "reference"),
        },
        {"paid": PAYMENT, "paidout": PAYMENT, "payment": PAYMENT, "refund": REFUND, "refunded": REFUND,
         "chargeback": CHARGEBACK, "charged back": CHARGEBACK, "fee": FEE, "costs": FEE},
    ),
    # Account transactions, exported from the account.
    Layout(
        "viva",
        ("transaction id", "order code", "amount"),
        {
            "reference": ("transaction id",), "key": ("transaction id",), "when": ("date", "transaction date",
            "created"),
            "hour": ("time",), "gross": ("amount",), "fee": ("commission", "fee", "fees"), "net": ("net amount", "net"),
            "currency": ("currency",), "kind": ("type", "transaction type"), "terminal": ("terminal id",),
            "authorization": ("authorization id", "authorization code"), "trace": ("rrn", "retrieval reference number"),
            "last_four": ("card number", "masked card number"), "own_reference": ("merchant reference",),
            "payout": ("clearance id", "settlement id"), "status": ("status",),
        },
        {"charge": PAYMENT, "capture": PAYMENT, "sale": PAYMENT, "refund": REFUND, "void": REFUND,
         "dispute": CHARGEBACK, "chargeback": CHARGEBACK, "fee": FEE, "payout": PAYOUT, "clearance": PAYOUT},
        skipped=("failed", "declined", "error"),
        plain_kind=PAYMENT,
    ),
    # Named as we name them: what a shop, or its own program, writes for us.
    Layout(
        "other",
        ("when", "gross"),
        {name: (name,) for name in FIELDS},
        {kind: kind for kind in (PAYMENT, REFUND, CHARGEBACK, FEE, PAYOUT)},
        plain_kind=PAYMENT,
    ),
)  # fmt: skip
PROVIDERS = ("stripe", "adyen", "sumup", "square", "mollie", "viva", "other")
BANK = "bank"


def mapped(columns: Mapping[str, str]) -> Layout:
    """A file whose columns a person named: what each field is called there."""
    named = {name: (column.strip().lower(),) for name, column in columns.items() if name in FIELDS and column.strip()}
    needs = tuple(column for (column,) in named.values())
    return Layout("other", needs, named, LAYOUTS[-1].kinds, plain_kind=PAYMENT)

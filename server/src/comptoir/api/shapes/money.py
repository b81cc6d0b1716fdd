"""Money besides sales: ways to pay, rates, safes and the bank, terminals, books, what is owed, invoices' issuers."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AliasChoices, Field

from comptoir.accounting.public import Role
from comptoir.api.shapes.common import Amount, Day, Flag, Id, Name, Page, Positive, Sent, Whole, Words

Tender = Literal["meal_voucher", "gift_voucher", "voucher", "check", "transfer", "other"]


class TenderTerms(Sent):
    """A way to pay of the shop's own, as it shall be. `categories`: what it pays for; none: everything."""

    name: Annotated[Name, Field(max_length=60)]
    gives_change: Flag = False
    opens_drawer: Flag = False
    is_counted: Flag = False
    amount_max: Positive | None = None
    categories: Annotated[list[Id], Field(max_length=100)] = []
    is_active: Flag = True


class NewTender(TenderTerms):
    """A way to pay, in every store or in one; its kind and its store stay."""

    id: Id | None = None
    kind: Tender
    store: Id | None = None


class TenderKind(Schema):
    """A way to pay of the shop's own."""

    id: Id
    kind: str
    store: Id | None
    revision: int
    is_active: bool
    name: str
    gives_change: bool
    opens_drawer: bool
    is_counted: bool
    amount_max: int | None
    categories: list[Id]


class TenderKinds(Schema):
    """Every way to pay of the shop's own."""

    tender_kinds: list[TenderKind]


class NewExchangeRate(Sent):
    """A rate of a currency from a day on, in parts per million, in every store or in one."""

    id: Id | None = None
    currency: Annotated[Words, Field(pattern=r"^[A-Z]{3}$")]
    valid_from: Day
    rate_ppm: Annotated[Whole, Field(ge=1, le=10**12)]
    store: Id | None = None


class ExchangeRate(Schema):
    """A dated rate."""

    currency: str
    valid_from: date
    rate_ppm: int
    store: Id | None


class ExchangeRates(Schema):
    """Every dated rate."""

    exchange_rates: list[ExchangeRate]


class PaymentPolicy(Schema):
    """What was decided about tips, gift cards, deposits and quotes."""

    tip_presets: list[int]
    tip_amounts: list[int]
    tip_pooling: str
    has_gift_cards: bool
    is_single_purpose: bool
    voucher_tax_class: Id | None
    offline_each: int
    offline_total: int
    kept_ppm: int
    quote_days: int
    valid_months: int


class PaymentPolicyChange(Sent):
    """What is not named stays. For how long a card is valid is the books': it has an address of its own."""

    tip_presets: Annotated[list[Positive], Field(max_length=5)] | None = None
    tip_amounts: Annotated[list[Positive], Field(max_length=5)] | None = None
    tip_pooling: Literal["equal", "hours", "sales", "points", "shift", "own"] | None = None
    has_gift_cards: Flag | None = None
    is_single_purpose: Flag | None = None
    voucher_tax_class: Id | None = None
    offline_each: Positive | None = None
    offline_total: Positive | None = None
    kept_ppm: Annotated[Whole, Field(ge=0, le=1_000_000)] | None = None
    quote_days: Annotated[Whole, Field(ge=1, le=3_650)] | None = None


class CardValidity(Sent):
    """For how many months a card is valid after money last came onto it; 0: for ever."""

    valid_months: Annotated[Whole, Field(ge=0, le=120)]


class TipWork(Schema):
    """How long somebody worked on a day, and for how many points."""

    employee: Id
    minutes: Annotated[Whole, Field(ge=0, le=1_440)]
    points: Annotated[Whole, Field(ge=0, le=100)]


class TipDay(Sent):
    """Who worked in a store on a business day: what its tips are shared by."""

    worked: Annotated[list[TipWork], Field(max_length=500)]


class TipWorked(Schema):
    """What managers said of a day."""

    store: Id
    business_day: date
    worked: list[TipWork]


class Block(Sent):
    """Whether a card is blocked."""

    is_blocked: Flag


class CardMovement(Schema):
    """One change of a card; `number` is empty where no sale made it."""

    entry: Id
    amount: int
    balance: int
    reason: str
    moved_at: datetime
    store: str
    number: str


class CardMovements(Schema):
    """What changed a card, the newest first."""

    movements: list[CardMovement]


class Safe(Schema):
    """What should lie in a store's safe, and when somebody last counted it."""

    store: Id
    expected: int
    counted_at: datetime | None
    counted: int | None


class Safes(Schema):
    """Each store's safe."""

    safes: list[Safe]


class SafeMovement(Schema):
    """One thing that moved a safe; above zero, into it. Of a count, what it was off by."""

    id: Id = Field(validation_alias=AliasChoices("key", "id"))
    store: Id
    happened_at: datetime
    deed: str
    amount: int
    till_code: str
    slip: str
    is_taken_back: bool


class SafeMovements(Schema):
    """The newest first."""

    movements: list[SafeMovement]


class NewBankDeposit(Sent):
    """Money that left a safe for the bank, with the number of its slip; below zero: change that came from there."""

    id: Id | None = None
    store: Id
    amount: Amount
    slip: Annotated[Name, Field(max_length=40)]


class NewSafeCount(Sent):
    """What lies in a store's safe now."""

    id: Id | None = None
    store: Id
    counted: Positive


class Counted(Schema):
    """What the count was off by."""

    document: Id
    difference: int


class Stated(Schema):
    """What a terminal says of a day and a way to pay, such as `card`."""

    day: Day
    kind: Annotated[Name, Field(max_length=64)]
    amount: Amount


class TerminalTotals(Sent):
    """What a terminal says of some days of a store; said again, the last word counts."""

    store: Id
    totals: Annotated[list[Stated], Field(min_length=1, max_length=500)]


class TenderDay(Schema):
    """What came in by one way on a day as the tills say, and as the terminal says."""

    store: Id
    day: date
    kind: str
    ours: int
    theirs: int | None


class TenderDays(Schema):
    """By day and way, everything but cash and the shop's own balances."""

    days: list[TenderDay]


class BooksTerms(Sent):
    """How a company keeps its books."""

    chart: Annotated[Words, Field(max_length=8)]
    year_starts: Annotated[Whole, Field(ge=1, le=12)] = 1
    journal_code: Annotated[Words, Field(pattern=r"^[0-9A-Z]{1,6}$")] = "CAI"
    adviser: Annotated[Words, Field(pattern=r"^(|[0-9]{4,7})$")] = ""
    client: Annotated[Words, Field(pattern=r"^(|[0-9]{1,5})$")] = ""


class NamedAccount(Schema):
    """An account under a number of the company's own; an empty number: as the chart says. `key` tells accounts of one
    role apart: a rate, a tender, a purpose.
    """

    role: Role
    key: Annotated[Words, Field(max_length=64)] = ""
    number: Annotated[Words, Field(max_length=12)]
    name: Annotated[Words, Field(max_length=120)] = ""


class Accounts(Sent):
    """Accounts to name, or to give back to the chart; the others stay."""

    accounts: Annotated[list[NamedAccount], Field(min_length=1, max_length=500)]


class Bookkeeping(Schema):
    """How a company's books are kept, and its own numbers of accounts."""

    company: Id
    chart: str
    year_starts: int
    journal_code: str
    adviser: str
    client: str
    accounts: list[NamedAccount]


class Owed(Schema):
    """What is owed to customers of one kind: by the books (net and tax) and by their balances."""

    role: str
    count: int
    net: int
    tax: int
    balances: int


class Expired(Schema):
    """What expired and was booked as earned; below zero, given back."""

    voucher: Id
    kind: str
    amount: int
    day: date


class Liabilities(Schema):
    """What is owed, what has expired and is not booked yet, and what was."""

    owed: list[Owed]
    valid_months: int
    expired_amount: int
    soon_amount: int
    booked: list[Expired]


class ExpiredBooked(Schema):
    """What it came to."""

    amount: int


class IssuerTerms(Sent):
    """What an invoice says of the company."""

    street: Name
    postal_code: Annotated[Name, Field(max_length=20)]
    city: Annotated[Name, Field(max_length=100)]
    country: Annotated[Words, Field(pattern=r"^[A-Z]{2}$")]
    tax_number: Annotated[Name, Field(max_length=40)]
    registration: Annotated[Words, Field(max_length=40)] = ""
    mention: Words = ""


class IssuerSaid(Schema):
    """What invoices say of a company."""

    street: str
    postal_code: str
    city: str
    country: str
    tax_number: str
    registration: str
    mention: str


class Issuer(Schema):
    """What a company says of itself; null: it issues no invoices yet."""

    issuer: IssuerSaid | None


class Invoice(Schema):
    """An invoice, a prepayment invoice or a credit note; `corrects` names what the latter takes back.

    `kept_until`: its buyer was erased; the law keeps the name until that day, and it is not told here.
    """

    id: Id
    kind: str
    number: str
    entry: Id
    corrects: Id | None
    is_cancellation: bool
    is_cancelled: bool
    buyer_name: str
    gross: int
    currency: str
    issued_at: datetime
    kept_until: date | None


class InvoicePage(Page):
    """Invoices and credit notes, the newest first."""

    invoices: list[Invoice]


class InvoiceContent(Schema):
    """An invoice and what it says, as its file holds it."""

    invoice: Invoice
    content: dict[str, Any]

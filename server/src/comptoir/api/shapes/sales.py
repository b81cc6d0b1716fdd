"""Sales as they were sealed, and what a day came to. Amounts of what came back are negative."""

from datetime import date, datetime

from ninja import Schema

from comptoir.api.shapes.common import Id, Page


class SaleRow(Schema):
    """A line of the list. `number` stands on the receipt; `flags` counts what looks wrong."""

    id: Id
    number: str
    kind: str
    sold_at: datetime
    store: str
    till: str
    cashier: str | None
    gross: int
    currency: str
    tenders: list[str]
    lines: int
    flags: int


class SalePage(Page):
    """Sales, the newest first."""

    sales: list[SaleRow]


class SaleLine(Schema):
    """A sold thing as its entry states it."""

    number: int
    article: Id | None
    name: str
    quantity_milli: int
    unit: str
    unit_price: int
    discount: int
    amount: int
    tax_category: str
    tax_rate_ppm: int


class SaleTax(Schema):
    """Tax by category (UNTDID 5305) and rate."""

    tax_category: str
    tax_rate_ppm: int
    net: int
    tax: int
    gross: int


class SaleTender(Schema):
    """How a part was settled."""

    kind: str
    amount: int
    received: int | None
    change: int | None


class SaleFlag(Schema):
    """What looks wrong: as the till claims it, and as the server computes it."""

    code: str
    line: int | None
    claimed: str
    computed: str


class SaleSeal(Schema):
    """What was verified just now over the stored bytes: `GET /sales/{sale}/entry` has them."""

    chain: Id
    sequence: int
    digest: str
    seal: str
    public_key: str
    digest_fits: bool
    seal_holds: bool
    chain_holds: bool


class Sale(Schema):
    """Everything about one sale."""

    id: Id
    number: str
    kind: str
    sold_at: datetime
    received_at: datetime
    store: str
    till: str
    cashier: str | None
    currency: str
    price_mode: str
    net: int
    tax: int
    gross: int
    cash_rounding: int
    lines: list[SaleLine]
    taxes: list[SaleTax]
    tenders: list[SaleTender]
    flags: list[SaleFlag]
    refunds: list[Id]
    seal: SaleSeal


class CashierDay(Schema):
    """One cashier's part of a day."""

    cashier: Id | None
    name: str | None
    sales: int
    refunds: int
    sold: int
    refunded: int
    discounts: int


class DayTender(Schema):
    """What was taken by one kind of tender, refunds taken off."""

    kind: str
    count: int
    amount: int


class DaySession(Schema):
    """A till from opening to closing; open while `closed_at` is null."""

    id: Id
    till: str
    opened_at: datetime
    closed_at: datetime | None
    float_amount: int | None
    cash_expected: int | None
    cash_counted: int | None
    cash_difference: int | None


class DayReport(Schema):
    """What a business day came to, as the page of the same name says it."""

    day: date
    store: Id | None
    currency: str
    sales: int
    refunds: int
    sold: int
    refunded: int
    net: int
    tax: int
    gross: int
    cash_rounding: int
    discounts: int
    voids: int
    taxes: list[SaleTax]
    tenders: list[DayTender]
    cashiers: list[CashierDay]
    sessions: list[DaySession]

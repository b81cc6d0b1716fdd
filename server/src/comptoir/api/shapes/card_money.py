"""Card money: files of card companies and of the bank, beside what the tills took."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from comptoir.api.shapes.common import NO_NUL, Id, Name, Page, Sent, Words

Content = Annotated[str, StringConstraints(max_length=2_400_000, pattern=r"^[A-Za-z0-9+/=]*$")]
Column = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_NUL)]


class SettlementBadLine(Schema):
    """A line that is not taken, and why: amount, time, kind, currency, sums or card_number."""

    number: int
    why: str


class SettlementFile(Schema):
    """A file that was handed in. `state`: `tried` (looked at), `taken` (it counts) or `back`. `payments` of a
    bank's file: moves that name a payment by code, and when they were taken.
    """

    id: Id
    store: Id
    provider: str
    name: str
    state: Literal["tried", "taken", "back"]
    good: int
    bad: int
    bad_lines: list[SettlementBadLine]
    passed_over: int
    added: int
    first_day: date | None
    last_day: date | None
    tried_at: datetime
    payments: int
    payments_taken_at: datetime | None


class SettlementFiles(Schema):
    """The newest first, 50 at most."""

    files: list[SettlementFile]


class NewBankFile(Sent):
    """A file of the bank (camt.052, .053, .054), as base64. The same file handed in again is the one of before."""

    id: Id | None = None
    store: Id
    file_name: Name
    content: Content


class NewSettlementFile(NewBankFile):
    """A card company's file (CSV or JSON) or the bank's, as base64: looked at, and nothing counts yet.

    `columns`: of a company that nobody knows, what its columns are called, by what they hold.
    """

    columns: dict[Column, Column] = Field(default_factory=dict, max_length=20)


class TookFile(Schema):
    """What a file brought: lines that are new, payments by code that it confirmed, and cards that were taken without
    the bank and that it pays.
    """

    file: SettlementFile
    lines: int
    payments: int
    cards: int


class CardMoneyBucket(Schema):
    """How many lines and payments end there, what they come to, and of how many somebody wrote what became of them."""

    bucket: str
    count: int
    amount: int
    settled: int


class CardMoneyPayout(Schema):
    """What a company paid out, what its lines come to, and when it reached the account (null: it was not seen)."""

    provider: str
    payout: str
    currency: str
    first: date
    last: date
    count: int
    gross: int
    fee: int
    amount: int
    adds_up: bool
    trace: Literal["arrived", "differs", "not_seen"]
    credited_on: date | None
    credited: int | None


class CardMoney(Schema):
    """Days of card money, worked out when they are asked for: a quarter at most."""

    first: date
    last: date
    currency: str
    gross: int
    fees: int
    open: int
    buckets: list[CardMoneyBucket]
    payouts: list[CardMoneyPayout]


class CardMoneyRow(Schema):
    """A line of a company, a payment of a till, or both that belong together. `subject` names it in a note.

    `alike`: when others of the same amount were of which any could be the missing one.
    """

    subject: str
    bucket: str
    at: datetime
    store: Id
    here: int | None
    there: int | None
    difference: int
    fee: int | None
    provider: str
    reference: str
    payout: str
    sale: Id | None
    note: str
    alike: list[datetime]


class CardMoneyRows(Page):
    """Rows of the days, by time."""

    rows: list[CardMoneyRow]


class NewCardMoneyNote(Sent):
    """What became of a difference: from then on it counts as settled."""

    id: Id | None = None
    store: Id
    subject: Annotated[Words, Field(min_length=1, max_length=160)]
    note: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class CardMoneyNote(Schema):
    """What was written down."""

    id: Id
    subject: str
    note: str

"""The books of a company: its bookings, its closed periods."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from comptoir.api.shapes.common import NO_NUL, Id, Sent

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
Note = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]


class BookLine(Schema):
    """An account of a booking. `number` is null where nobody gave it one; tax stands on accounts of its own."""

    account: str
    number: str | None
    name: str
    debit: int
    credit: int


class Booking(Schema):
    """A booking: `day` (a store's business day), `late` (a part of a day whose period had been closed: `belongs`) or
    `opening` (what a year begins with). `closing` is the number of the closing that keeps it; null while it is open.
    `left_over` is what sealed entries of the day are apart by.
    """

    number: int
    kind: str
    store: Id
    day: date
    belongs: date | None
    document: str
    closing: int | None
    left_over: int
    lines: list[BookLine]


class Books(Schema):
    """A period's bookings, in their order. `state` is `open`, or `closed-` and the number of the last closing."""

    company: Id
    first: date
    last: date
    currency: str
    state: str
    bookings: list[Booking]


class Closing(Schema):
    """A closed period. `digest` is of all that it keeps and of the closing before; `reopened_at` is null while it
    holds.
    """

    number: int
    first: date
    last: date
    closed_at: datetime
    note: str
    digest: str
    reopened_at: datetime | None
    reason: str


class ClosingList(Schema):
    """All of a company's closings, oldest first; `open_from` is the first day that can be closed next (null: nothing
    was booked yet), `ends` the last days up to which.
    """

    open_from: date | None
    ends: list[date]
    closings: list[Closing]


class NewClosing(Sent):
    """From the first day that is open up to the end of a month."""

    first: Day
    last: Day
    note: Note = ""


class Reopen(Sent):
    """Why the last closing is taken back."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)]


class NewPeriodClosing(Schema):
    """A month (`2026-11`) or a year (`2026`)."""

    name: Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2]))?$")]


class PeriodCounters(Schema):
    """`gross` was sold, `refunded` came back (zero or less), `net` is what is left without tax."""

    gross: int
    refunded: int
    net: int
    documents: int


class PeriodCurrency(Schema):
    """All of one currency: of the period, and since the beginning."""

    currency: str
    total: PeriodCounters
    perpetual: PeriodCounters


class PeriodClosing(Schema):
    """A month or a year as it stands in the office's chain. `digest` is the entry's; what it covers ends at
    `log_position`, and `late_count` entries came late for periods before.
    """

    sequence: int
    period: str
    name: str
    made_at: datetime
    digest: str
    log_position: int
    late_count: int
    currencies: list[PeriodCurrency]


class PeriodClosingList(Schema):
    """In the order in which they were closed."""

    closings: list[PeriodClosing]

"""Input of the operations of customers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetCustomer:
    """Somebody whom a till met: the identifier is the till's. A customer who is known stays as they are."""

    organization: UUID
    id: UUID
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCustomer:
    """A customer as they shall be. Without a limit they have no account; without a card nothing is read of them."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    phone: str = ""
    email: str = ""
    credit_limit: int | None = None
    card: str = ""
    group: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCard:
    """A customer gets a card with a code of the shop's own, instead of any that they had."""

    organization: UUID
    person: UUID | None
    customer: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent:
    """A customer said yes or no to a use of their data. `text` is what they were shown, word for word; of a no that
    nobody asked for, nothing.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    customer: UUID
    purpose: str
    channel: str
    is_given: bool
    place: str
    happened_at: datetime
    now: datetime
    text: str = ""
    text_version: str = ""
    language: str = ""
    till: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAddresses:
    """Where those are reached who said yes to one use by one way: a program outside writes to them."""

    organization: UUID
    person: UUID | None
    purpose: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantExemption:
    """One customer owes no tax for one of the shop's reasons, from today to a day; `evidence` is what proves it."""

    organization: UUID
    person: UUID | None
    id: UUID
    customer: UUID
    reason: UUID
    evidence: str
    day: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndExemption:
    """The customer pays tax again."""

    organization: UUID
    person: UUID | None
    customer: UUID


LINES_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine:
    """One customer as a file says them. An empty phone, e-mail or card says nothing."""

    number: int
    name: str
    phone: str = ""
    email: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCustomers:
    """Up to 500 lines of a file of customers."""

    organization: UUID
    person: UUID | None
    lines: tuple[CustomerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCustomers:
    """What an import did, back again: `new` are forgotten, `before` is what the others were called."""

    organization: UUID
    person: UUID | None
    new: tuple[UUID, ...]
    before: tuple[tuple[UUID, CustomerLine], ...]
    now: datetime

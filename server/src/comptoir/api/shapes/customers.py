"""Customers."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Day, Flag, Id, Moment, Name, Page, Sent, Whole, Words

Limit = Annotated[
    Whole,
    Field(ge=0, le=1_000_000_000_000, description="What they may owe, in minor units; null: they have no account."),
]

Card = Annotated[
    Words,
    Field(max_length=64, description="What a reader reads of the card that they carry; empty: they have none."),
]


class Customer(Schema):
    """Somebody by name; of one who was erased only the identifier is left."""

    id: Id
    name: str
    phone: str
    email: str
    credit_limit: int | None
    card: str
    group: Id | None
    created_at: datetime
    erased_at: datetime | None


class CustomerPage(Page):
    """Customers in order of their making."""

    customers: list[Customer]


class NewCustomer(Sent):
    """Somebody to write down; `id` is the program's own, if it likes."""

    id: Id | None = None
    name: Annotated[Name, Field(max_length=120)]
    phone: Words = ""
    email: Words = ""
    credit_limit: Limit | None = None
    card: Card = ""
    group: Id | None = None


class CustomerChange(Sent):
    """A customer as they shall be."""

    name: Annotated[Name, Field(max_length=120)]
    phone: Words = ""
    email: Words = ""
    credit_limit: Limit | None = None
    card: Card = ""
    group: Id | None = None


class Account(Schema):
    """What a customer owes on account, and since when; an order of theirs that nobody ended yet is open."""

    customer: Id
    balance: int
    credit_limit: int | None
    oldest_at: datetime | None
    open_orders: int


class GroupTerms(Sent):
    """A group of customers that rules can be for; `is_staff`: people of the house."""

    name: Name
    is_staff: Flag = False


class NewCustomerGroup(GroupTerms):
    """A group to make."""

    id: Id | None = None


class CustomerGroup(Schema):
    """A group of customers."""

    id: Id
    name: str
    is_staff: bool
    is_ended: bool


class CustomerGroups(Schema):
    """Every group by name, those that ended too."""

    customer_groups: list[CustomerGroup]


class NewConsent(Sent):
    """A customer said yes or no to one use of their data by one way. Of a yes: the text that they were shown."""

    id: Id | None = None
    purpose: Literal["news", "loyalty", "profiling"]
    channel: Literal["email", "sms", "post", "phone", "none"]
    is_given: Flag
    place: Literal["till", "office", "web"]
    happened_at: Moment
    text: Annotated[Words, Field(max_length=4_000)] = ""
    text_version: Annotated[Words, Field(max_length=40)] = ""
    language: Annotated[Words, Field(max_length=2)] = ""
    till: Id | None = None


class Consent(Schema):
    """What a customer said once: it is never changed. `digest`: SHA-256 of the text, as docs/administrator.md says."""

    id: Id
    purpose: str
    channel: str
    is_given: bool
    place: str
    till: Id | None
    person: Id | None
    proof: str
    happened_at: datetime
    noted_at: datetime
    digest: str
    text_version: str
    language: str
    text: str


class Consents(Schema):
    """All that they said, newest first; `standing`: the last word on each use and way."""

    standing: list[Consent]
    consents: list[Consent]


class AddressedCustomer(Schema):
    """Somebody who said yes, and where they are reached by that way."""

    id: Id
    name: str
    address: str


class Addressees(Schema):
    """Those who may be written to, and nobody else."""

    customers: list[AddressedCustomer]


class AddresseesWish(Sent):
    """For which use, by which way."""

    purpose: Literal["news", "loyalty", "profiling"]
    channel: Literal["email", "sms", "post", "phone", "none"]


class ErasureWish(Sent):
    """Why somebody is erased."""

    reason: Literal["asked", "withdrawn", "objected", "unneeded", "unlawful"] = "asked"


class Erasure(Schema):
    """That a customer is erased. `kept_until`: how long the law keeps their name on documents; null: on none."""

    customer: Id
    erased_at: datetime
    kept_until: date | None


class PersonFile(Schema):
    """Everything that is kept of one person: docs/developer/person-format.md."""

    format: str
    kind: str
    person: Id
    made_at: datetime
    shop: str
    sections: list[dict[str, Any]]


class NewGrant(Sent):
    """One customer owes no tax until a day, for one of the shop's reasons; `evidence` is what proves it."""

    id: Id | None = None
    reason: Id
    evidence: Annotated[Name, Field(max_length=120)]
    valid_until: Day


class Grant(Schema):
    """Why a customer owes no tax, and until when."""

    id: Id
    reason: Id
    evidence: str
    valid_from: date
    valid_until: date


class CustomerGrant(Schema):
    """What stands for a customer; null: they pay tax."""

    exemption: Grant | None

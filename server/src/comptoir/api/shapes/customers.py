"""Customers."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Day, Flag, Id, Name, Page, Sent, Whole, Words

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

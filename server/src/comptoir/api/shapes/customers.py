"""Customers."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Name, Page, Sent, Whole, Words

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

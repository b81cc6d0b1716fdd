"""Payment links: what somebody may pay on a provider's page."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Flag, Id, Moment, Sent, Whole, Words


class LinkBack(Schema):
    """Money of a payment that goes back: `state` `pending` or `unknown`, then `approved`, `declined`, `cancelled`."""

    id: Id
    amount: int
    state: str


class LinkPayment(Schema):
    """What one guest paid or began to pay. `is_sold`: a till has it in a sale."""

    id: Id
    amount: int
    tip: int
    state: str
    made_at: datetime
    is_sold: bool
    backs: list[LinkBack]


class PaymentLink(Schema):
    """`path`: what a guest opens here; `state`: open, part, paid, expired, cancelled, taken (into a sale)."""

    id: Id
    path: str
    store: Id
    amount: int
    currency: str
    text: str
    allows_parts: bool
    state: str
    paid: int
    rest: int
    under_way: int
    too_much: int
    made_at: datetime
    expires_at: datetime | None
    payments: list[LinkPayment]


class PaymentLinks(Schema):
    """The newest hundred."""

    links: list[PaymentLink]


class NewPaymentLink(Sent):
    """`id` is the program's own: sent twice, it is made once. `expires_at` null: until it is paid or cancelled."""

    id: Id | None = None
    account: Id
    store: Id
    amount: Annotated[Whole, Field(ge=1, le=99_999_999)]
    text: Annotated[Words, Field(min_length=1, max_length=140)]
    allows_parts: Flag = False
    expires_at: Moment | None = None


class GiveBack(Sent):
    """All of a payment that no till took, by its provider. `id` is the program's own: sent twice, it goes back once."""

    id: Id | None = None


class BackWord(Sent):
    """Whether money went back, as the provider's pages say. Heard only where the provider could not tell."""

    is_paid: Flag

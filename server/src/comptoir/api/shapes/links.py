"""Payment links: what somebody may pay on a provider's page."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Flag, Id, Moment, Sent, Whole, Words


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

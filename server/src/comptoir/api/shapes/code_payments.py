"""Payments by a code on a screen: accounts that customers pay into, and what became of each payment."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from comptoir.api.shapes.common import NO_NUL, Flag, Id, Sent

Title = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Fact = Annotated[str, StringConstraints(max_length=300, pattern=NO_NUL)]
Facts = Annotated[dict[str, Fact], Field(max_length=12)]


class CodeAccount(Schema):
    """An account that customers pay into by a code. `facts`: what its scheme must know of it, such as `iban`."""

    id: Id
    store: Id | None
    scheme: str
    name: str
    facts: dict[str, str]
    may_finish: bool
    is_active: bool


class CodeAccounts(Schema):
    """Those that tills offer first."""

    accounts: list[CodeAccount]


class CodeAccountTerms(Sent):
    """`may_finish`: a sale may end before anybody saw the money."""

    name: Title
    facts: Facts
    may_finish: Flag = False
    is_active: Flag = True


class NewCodeAccount(CodeAccountTerms):
    """The scheme and the store of an account stay what they are. Without a store: everywhere."""

    id: Id | None = None
    scheme: Literal["epc", "swiss", "pix", "upi", "emv", "evm"]
    store: Id | None = None


class CodePaymentRow(Schema):
    """A payment by code. `confirmation`: who saw the money (`bank`, `person`, or nobody); `trouble`: what is odd."""

    id: Id
    account: str
    scheme: str
    amount: int
    currency: str
    reference: str
    state: str
    confirmation: str
    trouble: str
    received: int
    made_at: datetime
    seen_at: datetime | None
    store: str
    till: str
    sale: Id | None


class CodePaymentEvent(Schema):
    """One word of its history."""

    at: datetime
    state: str
    source: str
    trouble: str
    received: int


class CodePayment(CodePaymentRow):
    """A payment with its history, oldest word first."""

    events: list[CodePaymentEvent]


class BankMove(Schema):
    """A move of the bank with a reference like ours, and no payment that fits. `move` names it."""

    move: str
    booked_on: date | None
    amount: int
    currency: str
    text: str
    outcome: str


class ChainTransfer(Schema):
    """A transfer on a chain that fits no payment. `tokens` is a decimal number; `candidates` are payments that it may
    be for. Its address is made of the account, `block_hash` and `log_index`.
    """

    block_hash: str
    log_index: int
    at: datetime
    tokens: str
    candidates: list[Id]


class ChainAccount(Schema):
    """An account on a chain. `trouble`: why the chain could not be looked at; empty when it could."""

    id: Id
    name: str
    looked_at: datetime | None
    trouble: str
    transfers: list[ChainTransfer]


class ChainAssignment(Sent):
    """The payment that a transfer was for."""

    payment: Id


class ReturnedTransfer(Schema):
    """A transfer that somebody sent back: it leaves the list."""

    block_hash: str
    log_index: int


class CodePayments(Schema):
    """What waits for somebody's word, what is odd, moves that no payment fits, accounts on a chain, and the last ones
    that are decided: 200 of each at most.
    """

    unconfirmed: list[CodePaymentRow]
    odd: list[CodePaymentRow]
    moves: list[BankMove]
    chains: list[ChainAccount]
    decided: list[CodePaymentRow]


class CodeDecision(Sent):
    """Whether the money is on the account."""

    is_paid: Flag


class SeenMove(Schema):
    """A move that somebody dealt with: it leaves the list."""

    move: str

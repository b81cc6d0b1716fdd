"""Input of the operations of payments by code, and what tills tell of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from comptoir.payments.camt import BankMovement
from comptoir.payments.code_schemes import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCodeAccount:
    """An account as it shall be. A new id makes one; `scheme` and `store` of a known one stay what they are."""

    organization: UUID
    person: UUID | None
    id: UUID
    scheme: str
    name: str
    facts: Facts
    may_finish: bool
    store: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCodePayment:
    """How one stands at its till. `word`: begun, withdrawn by the cashier, or confirmed by a person at the till."""

    id: UUID
    account: UUID
    amount: int
    currency: str
    made_at: datetime
    word: Literal["pending", "cancelled", "approved"]
    word_at: datetime
    cashier: UUID | None = None
    chain: UUID | None = None
    sequence: int | None = None
    units: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCodePayments:
    """What one till tells; it hears in return how each stands."""

    organization: UUID
    till: UUID
    store: UUID
    payments: tuple[ToldCodePayment, ...]


@dataclass(frozen=True, slots=True)
class CodePaymentNews:
    """How one stands at the server. `received`: what came of it so far."""

    id: UUID
    state: str
    confirmation: str
    trouble: str
    received: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideCodePayment:
    """A person looked at the account: the money is there, or it is not."""

    organization: UUID
    person: UUID | None
    payment: UUID
    is_paid: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSeen:
    """A person looked at what was odd about a payment or about a bank's move, and did what was to be done."""

    organization: UUID
    person: UUID | None
    at: datetime
    payment: UUID | None = None
    move: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBankMessage:
    """A file of a bank: read and kept, and nothing is confirmed by it yet."""

    organization: UUID
    person: UUID | None
    id: UUID
    file_name: str
    movements: tuple[BankMovement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBankMessage:
    """What the file says counts from now on."""

    organization: UUID
    person: UUID | None
    message: UUID
    at: datetime

"""Input of the operations about invoices."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Whom an invoice is for."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    tax_number: str = ""
    registration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveIssuer:
    """What a company says of itself on its invoices."""

    organization: UUID
    person: UUID | None
    legal_entity: UUID
    street: str
    postal_code: str
    city: str
    country: str
    tax_number: str
    registration: str
    mention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeInvoice:
    """A customer wants an invoice for a sale that the essentials prove."""

    organization: UUID
    chain: UUID
    sequence: int
    digest: str
    essentials: str
    buyer: Buyer
    language: str
    now: datetime
    till: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInvoice:
    """A wrong invoice is taken back by a numbered credit note; the sale can then be invoiced again."""

    organization: UUID
    person: UUID | None
    invoice: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRefund:
    """A refund of an invoiced sale has arrived."""

    organization: UUID
    refund: UUID
    now: datetime

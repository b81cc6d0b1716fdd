"""Invoices for strangers: what the holder of a receipt may see and ask."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.api.errors import ReceiptUnknown
from comptoir.api.queries import organization_of
from comptoir.invoices.public import can_be_invoiced, file_of, issuer_of, valid_invoice
from comptoir.journal import JournalError, load_public_key, parse_essentials, to_base64url, verify_essentials
from comptoir.papers.public import SealedEntry, find_entry
from comptoir.platform.tenancy import reading


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """A sale whose receipt the asker holds, as the till's signature proves."""

    organization: UUID
    chain: UUID
    sequence: int
    digest: str
    entry: SealedEntry


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """Whether the sale has an invoice, or could get one."""

    is_offered: bool
    number: str


def hold_receipt(essentials: str) -> HeldReceipt:
    """Check the proof. A wrong one, and a sale that is not here, get one answer."""
    try:
        claim = parse_essentials(essentials)
    except JournalError:
        raise ReceiptUnknown from None
    chain = UUID(claim.chain)
    organization = organization_of(chain)
    if organization is None:
        raise ReceiptUnknown
    with reading(organization):
        entry = find_entry(chain, claim.sequence, claim.digest)
    if entry is None or not verify_essentials(load_public_key(to_base64url(entry.public_key)), essentials):
        raise ReceiptUnknown
    return HeldReceipt(organization, chain, claim.sequence, claim.digest, entry)


def invoice_state(held: HeldReceipt) -> InvoiceFacts:
    """Nothing of the buyer is told: the holder learns a number at most."""
    with reading(held.organization):
        found = valid_invoice(held.entry.id)
        can_be_made = can_be_invoiced(held.entry) and issuer_of(held.entry.legal_entity) is not None
    return InvoiceFacts(is_offered=found is None and can_be_made, number=found.number if found else "")


def invoice_content(held: HeldReceipt) -> bytes | None:
    """The file of the invoice that counts."""
    with reading(held.organization):
        found = valid_invoice(held.entry.id)
        return file_of(found.id) if found else None

"""What other apps may ask about invoices."""

from uuid import UUID

from comptoir.invoices.commands import Buyer, CancelInvoice, MakeInvoice, SaveIssuer
from comptoir.invoices.content import content_of, returned_part, share
from comptoir.invoices.deposits import can_be_invoiced
from comptoir.invoices.operations import cancel_invoice, lock_issuer, make_invoice, save_issuer
from comptoir.invoices.queries import (
    DocumentView,
    IssuerView,
    document_of,
    documents_of,
    issuer_of,
    issuing,
    newest_documents,
    valid_invoice,
    wholly_refunded,
)
from comptoir.invoices.restricting import documents_about, forget_buyers, restrict
from comptoir.receipts import speech

__all__ = [
    "Buyer",
    "CancelInvoice",
    "DocumentView",
    "IssuerView",
    "MakeInvoice",
    "SaveIssuer",
    "can_be_invoiced",
    "cancel_invoice",
    "document_of",
    "documents_about",
    "documents_of",
    "file_of",
    "forget_buyers",
    "issuer_of",
    "issuing",
    "lock_issuer",
    "make_invoice",
    "newest_documents",
    "restrict",
    "returned_part",
    "save_issuer",
    "share",
    "valid_invoice",
    "wholly_refunded",
]


def file_of(document: UUID) -> bytes | None:
    """The Factur-X file of a document, inside a reading; made from what was written once, so always the same.

    None also once the law keeps its buyer no more."""
    view = document_of(document)
    if view is None or not view.xml:
        return None
    from comptoir.invoices.pdf import pdf_of  # heavy, and not for every process

    content = content_of(view.content)
    return pdf_of(content, view.xml, speech(view.language, content.seller.country))

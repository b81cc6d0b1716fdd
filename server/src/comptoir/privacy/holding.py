"""Where the shop holds something of one customer: asked the same way to show it and to erase it."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.customers.public import CustomerView
from comptoir.invoices.public import DocumentView, documents_about
from comptoir.messaging.public import Undeliverable, read_phone
from comptoir.papers.public import Reached, evidence_entries
from comptoir.platform.public import organization_view
from comptoir.sales.public import Naming, entries_naming


@dataclass(frozen=True, slots=True)
class Held:
    """The entries that name a customer, the addresses that are theirs, the documents that are written to them."""

    entries: list[Naming]
    reached: Reached
    documents: list[DocumentView]


def held_of(customer: UUID, view: CustomerView | None) -> Held:
    """Inside a reading or an operation. Of a customer who was erased: what still names them."""
    entries = entries_naming(customer, also=evidence_entries(customer))
    keys = tuple(entry.entry for entry in entries)
    reached = Reached(keys, email=view.email if view else "", phone=_phone(view))
    return Held(entries, reached, documents_about(keys, view.name if view else ""))


def _phone(view: CustomerView | None) -> str:
    """Their number as a message is sent to it; empty when nothing can be."""
    if view is None or not view.phone:
        return ""
    try:
        return read_phone(view.phone, organization_view().country)
    except Undeliverable:
        return ""

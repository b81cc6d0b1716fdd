"""Where the shop holds something of one customer: asked the same way to show it and to erase it."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.customers.public import CustomerView
from comptoir.invoices.public import DocumentView, documents_about
from comptoir.messaging.public import Undeliverable, read_phone
from comptoir.papers.public import Reached, evidence_entries
from comptoir.platform.public import organization_view
from comptoir.platform.sql import select_one
from comptoir.platform.tenancy import current_organization
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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of what lies beside."""

    notes: int
    papers: int
    imports: int
    aside: int


def counts_of(customer: UUID, held: Held) -> Counts:
    """In one question: a page shows how many, the file says what."""
    found = select_one(
        Counts, _COUNTS,
        {
            "organization": current_organization(), "customer": customer, "entries": list(held.reached.entries),
            "email": held.reached.email.lower(), "phone": held.reached.phone,
        },
    )  # fmt: skip
    assert found is not None
    return found


def _phone(view: CustomerView | None) -> str:
    """Their number as a message is sent to it; empty when nothing can be."""
    if view is None or not view.phone:
        return ""
    try:
        return read_phone(view.phone, organization_view().country)
    except Undeliverable:
        return ""


_COUNTS = """
    SELECT
        (SELECT count(*) FROM papers_note WHERE organization_id = %(organization)s AND entry_id = ANY(%(entries)s)
            AND erased_at IS NULL),
        (SELECT count(*) FROM papers_delivery WHERE organization_id = %(organization)s AND address <> '' AND (
            entry_id = ANY(%(entries)s) OR lower(address) = nullif(%(email)s, '')
            OR address = nullif(%(phone)s, ''))),
        (SELECT count(*) FROM moving_moved_customer
            WHERE organization_id = %(organization)s AND customer_id = %(customer)s),
        (SELECT count(*) FROM tills_parkedbasket WHERE organization_id = %(organization)s
            AND basket #>> '{customer,id}' = %(customer)s::text)
"""

"""What is read about invoices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.invoices.models import Document, Issuer
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class IssuerView:
    """What a company says of itself on invoices."""

    legal_entity: UUID
    street: str
    postal_code: str
    city: str
    country: str
    tax_number: str
    registration: str
    mention: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An invoice or credit note, `is_cancelled` when something took it back wholly.

    `kept_until`: its buyer was erased, and the law keeps the name that long (`invoices.restricting`): it stands in
    `content` and `xml` alone, for those who answer for the books. Without an `xml` it is gone there, too.
    """

    id: UUID
    kind: str
    number: str
    entry: UUID
    corrects: UUID | None
    is_cancellation: bool
    is_cancelled: bool
    buyer_name: str
    gross: int
    currency: str
    language: str
    issued_at: datetime
    content: Mapping[str, Any]
    xml: str
    kept_until: date | None

    @property
    def shown_content(self) -> Mapping[str, Any]:
        """What it says, as everybody may read it."""
        if self.kept_until is None:
            return self.content
        return {**self.content, "buyer": dict.fromkeys(self.content["buyer"], "")}


def issuer_of(legal_entity: UUID) -> IssuerView | None:
    """Inside a reading or an operation."""
    row = Issuer.objects.filter(organization_id=current_organization(), legal_entity_id=legal_entity).first()
    if row is None:
        return None
    return IssuerView(
        row.legal_entity_id, row.street, row.postal_code, row.city, row.country, row.tax_number, row.registration,
        row.mention,
    )  # fmt: skip


def issuing() -> set[UUID]:
    """The companies that can issue invoices."""
    rows = Issuer.objects.filter(organization_id=current_organization())
    return set(rows.values_list("legal_entity_id", flat=True))


def document_of(document: UUID) -> DocumentView | None:
    """One document by its id."""
    found = _documents("d.id = %s", [document], limit=1)
    return found[0] if found else None


def documents_of(entry: UUID) -> list[DocumentView]:
    """The documents of a sale: its invoices, and the credit notes of them, oldest first."""
    found = _documents(
        "d.entry_id = %s OR d.corrects_id IN (SELECT i.id FROM invoices_document i "
        "WHERE i.organization_id = d.organization_id AND i.entry_id = %s)",
        [entry, entry],
        limit=200,
    )
    return sorted(found, key=lambda document: (document.issued_at, document.id))


def documents_with(keys: Sequence[UUID]) -> list[DocumentView]:
    """These documents, oldest first."""
    if not keys:
        return []
    found = _documents("d.id = ANY(%s)", [list(keys)], limit=len(keys))
    return sorted(found, key=lambda document: (document.issued_at, document.id))


def valid_invoice(entry: UUID) -> DocumentView | None:
    """The invoice of a sale, or of a deposit, that nothing cancelled."""
    found = [row for row in documents_of(entry) if row.kind != Document.Kind.CREDIT_NOTE and not row.is_cancelled]
    return found[-1] if found else None


def newest_documents(limit: int = 200, *, before: tuple[datetime, UUID] | None = None) -> list[DocumentView]:
    """The list of the back office; `before`: those that stand behind one, by its moment and its identifier."""
    if before is None:
        return _documents("true", [], limit=limit)
    return _documents("(d.issued_at, d.id) < (%s, %s)", before, limit=limit)


def wholly_refunded(documents: Sequence[DocumentView]) -> set[UUID]:
    """Invoices of a list, newest first, of which credit notes left nothing: younger ones, and so in the list, too."""
    credited: dict[UUID, int] = {}
    for row in documents:
        if row.corrects is not None:
            credited[row.corrects] = credited.get(row.corrects, 0) + row.gross
    return {row.id for row in documents if row.gross > 0 and credited.get(row.id, 0) >= row.gross}


def refunds_of(chain: UUID, sequence: int) -> list[UUID]:
    """The refunds of a sale that have arrived, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM sales_sale WHERE organization_id = %s AND kind IN ('refund', 'exchange') "
            "AND refers_to_chain = %s AND refers_to_sequence = %s ORDER BY sold_at, id",
            [current_organization(), chain, sequence],
        )
        return [row[0] for row in cursor.fetchall()]


def payments_of_order(chain: UUID, sequence: int) -> list[UUID]:
    """What was paid on an order, and what ended it, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id FROM sales_sale s "
            "JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id "
            "WHERE s.organization_id = %s AND s.kind = 'payment' "
            "AND s.refers_to_chain = %s AND s.refers_to_sequence = %s ORDER BY s.sold_at, e.sequence, s.id",
            [current_organization(), chain, sequence],
        )
        return [row[0] for row in cursor.fetchall()]


def invoiced_sale_of(refund: UUID) -> UUID | None:
    """The sale that a refund gives back, when it has an invoice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM sales_sale r "
            "JOIN sales_entry e ON e.organization_id = r.organization_id AND e.chain_id = r.refers_to_chain "
            "AND e.sequence = r.refers_to_sequence AND e.branch = 0 "
            "WHERE r.organization_id = %s AND r.id = %s AND EXISTS (SELECT 1 FROM invoices_document d "
            "WHERE d.organization_id = e.organization_id AND d.entry_id = e.id AND d.kind = 'invoice')",
            [current_organization(), refund],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _documents(where: str, parameters: Sequence[UUID | datetime | list[UUID]], *, limit: int) -> list[DocumentView]:
    # Every `where` is one of this file's own; what varies are parameters.
    query = f"{_SELECT} WHERE d.organization_id = %s AND ({where}) ORDER BY d.issued_at DESC, d.id DESC LIMIT %s"
    rows = Document.objects.raw(query, [current_organization(), *parameters, limit])
    return [
        DocumentView(
            row.id, row.kind, row.number, row.entry_id, row.corrects_id, row.is_cancellation,
            getattr(row, "is_cancelled", False), "" if getattr(row, "kept_until", None) else row.buyer_name,
            row.gross, row.currency, row.language, row.issued_at, row.content, row.xml,
            getattr(row, "kept_until", None),
        )
        for row in rows
    ]  # fmt: skip


_SELECT = """
    SELECT d.*, EXISTS (
        SELECT 1 FROM invoices_document c
        WHERE c.organization_id = d.organization_id AND c.corrects_id = d.id AND c.is_cancellation
    ) AS is_cancelled, (
        SELECT r.kept_until FROM invoices_restriction r
        WHERE r.organization_id = d.organization_id AND r.document_id = d.id
    ) AS kept_until
    FROM invoices_document d
"""

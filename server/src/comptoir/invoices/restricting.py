"""Documents of somebody who was erased: the name stays as long as the law wants it, shown to few, and then goes."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from comptoir.invoices.commands import Buyer
from comptoir.invoices.models import Document, Restriction
from comptoir.invoices.queries import DocumentView, documents_with
from comptoir.platform.tenancy import current_organization

NOBODY = asdict(Buyer(name="", street="", postal_code="", city="", country=""))


def documents_about(entries: Sequence[UUID], name: str) -> list[DocumentView]:
    """Documents of these entries and their credit notes, and those that were written to this very name."""
    rows = Document.objects.filter(organization_id=current_organization())
    theirs = Q(entry_id__in=entries) | Q(corrects__entry_id__in=entries)
    if name:
        theirs |= Q(buyer_name__iexact=name)
    return documents_with(list(rows.filter(theirs).values_list("id", flat=True)))


def restrict(
    documents: Sequence[DocumentView], *, person: UUID, until: Callable[[datetime], date], now: datetime
) -> date | None:
    """Show the names on these documents to few from now on, in the running operation. Answers the last of the days
    until which the law keeps one; null: there is none.
    """
    days = [until(view.issued_at) for view in documents]
    Restriction.objects.bulk_create(
        [
            Restriction(
                organization_id=current_organization(), document_id=view.id, person=person, kept_until=day,
                restricted_at=now,
            )
            for view, day in zip(documents, days, strict=True)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return max(days, default=None)


def restrict_like(document: UUID, corrects: UUID) -> None:
    """A credit note names whom its invoice names: it is kept for the same reason, at least as long."""
    before = Restriction.objects.filter(organization_id=current_organization(), document_id=corrects).first()
    if before is not None:
        Restriction.objects.create(
            organization_id=current_organization(), document_id=document, person=before.person,
            kept_until=before.kept_until, restricted_at=before.restricted_at,
        )  # fmt: skip


def forget_buyers(today: date, now: datetime) -> list[UUID]:
    """Erase the names whose day has passed, in the running operation. Answers whose documents they were."""
    due = Restriction.objects.filter(
        organization_id=current_organization(), erased_at__isnull=True, kept_until__lt=today
    ).select_for_update(of=("self",))
    rows = list(due.order_by("document_id"))
    for row in Document.objects.filter(
        organization_id=current_organization(), pk__in=[one.document_id for one in rows]
    ):
        Document.objects.filter(organization_id=current_organization(), pk=row.pk).update(
            buyer_name="", xml="", content={**row.content, "buyer": NOBODY}
        )
    Restriction.objects.filter(
        organization_id=current_organization(), document_id__in=[one.document_id for one in rows]
    ).update(erased_at=now)
    return sorted({one.person for one in rows})

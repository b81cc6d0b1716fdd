"""One customer who owes no tax: granted with its evidence and its last day, ended, forgotten with the customer."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.catalog.public import settings_changed
from comptoir.customers.commands import EndExemption, GrantExemption
from comptoir.customers.errors import (
    CustomerUnknown,
    ExemptionDayInvalid,
    ExemptionEvidenceMissing,
    ExemptionReasonUnknown,
)
from comptoir.customers.models import Customer, StandingExemption
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tax.public import exemption_reasons

if TYPE_CHECKING:
    from django.db.models import QuerySet

EVIDENCE_LENGTH_MAX = 120
# Whoever exempts a customer looks at the papers again some day.
YEARS_MAX = 5


@operation
def grant_exemption(command: GrantExemption) -> bool:
    """Write down that a customer owes no tax. One that stood until now ends; the same id again changes nothing."""
    rows = Customer.objects.filter(organization_id=command.organization, pk=command.customer, erased_at__isnull=True)
    if rows.select_for_update(of=("self",)).first() is None:
        raise CustomerUnknown(customer=str(command.customer))
    if StandingExemption.objects.filter(organization_id=command.organization, pk=command.id).exists():
        return False
    if command.reason not in {reason.id for reason in exemption_reasons()}:
        raise ExemptionReasonUnknown(field="reason")
    evidence = " ".join(command.evidence.split())[:EVIDENCE_LENGTH_MAX]
    if not evidence:
        raise ExemptionEvidenceMissing(field="evidence")
    if not command.day <= command.valid_until <= command.day + timedelta(days=366 * YEARS_MAX):
        raise ExemptionDayInvalid(field="valid_until")

    position = settings_changed()
    _standing(command.customer).update(ended_position=position)
    StandingExemption.objects.create(
        organization_id=command.organization,
        id=command.id,
        customer_id=command.customer,
        reason_id=command.reason,
        evidence=evidence,
        valid_from=command.day,
        valid_until=command.valid_until,
    )
    audit.record(
        "customers.exempted", person=command.person, subject=str(command.customer), reason=str(command.reason),
        until=command.valid_until.isoformat(),
    )  # fmt: skip
    return True


@operation
def end_exemption(command: EndExemption) -> bool:
    """Let a customer pay tax again. Answers whether anything stood."""
    rows = Customer.objects.filter(organization_id=command.organization, pk=command.customer)
    if rows.select_for_update(of=("self",)).first() is None:
        raise CustomerUnknown(customer=str(command.customer))
    if not _standing(command.customer).exists():
        return False
    _standing(command.customer).update(ended_position=settings_changed())
    audit.record("customers.exemption_ended", person=command.person, subject=str(command.customer))
    return True


def forget_exemptions(customer: UUID) -> None:
    """Whoever is forgotten has no papers here: for the operation that erases a customer."""
    if _standing(customer).exists():
        _standing(customer).update(ended_position=settings_changed())
    StandingExemption.objects.filter(organization_id=current_organization(), customer_id=customer).update(evidence="")


def _standing(customer: UUID) -> "QuerySet[StandingExemption]":
    return StandingExemption.objects.filter(
        organization_id=current_organization(), customer_id=customer, ended_position__isnull=True
    )

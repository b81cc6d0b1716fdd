"""The form that says why one customer owes no tax, and what is shown of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.access import Visit
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.scope import local_today
from comptoir.customers.commands import GrantExemption
from comptoir.customers.public import standing_exemption
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores
from comptoir.tax.public import ReasonView, exemption_reasons


class CustomerExemptionForm(PlainForm):
    """A reason, what proves it, its last day. The id is chosen when the page is made: a second tap grants nothing."""

    fields_of_refusals = {
        "customers.exemption_reason_unknown": "reason",
        "customers.exemption_evidence_missing": "evidence",
        "customers.exemption_day_invalid": "valid_until",
    }

    exemption = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why no tax is owed"))
    evidence = forms.CharField(
        label=_("What proves it"),
        max_length=120,
        help_text=_("The number of the card, of the certificate or for VAT. It is erased with the customer."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_until = forms.DateField(
        label=_("Last day"),
        help_text=_("From the next day on, tills take the tax again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, reasons: Iterable[ReasonView]) -> None:
        super().__init__(data, initial={"exemption": new_uuid7()})
        self.choose("reason", [(str(reason.id), reason.name) for reason in reasons])

    def command(self, organization: UUID, person: UUID, customer: UUID, day: date) -> GrantExemption:
        """What is asked for, from today on."""
        fields = self.cleaned_data
        return GrantExemption(
            organization=organization,
            person=person,
            id=fields["exemption"],
            customer=customer,
            reason=UUID(fields["reason"]),
            evidence=fields["evidence"],
            day=day,
            valid_until=fields["valid_until"],
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands for a customer, in words."""

    reason_name: str
    evidence: str
    valid_until: date
    is_over: bool


def exemption_context(visit: Visit, customer: UUID, form: CustomerExemptionForm | None) -> dict[str, object]:
    """Its part of the customer's page, inside a reading."""
    standing = standing_exemption(customer)
    names = {reason.id: reason.name for reason in exemption_reasons(with_ended=True)}
    shown = None
    if standing is not None:
        is_over = standing.valid_until < local_today(None, stores(), visit.now)
        shown = Shown(names.get(standing.reason, ""), standing.evidence, standing.valid_until, is_over)
    return {
        "exemption": shown,
        "exemption_form": form or CustomerExemptionForm(reasons=exemption_reasons()),
    }

"""The form of a reason for owing no tax."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.tender_forms import Check
from comptoir.backoffice.words import WORDS
from comptoir.catalog.public import CustomerGroupView
from comptoir.kernel import new_uuid7
from comptoir.tax.commands import SaveExemption
from comptoir.tax.public import EVIDENCE, EXEMPTION_CATEGORIES, VATEX, ReasonView


class ExemptionForm(PlainForm):
    """A reason. The id is chosen when the page is made: a second tap makes no second one."""

    fields_of_refusals = {
        "tax.exemption_name_missing": "name",
        "tax.exemption_invalid": "category",
        "tax.vatex_invalid": "vatex",
        "catalog.customer_group_unknown": "groups",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("On the till’s key, and on the receipt behind “Exempt from VAT”."),
    )
    category = forms.ChoiceField(
        label=_("Kind of taxation"), help_text=_("As receipts, invoices and the tax return say it.")
    )
    mention = forms.CharField(
        label=_("The law that it names"),
        max_length=200,
        required=False,
        help_text=_(
            "A line of its own on the receipt, and the reason on the invoice. Your bookkeeper knows the article."
        ),
    )
    vatex = forms.CharField(
        label=_("Code for invoices (VATEX)"),
        max_length=32,
        required=False,
        help_text=_("From the list of the invoice norm, where one exists; empty otherwise."),
        widget=forms.TextInput(attrs={"list": "vatex", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    evidence = forms.ChoiceField(
        label=_("The till asks for"),
        required=False,
        help_text=_("What was shown is sealed with the sale as a fingerprint; its text can be erased later."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Only for these customers"),
        required=False,
        help_text=_("None chosen: for anybody. Choosing such a customer at the till offers the reason."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        groups: Iterable[CustomerGroupView],
        known: ReasonView | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(known))
        self.known = known
        self.choose("category", [(code, WORDS["tax_category"][code]) for code in EXEMPTION_CATEGORIES])
        self.choose("evidence", [(kind, WORDS["evidence"][kind]) for kind in EVIDENCE])
        self.choose("groups", [(str(group.id), group.name) for group in groups])
        self.fields["groups"].widget.attrs.pop("class", None)
        if known is not None:
            self.fields["category"].disabled = True
            self.fields["is_active"] = Check(label=_("Tills offer it"))

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields above the groups, which are a list of their own."""
        return [field for field in self.visible_fields() if field.name not in ("groups", "is_active")]

    @property
    def codes(self) -> list[str]:
        """What is offered while somebody types a code."""
        return [code for category in EXEMPTION_CATEGORIES for code in VATEX[category]]

    def clean_vatex(self) -> str:
        return str(self.cleaned_data["vatex"]).strip().upper()

    def command(self, organization: UUID, person: UUID) -> SaveExemption:
        """The reason as it is asked for."""
        fields = self.cleaned_data
        return SaveExemption(
            organization=organization,
            person=person,
            id=self.known.id if self.known else fields["id"],
            category=fields["category"],
            name=fields["name"],
            vatex=fields["vatex"],
            mention=fields["mention"],
            evidence=fields["evidence"],
            groups=tuple(UUID(group) for group in fields["groups"]),
            is_active=fields.get("is_active", True),
        )


def _initial(known: ReasonView | None) -> dict[str, object]:
    if known is None:
        return {"id": new_uuid7(), "category": EXEMPTION_CATEGORIES[0], "evidence": "number"}
    return {
        "id": known.id,
        "name": known.name,
        "category": known.category,
        "mention": known.mention,
        "vatex": known.vatex,
        "evidence": known.evidence,
        "groups": [str(group) for group in known.groups],
        "is_active": known.is_active,
    }

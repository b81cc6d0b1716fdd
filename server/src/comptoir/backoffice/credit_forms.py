"""Forms for customers and what they may owe, and for what the shop keeps of orders that are given up."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.forms import PlainForm
from comptoir.catalog.public import CustomerGroupView
from comptoir.customers.public import CustomerView
from comptoir.kernel import divide_half_away, new_uuid7
from comptoir.payments.public import PolicyView


class CustomerForm(PlainForm):
    """A customer. The id is chosen when the page is made: a second tap on "save" adds nobody."""

    fields_of_refusals = {
        "customers.name_missing": "name",
        "customers.limit_invalid": "credit_limit",
        "customers.card_taken": "card",
        "customers.card_is_article": "card",
        "customers.card_invalid": "card",
        "customers.group_invalid": "group",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    credit_limit = forms.CharField(
        label=_("May owe up to"),
        max_length=20,
        required=False,
        help_text=_("Empty: no account, everything is paid at once."),
    )
    card = forms.CharField(
        label=_("Number of their card"),
        max_length=64,
        required=False,
        help_text=_("Scan a card that they carry already, or leave it empty and make one afterwards."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    group = forms.ChoiceField(
        label=_("Their prices"), required=False, help_text=_("The till takes them when it reads the card.")
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        language: str,
        groups: Sequence[CustomerGroupView] = (),
        known: CustomerView | None = None,
    ) -> None:
        initial: dict[str, object] = {"id": new_uuid7()}
        if known is not None:
            limit = known.credit_limit
            initial = {
                "id": known.id,
                "name": known.name,
                "phone": known.phone,
                "email": known.email,
                "credit_limit": "" if limit is None else decimal_text(limit, currency, language),
                "card": known.card,
                "group": str(known.group or ""),
            }
        super().__init__(data, initial=initial)
        self.currency = currency
        # One that ended since stays theirs until somebody chooses another.
        offered = [group for group in groups if not group.is_staff and (not group.is_ended or _has(known, group))]
        chooser = self.fields["group"]
        assert isinstance(chooser, forms.ChoiceField)
        if offered:
            chooser.choices = [("", _("The usual prices")), *((str(one.id), one.name) for one in offered)]
        else:
            del self.fields["group"]
        self.fields["credit_limit"].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean_credit_limit(self) -> int | None:
        """Minor units; None without an account."""
        text = self.cleaned_data["credit_limit"].strip()
        if not text:
            return None
        amount = parse_amount(text, self.currency)
        if amount is None:
            raise forms.ValidationError(_("Enter an amount such as 500, or nothing."), code="amount")
        return amount

    def clean_group(self) -> UUID | None:
        """The group whose prices they have; None for the usual ones."""
        chosen = self.cleaned_data["group"]
        return UUID(chosen) if chosen else None


def _has(known: CustomerView | None, group: CustomerGroupView) -> bool:
    return known is not None and known.group == group.id


class OrderPolicyForm(PlainForm):
    """What stays with the shop of an order that is given up, and how long a quote holds."""

    fields_of_refusals = {"payments.policy_invalid": "quote_days"}

    kept_percent = forms.IntegerField(
        label=_("Of a deposit, the shop keeps (percent)"),
        min_value=0,
        max_value=100,
        help_text=_("When goods kept aside are given up. Zero gives everything back. The law may set a limit."),
    )
    quote_days = forms.IntegerField(label=_("A quote holds for (days)"), min_value=1, max_value=3_650)

    def __init__(self, data: Mapping[str, object] | None = None, *, policy: PolicyView) -> None:
        percent = divide_half_away(policy.kept_ppm, 10_000)
        super().__init__(data, initial={"kept_percent": percent, "quote_days": policy.quote_days})

    def decisions(self) -> dict[str, Any]:
        """The members of the command."""
        fields = self.cleaned_data
        return {"kept_ppm": fields["kept_percent"] * 10_000, "quote_days": fields["quote_days"]}

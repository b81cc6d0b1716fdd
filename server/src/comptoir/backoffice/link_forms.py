"""The form of a payment link."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import AmountField, PlainForm
from comptoir.links.public import HOSTED
from comptoir.payments.accounts import AccountView
from comptoir.platform.public import StoreView

DAYS = {"1": _("One day"), "7": _("A week"), "30": _("30 days"), "": _("Until it is paid or cancelled")}


class LinkForm(PlainForm):
    """What is to be paid, and for how long. The id is chosen when the page is made."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What it is for"), max_length=140, help_text=_("The guest reads it, and so does the provider.")
    )
    allows_parts = forms.BooleanField(label=_("May be paid in parts, by several people"), required=False)
    days = forms.ChoiceField(label=_("Good for"), required=False, choices=list(DAYS.items()), initial="7")
    account = forms.ChoiceField(label=_("Paid through"))
    store = forms.ChoiceField(label=_("Store"))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        fresh: UUID,
        currency: str,
        accounts: Sequence[AccountView],
        stores: Sequence[StoreView],
    ) -> None:
        super().__init__(data, initial={"id": fresh, "days": "7"})
        self.fields["amount"] = AmountField(currency=currency, label=_("Amount"))
        self.fields["amount"].widget.attrs["class"] = "input"
        self.choose("account", [(str(one.id), one.name) for one in usable(accounts)])
        self.choose_place(stores)

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return now + timedelta(days=int(days)) if days else None


def usable(accounts: Sequence[AccountView]) -> list[AccountView]:
    """Those whose provider has a page to pay on."""
    return [one for one in accounts if one.is_active and one.driver in HOSTED]

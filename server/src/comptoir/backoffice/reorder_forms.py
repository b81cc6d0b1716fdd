"""The forms of reorder points and of who is told."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.formats import language_name
from comptoir.backoffice.forms import PlainForm, choose_store
from comptoir.backoffice.stock_amounts import parse_milli
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView
from comptoir.receipts import languages


class RuleForm(PlainForm):
    """From how many on an article is ordered for a store, and up to how many."""

    fields_of_refusals = {"purchasing.terms_invalid": "up_to"}

    store = forms.ChoiceField(label=_("Store"))
    point = forms.CharField(
        label=_("Reorder point"), max_length=20, required=False,
        help_text=_("Order again when no more than so many are left. Empty: as it is worked out from the sales."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    up_to = forms.CharField(
        label=_("Fill up to"), max_length=20, required=False, help_text=_("Empty: as it is worked out."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Sequence[StoreView]) -> None:
        super().__init__(data)
        self.choose_place(stores)

    def clean_point(self) -> int | None:
        """Thousandths."""
        return _milli(self.cleaned_data["point"])

    def clean_up_to(self) -> int | None:
        """Thousandths."""
        return _milli(self.cleaned_data["up_to"])


class RecipientForm(PlainForm):
    """Who gets a mail when items run low."""

    fields_of_refusals = {"purchasing.address_invalid": "address", "purchasing.terms_invalid": "address"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, data: Mapping[str, object] | None = None, *, language: str, stores: Sequence[StoreView]) -> None:
        super().__init__(data, initial={"id": new_uuid7(), "language": language})
        self.choose("language", [(code, language_name(code)) for code in languages()])
        choose_store(self, stores)


def _milli(said: str) -> int | None:
    if not said.strip():
        return None
    milli = parse_milli(said)
    if milli is None:
        raise forms.ValidationError(_("A number, with up to three decimals."))
    return milli

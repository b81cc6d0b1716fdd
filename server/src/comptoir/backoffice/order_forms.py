"""The form that sends an order's paper to its customer."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.kernel import new_uuid7
from comptoir.receipts import languages

# As each language calls itself.
_NAMES = {"fr": "Français", "de": "Deutsch", "en": "English"}


class SendOrderForm(PlainForm):
    """Where it goes. The id is chosen when the page is made: a second tap on "send" sends nothing."""

    fields_of_refusals = {"papers.address_invalid": "address"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.CharField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the paper"))

    def __init__(self, data: Mapping[str, object] | None = None, *, address: str = "", language: str = "") -> None:
        super().__init__(data, initial={"id": new_uuid7(), "address": address, "language": language})
        self.fields["language"].choices = [(code, _NAMES.get(code, code)) for code in languages()]  # type: ignore[attr-defined]  # a ChoiceField's
        self.fields["address"].widget.attrs.update({"type": "email", "autocomplete": "off"})

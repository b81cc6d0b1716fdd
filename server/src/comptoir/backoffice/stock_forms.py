"""The form of a count."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_decimal_ppm
from comptoir.backoffice.forms import PlainForm
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView


class CountForm(PlainForm):
    """How many lie in a store. The id is chosen when the page is made: a second tap counts nothing twice."""

    fields_of_refusals = {"stock.count_invalid": "quantity", "stock.count_elsewhere": "store"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    store = forms.ChoiceField(label=_("Store"))
    quantity = forms.CharField(
        label=_("Counted"),
        max_length=20,
        help_text=_("All that lies there, also what is kept aside for customers."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Sequence[StoreView]) -> None:
        super().__init__(data, initial={"id": new_uuid7()})
        self.choose("store", [(str(store.id), store.name) for store in stores])

    def clean_quantity(self) -> int:
        """Thousandths, exactly."""
        ppm = parse_decimal_ppm(self.cleaned_data["quantity"])
        if ppm is None or ppm % 1_000:
            raise forms.ValidationError(_("A number, with up to three decimals."))
        return ppm // 1_000

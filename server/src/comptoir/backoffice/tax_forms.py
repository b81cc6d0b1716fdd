"""The form that dates a tax rate."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.amounts import parse_rate
from comptoir.backoffice.forms import FromDayField, PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView
from comptoir.tax.public import TaxClassHistory


class RateField(forms.CharField):
    """A percentage as people type it; its value is in parts per million."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=12, **options)  # type: ignore[arg-type]  # Django's own options, passed on
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: object) -> int:
        rate = parse_rate(str(super().clean(value)))
        if rate is None:
            raise forms.ValidationError(_("Enter a rate such as 5.5."), code="rate")
        return rate


class RateForm(PlainForm):
    """Which class has which rate from which day on. The id is chosen when the page is made: a second tap adds nothing
    more.
    """

    fields_of_refusals = {
        "tax.class_unknown": "tax_class",
        "tax.category_unknown": "category",
        "tax.rate_invalid": "rate",
        "tax.rate_taken": "valid_from",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    tax_class = forms.ChoiceField(label=_("Tax class"))
    rate = RateField(label=_("New rate in percent"))
    category = forms.ChoiceField(
        label=_("Kind of taxation"), help_text=_("As receipts, invoices and the tax return say it.")
    )
    valid_from = FromDayField()

    def __init__(
        self, data: Mapping[str, object] | None = None, *, classes: Iterable[TaxClassHistory], today: date
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7(), "category": "S"})
        self._today = today
        self.choose("tax_class", [(str(tax.id), tax.name) for tax in classes])
        self.choose("category", list(WORDS["tax_category"].items()))
        self.fields["valid_from"].widget.attrs["min"] = today.isoformat()

    def clean_valid_from(self) -> date:
        """Not into the past: what was sold was taxed by the rate of its day."""
        day: date = self.cleaned_data["valid_from"]
        if day < self._today:
            raise forms.ValidationError(_("A new rate begins today or later."), code="past")
        return day

    def chosen_class(self) -> UUID:
        return UUID(self.cleaned_data["tax_class"])


class PriceModeForm(PlainForm):
    """Whether the prices of one store include their tax."""

    price_mode = forms.ChoiceField(
        label=_("Prices are"),
        choices=(
            ("gross", _("With tax")),
            ("net", _("Without tax, added on top")),
        ),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, store: StoreView) -> None:
        # Several forms on one page: their fields are told apart by the store.
        super().__init__(data, initial={"price_mode": store.price_mode}, prefix=str(store.id))
        self.store = store

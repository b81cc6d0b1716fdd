"""The forms of suppliers, of what they sell, and of a new order."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.formats import decimal_text, language_name
from comptoir.backoffice.forms import AmountField, PlainForm
from comptoir.backoffice.staff_forms import OptionalAmountField
from comptoir.backoffice.stock_amounts import milli_text, parse_milli
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView
from comptoir.purchasing.public import OfferView, SupplierView
from comptoir.receipts import languages


class SupplierForm(PlainForm):
    """Who delivers, and on what terms."""

    fields_of_refusals = {
        "purchasing.name_missing": "name",
        "purchasing.address_invalid": "email",
        "purchasing.terms_invalid": "lead_days",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.CharField(
        label=_("E-mail for orders"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of orders"))
    customer_number = forms.CharField(label=_("Our customer number there"), max_length=64, required=False)
    lead_days = forms.IntegerField(
        label=_("Days until goods come"), min_value=0, max_value=365, help_text=_("From the order to the delivery.")
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        currency: str,
        language: str,
        supplier: SupplierView | None = None,
    ) -> None:
        initial: dict[str, object] = {"id": new_uuid7(), "language": language, "lead_days": 2}
        if supplier is not None:
            initial = {
                "id": supplier.id, "name": supplier.name, "email": supplier.email, "language": supplier.language,
                "customer_number": supplier.customer_number, "lead_days": supplier.lead_days,
                "order_minimum": decimal_text(supplier.order_minimum, currency, language)
                if supplier.order_minimum else "",
            }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["order_minimum"] = OptionalAmountField(
            label=_("Smallest order"), help_text=_("Without tax. Empty: any amount."), required=False, currency=currency
        )
        self.fields["order_minimum"].widget.attrs["class"] = "input max-w-40"
        spoken = self.fields["language"]
        assert isinstance(spoken, forms.ChoiceField)
        spoken.choices = [(code, language_name(code)) for code in languages()]


class OfferForm(PlainForm):
    """An article of a supplier. It is named by its barcode, or by its name."""

    fields_of_refusals = {"purchasing.item_not_bought": "item", "purchasing.terms_invalid": "minimum"}

    item = forms.CharField(
        label=_("Item"), max_length=200, help_text=_("Scan its barcode, or write its name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    reference = forms.CharField(label=_("The supplier’s reference"), max_length=64, required=False)
    minimum = forms.CharField(
        label=_("Smallest quantity"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, object] | None = None, *, currency: str, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["unit_cost"] = AmountField(currency=currency, label=_("Cost of one"), help_text=_("Without tax."))
        self.fields["unit_cost"].widget.attrs["class"] = "input"
        self.order_fields(["item", "reference", "unit_cost", "minimum"])

    def clean_minimum(self) -> int:
        """Thousandths."""
        said = self.cleaned_data["minimum"]
        milli = parse_milli(said) if said else 0
        if milli is None:
            raise forms.ValidationError(_("A number, with up to three decimals."))
        return milli

    @staticmethod
    def of(offer: OfferView, *, currency: str, language: str) -> dict[str, object]:
        """What the form holds of an offer that stands."""
        return {
            "item": offer.name,
            "reference": offer.reference,
            "unit_cost": decimal_text(offer.unit_cost, currency, language),
            "minimum": milli_text(offer.minimum_milli, language) if offer.minimum_milli else "",
        }


class NewOrderForm(PlainForm):
    """From whom, for which store."""

    fields_of_refusals = {"purchasing.supplier_unknown": "supplier"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    supplier = forms.ChoiceField(label=_("Supplier"))
    store = forms.ChoiceField(label=_("For"))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        suppliers: Sequence[SupplierView],
        stores: Sequence[StoreView],
        supplier: str = "",
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7(), "supplier": supplier})
        self.choose("supplier", [(str(one.id), one.name) for one in suppliers])
        self.choose_place(stores)


class SendForm(PlainForm):
    """Where the order goes by mail. The letter's id is the page's own: a second tap sends nothing more."""

    fields_of_refusals = {"purchasing.address_invalid": "address", "purchasing.mail_off": "address"}

    letter = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, address: str = "") -> None:
        super().__init__(data, initial={"letter": new_uuid7(), "address": address})

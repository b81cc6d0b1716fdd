"""Forms of containers with a deposit, and of how machines write vouchers for them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import AmountField, Choices, PlainForm
from comptoir.catalog.bottle_deposits import BottleDepositView
from comptoir.catalog.public import CategoryView
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView


class DepositForm(PlainForm):
    """A bottle, a can, a crate. The identifier is chosen when the page is made: a second tap on "save" adds nothing."""

    fields_of_refusals = {
        "catalog.name_missing": "name",
        "catalog.price_invalid": "price",
        "catalog.category_unknown": "category",
        "tax.class_unknown": "tax_class",
        "tax.rate_missing": "tax_class",
    }

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As receipts print it: Bottle deposit 0.15"))
    tax_class = forms.ChoiceField(label=_("Tax, when it comes back"))
    follows_tax = forms.BooleanField(
        label=_("Handed over, it is taxed as the goods in it"),
        required=False,
        help_text=_("Where the law makes it part of the price, as in Germany. Elsewhere leave it empty."),
    )
    category = forms.ChoiceField(label=_("Category"), help_text=_("Where reports count it."))
    position = forms.IntegerField(label=_("Place at the till"), min_value=0, max_value=999, initial=0)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        item: UUID,
        currency: str,
        categories: Iterable[CategoryView],
        tax_classes: Choices,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), prefix=str(item), auto_id="%s")
        self.item = item
        self.fields["price"] = AmountField(label=_("Deposit"), currency=currency)
        self.fields["price"].widget.attrs["class"] = "input"
        self.fields["follows_tax"].widget.attrs["class"] = "size-6"
        self.order_fields(["name", "price", "tax_class", "follows_tax", "category", "position"])
        for field, choices in (("tax_class", tax_classes), ("category", [(str(c.id), c.name) for c in categories])):
            chooser = self.fields[field]
            assert isinstance(chooser, forms.ChoiceField)
            chooser.choices = list(choices)


def deposit_initial(deposit: BottleDepositView, price: str) -> Mapping[str, object]:
    """The form's first content."""
    return {
        "name": deposit.name,
        "price": price,
        "tax_class": str(deposit.tax_class),
        "follows_tax": deposit.follows_tax,
        "category": str(deposit.category),
        "position": deposit.position,
    }


class VoucherPatternForm(PlainForm):
    """A row of the table of vouchers, as the machine's own manual describes them."""

    fields_of_refusals = {
        "catalog.voucher_pattern_invalid": "pattern",
        "catalog.voucher_pattern_taken": "pattern",
        "tax.class_unknown": "tax_class",
        "catalog.store_unknown": "store",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    pattern = forms.CharField(
        label=_("Digits of the voucher"),
        max_length=40,
        help_text=_("29 SSSSS AAAAA C: digits as they are, S the number, A the amount in cents, C a check digit."),
    )
    tax_class = forms.ChoiceField(label=_("Tax of what it gives back"))
    days_unique = forms.IntegerField(
        label=_("The machine repeats a number after so many days at the earliest"),
        min_value=1,
        max_value=366,
        initial=30,
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, stores: Iterable[StoreView], tax_classes: Choices
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7()}, prefix="voucher", auto_id="%s")
        chooser = self.fields["tax_class"]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = list(tax_classes)
        places = [(str(store.id), store.name) for store in stores]
        if len(places) > 1:
            self.fields["store"] = forms.ChoiceField(
                label=_("Where"), required=False, choices=[("", _("In every store")), *places]
            )
            self.fields["store"].widget.attrs["class"] = "input"

    def store(self) -> UUID | None:
        chosen = self.cleaned_data.get("store", "")
        return UUID(chosen) if chosen else None

"""The form of what a store gives for goods that come back without a receipt."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.platform.public import StoreView


class ReturnsForm(PlainForm):
    """How far back the lowest price is looked for, and whether cash leaves the drawer."""

    fields_of_refusals = {"platform.returns_invalid": "returns_days"}

    returns_days = forms.IntegerField(
        label=_("Lowest price of the last … days"),
        help_text=_(
            "Goods on offer last week are worth the offer: nobody gains by bringing them back at today's price."
        ),
        min_value=1,
        max_value=365,
    )
    returns_in_cash = forms.BooleanField(
        label=_("Also pay back in cash"),
        help_text=_("Without it, customers get store credit."),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "size-6"}),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, store: StoreView) -> None:
        initial = {"returns_days": store.returns_days, "returns_in_cash": store.returns_in_cash}
        super().__init__(data, initial=initial)

"""The form of what people of the house may buy in a month."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.staff_forms import OptionalAmountField


class PurchaseLimitForm(PlainForm):
    """One amount for everybody, or none."""

    fields_of_refusals = {"staff.policy_invalid": "purchase_limit"}

    def __init__(
        self, data: Mapping[str, object] | None = None, *, currency: str, language: str, limit: int | None
    ) -> None:
        said = "" if limit is None else decimal_text(limit, currency, language)
        super().__init__(data, initial={"purchase_limit": said})
        self.fields["purchase_limit"] = OptionalAmountField(
            label=_("At most, for each person in a calendar month"),
            help_text=_(
                "With tax, after the reduction. Empty: as much as they like. Beyond it a till asks somebody who may."
            ),
            required=False,
            currency=currency,
        )
        self.fields["purchase_limit"].widget.attrs["class"] = "input max-w-40"

"""The heads of a transfer, a loss and a counting; their goods stand on a sheet below."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.catalog.public import CategoryView
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView


class TransferForm(PlainForm):
    """From where to where."""

    fields_of_refusals = {"stock.transfer_nowhere": "destination", "stock.transfer_unknown": "destination"}

    origin = forms.ChoiceField(label=_("From store"))
    destination = forms.ChoiceField(label=_("To store"))

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Sequence[StoreView]) -> None:
        super().__init__(data, initial={"destination": str(stores[1].id) if len(stores) > 1 else ""})
        self.choose_place(stores, "origin")
        self.choose_place(stores, "destination")


class LossForm(PlainForm):
    """Where, and why."""

    fields_of_refusals = {"stock.count_elsewhere": "store", "stock.loss_reason_unknown": "reason"}

    store = forms.ChoiceField(label=_("Store"))
    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Sequence[StoreView]) -> None:
        super().__init__(data)
        self.choose_place(stores)
        self.choose("reason", list(WORDS["loss"].items()))


class CountingForm(PlainForm):
    """What is counted, and where."""

    fields_of_refusals = {"stock.counting_name_missing": "name", "stock.counting_unknown": "store"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    store = forms.ChoiceField(label=_("Store"))
    category = forms.ChoiceField(label=_("Category"), required=False)
    name = forms.CharField(
        label=_("What is counted"),
        max_length=80,
        help_text=_("A shelf, a room, the whole shop: as colleagues call it."),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        stores: Sequence[StoreView],
        categories: Sequence[CategoryView],
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7()})
        self.choose_place(stores)
        self.choose("category", [("", _("All")), *((str(one.id), one.name) for one in categories)])

    def category_id(self) -> UUID | None:
        """Null: everything may be counted."""
        chosen = self.cleaned_data["category"]
        return UUID(chosen) if chosen else None

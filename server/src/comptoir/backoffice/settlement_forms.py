"""Forms about settlements: a file, and a note on a difference."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView

# What somebody may name of a file that nobody knows; the others are found by themselves or not at all.
_COLUMNS = (
    ("when", _("Day and time")), ("gross", _("Amount")), ("fee", _("Fee")), ("reference", _("Reference")),
    ("authorization", _("Authorization")), ("last_four", _("Last four digits")), ("terminal", _("Terminal")),
    ("payout", _("Payout")),
)  # fmt: skip


class SettlementFileForm(PlainForm):
    """The file of a card company or of the bank. The id is chosen when the page is made: a second tap adds nothing."""

    fields_of_refusals = {
        "settlements.file_unreadable": "file", "settlements.file_too_large": "file",
        "settlements.format_unknown": "file", "payments.bank_file_unreadable": "file",
        "payments.bank_file_too_large": "file", "settlements.store_unknown": "store",
    }  # fmt: skip
    id = forms.UUIDField(widget=forms.HiddenInput)
    store = forms.ChoiceField(label=_("Store whose books it is in"))
    file = forms.FileField(
        label=_("File of the card company (CSV, JSON) or of the bank (camt.053, camt.054)"),
        help_text=_("It is looked at first: nothing counts until you take it."),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, files: Any = None, *, stores: Sequence[StoreView]
    ) -> None:
        super().__init__(data, files=files, initial={"id": new_uuid7()})
        self.choose_place(stores)
        for name, label in _COLUMNS:
            self.fields[f"column_{name}"] = forms.CharField(label=label, required=False, max_length=60)
            self.fields[f"column_{name}"].widget.attrs["class"] = "input"

    @property
    def columns(self) -> dict[str, str]:
        said = {name: str(self.cleaned_data.get(f"column_{name}") or "") for name, _label in _COLUMNS}
        return {name: column for name, column in said.items() if column}

    @property
    def main_fields(self) -> list[Any]:
        return [self["store"], self["file"]] if not self["store"].is_hidden else [self["file"]]

    @property
    def column_fields(self) -> list[Any]:
        return [self[f"column_{name}"] for name, _label in _COLUMNS]


class SettleForm(PlainForm):
    """What became of a difference."""

    fields_of_refusals = {"settlements.note_missing": "note"}
    id = forms.UUIDField()
    store = forms.UUIDField()
    subject = forms.CharField(max_length=160)
    note = forms.CharField(label=_("What became of it"), max_length=500)

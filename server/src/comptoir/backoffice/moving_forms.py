"""The form of a file to move in with."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.formats import rate
from comptoir.backoffice.forms import PlainForm
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView
from comptoir.tax.public import DatedClass

FILE_BYTES_MAX = 20 * 1024 * 1024


class FileForm(PlainForm):
    """A file to move in with. The id is the page's own: a second tap opens nothing more."""

    fields_of_refusals = {
        "moving.table_unreadable": "file",
        "moving.people_unreadable": "file",
        "moving.cards_unreadable": "file",
        "moving.suppliers_unreadable": "file",
        "moving.lists_unreadable": "file",
        "moving.promotions_unreadable": "file",
        "moving.table_empty": "file",
        "moving.table_too_long": "file",
        "moving.repeated": "file",
    }

    id = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, files: Any = None) -> None:
        super().__init__(data, files=files, initial={"id": new_uuid7()})

    def clean_file(self) -> "UploadedFile[bytes]":
        """Small enough to be read in one piece."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > FILE_BYTES_MAX:
            raise forms.ValidationError(_("Choose a CSV file of at most 20 MB."))
        return file


class MoveForm(FileForm):
    """A file of items, and what holds where it says nothing."""

    tax = forms.ChoiceField(
        label=_("Tax of items whose line names none"),
        help_text=_("Most systems write prices with tax, and not every one says which."),
    )
    category = forms.CharField(
        label=_("Category of items whose line names none"), max_length=80, initial=_("Miscellaneous")
    )
    store = forms.ChoiceField(
        label=_("Where the quantities lie"),
        help_text=_("Stores of the file that are called as yours are found by themselves."),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: Any = None,
        *,
        tax_classes: Sequence[DatedClass],
        stores: Sequence[StoreView],
        language: str,
    ) -> None:
        super().__init__(data, files)
        rates = [(tax.name, f"{tax.name} ({rate(tax.rate.rate_ppm, language)})") for tax in tax_classes if tax.rate]
        self.choose("tax", rates)
        self.choose_place(stores)


class CardsForm(FileForm):
    """A file of gift cards, and which store owes what is on them."""

    store = forms.ChoiceField(
        label=_("Which store owes them"), help_text=_("In whose books they stand. Every store takes the cards.")
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, files: Any = None, *, stores: Sequence[StoreView]
    ) -> None:
        super().__init__(data, files)
        self.choose_place(stores)

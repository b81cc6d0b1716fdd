"""Forms about cash: to the bank, the safe counted, what a terminal says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import AmountField, PlainForm
from comptoir.backoffice.words import word
from comptoir.kernel import new_uuid7
from comptoir.payments.public import TenderKindView
from comptoir.platform.public import StoreView

BALANCES = frozenset({"cash", "foreign_cash", "gift_card", "store_credit", "account"})


def _add_store(form: forms.Form, stores: Sequence[StoreView], chosen: UUID | None) -> None:
    """One store is not asked for; of several, the one that the page shows stands first."""
    places = [(str(store.id), store.name) for store in stores]
    field = forms.ChoiceField(label=_("Store"), choices=places, initial=str(chosen) if chosen else None)
    field.widget.attrs["class"] = "input"
    if len(places) == 1:
        field.widget = forms.HiddenInput()
        field.initial = places[0][0]
    form.fields["store"] = field


class _OfStore(PlainForm):
    """A form about one store. The id is chosen when the page is made: a second tap adds nothing."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, stores: Sequence[StoreView], chosen: UUID | None
    ) -> None:
        super().__init__(data, initial={"id": new_uuid7()})
        _add_store(self, stores, chosen)

    @property
    def store(self) -> UUID:
        return UUID(self.cleaned_data["store"])


class BankForm(_OfStore):
    """Out of the safe and to the bank."""

    fields_of_refusals = {"accounting.amount_invalid": "amount", "accounting.slip_missing": "slip"}

    def __init__(self, data: Mapping[str, object] | None = None, *, currency: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["amount"] = AmountField(label=_("Amount taken to the bank"), currency=currency)
        self.fields["slip"] = forms.CharField(label=_("Number of the slip"), max_length=40)
        for name in ("amount", "slip"):
            self.fields[name].widget.attrs.setdefault("class", "input")


class SafeCountForm(_OfStore):
    """What lies in the safe."""

    fields_of_refusals = {"accounting.amount_invalid": "counted"}

    def __init__(self, data: Mapping[str, object] | None = None, *, currency: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["counted"] = AmountField(
            label=_("Counted in the safe"), currency=currency,
            help_text=_("With the floats that lie in closed drawers: over night they count as the safe's."),
        )  # fmt: skip
        self.fields["counted"].widget.attrs.setdefault("class", "input")


class _OfTerminal(PlainForm):
    """Whose total it is."""

    def __init__(
        self, data: Mapping[str, object] | None = None, *, stores: Sequence[StoreView], chosen: UUID | None,
        kinds: Sequence[TenderKindView],
    ) -> None:  # fmt: skip
        super().__init__(data)
        _add_store(self, stores, chosen)
        ways = [("card", word("tender", "card"))]
        ways += [(f"{kind.kind}/{kind.id}", kind.name) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(label=_("Way to pay"), choices=ways)
        self.fields["kind"].widget.attrs["class"] = "input"

    @property
    def store(self) -> UUID:
        return UUID(self.cleaned_data["store"])


class TerminalForm(_OfTerminal):
    """One total, typed."""

    fields_of_refusals = {"accounting.amount_invalid": "amount"}

    def __init__(self, data: Mapping[str, object] | None = None, *, currency: str, day: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["day"] = forms.DateField(
            label=_("Business day"), initial=day, input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        )  # fmt: skip
        self.fields["amount"] = AmountField(label=_("Total of the terminal"), currency=currency)
        self.fields["amount"].widget.attrs.setdefault("class", "input")


class TerminalFileForm(_OfTerminal):
    """The terminal's own file."""

    fields_of_refusals = {"accounting.file_unreadable": "file"}

    def __init__(
        self, data: Mapping[str, object] | None = None, files: Mapping[str, object] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.files = files or {}  # type: ignore[assignment]  # Django's own attribute, read by `full_clean`
        self.fields["file"] = forms.FileField(
            label=_("File of the terminal (CSV)"),
            help_text=_("A day and an amount on each line; amounts of one day are added up."),
        )
        self.fields["file"].widget.attrs["class"] = "input"

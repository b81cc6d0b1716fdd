"""The forms that say where goods are eaten: what a store asks, and which class a class becomes at a place."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.platform.public import StoreView
from comptoir.tax.public import KEEP_NET, KEEP_PRICE, StorePlacesAt, TaxClassHistory

PLACE_CHOICES = (("away", _("When taken away")), ("here", _("When eaten here")))


class StorePlacesForm(PlainForm):
    """What the tills of one store do; each store has a form of its own."""

    place = forms.ChoiceField(
        label=_("At the till"),
        required=False,
        choices=(
            ("", _("Nobody is asked")),
            ("here", _("A basket begins as eaten here")),
            ("away", _("A basket begins as taken away")),
        ),
    )
    keeps = forms.ChoiceField(
        label=_("Where the other tax applies"),
        choices=((KEEP_PRICE, _("The price stays as it is shown")), (KEEP_NET, _("The price changes with the tax"))),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, store: StoreView, standing: StorePlacesAt | None
    ) -> None:
        initial = {"place": standing.place, "keeps": standing.keeps} if standing else {}
        # Two forms of one page: their fields are told apart by the store.
        super().__init__(data, initial=initial, prefix=str(store.id))
        self.store = store


class ClassSwitchForm(PlainForm):
    """One link between two classes."""

    fields_of_refusals = {"tax.class_unknown": "tax_class", "tax.switch_invalid": "becomes"}

    tax_class = forms.ChoiceField(label=_("Goods of the class"))
    place = forms.ChoiceField(label=_("Where"), choices=PLACE_CHOICES)
    becomes = forms.ChoiceField(label=_("Are taxed as"))

    def __init__(self, data: Mapping[str, object] | None = None, *, classes: Iterable[TaxClassHistory]) -> None:
        super().__init__(data)
        choices = [(str(tax.id), tax.name) for tax in classes]
        for name in ("tax_class", "becomes"):
            self.choose(name, choices)

    def uuid(self, name: str) -> UUID:
        return UUID(self.cleaned_data[name])

"""Forms about labels: on what they are printed, and what an article's label has to say."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.words import WORDS
from comptoir.catalog.net_content import NET_MILLI_MAX, NetContent
from comptoir.labels.public import SHEETS
from comptoir.platform.public import StoreView

COPIES_MAX = 500
_CONTENT = re.compile(r"(?P<whole>\d{1,6})(?:[.,](?P<part>\d{1,3}))?")


class SheetForm(PlainForm):
    """Paper and how: a sheet that was begun goes on behind its used places."""

    sheet = forms.ChoiceField(label=_("Labels"), choices=[(key, WORDS["label_sheet"][key]) for key in SHEETS])
    skipped = forms.IntegerField(
        label=_("Used places on the first sheet"), min_value=0, max_value=64, initial=0, required=False
    )
    form = forms.ChoiceField(choices=[("pdf", "PDF"), ("zpl", "ZPL")], required=False)


class ItemLabelForm(SheetForm):
    """The label of one article, so many times."""

    copies = forms.IntegerField(label=_("How many"), min_value=1, max_value=COPIES_MAX, initial=1)

    def __init__(self, data: Mapping[str, object] | None = None, *, stores: Iterable[StoreView]) -> None:
        super().__init__(data, initial={"copies": 1, "skipped": 0})
        places = [(str(store.id), store.name) for store in stores]
        self.fields["store"] = forms.ChoiceField(label=_("Store"), choices=places)
        self.fields["store"].widget.attrs["class"] = "input"
        if len(places) == 1:
            self.fields["store"].widget = forms.HiddenInput()
            self.fields["store"].initial = places[0][0]
        self.order_fields(["store", "copies", "sheet", "skipped"])

    def store(self) -> UUID:
        return UUID(self.cleaned_data["store"])


def read_content(text: str, unit: str) -> NetContent | None:
    """ "750" of a unit in thousandths; an empty field says nothing, and what is no number is nothing that is taken."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not plain:
        return None
    found = _CONTENT.fullmatch(plain)
    milli = int(found["whole"] + (found["part"] or "").ljust(3, "0")) if found else NET_MILLI_MAX + 1
    return NetContent(milli, unit)


def content_text(net: NetContent | None, language: str) -> str:
    """The same as a field holds it: "1,5"."""
    if net is None:
        return ""
    whole, part = divmod(net.milli, 1_000)
    text = f"{whole}.{part:03d}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(".", ",")

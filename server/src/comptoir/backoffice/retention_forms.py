"""The form of terms: one number for each class that a clock takes away."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _

from comptoir.backoffice import privacy_words as words
from comptoir.backoffice.forms import PlainForm
from comptoir.platform.keeping import Unit
from comptoir.platform.privacy import Kept
from comptoir.retention.public import ClassView, TermTooLong, TermTooShort


class TermsForm(PlainForm):
    """What the law leaves free may be said; what is empty stays as it is."""

    def __init__(self, data: Mapping[str, object] | None = None, *, classes: Iterable[ClassView]) -> None:
        super().__init__(data)
        self._classes = {one.kept: one for one in classes if not one.rule.is_fixed}
        for kept, one in self._classes.items():
            unit = _("days") if one.rule.unit is Unit.DAY else _("months")
            self.fields[kept.value] = forms.IntegerField(
                label=f"{words.KEPT[kept]} ({unit})", required=False, min_value=1, max_value=99_999,
                initial=one.amount,
                widget=forms.NumberInput(
                    attrs={"class": "input w-24", "inputmode": "numeric", "placeholder": one.proposed}
                ),
            )  # fmt: skip

    def wishes(self) -> dict[Kept, int]:
        """What somebody wants otherwise than it is."""
        said = {kept: self.cleaned_data[kept.value] for kept in self._classes}
        return {
            kept: amount for kept, amount in said.items() if amount is not None and amount != self._classes[kept].amount
        }

    def refuse_term(self, refusal: TermTooShort | TermTooLong) -> None:
        """Beside its field, as people say it, with the law."""
        details = refusal.details
        unit = Unit(str(details["unit"]))
        if isinstance(refusal, TermTooLong):
            text = _("At most %(length)s.") % {"length": words.length(int(str(details["most"])), unit)}
        else:
            least = words.length(int(str(details["least"])), unit)
            source = str(details.get("source", ""))
            text = (
                _("At least %(length)s: %(source)s.") % {"length": least, "source": source}
                if source
                else _("At least %(length)s.") % {"length": least}
            )
        self.add_error(str(details["field"]), text)

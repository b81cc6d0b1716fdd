"""The fields that promotions and price lists share: for whom, where, on which days and at which hours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.terms import MIDNIGHT, When
from comptoir.catalog.public import CategoryView, CustomerGroupView
from comptoir.platform.public import StoreView

WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)
_COUPON = re.compile(r"[A-Z0-9._-]{2,32}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the forms of rules let a person choose from, and how the page counts and speaks."""

    categories: tuple[CategoryView, ...]
    stores: tuple[StoreView, ...]
    groups: tuple[CustomerGroupView, ...]
    currency: str
    language: str
    today: date


class DayField(forms.DateField):
    """A day that may be left empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "input max-w-48"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **options)


class MinuteField(forms.CharField):
    """A time of day that may be left empty; its value is in minutes after midnight."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "time", "class": "input max-w-40"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: object) -> int | None:
        text = str(super().clean(value))
        if not text:
            return None
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(?::00)?", text)
        if found is None:
            raise forms.ValidationError(_("Enter a time such as 17:30."), code="time")
        return int(found[1]) * 60 + int(found[2])


class ChoicesField(forms.MultipleChoiceField):
    """Several of a few: boxes to tick."""

    def __init__(self, choices: Iterable[tuple[str, object]], **options: Any) -> None:
        super().__init__(choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple, **options)


class RuleForm(PlainForm):
    """A rule with its conditions. Fields that give no choice (one store, no group) are not asked."""

    def __init__(
        self, data: Mapping[str, object] | None, *, shelf: Shelf, when: When, initial: Mapping[str, object]
    ) -> None:
        self.shelf = shelf
        super().__init__(data, initial={**_shown(when), **initial})
        self.fields["first_day"] = DayField(label=_("From"))
        self.fields["last_day"] = DayField(label=_("Until and with"))
        self.fields["weekdays"] = ChoicesField(
            [(str(number), name) for number, name in WEEKDAYS], label=_("On these days")
        )
        self.fields["first_minute"] = MinuteField(label=_("From (time)"))
        self.fields["last_minute"] = MinuteField(label=_("Until (time)"))
        ended = [group for group in when.customers if group not in {str(known.id) for known in shelf.groups}]
        if len(shelf.stores) > 1 or when.stores:
            self.fields["stores"] = ChoicesField(
                [(str(store.id), store.name) for store in shelf.stores], label=_("Only in these stores")
            )
        if shelf.groups or ended:
            self.fields["customers"] = ChoicesField(
                [(str(group.id), group.name) for group in shelf.groups], label=_("Only for these customers")
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", str(_("It would end before it begins.")))
        elif last and last < self.shelf.today:
            self.add_error("last_day", str(_("This day has passed: it would never hold.")))
        start, end = cleaned.get("first_minute"), cleaned.get("last_minute")
        hours_are_whole = "first_minute" in cleaned and "last_minute" in cleaned
        if hours_are_whole and (start is None) != (end is None):
            self.add_error("last_minute", str(_("Give both times or none.")))
        elif start is not None and start == end:
            self.add_error("last_minute", str(_("It would end when it begins.")))
        return cleaned

    def when(self, *, coupon: str = "") -> When:
        """The conditions as they were chosen; a time of 00:00 at the end is midnight."""
        fields = self.cleaned_data
        end = fields["last_minute"]
        return When(
            stores=tuple(fields.get("stores", ())),
            customers=tuple(fields.get("customers", ())),
            coupon=coupon,
            first_day=fields["first_day"],
            last_day=fields["last_day"],
            weekdays=tuple(int(number) for number in fields["weekdays"]),
            first_minute=fields["first_minute"],
            last_minute=MIDNIGHT if end == 0 else end,
        )


def clean_coupon(text: str) -> str:
    """A code as tills compare it: capital letters, without spaces."""
    code = "".join(text.split()).upper()
    if code and not _COUPON.fullmatch(code):
        raise forms.ValidationError(
            _("Use 2 to 32 letters without accents, digits, points and hyphens."), code="coupon"
        )
    return code


def clock_text(minute: int | None) -> str:
    """ "17:30", as a time field wants it."""
    return "" if minute is None else f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _shown(when: When) -> dict[str, object]:
    return {
        "stores": list(when.stores),
        "customers": list(when.customers),
        "coupon": when.coupon,
        "first_day": when.first_day,
        "last_day": when.last_day,
        "weekdays": [str(number) for number in when.weekdays],
        "first_minute": clock_text(when.first_minute),
        "last_minute": clock_text(when.last_minute),
    }

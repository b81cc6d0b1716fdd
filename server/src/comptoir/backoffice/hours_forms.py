"""The form of a store's opening hours: seven days, two spans each, and when the business day begins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice import formats
from comptoir.backoffice.forms import PlainForm
from comptoir.platform.public import Hours, StoreView

# A shop closes at noon, or it doesn't: more than two spans a day are not seen in the wild.
SPANS = 2
DAY = 24 * 60
A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """The two fields of one span, and what a screen reader calls it."""

    opens: forms.BoundField
    closes: forms.BoundField


@dataclass(frozen=True, slots=True)
class Weekday:
    """A row of the form."""

    name: str
    spans: list[Span]


class HoursForm(PlainForm):
    """When the doors are open. A span that ends before it begins ends on the next day."""

    day_starts = forms.TimeField(
        label=_("The business day begins at"),
        help_text=_("What is sold before belongs to the day before: a bar that closes at 2:00 chooses 4:00."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, store: StoreView, language: str) -> None:
        super().__init__(data, initial={"day_starts": _time(store.day_starts_minute)})
        self._names = [formats.weekday(A_MONDAY + timedelta(days=day), language).capitalize() for day in range(7)]
        for day in range(7):
            known = [hours for hours in store.opening_hours if hours.weekday == day]
            for span in range(SPANS):
                hours = known[span] if span < len(known) else None
                self._add(day, span, "opens", _("%(day)s, opens"), hours.opens if hours else None)
                self._add(day, span, "closes", _("%(day)s, closes"), hours.closes % DAY if hours else None)

    def weekdays(self) -> Iterator[Weekday]:
        """The fields as the page shows them."""
        for day, name in enumerate(self._names):
            yield Weekday(
                name, [Span(self[_key(day, span, "opens")], self[_key(day, span, "closes")]) for span in range(SPANS)]
            )

    def clean(self) -> dict[str, object]:
        """Both ends or none, and no two spans of a day over each other."""
        fields = super().clean() or {}
        for day in range(7):
            before = -1
            for span in range(SPANS):
                opens, closes = fields.get(_key(day, span, "opens")), fields.get(_key(day, span, "closes"))
                if (opens is None) != (closes is None):
                    missing = "closes" if closes is None else "opens"
                    self.add_error(_key(day, span, missing), _("Enter both times, or none when it is closed."))
                elif opens is not None and closes is not None:
                    if _minute(opens) <= before:
                        self.add_error(_key(day, span, "opens"), _("The second span begins after the first one."))
                    before = _closing(opens, closes)
        return fields

    def hours(self) -> tuple[Hours, ...]:
        """What the operation takes."""
        fields = self.cleaned_data
        return tuple(
            Hours(day, _minute(opens), _closing(opens, fields[_key(day, span, "closes")]))
            for day in range(7)
            for span in range(SPANS)
            if (opens := fields[_key(day, span, "opens")]) is not None
        )

    def starts_minute(self) -> int:
        return _minute(self.cleaned_data["day_starts"])

    def _add(self, day: int, span: int, end: str, label: object, minute: int | None) -> None:
        name = str(label) % {"day": self._names[day]}
        attributes = {"type": "time", "class": "input", "aria-label": f"{name} ({span + 1})"}
        widget = forms.TimeInput(attrs=attributes, format="%H:%M")
        field = forms.TimeField(label=name, required=False, widget=widget)
        key = _key(day, span, end)
        self.fields[key] = field
        self.initial[key] = None if minute is None else _time(minute)


def _key(day: int, span: int, end: str) -> str:
    return f"d{day}_{span}_{end}"


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _closing(opens: time, closes: time) -> int:
    """Minutes after the midnight of the day that it opened: 2:00 at night is 26:00."""
    minute = _minute(closes)
    return minute if minute > _minute(opens) else minute + DAY

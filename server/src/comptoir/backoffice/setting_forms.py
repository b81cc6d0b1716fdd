"""The form of what a place says: a tick for each setting that it has of its own, and its value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.backoffice.amounts import parse_amount, parse_rate
from comptoir.backoffice.audit_words import FIELDS
from comptoir.backoffice.formats import decimal_text, language_name, rate_text
from comptoir.backoffice.forms import AmountField, PlainForm
from comptoir.backoffice.setting_fields import KEPT_LOGO, HoursField, LogoField, hours_lines
from comptoir.backoffice.staff_forms import LOCK_CHOICES, OptionalAmountField
from comptoir.backoffice.when_forms import MinuteField
from comptoir.backoffice.words import WORDS
from comptoir.platform.inherited import (
    KEY_DAYS_MAX,
    RETURNS_DAYS_MAX,
    SETTINGS,
    SIGN_IN_NOTE_MAX,
    Effective,
    Level,
    Own,
)
from comptoir.receipts import languages

# What this page asks for, in its order, by what it is about. The parts of a receipt have a page of their own, with a
# picture of it.
GROUPS: Sequence[tuple[Promise, Sequence[str]]] = (
    (
        gettext_lazy("Receipts"),
        ("receipt_logo", "receipt_header", "receipt_footer", "receipt_language", "receipt_code"),
    ),
    (gettext_lazy("At the till"), ("first_tab", "lock_after_s", "sign_in_note", "difference_limit", "key_days")),
    (gettext_lazy("Tips"), ("tip_presets", "tip_amounts", "tip_pooling")),
    (gettext_lazy("Cards without the bank"), ("card_offline_each", "card_offline_day")),
    (gettext_lazy("Prices and returns"), ("price_mode", "returns_days", "returns_in_cash")),
    (gettext_lazy("Business day"), ("opening_hours", "day_starts_minute")),
)
# Where the word of the list of changes is too short for a question.
LABELS: Mapping[str, Promise] = {
    **FIELDS,
    "lock_after_s": gettext_lazy("Tills lock themselves"),
    "returns_in_cash": gettext_lazy("Also pay back in cash"),
    "key_days": gettext_lazy("Renew the till’s key after so many days (0: when asked)"),
    "sign_in_note": gettext_lazy("Shown where a PIN is asked"),
}
ASKED = tuple(name for _title, names in GROUPS for name in names)
LOCAL = "%Y-%m-%dT%H:%M"
START_CHOICES = (("now", gettext_lazy("Now")), ("later", gettext_lazy("Later, at")))


class SharesField(forms.CharField):
    """Percentages with spaces between them; their value is in parts per million, smallest first."""

    def clean(self, value: object) -> list[int]:
        found = [parse_rate(part) for part in str(value or "").replace("%", " ").replace(";", " ").split()]
        if not all(found):
            raise forms.ValidationError(_("Enter percentages such as 5 10 15."), code="shares")
        return sorted({share for share in found if share})


class AmountsField(forms.CharField):
    """Amounts with spaces between them, in minor units, smallest first."""

    def __init__(self, *, currency: str, **options: Any) -> None:
        super().__init__(**options)
        self.currency = currency

    def clean(self, value: object) -> list[int]:
        found = [parse_amount(part, self.currency) for part in str(value or "").replace(";", " ").split()]
        if not all(found):
            raise forms.ValidationError(_("Enter amounts such as 1 2 5."), code="amounts")
        return sorted({amount for amount in found if amount})


class LinesField(forms.CharField):
    """Lines of text; empty ones at the end are only where the typing stopped."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def clean(self, value: object) -> list[str]:
        text = str(value or "").rstrip()
        return [line.strip() for line in text.splitlines()] if text else []


def _is_true(text: str) -> bool:
    return text == "True"


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as the page shows it: what counts here now and since where, and the two fields."""

    name: str
    label: str
    counts: str
    source: str
    own: forms.BoundField
    field: forms.BoundField


class SettingsForm(PlainForm):
    """What a place says of its own."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: Mapping[str, object] | None = None,
        *,
        level: Level,
        counts: Mapping[str, Effective],
        own: Mapping[str, Any],
        currency: str,
        language: str,
    ) -> None:
        self.names = [name for name in ASKED if SETTINGS[name].deepest >= level]
        self._own, self._counts, self._currency, self._language = own, counts, currency, language
        super().__init__(data, files=files)
        for name in self.names:
            tick = forms.BooleanField(label=str(LABELS[name]), required=False, initial=name in own)
            tick.widget.attrs["class"] = "size-6 shrink-0"
            field = self._field(name)
            field.initial = self._shown(name, counts[name].value)
            field.widget.attrs.setdefault("class", "input")
            field.widget.attrs["aria-label"] = str(LABELS[name])
            self.fields[f"own_{name}"], self.fields[name] = tick, field

    def clean(self) -> dict[str, Any]:
        """What is not ticked is not read: nothing that stands in its field can be wrong."""
        fields = super().clean() or {}
        for name in self.names:
            if not fields.get(f"own_{name}"):
                self.errors.pop(name, None)
            elif name not in self.errors and not SETTINGS[name].check(self._value(name, fields)):
                self.add_error(name, _("This cannot be used: look at the value again."))
        return fields

    def changes(self) -> dict[str, Own | None]:
        """What differs from what the place says already."""
        wanted = {
            name: Own(self._value(name, self.cleaned_data)) if self.cleaned_data.get(f"own_{name}") else None
            for name in self.names
        }
        said = {name: Own(self._own[name]) if name in self._own else None for name in self.names}
        return {name: value for name, value in wanted.items() if value != said[name]}

    def _field(self, name: str) -> forms.Field:
        plain: dict[str, Any] = {"required": False, "label": str(LABELS[name])}
        yes_no = [("True", _("Yes")), ("False", _("No"))]
        spoken = [("", _("As the organization")), *((key, language_name(key)) for key in languages())]
        special: dict[str, Callable[[], forms.Field]] = {
            "receipt_header": lambda: LinesField(**plain),
            "receipt_footer": lambda: LinesField(**plain),
            "receipt_language": lambda: forms.ChoiceField(choices=spoken, **plain),
            "lock_after_s": lambda: forms.TypedChoiceField(coerce=int, choices=LOCK_CHOICES, **plain),
            "sign_in_note": lambda: forms.CharField(max_length=SIGN_IN_NOTE_MAX, **plain),
            "difference_limit": lambda: OptionalAmountField(currency=self._currency, **plain),
            "card_offline_each": lambda: AmountField(currency=self._currency, **plain),
            "card_offline_day": lambda: AmountField(currency=self._currency, **plain),
            "tip_presets": lambda: SharesField(max_length=60, **plain),
            "tip_amounts": lambda: AmountsField(max_length=60, currency=self._currency, **plain),
            "tip_pooling": lambda: forms.ChoiceField(choices=list(WORDS["pooling"].items()), **plain),
            "returns_days": lambda: forms.IntegerField(min_value=1, max_value=RETURNS_DAYS_MAX, **plain),
            "key_days": lambda: forms.IntegerField(min_value=0, max_value=KEY_DAYS_MAX, **plain),
            "returns_in_cash": lambda: forms.TypedChoiceField(coerce=_is_true, choices=yes_no, **plain),
            "opening_hours": lambda: HoursField(language=self._language, **plain),
            "receipt_logo": lambda: LogoField(**plain),
            "day_starts_minute": lambda: MinuteField(label=plain["label"]),
        }
        if name in special:
            return special[name]()
        return forms.ChoiceField(choices=list(WORDS[name].items()), **plain)

    def _shown(self, name: str, value: Any) -> object:
        """A value as its field holds it."""
        match name:
            case "receipt_header" | "receipt_footer":
                return "\n".join(value)
            case "tip_presets":
                return " ".join(rate_text(share, self._language) for share in value)
            case "tip_amounts":
                return " ".join(decimal_text(amount, self._currency, self._language) for amount in value)
            case "card_offline_each" | "card_offline_day":
                return decimal_text(value, self._currency, self._language)
            case "difference_limit":
                return "" if value is None else decimal_text(value, self._currency, self._language)
            case "day_starts_minute":
                return f"{value // 60:02d}:{value % 60:02d}"
            case "opening_hours":
                return hours_lines(value)
            case "returns_in_cash":
                return str(value)
            case _:
                return value

    def _value(self, name: str, fields: Mapping[str, Any]) -> Any:
        value = fields.get(name)
        if name == "receipt_logo" and value == KEPT_LOGO:
            return self._own.get(name, self._counts[name].value)
        return value.strip() if name == "sign_in_note" and isinstance(value, str) else value


class StartForm(PlainForm):
    """When a change starts: now, at a moment by the clock of the place, or by the clock of each of its stores."""

    start = forms.ChoiceField(
        label=gettext_lazy("It starts"),
        choices=START_CHOICES,
        initial="now",
    )
    moment = forms.DateTimeField(
        label=gettext_lazy("Day and time"),
        required=False,
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input max-w-72"}, format=LOCAL),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, zone: str, has_other_zones: bool) -> None:
        self._zone = ZoneInfo(zone)
        super().__init__(data)
        if has_other_zones:
            start = self.fields["start"]
            assert isinstance(start, forms.ChoiceField)
            start.choices = [*START_CHOICES, ("clocks", _("Later, when the clock of each store shows it"))]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("start") in ("later", "clocks") and "moment" not in self.errors:
            moment = fields.get("moment")
            if moment is None:
                self.add_error("moment", _("Enter a day and a time."))
            elif fields["start"] == "later" and self._in_utc(moment) is None:
                self.add_error("moment", _("The clock skips this time on that day: choose another one."))
        return fields

    def starts_at(self) -> datetime | None:
        """The moment in universal time; null for now, and where each store's clock counts."""
        if self.cleaned_data["start"] != "later":
            return None
        return self._in_utc(self.cleaned_data["moment"])

    def wall(self) -> datetime | None:
        """What each store's clock is to show; null otherwise."""
        if self.cleaned_data["start"] != "clocks":
            return None
        moment: datetime = self.cleaned_data["moment"]
        return moment.replace(tzinfo=None)

    def _in_utc(self, moment: datetime) -> datetime | None:
        wall = moment.replace(tzinfo=None)
        there = wall.replace(tzinfo=self._zone).astimezone(UTC)
        return there if there.astimezone(self._zone).replace(tzinfo=None) == wall else None

"""The fields of settings that are more than a line: a week of opening hours, and the picture on receipts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.hours_forms import A_MONDAY, DAY
from comptoir.backoffice.logos import UPLOAD_BYTES_MAX, LogoUnreadable, logo_of

WEEK: Final = range(7)
_TIME = r"(\d{1,2})(?:[:.hH](\d{2})?)?"
_SPAN = re.compile(rf"\s*{_TIME}\s*[-–—]\s*{_TIME}\s*")
# Nothing was sent: the logo that counts stays.
KEPT_LOGO: Final = "kept"

Stretch = Mapping[str, int]


class HoursInput(forms.Widget):
    """A line for each day of the week."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._names = [formats.weekday(A_MONDAY + timedelta(days=day), language).capitalize() for day in WEEK]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [str(data.get(f"{name}_{day}", "")) for day in WEEK]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{day}" not in data for day in WEEK)

    def id_for_label(self, id_: str | None, index: str = "0") -> str:
        return f"{id_}_{index}"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        lines = value if isinstance(value, list) and all(isinstance(line, str) for line in value) else [""] * 7
        return format_html(
            '<div class="grid gap-2">{}</div>',
            format_html_join(
                "",
                '<label class="grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-2"><span>{}</span>'
                '<input class="input min-w-0" name="{}_{}" id="id_{}_{}" value="{}" placeholder="{}" maxlength="80">'
                "</label>",
                (
                    (self._names[day], name, day, name, day, lines[day], _("closed") if not lines[day] else "")
                    for day in WEEK
                ),
            ),
        )


class HoursField(forms.Field):
    """Its value are stretches as a store's column holds them. One that ends before it begins ends on the next day."""

    def __init__(self, *, language: str, **options: Any) -> None:
        super().__init__(widget=HoursInput(language), **options)

    def clean(self, value: Any) -> list[Stretch]:
        found: list[Stretch] = []
        for day, line in enumerate(value or ()):
            stretches = [_stretch(day, part) for part in re.split(r"[,;]|(?<=\d)\s+(?=\d)", line) if part.strip()]
            known = [one for one in stretches if one is not None]
            ordered = all(one["closes"] <= after["opens"] for one, after in pairwise(known))
            if len(known) < len(stretches) or not ordered:
                raise forms.ValidationError(_("Write hours as 9:00-12:30, 14:00-19:00, in order."), code="hours")
            found += known
        return found


def hours_lines(stretches: Sequence[Stretch]) -> list[str]:
    """A week's stretches as people write them."""
    return [
        ", ".join(f"{_clock(one['opens'])}-{_clock(one['closes'])}" for one in stretches if one["weekday"] == day)
        for day in WEEK
    ]


class LogoInput(forms.Widget):
    """A file to choose, or none at all."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
        return None if data.get(f"{name}_none") else files.get(name) or KEPT_LOGO

    def value_omitted_from_data(self, *_sent: Any) -> bool:
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            '<input class="input min-w-0 max-w-full" type="file" accept="image/png,image/jpeg,image/gif,image/webp" '
            'name="{}" id="id_{}" aria-label="{}">'
            '<label class="flex min-h-12 items-center gap-3"><input class="size-6 shrink-0" type="checkbox" '
            'name="{}_none">{}</label>',
            name, name, _("Logo"), name, _("No logo"),
        )  # fmt: skip


class LogoField(forms.Field):
    """Its value are the dots of a printer, null for none, or `KEPT_LOGO`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=LogoInput(), **options)

    def clean(self, value: Any) -> Any:
        if not isinstance(value, UploadedFile):
            return value
        try:
            return asdict(logo_of(value.read(UPLOAD_BYTES_MAX + 1)))
        except LogoUnreadable as error:
            raise forms.ValidationError(_("Choose a picture: PNG, JPEG, GIF or WebP."), code="logo") from error


def _stretch(day: int, text: str) -> Stretch | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    hours = [int(found[1]), int(found[3])]
    minutes = [int(found[2] or 0), int(found[4] or 0)]
    if max(minutes) > 59 or hours[0] > 23 or hours[1] * 60 + minutes[1] > DAY:
        return None
    opens, closes = hours[0] * 60 + minutes[0], hours[1] * 60 + minutes[1]
    return {"weekday": day, "opens": opens, "closes": closes if closes > opens else closes + DAY}


def _clock(minute: int) -> str:
    return "24:00" if minute == DAY else f"{minute // 60 % 24:02d}:{minute % 60:02d}"

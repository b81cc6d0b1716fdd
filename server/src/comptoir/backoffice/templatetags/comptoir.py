"""Figures and times in templates, in the language of the page."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.translation import get_language, gettext

from comptoir.backoffice import formats, words
from comptoir.backoffice.forms import printed_code
from comptoir.backoffice.report_tables import Figure
from comptoir.insights.public import Unit

register = template.Library()


def _language() -> str:
    return (get_language() or "en")[:2]


@register.filter
def minute(minutes: int) -> str:
    """Minutes after midnight as a clock shows them: 22:00."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


@register.filter
def duration(minutes: int) -> str:
    """How long, as people write it: 7:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@register.filter
def money(amount: int, currency: str) -> str:
    return formats.money(amount, currency, _language())


@register.filter
def quantity(milli: int, unit: str) -> str:
    return formats.quantity(milli, unit, _language())


@register.filter
def rate(ppm: int) -> str:
    return formats.rate(ppm, _language())


@register.filter
def change(percent: int) -> str:
    """How much more or less: "+12 %"."""
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return sign + formats.whole_percent(percent, _language())


@register.filter
def worth(ppm: int) -> str:
    return formats.worth(ppm, _language())


@register.filter
def number(value: int) -> str:
    return formats.number(value, _language())


@register.filter
def day(value: date) -> str:
    return formats.day(value, _language())


@register.filter
def short_day(value: date) -> str:
    return formats.short_day(value, _language())


@register.filter
def moment(value: datetime, zone: str) -> str:
    return formats.moment(value, zone, _language())


@register.filter
def on_wall(value: datetime) -> str:
    """What a clock shows, wherever it hangs."""
    return formats.moment(value.replace(tzinfo=UTC), "UTC", _language())


@register.filter
def clock(value: datetime, zone: str) -> str:
    return formats.clock(value, zone, _language())


@register.filter
def ago(value: datetime) -> str:
    return formats.ago(value, timezone.now(), _language())


@register.filter
def hour(value: int) -> str:
    return formats.hour(value, _language())


@register.filter
def word(code: str, family: str) -> str:
    """The plain word for a code of a family ("tender", "kind", "role", "unit")."""
    return words.word(family, code)


@register.simple_tag
def colon() -> str:
    """What stands between a thing and what is said of it: French keeps a space before it."""
    return gettext(": ")


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: object) -> str:
    """This page's address with other parameters; an empty value takes its parameter away."""
    request = context["request"]
    query = {name: value for name, value in request.GET.items() if name not in {"after", *changes}}
    query.update({name: str(value) for name, value in changes.items() if value not in ("", None)})
    return f"{request.path}?{urlencode(query)}" if query else str(request.path)


@register.filter
def plain(amount: int, currency: str) -> str:
    """An amount as a plain decimal, for a chart."""
    return formats.decimal_text(amount, currency, "en")


@register.filter
def charted(figure: Figure, currency: str) -> str:
    """A figure of a report as a plain decimal, for a chart."""
    assert figure.value is not None
    return formats.decimal_text(figure.value, currency, "en") if figure.unit is Unit.MONEY else str(figure.value)


@register.filter
def money_plain(amount: int, currency: str) -> str:
    """An amount as an amount field holds it: "1,15"."""
    return formats.decimal_text(amount, currency, _language())


@register.filter
def printed(code: str) -> str:
    """A code as its label prints it."""
    return printed_code(code)


@register.filter
def unit_symbol(unit: str) -> str:
    """ "kg"."""
    return formats.UNIT_SYMBOLS.get(unit, unit)


@register.filter
def plus(first: int, second: int) -> int:
    return first + second


@register.filter
def minus(first: int, second: int) -> int:
    return first - second


@register.filter
def count_of(counts: Mapping[str, int], key: object) -> int:
    """How often a key was counted; nothing is 0."""
    return counts.get(str(key), 0)


@register.filter
def value_of(known: Mapping[str, object], key: str) -> object:
    """What a mapping holds under a key that only the template's loop knows."""
    return known.get(key)

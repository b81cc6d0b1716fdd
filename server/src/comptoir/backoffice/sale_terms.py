"""What holds for a whole sale besides its lines, as its entry states it: for the page of a sale."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comptoir.backoffice.words import word

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SaleTerm:
    """A fact of the sale: what it is called, and what it says."""

    name: str
    text: str


def sale_terms(content: bytes) -> list[SaleTerm]:
    """Read from the sealed bytes, as they come: what is not there is not shown, what is odd is shown as it is."""
    try:
        body = json.loads(content).get("body")
    except (ValueError, AttributeError):
        return []
    return list(_terms(body)) if isinstance(body, dict) else []


def _terms(body: Json) -> Iterator[SaleTerm]:
    place = _text(body, "place")
    if place:
        apart = [
            f"{_text(line, 'name') or _('Free amount')}: {word('place', _text(line, 'place'))}"
            for line in body.get("lines") or ()
            if isinstance(line, dict) and _text(line, "place") not in ("", place)
        ]
        yield SaleTerm(_("Eat in or take away"), " · ".join([word("place", place), *apart]))

    exemption = body.get("exemption")
    if isinstance(exemption, dict):
        yield SaleTerm(_("Without tax"), " · ".join(filter(None, _exemption(exemption))))


def _exemption(exemption: Json) -> Iterator[str]:
    """A reason of the shop's own is called as it was when it was sealed."""
    reason, category = _text(exemption, "reason"), _text(exemption, "category")
    yield _text(exemption, "name") or (word("reason", reason) if reason else "")
    yield word("tax_category", category) if category else ""
    yield _text(exemption, "mention")
    yield _text(exemption, "vatex")


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""

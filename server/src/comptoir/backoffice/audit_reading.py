"""Turns events and their changes into lines that a person reads: no codes, no ids, nothing in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.audit_words import AMOUNTS, CODES, DETAILS, FIELDS, RATES, action_words
from comptoir.backoffice.limit_texts import right_text
from comptoir.backoffice.price_list_words import list_words
from comptoir.backoffice.promotion_words import days_words, names_for, summarize
from comptoir.backoffice.queries.audit import Change, Noted, is_identifier
from comptoir.backoffice.scope import parse_day
from comptoir.backoffice.words import WORDS, word

NOTHING = "–"
RULES = ("catalog_price_list", "catalog_promotion")
CHANGES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one thing was called or counted before, and since. `thing`: only where it is not the event's own."""

    thing: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in words."""

    noted: Noted
    what: str
    thing: str
    person: str
    changes: Sequence[FieldChange]
    more: int


@dataclass(frozen=True, slots=True)
class Reader:
    """What the words of values depend on."""

    names: Mapping[str, str]
    currency: str
    language: str

    def line(self, noted: Noted) -> EventLine:
        event = noted.event
        thing = self.names.get(event.subject) or self._kept_name(event.details)
        changes = [*self._details(event.details), *self._changes(noted)]
        person = event.person_name or (_("Comptoir itself") if event.person is None else _("Somebody who left"))
        shown = changes[:CHANGES_SHOWN]
        return EventLine(noted, action_words(event.action), thing, person, shown, len(changes) - len(shown))

    def all_changes(self, noted: Noted) -> list[FieldChange]:
        """Every one of them, for a file."""
        return [*self._details(noted.event.details), *self._changes(noted)]

    def _kept_name(self, details: Mapping[str, Any]) -> str:
        name = details.get("name", details.get("code", ""))
        if name in WORDS["incident"]:
            return word("incident", str(name))
        return str(name)

    def _details(self, details: Mapping[str, Any]) -> list[FieldChange]:
        found = []
        for key, value in details.items():
            if key not in DETAILS or key not in FIELDS or value == "":
                continue
            before = details.get("before", details.get("before_milli")) if key in ("after", "quantity_milli") else None
            kept = "" if before is None else self.value(key, before)
            found.append(FieldChange("", str(FIELDS[key]), kept, self.value(key, value)))
        return found

    def _changes(self, noted: Noted) -> list[FieldChange]:
        found: list[FieldChange] = []
        for change in noted.changes:
            name = self.names.get(change.row, "")
            thing = "" if change.row == noted.event.subject else name
            found += self._rule(change, thing) if change.kind in RULES else self._columns(change, thing)
        # A family and its only item are called the same: what changed in both is said once.
        said = {(one.label, one.before, one.after): one for one in found}
        return list(said.values())

    def _columns(self, change: Change, thing: str) -> list[FieldChange]:
        was, now = change.before or {}, change.after or {}
        found = []
        for key in {**was, **now}:
            if key == "rights":
                found += self._rights(was.get(key) or {}, now.get(key) or {}, thing)
            elif key in FIELDS:
                before, after = self.value(key, was.get(key)), self.value(key, now.get(key))
                if before != after:
                    found.append(FieldChange(thing, str(FIELDS[key]), before, after))
        return found

    def _rights(self, was: Mapping[str, int], now: Mapping[str, int], thing: str) -> list[FieldChange]:
        return [
            FieldChange(thing, word("entry_right", right), self._right(right, was), self._right(right, now))
            for right in {**was, **now}
            if was.get(right) != now.get(right)
        ]

    def _right(self, right: str, rights: Mapping[str, int]) -> str:
        limit = rights.get(right, 0)
        if not limit:
            return _("No")
        return right_text(right, limit, self.currency, self.language) or _("Yes")

    def _rule(self, change: Change, thing: str) -> list[FieldChange]:
        documents = [side.get("document") if side else None for side in (change.before, change.after)]
        names = names_for(
            [document for document in documents if document], currency=self.currency, language=self.language
        )
        said = [
            NOTHING
            if not document
            else list_words(document, names, own_count=0)
            if change.kind == "catalog_price_list"
            else summarize(document, names).sentence
            for document in documents
        ]
        called = [str(document["name"]) if document else NOTHING for document in documents]
        pairs = ((FIELDS["name"], called), (FIELDS["document"], said))
        return [FieldChange(thing, str(label), *sides) for label, sides in pairs if sides[0] != sides[1]]

    def value(self, key: str, value: object) -> str:
        """What a column holds, as a person says it; what cannot be said without a code is left out."""
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if key == "opening_hours":
            return self._hours(value)
        if isinstance(value, list):
            parts = [self.value(key, part) for part in value]
            return ", ".join(part for part in parts if part != NOTHING) or NOTHING
        if isinstance(value, Mapping):
            return self._thing_of(value)
        return self._plain(key, value)

    def _plain(self, key: str, value: object) -> str:
        text = str(value)
        if is_identifier(text):
            return self.names.get(text, NOTHING)
        if key in CODES and text in WORDS[CODES[key]]:
            return word(CODES[key], text)
        is_number = text.removeprefix("-").isdigit()
        if is_number:
            return self._number(key, int(text))
        day = parse_day(text)
        return formats.short_day(day, self.language) if day else text

    def _number(self, key: str, number: int) -> str:
        if key in AMOUNTS:
            return NOTHING if number < 0 else formats.money(number, self.currency, self.language)
        if key in RATES:
            return formats.rate(number, self.language)
        if key == "day_starts_minute":
            return f"{number // 60}:{number % 60:02d}"
        if key in ("quantity_milli", "before_milli", "net_milli", "point_milli", "up_to_milli"):
            return formats.quantity(number, "C62", self.language)
        is_code = key in ("number", "barcodes", "code", "postal_code")
        return str(number) if is_code else formats.number(number, self.language)

    def _thing_of(self, part: Mapping[str, Any]) -> str:
        """A part of a list: "2 × Bread", or its name."""
        named = [self.names[str(value)] for value in part.values() if str(value) in self.names]
        name = named[0] if named else str(part.get("name", ""))
        count = part.get("count")
        if not name:
            return NOTHING
        return f"{count} × {name}" if isinstance(count, int) and count != 1 else name

    def _hours(self, value: object) -> str:
        if not isinstance(value, list):
            return NOTHING
        by_hours: dict[str, list[int]] = {}
        for row in value:
            span = "–".join(f"{row[end] // 60 % 24}:{row[end] % 60:02d}" for end in ("opens", "closes"))
            by_hours.setdefault(span, []).append(int(row["weekday"]) + 1)
        return ", ".join(f"{days_words(days, self.language)} {span}" for span, days in by_hours.items()) or NOTHING


def person_of(text: str | None) -> UUID | None:
    """The person of an address, when it is one."""
    return UUID(text) if text and is_identifier(text) else None

"""The words of one language and how it writes figures: data, one file a language in the folder `words`.

The till bundles the same files. A new language is a new file.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

_FILLING = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class FormatWords:
    """How figures, money and moments are written."""

    decimal: str
    group: str
    percent: str
    money: str
    moment: str


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, as a country writes it."""

    language: str
    formats: FormatWords
    units: Mapping[str, str]
    tenders: Mapping[str, str]
    words: Mapping[str, str]

    def say(self, name: str, **fillings: str) -> str:
        """A word that is missing is a fault of the file; what a customer sees then is its name, not a blank."""
        return fill(self.words.get(name, name), fillings)

    def tender(self, kind: str) -> str:
        return self.tenders.get(kind, kind)

    def unit(self, code: str) -> str:
        return self.units.get(code, "")


def fill(pattern: str, fillings: Mapping[str, str]) -> str:
    """Put values in place of `{names}`."""
    return _FILLING.sub(lambda found: fillings.get(found[1], found[0]), pattern)


@cache
def languages() -> tuple[str, ...]:
    """The languages that receipts speak."""
    folder = resources.files(__package__) / "words"
    return tuple(sorted(path.name.removesuffix(".json") for path in folder.iterdir() if path.name.endswith(".json")))


@cache
def speech(language: str, country: str) -> Speech:
    """The words of a language; English where there are none."""
    known = language if language in languages() else "en"
    file = resources.files(__package__) / "words" / f"{known}.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    region = data["regions"].get(country, {})
    formats = replace(FormatWords(**data["formats"]), **region.get("formats", {}))
    return Speech(data["language"], formats, data["units"], data["tenders"], data["words"] | region.get("words", {}))

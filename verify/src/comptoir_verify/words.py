"""What is said to people, in French, German and English. Codes stay the same in every language (`--json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("en", "fr", "de")


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """By code, then by language."""
    found: dict[str, dict[str, str]] = json.loads(files("comptoir_verify").joinpath("words.json").read_text("utf-8"))
    return found


def say(language: str, code: str, details: Mapping[str, str | int]) -> str:
    """The sentence of a code."""
    return words()[code][language].format(**details)


def language_of(environment: Mapping[str, str]) -> str:
    """As the system speaks."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if found := environment.get(name, ""):
            return found[:2].lower() if found[:2].lower() in LANGUAGES else "en"
    return "en"

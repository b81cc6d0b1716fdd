"""Which languages the pages speak: English in the sources, and each folder of words in `locale/`.

A new language is a new folder; no list names it. It knows no Django, for the settings read it.
"""

from pathlib import Path

from babel import Locale

SOURCE = "en"
LOCALE = Path(__file__).resolve().parent / "locale"
# The order of the first three; whatever comes later follows by its code.
ORDER = ("fr", "de", "en")


def translated(folder: Path = LOCALE) -> tuple[str, ...]:
    """The languages that have words of their own."""
    found = {path.parent.parent.name for path in folder.glob("??/LC_MESSAGES/django.po")}
    return tuple(sorted(found, key=_place))


def languages(folder: Path = LOCALE) -> list[tuple[str, str]]:
    """Each language with the name that its own speakers give it, as Django's settings want them."""
    return [(code, native_name(code)) for code in sorted({*translated(folder), SOURCE}, key=_place)]


def native_name(code: str) -> str:
    """ "Français", "Deutsch", "Italiano"."""
    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def _place(code: str) -> tuple[int, str]:
    return (ORDER.index(code) if code in ORDER else len(ORDER), code)

"""The catalogues of the pages' words: `python -m comptoir.config.messages` after a change of words.

Django's own command needs GNU gettext on the machine; this one needs only Babel, which we have. It reads every
translatable text out of code and templates, keeps what is translated, and compiles.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from comptoir.config.languages import LOCALE, translated

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = translated()
FUNCTIONS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
# A catalogue that says when it was written would differ after every run.
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
_CALL = re.compile(r"\b(?:ngettext|gettext|_)\(")


@dataclass(frozen=True, slots=True)
class Message:
    """A text to translate; `plural` is empty when it has one form. `place` is the file that says it."""

    singular: str
    plural: str
    place: str

    @property
    def key(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def messages(package: Path = PACKAGE) -> list[Message]:
    """Every text of code, tables and templates, in order of files."""
    found = [message for path in sorted(package.rglob("*.py")) for message in _of_code(path, package)]
    tables = sorted(package.glob("backoffice/beginning/tables/*.tsv"))
    found += [message for path in tables for message in _of_table(path, package)]
    templates = sorted(package.glob("*/templates/**/*.html"))
    return found + [message for path in templates for message in _of_template(path, package)]


def catalog(language: str) -> Catalog:
    """The committed catalogue of a language."""
    path = _po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        known = read_po(file, locale=language)
    known.creation_date = known.revision_date = UNDATED
    return known


def update(language: str) -> Catalog:
    """The catalogue with every text of today: old translations kept, texts that nobody says any more dropped."""
    known = catalog(language)
    fresh = _empty(language)
    for message in messages():
        before = known.get(message.key if isinstance(message.key, str) else message.key[0])
        string = before.string if before is not None and before.id == message.key else None
        if language == "fr":
            string = _with_french_marks(string)
        fresh.add(message.key, string, locations=[(message.place, 0)])
    return fresh


def _with_french_marks(string: Any) -> Any:
    """A double mark stays with its word: narrow before `;`, `!`, `?`, wide before `:` and inside guillemets."""
    if isinstance(string, tuple | list):
        return tuple(map(_with_french_marks, string))
    if not isinstance(string, str):
        return string
    narrow = re.sub(r"[ \u00a0](?=[;!?](?!\w))|(?<=\d) (?=%(?!\())", "\u202f", string)
    return re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", narrow)


def _empty(language: str) -> Catalog:
    return Catalog(
        locale=language,
        charset="utf-8",
        header_comment=f"# The words of Comptoir's pages ({language}); kept by comptoir.config.messages.",
        project="Comptoir",
        version="1",
        copyright_holder="Comptoir",
        msgid_bugs_address="-",
        last_translator="Comptoir",
        language_team="Comptoir",
        fuzzy=False,
    )


def compiled(language: str) -> bytes:
    """The catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog(language))
    return buffer.getvalue()


def mo_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.mo"


def main() -> int:
    for language in LANGUAGES:
        fresh = update(language)
        path = _po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, fresh, width=120, omit_header=False, include_lineno=False, sort_output=True)
        _drop_dates(path)
        mo_path(language).write_bytes(compiled(language))
        missing = [message.id for message in fresh if message.id and not is_translated(message.string)]
        print(f"{language}: {len(fresh)} texts, {len(missing)} to translate")
    return 0


def is_translated(string: object) -> bool:
    """Whether every form has its words."""
    return bool(string) and (isinstance(string, str) or (isinstance(string, list | tuple) and all(string)))


def _of_code(path: Path, package: Path) -> Iterator[Message]:
    place = str(path.relative_to(package.parent))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            yield from _of_call(node, place)


def _of_table(path: Path, package: Path) -> Iterator[Message]:
    """What a trade, its shelves and its samples are called: the third cell, and of a trade its examples."""
    place = str(path.relative_to(package.parent))
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _key, *cells = line.split("\t")
        for text in cells[: 2 if kind == "trade" else 1]:
            yield Message(text, "", place)


def _of_template(path: Path, package: Path) -> Iterator[Message]:
    """Django writes a template's texts as calls; whatever else it leaves is no code and is skipped."""
    place = str(path.relative_to(package.parent))
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for start in _CALL.finditer(text):
        call = _parsed_call(text, start.start())
        if call is not None:
            yield from _of_call(call, place)


def _parsed_call(text: str, start: int) -> ast.Call | None:
    end = text.find(")", start)
    while end != -1:
        try:
            expression = ast.parse(text[start : end + 1], mode="eval").body
        except SyntaxError:
            end = text.find(")", end + 1)
            continue
        return expression if isinstance(expression, ast.Call) else None
    return None


def _of_call(call: ast.Call, place: str) -> Iterator[Message]:
    texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)]
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if words and name.startswith("ngettext") and len(words) > 1:
        yield Message(words[0], words[1], place)
    elif words:
        yield Message(words[0], "", place)


def _po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _drop_dates(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    dated = ('"POT-Creation-Date:', '"PO-Revision-Date:')
    path.write_text("".join(line for line in lines if not line.startswith(dated)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""What the till says, by the keys of its words: so that one walk reads the same in every language."""

import json
import re
from functools import cache
from pathlib import Path

WORDS = Path(__file__).resolve().parents[3] / "web" / "apps" / "till" / "src" / "words"
LINE = re.compile(r'^\s*"([\w.]+)": (".*"),$', re.MULTILINE)


@cache
def words_of(language: str) -> dict[str, str]:
    """Every word of a language by its key."""
    files = [*sorted((WORDS / language).glob("*.ts")), WORDS / f"{language}.ts"]
    found = [match for file in files for match in LINE.finditer(file.read_text(encoding="utf-8"))]
    return {match[1]: str(json.loads(match[2])) for match in found}


def pattern(language: str, key: str) -> re.Pattern[str]:
    """What a control is called, whatever is filled in, and whatever kind of space stands there."""
    parts = re.split(r"\{\w+\}", words_of(language)[key])
    said = [r"\s".join(re.escape(word) for word in re.split(r"\s", part)) for part in parts]
    return re.compile("^" + ".+?".join(said))

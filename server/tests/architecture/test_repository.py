"""What every tracked file must keep to, whatever its language."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.layers import REPOSITORY

LINES_MAX = 500
SOURCE = {".py", ".ts", ".svelte", ".js", ".mjs", ".html", ".css", ".sh"}

# Written so that they do not find themselves.
MACHINE = re.compile(r"/wor[k]/(main|shared)|/tmp/bash[_]jobs|/roo[t]/|/hom[e]/(?!comptoir|you)\w+/")
REGISTRY = re.compile(r"https?://[\w.-]*(registry\.npmj[s]|npm\.pk[g]|pyp[i]\.|pythonhoste[d]|deb\.debia[n])")


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    paths = [REPOSITORY / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts(paths: list[Path]) -> dict[str, str]:
    found = {}
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            found[str(path.relative_to(REPOSITORY))] = content.decode("utf-8")
    return found


def test_no_source_file_passes_500_lines(tracked: list[Path]) -> None:
    # A list of texts has one line a text, in every language the same.
    sources = texts([path for path in tracked if path.suffix in SOURCE and path.parent.name != "words"])
    too_long = {name: count for name, text in sources.items() if (count := text.count("\n")) > LINES_MAX}

    assert too_long == {}


def test_nothing_tracked_names_a_machine_or_a_registry(tracked: list[Path]) -> None:
    everything = texts(tracked)
    named = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}"
        for name, text in everything.items()
        for pattern in (MACHINE, REGISTRY)
        for match in pattern.finditer(text)
    ]

    assert named == []


def test_nothing_built_is_tracked(tracked: list[Path]) -> None:
    built = [path for path in tracked if {"node_modules", "__pycache__", ".venv", "dist"} & set(path.parts)]

    assert built == []


def test_links_between_documents_lead_somewhere(tracked: list[Path]) -> None:
    link = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
    broken = [
        f"{path.relative_to(REPOSITORY)}: {target}"
        for path in tracked
        if path.suffix == ".md"
        for target in link.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []

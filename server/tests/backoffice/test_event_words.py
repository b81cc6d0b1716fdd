"""Every event of the journal has a name and its details in words: no code, identifier or address reaches a screen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from comptoir.backoffice.event_details import CODES, DETAILS, OTHER_CODE, event_detail
from comptoir.backoffice.journal_words import EVENT_WORDS, KIND_WORDS, event_word

ROOT = Path(__file__).parents[3]
SAID: dict[str, Any] = {
    "certificate": "ab" * 32, "chain": "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a11", "enrolment": 3, "till_code": "A1",
    "version": "1.2.3", "previous_version": "1.2.2", "back_ms": 7_260_000, "by": "pin", "failures": 5,
    "reason": "no_proof", "items": 12, "rules": 1, "taxes": 1, "lines_count": 2, "restriction": "spirits", "age": 18,
    "copy_number": 2, "act": "go", "at": "2026-11-22T18:05:00.000+01:00", "what": "sync", "code": "token_unknown",
    "began_at": "2026-11-22T18:05:00.000+01:00", "documents": 3, "document_kind": "technical_event",
    "document_sequence": 9, "purpose": "year", "of": "2026-12", "sequence": 7, "last_sequence": 41, "next_enrolment": 4,
    "name": "2026-10", "number": 1, "first": "2026-10-01", "last": "2026-10-31", "entries": 1_200,
    "subject": "everything", "taken_at": "2026-11-26T03:00:00+00:00", "ended_size": 90, "count": 4,
    "plugin": "at", "expected": "cd" * 32, "digest": "ef" * 32, "gross": 1299, "device": "failed",
}  # fmt: skip


def made_by_tills() -> set[str]:
    """What the sources of the till say that it seals."""
    found: set[str] = set()
    for path in (ROOT / "web/packages/till-core/src").rglob("*.ts"):
        if "door" in path.parts:
            continue
        found |= set(re.findall(r'\bevent: "([a-z_]+)"', path.read_text("utf-8")))
    return found - {"told", "catalog", "hello", "revoked"}


def made_by_the_office() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "server/src/comptoir").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'(?:write_office_entry|_once)\(\s*"([a-z_]+)"', text))
    return found


def test_each_event_that_is_made_has_a_name_and_details() -> None:
    made = made_by_tills() | made_by_the_office() | {"key_enrolled", "key_revoked", "key_lost", "period_closing"}

    assert len(made) > 30
    assert made - set(EVENT_WORDS) == set()
    assert set(EVENT_WORDS) | set(KIND_WORDS) == set(DETAILS)


@pytest.mark.parametrize("language", ["fr", "de", "en"])
@pytest.mark.parametrize("event", sorted(DETAILS))
def test_no_code_reaches_a_screen(event: str, language: str) -> None:
    with translation.override(language):
        shown = f"{event_word(event)} · {event_detail(event, json.dumps(SAID))}"
        unknown = event_detail(event, json.dumps(dict.fromkeys((*CODES, "by", "reason", "restriction"), "so_what")))

    assert "_" not in shown + unknown
    assert event_word(event) != "Other event" or language != "en"
    for raw in ("0197a3c2", "abab", "cdcd", "efef", "sync", "token", "pin ", "go "):
        assert raw not in shown.replace("Server", "")


@pytest.mark.parametrize("language", ["fr", "de"])
def test_details_are_translated(language: str) -> None:
    with translation.override("en"):
        english = {event: event_detail(event, json.dumps(SAID)) for event in DETAILS}
    with translation.override(language):
        other = {event: event_detail(event, json.dumps(SAID)) for event in DETAILS}
    same = {event for event, text in english.items() if text and text == other[event]}

    # Versions, numbers of keys and names of periods are the same everywhere.
    assert same == {"chain_started", "till_started", "version_changed", "key_enrolled", "period_closing"}


def test_details_say_what_happened() -> None:
    with translation.override("en"):
        said = {
            "time_clock": "Went · by PIN · said later: 2026-11-22 18:05",
            "clock_jumped": "back by 2 h 1 min",
            "key_lost": "A1-3 · believed up to entry 41",
            "catalog_taken": "12 articles, price rules, taxes",
            "outage_began": "Server · since 2026-11-22 18:05 · the server did not know the till",
        }
        assert {event: event_detail(event, json.dumps(SAID)) for event in said} == said
        assert event_detail("clock_jumped", json.dumps({"ahead_ms": 90_000_000})) == "ahead by 1 day 1 h"
        assert event_detail("time_clock", json.dumps({"act": "dance"})) == str(OTHER_CODE)
        assert event_detail("x_report", "no JSON") == ""

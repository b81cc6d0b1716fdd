"""No page, refusal or till code without words in every language."""

import re

import pytest
from django.utils.translation import override

from comptoir.backoffice.refusals import REFUSALS, say
from comptoir.backoffice.words import WORDS, word
from comptoir.config.messages import LANGUAGES, catalog, compiled, is_translated, messages, mo_path
from comptoir.kernel import DomainError

PLACEHOLDER = re.compile(r"%\(\w+\)s")
# Refusals that only programs meet: devices, the API's callers and the journal's readers translate their codes.
SPOKEN_ELSEWHERE = (
    "edge.", "api.", "journal.", "pricing.", "platform.", "kernel.refused", "fleet.", "papers.address_invalid",
    "papers.sale_unknown", "papers.channel_off", "papers.essentials_invalid", "papers.note_unproved",
    "papers.note_unknown", "staff.pin_missing", "staff.pin_waits", "staff.pin_wrong",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_its_placeholders(language: str) -> None:
    known = catalog(language)
    missing, broken = [], []
    for message in messages():
        found = known.get(message.singular)
        if found is None or found.id != (message.key if isinstance(message.key, str) else tuple(message.key)):
            missing.append(message)
            continue
        forms = found.string if isinstance(found.string, tuple | list) else (found.string,)
        if not is_translated(found.string):
            missing.append(message)
        broken += [
            message
            for form in forms
            if set(PLACEHOLDER.findall(str(form))) != set(PLACEHOLDER.findall(message.singular))
        ]

    assert missing == []
    assert broken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    said = {message.singular for message in messages()}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in catalog(language) if message.id}

    assert kept - said == set()
    assert len(said) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert mo_path(language).read_bytes() == compiled(language)


def test_every_refusal_that_a_page_can_meet_has_words() -> None:
    import comptoir.catalog.errors
    import comptoir.identity.errors
    import comptoir.sales.errors
    import comptoir.tax.errors
    import comptoir.tills.errors  # noqa: F401

    def all_below(kind: type[DomainError]) -> list[type[DomainError]]:
        return [kind, *(lower for child in kind.__subclasses__() for lower in all_below(child))]

    ours = [kind for kind in all_below(DomainError) if kind.__module__.startswith("comptoir.")]
    silent = {kind.code for kind in ours if not kind.code.startswith(SPOKEN_ELSEWHERE)} - set(REFUSALS)

    assert silent == set()
    assert len(ours) > 30


def test_an_unknown_refusal_and_an_unknown_code_are_shown_as_they_are() -> None:
    class Later(DomainError):
        code = "later.refused"

    with override("fr"):
        assert say(Later()) == "Refusé (later.refused)."
        assert word("tender", "barter") == "barter"


def test_incidents_and_findings_have_words_for_every_code_of_the_ledger() -> None:
    from comptoir.sales.entries import Code

    assert {code.value for code in Code} <= set(WORDS["incident"])
    assert set(WORDS["incident"]) == set(WORDS["incident_why"])

"""No page, refusal or till code without words in every language."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from comptoir import backoffice
from comptoir.backoffice.refusals import REFUSALS, say
from comptoir.backoffice.words import WORDS, word
from comptoir.config.messages import LANGUAGES, catalog, compiled, is_translated, messages, mo_path
from comptoir.kernel import DomainError

PLACEHOLDER = re.compile(r"%\(\w+\)s")
# One of the shop's places, and neither what is owed to a customer nor what is kept.
STORE = re.compile(r"\b[Ss]tores?\b(?! credit)(?<!not store)")
ONE_WORD_FOR_STORE = {"de": "Filial", "fr": "agasin"}
IN_WORDS = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}", re.DOTALL)
LOOSE_COLON = re.compile(r"(?:</a>|</span>|\}\}|%\}): (?=[\{<])")
# A plain space before a double mark or behind a guillemet, a percent sign that stands alone, or no space at all.
LOOSE_FRENCH = re.compile(r" [:;?!»]|« |\d %(?!\()|[^\s\u00a0\u202f(][;?!](?=\s|$)|[^\s\u00a0\u202f]:(?=\s|$)")
TILL_WORDS = Path(__file__).resolve().parents[3] / "web" / "apps" / "till" / "src" / "words"
TILL_WORD = re.compile(r'^ +"([\w.]+)": "([^"]*)"', re.MULTILINE)
# Words of the till, and what the office's pages call the same thing.
NAMED_TWICE = {
    "sell.category": "Category",
    "sell.categories": "Categories",
    "sell.articles": "Items",
    "tender.store_credit": "Store credit",
    "tender.gift_card": "Gift card",
    "reason.wrong_key": "Wrong key",
    "reason.price_tag": "Price on the tag",
    "reason.charity": "Charity",
    "reason.customer_changed": "Customer changed their mind",
}
# Refusals that only programs meet: devices, the API's callers and the journal's readers translate their codes.
SPOKEN_ELSEWHERE = (
    "agent.", "edge.", "api.", "journal.", "pricing.", "platform.", "kernel.refused", "fleet.",
)  # fmt: skip


@pytest.mark.parametrize("language", ONE_WORD_FOR_STORE)
def test_a_store_has_one_name(language: str) -> None:
    """Whoever reads Filiale here and Geschäft there looks for two things."""
    known = catalog(language)
    found = [(message.singular, known.get(message.singular)) for message in messages()]
    otherwise = [
        singular
        for singular, text in found
        if text is not None
        and STORE.search(PLACEHOLDER.sub("", singular))
        and ONE_WORD_FOR_STORE[language] not in str(text.string)
    ]

    assert otherwise == []


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


def test_french_marks_stay_with_their_words() -> None:
    """A line that begins with a colon is ugly: what stands before it and inside guillemets is a no-break space."""
    texts = [text for message in catalog("fr") if message.id for text in _forms(message.string)]

    assert [text for text in texts if LOOSE_FRENCH.search(text)] == []
    assert len(texts) > 1_500


def test_no_page_writes_a_colon_that_french_cannot_space() -> None:
    """What is not within a translated text is written by `{% colon %}`."""
    folder = Path(backoffice.__file__).parent / "templates"
    texts = {path.name: IN_WORDS.sub("{% translated %}", path.read_text("utf-8")) for path in folder.rglob("*.html")}

    assert [name for name, text in texts.items() if LOOSE_COLON.search(text)] == []
    assert len(texts) > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thing_has_the_same_name_at_the_till_and_in_the_office(language: str) -> None:
    till = _till_words(language)
    office = {message.id: message.string for message in catalog(language)}

    assert {key: till[key] for key in NAMED_TWICE} == {key: office[text] for key, text in NAMED_TWICE.items()}


def _till_words(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for room in (TILL_WORDS / language).glob("*.ts"):
        found |= dict(TILL_WORD.findall(room.read_text(encoding="utf-8")))
    return found


def _forms(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, tuple | list) else (str(found),)


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

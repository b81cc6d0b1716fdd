"""A fourth language is a folder of words: it is found, spoken and measured without a line of code."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from comptoir.backoffice.formats import language_name, money
from comptoir.config.languages import LOCALE, languages, translated
from comptoir.receipts import languages as receipt_languages


def forget_words() -> None:
    """Django keeps the words that it has loaded, under a name that is its own."""
    getattr(trans_real, "_translations").clear()  # noqa: B009  # unknown to the type checker


@pytest.fixture
def with_italian(tmp_path: Path, settings) -> Iterator[Path]:
    """The folder of words as it is, and one more in it."""
    folder = tmp_path / "locale"
    shutil.copytree(LOCALE, folder)
    words = Catalog(locale="it", charset="utf-8")
    words.add("Password", "Parola d'ordine")
    target = folder / "it" / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "django.po").open("wb") as file:
        write_po(file, words)
    with (target / "django.mo").open("wb") as file:
        write_mo(file, words)
    settings.LOCALE_PATHS = [folder]
    settings.LANGUAGES = languages(folder)
    # Django has loaded its words once already, from the folder before.
    forget_words()
    yield folder
    forget_words()


def test_the_languages_of_the_pages_are_the_folders_and_the_source() -> None:
    assert translated() == ("fr", "de")
    assert languages() == [("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
    assert receipt_languages() == ("de", "en", "fr")


def test_a_new_folder_is_a_new_language(with_italian: Path) -> None:
    assert languages(with_italian)[-1] == ("it", "Italiano")
    with translation.override("it"):
        assert translation.gettext("Password") == "Parola d'ordine"
        # What has no words yet is said in the first language of the settings, never left blank.
        assert translation.gettext("Sign in") == "Se connecter"


def test_its_pages_choose_it_and_write_figures_its_way(with_italian: Path, db: None) -> None:
    page = Client(headers={"accept-language": "it"}).get("/start").content.decode()

    assert 'lang="it"' in page
    assert "Italiano" in page
    assert money(123_456, "EUR", "it") == "1.234,56\N{NO-BREAK SPACE}€"
    assert language_name("it") == "Italiano"

"""What `comptoir register` prints: the same register in three forms, every declared column in the one for programs."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from comptoir.backoffice.register import Register, register
from comptoir.config.cli.register import _print, as_html, as_json, as_markdown
from comptoir.platform.privacy import declared
from comptoir.platform.tenancy import reading
from tests.sales.shop import open_shop


def made(language: str) -> Register:
    shop = open_shop()
    with override(language), reading(shop.organization):
        return register(datetime(2026, 11, 27, 12, tzinfo=UTC))


def test_json_names_each_personal_column_once(db: None, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    found = json.loads(as_json(made("en")))

    columns = [column for one in found["activities"] for row in one["rows"] for column in row["columns"]]
    expected = [f"{line.model}.{name}" for line in declared().personal for name in line.names]
    assert sorted(columns) == sorted(expected)
    assert (found["organization"], found["country"], found["transfers"]) == ("Essai", "FR", [])


def test_a_person_reads_it_in_their_language_and_meets_no_table(db: None, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    texts = []
    for language in ("fr", "de"):
        found = made(language)
        with override(language):
            texts += [as_markdown(found), as_html(found)]

    for text in texts:
        assert [line.model for line in declared().personal if line.model in text] == []
    assert "Au moins 6 ans (LPF art. L102 B)" in texts[0]
    assert "Verzeichnis der Verarbeitungen" in texts[3]
    assert texts[3].count("<h2>") == texts[2].count("\n## ")


def test_words_of_a_shop_are_no_markup(db: None, settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    plain = made("en")
    shop = Register(**{**{name: getattr(plain, name) for name in plain.__slots__}, "organization": "<b>Ada & Co"})

    assert "<b>" not in as_html(shop)
    assert "&lt;b&gt;Ada &amp; Co" in as_html(shop)


def test_the_command_asks_which_shop_and_prints_it_in_its_language(
    db: None, settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path
    first, _second = open_shop(), open_shop()
    owner = os.environ["COMPTOIR_OWNER_DATABASE_URL"]

    assert _print(owner, None, "markdown", "") == 1
    assert str(first.organization) in capsys.readouterr().err
    assert _print(owner, first.organization, "markdown", "") == 0
    assert capsys.readouterr().out.startswith("# Registre des traitements: Essai\n")
    assert _print(owner, first.organization, "html", "de") == 0
    assert "Verzeichnis der Verarbeitungen: Essai" in capsys.readouterr().out

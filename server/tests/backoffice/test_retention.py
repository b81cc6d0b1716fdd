"""The pages of terms and of the register: what is said holds, what the law forbids does not, nothing raw is shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.privacy import Kept, declared
from comptoir.platform.tenancy import reading
from comptoir.retention.commands import SetTerm
from comptoir.retention.operations import set_term
from comptoir.retention.public import runs, terms
from tests.backoffice.conftest import Day
from tests.backoffice.test_questions import AT_MOST, questions
from tests.sales.shop import count


@pytest.fixture(autouse=True)
def _in_french(owner: Client) -> None:
    owner.post("/language", {"language": "fr", "next": "/"})


def said(day: Day) -> dict[Kept, int]:
    with reading(day.organization):
        return dict(terms().said)


def test_an_owner_says_how_long_and_it_holds(day: Day, owner: Client) -> None:
    page = owner.get("/retention").content.decode()
    assert "à décider" in page

    answer = owner.post("/retention", {"customers": "36", "letters": "10", "hours": ""})

    assert (answer.status_code, said(day)) == (302, {Kept.CUSTOMERS: 36, Kept.LETTERS: 10})
    page = owner.get("/retention").content.decode()
    assert 'value="36"' in page


def test_shorter_than_the_law_is_refused_beside_its_field_and_nothing_is_said(day: Day, owner: Client) -> None:
    answer = owner.post("/retention", {"customers": "36", "hours": "11"})

    assert answer.status_code == 422
    assert "Au moins 1 an\xa0: C. trav. art. D3171-16." in answer.content.decode()
    assert (said(day), count("retention_term", day.organization)) == ({}, 0)


def test_what_is_over_goes_when_somebody_asks_and_stops_when_told(day: Day, owner: Client) -> None:
    run = new_uuid7()

    assert owner.post("/retention/run", {"id": str(run)}).status_code == 302
    page = owner.get("/retention").content.decode()
    assert "Une suppression est en cours" in page
    assert owner.post(f"/retention/{run}/stop").status_code == 302

    with reading(day.organization):
        assert [(one.id, one.state) for one in runs()] == [(run, "cancelled")]
    assert owner.post("/retention/run", {"id": "x"}).status_code == 404
    assert owner.post(f"/retention/{new_uuid7()}/stop").status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ACCOUNTANT, Role.AUDITOR, Role.CASHIER])
def test_only_an_owner_says_terms(day: Day, sign_in, role: Role) -> None:
    client = sign_in(day.organization, role)

    assert client.post("/retention", {"letters": "10"}).status_code == 403
    assert client.get("/processing").status_code == 403
    assert said(day) == {}


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_the_register_names_no_table_and_no_code(day: Day, owner: Client, language: str) -> None:
    owner.post("/language", {"language": language, "next": "/"})
    pages = owner.get("/processing").content.decode(), owner.get("/retention").content.decode()

    for page in pages:
        text = re.sub(r"<[^>]+>", " ", page)
        assert [line.model for line in declared().personal if line.model in text] == []
        assert [kept.value for kept in Kept if "_" in kept.value and kept.value in text] == []
    assert f'<html lang="{language}">' in pages[0]
    assert "art. 6 (1)" in pages[0].lower()


def test_the_register_says_what_was_decided_and_whom_nobody_set_up(day: Day, owner: Client) -> None:
    page = owner.get("/processing").content.decode()
    assert "Pas encore décidé" in page
    assert "Personne\xa0: rien de configuré" in page
    set_term(
        SetTerm(
            organization=day.organization, person=None, kept=Kept.CUSTOMERS, amount=24,
            now=datetime.now(UTC) - timedelta(days=1),
        )
    )  # fmt: skip

    page = owner.get("/processing").content.decode()

    assert "2 ans, à partir de la dernière commande" in page
    assert "Au moins 6 ans (LPF art. L102 B)" in page


def test_mail_and_its_host_stand_there_once_somebody_set_it_up(day: Day, owner: Client, settings) -> None:
    settings.COMPTOIR_EMAIL_URL = "smtps://shop:secret@mail.example.org"

    page = owner.get("/processing").content.decode()

    assert "Prestataire de messagerie" in page
    assert "mail.example.org" in page
    assert "secret" not in page


def test_both_pages_ask_few_questions(day: Day, owner: Client) -> None:
    for address in ("/retention", "/processing"):
        owner.get(address)
        assert (questions(owner, address) or 0) <= AT_MOST, address

"""Passwords, sessions and the people who have them."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory

from comptoir.identity.commands import CreateUser
from comptoir.identity.errors import PasswordGuessable, PasswordTooShort
from comptoir.identity.guessable import is_guessable
from comptoir.identity.models import User
from comptoir.identity.public import Role, create_user
from comptoir.kernel import new_uuid7
from tests.backoffice.conftest import PASSWORD, _quick_passwords, sign_in
from tests.databases import TestDatabase

__all__ = ["_quick_passwords", "sign_in"]  # fixtures
SignIn = Callable[[UUID, Role], Client]


def make(password: str, *, name: str = "Ada Lovelace") -> str:
    user = new_uuid7()
    email = f"{user}@shop.example"
    create_user(CreateUser(id=user, email=email, name=name, password=password, language="en"))
    return email


@pytest.mark.parametrize(
    "password", ["x" * 3 + " -" + "é" * 70, "twelve small ", "ALLCAPITALSHERE", "984375610283", " spaces at both ends "]
)
def test_any_composition_is_a_password_and_every_letter_counts(db: None, password: str) -> None:
    email = make(password)
    request = RequestFactory().post("/sign-in")

    assert authenticate(request, username=email, password=password) is not None
    for other in (
        password[:-1],
        password.strip() if password != password.strip() else password + " ",
        password.swapcase(),
    ):
        if other != password:
            assert authenticate(request, username=email, password=other) is None


def test_a_short_one_is_refused_and_nobody_is_written(db: None) -> None:
    before = User.objects.count()
    with pytest.raises(PasswordTooShort):
        make("elevenchars")
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "password",
    ["1234567890123", "passwordpassword", "comptoir2026!", "adalovelace1815", "Caisse-Kasse-99", "manager12345"],
)
def test_what_is_guessed_first_is_refused_and_nobody_is_written(db: None, password: str) -> None:
    before = User.objects.count()
    with pytest.raises(PasswordGuessable):
        make(password)
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery", "comptoir du quai voltaire", "84-ada-72-zinc-brume"]
)
def test_words_of_ones_own_are_none_of_those(password: str) -> None:
    assert not is_guessable(password, of=("Ada Lovelace", "ada@shop.example"))


def test_three_thousand_known_ones_are_among_them() -> None:
    from comptoir.identity.guessable import _leaked

    assert len(_leaked()) > 3_000
    assert all(is_guessable(one, of=()) for one in _leaked())


def test_an_empty_database_has_no_account(alone: TestDatabase) -> None:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            for table in ("identity_user", "identity_api_token", "identity_passkey", "identity_membership")
        ]

    assert counts == [(0,)] * 4


def test_a_sign_in_begins_a_new_session_that_nobody_knew_before(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    first = client.cookies["sessionid"].value
    client.post("/sign-out")
    client.get("/sign-in")
    planted = client.cookies["sessionid"].value

    again = sign_in(organization, Role.OWNER)

    assert len({first, planted, again.cookies["sessionid"].value}) == 3
    assert len(first) == 32  # of 36 signs: 165 bits


def test_a_session_that_ended_opens_nothing_however_its_cookie_is_kept(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    kept = client.cookies["sessionid"].value
    assert client.get("/today").status_code == 200
    client.post("/sign-out")

    thief = Client()
    thief.cookies["sessionid"] = kept

    assert thief.get("/today").status_code == 302


def test_whose_account_is_switched_off_has_no_session(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    assert client.get("/today").status_code == 200
    user = client.session["_auth_user_id"]

    User.objects.filter(pk=user).update(is_active=False)

    assert client.get("/today").status_code == 302


def test_a_changed_password_ends_the_other_sessions(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    user.set_password("another-quiet-counter")
    user.save(update_fields=["password"])

    assert client.get("/today").status_code == 302


def test_every_page_of_a_person_has_a_way_out(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)

    for address in ("/today", "/sales", "/team", "/products", "/account"):
        assert b'action="/sign-out"' in client.get(address).content, address


def test_nothing_asks_for_a_hint_or_a_secret_question() -> None:
    from tests.security.test_source import TEMPLATES

    text = "".join(Path(path).read_text("utf-8").lower() for path in TEMPLATES)
    assert "mother's maiden" not in text
    assert "password hint" not in text
    assert "secret question" not in text


def test_a_session_ends_after_fourteen_days(settings) -> None:
    assert settings.SESSION_COOKIE_AGE == 14 * 24 * 3600
    assert settings.SESSION_SAVE_EVERY_REQUEST is False

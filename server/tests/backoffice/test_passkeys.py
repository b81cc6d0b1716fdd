"""Signing in by a passkey: the good case, every lie, a copied key, and what a till learns of it."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.models import Passkey, User
from comptoir.identity.public import Role
from tests.backoffice.conftest import Day
from tests.identity.authenticator import ATTESTED, PRESENT, VERIFIED, Authenticator
from tests.sales.shop import value


@pytest.fixture
def phone(owner: Client) -> Authenticator:
    """A phone whose passkey the owner made; its counter stands at 5."""
    phone = Authenticator(count=5)
    answer = owner.post("/account/passkeys", {"credential": phone.register(made(owner)), "label": "Téléphone"})
    assert answer.status_code == 302
    assert kept(phone).count == 5
    return phone


def kept(phone: Authenticator) -> Passkey:
    return Passkey.objects.get(credential_id=phone.credential_id)


def is_kept(phone: Authenticator) -> bool:
    return Passkey.objects.filter(credential_id=phone.credential_id).exists()


def made(client: Client) -> str:
    options = json.loads(client.post("/account/passkeys/options").content)
    assert options["rp"]["id"] == "testserver"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    return str(options["challenge"])


def asked(client: Client) -> str:
    options = json.loads(client.post("/sign-in/passkey/challenge").content)
    assert options["userVerification"] == "required"
    assert "allowCredentials" not in options or options["allowCredentials"] == []
    return str(options["challenge"])


def enter(client: Client, credential: str) -> int:
    return client.post("/sign-in/passkey", {"credential": credential}).status_code


def test_a_passkey_signs_in_without_a_password(phone: Authenticator) -> None:
    client = Client()
    phone.count = 6

    assert enter(client, phone.answer(asked(client))) == 302

    assert client.get("/today").status_code == 200
    row = kept(phone)
    assert (row.count, row.label, row.suspected_at) == (6, "Téléphone", None)
    assert row.used_at is not None


@pytest.mark.parametrize(
    "lie",
    [
        lambda phone, challenge: phone.answer("AAAA"),
        lambda phone, challenge: phone.answer(challenge, origin="https://evil.example"),
        lambda phone, challenge: phone.answer(challenge, flags=PRESENT),
        lambda phone, challenge: Authenticator(count=9, credential_id=phone.credential_id).answer(challenge),
        lambda phone, challenge: Authenticator(count=9).answer(challenge),
        lambda phone, challenge: "[]",
        lambda phone, challenge: "{",
        lambda phone, challenge: "x" * 30_000,
    ],
    ids=["challenge", "origin", "no-finger", "other-key", "unknown", "no-object", "no-json", "too-long"],
)
def test_a_lie_signs_nobody_in_and_changes_nothing(
    phone: Authenticator, lie: Callable[[Authenticator, str], str]
) -> None:
    client = Client()
    phone.count = 9

    assert enter(client, lie(phone, asked(client))) == 422

    assert client.get("/today").status_code == 302
    row = kept(phone)
    assert (row.count, row.used_at, row.suspected_at) == (5, None, None)


def test_an_answer_is_good_once(phone: Authenticator) -> None:
    client = Client()
    phone.count = 6
    answer = phone.answer(asked(client))

    assert enter(client, answer) == 302
    client.post("/sign-out")
    assert enter(client, answer) == 422
    assert client.get("/today").status_code == 302


def test_a_counter_that_goes_back_means_a_copy_which_is_refused_ever_after(phone: Authenticator, owner: Client) -> None:
    client = Client()
    phone.count = 5

    assert enter(client, phone.answer(asked(client))) == 422
    phone.count = 50
    assert enter(client, phone.answer(asked(client))) == 422

    assert kept(phone).suspected_at is not None
    assert "refused: a copy exists" in owner.get("/account").content.decode()
    assert owner.get("/audit").content.decode().count("Passkey refused: a copy of it exists") == 1


def test_a_key_that_never_counts_stays_good(owner: Client) -> None:
    phone = Authenticator()
    owner.post("/account/passkeys", {"credential": phone.register(made(owner))})
    client = Client()

    assert [enter(client, phone.answer(asked(client))) for _ in range(2)] == [302, 302]


def test_what_was_made_without_a_finger_or_twice_is_not_kept(owner: Client, phone: Authenticator) -> None:
    idle, late = Authenticator(), Authenticator()
    owner.post("/account/passkeys", {"credential": idle.register(made(owner), flags=PRESENT | ATTESTED)})
    owner.post("/account/passkeys", {"credential": late.register("AAAA")})
    owner.post("/account/passkeys", {"credential": phone.register(made(owner), flags=PRESENT | VERIFIED | ATTESTED)})

    assert (is_kept(idle), is_kept(late)) == (False, False)
    assert kept(phone).label == "Téléphone"


def test_only_its_owner_removes_it_and_tills_hear_of_it(
    phone: Authenticator, owner: Client, day: Day, sign_in: Callable[[UUID, Role], Client]
) -> None:
    address = f"/account/passkeys/{kept(phone).pk}/remove"
    assert sign_in(day.organization, Role.OWNER).post(address).status_code == 404
    assert is_kept(phone)
    before = value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", day.organization)

    assert owner.post(address).status_code == 302

    assert not is_kept(phone)
    assert value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", day.organization) == before + 1
    client = Client()
    phone.count = 9
    assert enter(client, phone.answer(asked(client))) == 422


def test_who_may_not_sign_in_any_more_does_not_by_a_passkey(phone: Authenticator) -> None:
    User.objects.filter(pk=kept(phone).user_id).update(is_active=False)
    client = Client()
    phone.count = 6

    assert enter(client, phone.answer(asked(client))) == 422
    assert client.get("/today").status_code == 302

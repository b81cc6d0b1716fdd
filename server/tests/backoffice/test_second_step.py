"""The second step through the pages: set up, asked for after the password, required by role, recovered, taken away."""

import logging
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.backoffice.urls import urlpatterns
from comptoir.identity.models import SecondFactor, User
from comptoir.identity.public import Role, memberships_of
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import PASSWORD
from tests.backoffice.test_access import OPEN_TO_ALL
from tests.identity.phone import code_now

SignIn = Callable[[UUID, Role], Client]
NOT_IN = "/sign-in"


def person_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def set_up(client: Client) -> tuple[bytes, list[str]]:
    """Set up an app as a person does, by the text that the page shows; the recovery codes as the page shows them."""
    from base64 import b32decode

    page = client.post("/account/second-step/offer")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert "<svg" in page.content.decode()
    [text] = re.findall(r"<code[^>]*>([A-Z2-7 ]{39})</code>", page.content.decode())
    secret = b32decode(text.replace(" ", ""))
    answer = client.post("/account/second-step/confirm", {"code": code_now(secret, drift=-1)})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return secret, re.findall(r"<code[^>]*>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>", answer.content.decode())


def actions(organization: UUID) -> list[str]:
    with reading(organization):
        rows = AuditEvent.objects.filter(organization_id=organization, action__startswith="identity.")
        return [
            row.action
            for row in rows.order_by("happened_at", "id")
            if not row.action.endswith(("membership_added", "signed_in"))
        ]


def test_after_the_password_comes_the_code(
    organization: UUID, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    owner = sign_in(organization, Role.OWNER)
    secret, codes = set_up(owner)
    user, client = person_of(owner), Client()

    half = client.post("/sign-in", {"email": user.email, "password": PASSWORD, "next": "/team"})

    assert (half.status_code, half["Location"]) == (302, "/sign-in/code?next=%2Fteam")
    assert client.get("/today")["Location"].startswith(NOT_IN)
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    assert client.get("/today")["Location"].startswith(NOT_IN)
    whole = client.post("/sign-in/code", {"code": code_now(secret), "next": "/team"})
    assert (whole.status_code, whole["Location"]) == (302, "/team")
    assert client.get("/team").status_code == 200
    assert len(codes) == 10
    assert actions(organization) == ["identity.second_factor_added"]
    spoken = " ".join(record.getMessage() for record in caplog.records)
    assert not any(code in spoken for code in codes)


def test_the_code_of_nobody_leads_to_the_beginning(organization: UUID, sign_in: SignIn) -> None:
    owner = sign_in(organization, Role.OWNER)
    secret, _ = set_up(owner)
    user, client = person_of(owner), Client()

    assert client.post("/sign-in/code", {"code": code_now(secret)})["Location"] == NOT_IN
    client.post("/sign-in", {"email": user.email, "password": PASSWORD})
    user.set_password("another-long-password")
    user.save()
    # The password was changed meanwhile: the old one opened half a door, and that closes.
    assert client.post("/sign-in/code", {"code": code_now(secret)})["Location"] == NOT_IN
    assert client.get("/today")["Location"].startswith(NOT_IN)


def test_a_recovery_code_opens_once_and_everybody_who_looks_can_see_it(organization: UUID, sign_in: SignIn) -> None:
    owner = sign_in(organization, Role.OWNER)
    _, codes = set_up(owner)
    user = person_of(owner)

    for number, status in ((0, 302), (0, 422), (1, 302)):
        client = Client()
        client.post("/sign-in", {"email": user.email, "password": PASSWORD})
        assert client.post("/sign-in/code", {"code": codes[number]}).status_code == status

    assert actions(organization)[1:] == ["identity.recovery_code_used"] * 2


def test_five_wrong_codes_lock_and_say_so(organization: UUID, sign_in: SignIn) -> None:
    owner = sign_in(organization, Role.OWNER)
    secret, _ = set_up(owner)
    client = Client()
    client.post("/sign-in", {"email": person_of(owner).email, "password": PASSWORD}, HTTP_ACCEPT_LANGUAGE="en")
    for _ in range(5):
        client.post("/sign-in/code", {"code": "000000"})

    right = client.post("/sign-in/code", {"code": code_now(secret)}, HTTP_ACCEPT_LANGUAGE="en")

    assert right.status_code == 422
    assert "Wait 15 minutes" in right.content.decode()
    assert client.get("/today")["Location"].startswith(NOT_IN)


def test_a_role_that_needs_it_sees_no_page_without(organization: UUID, sign_in: SignIn) -> None:
    owner, manager = sign_in(organization, Role.OWNER), sign_in(organization, Role.MANAGER)
    assert manager.post("/team/sign-in", {"strict_roles": ["manager"]}).status_code == 403
    assert owner.post("/team/sign-in", {"strict_roles": ["manager"]}).status_code == 302

    assert [one.is_strict for one in memberships_of(person_of(manager).id)] == [True]
    for pattern in urlpatterns:
        name = pattern.name or ""
        if name in OPEN_TO_ALL or name.startswith("second-step") or "<" in str(pattern.pattern):
            continue
        answer = manager.get(reverse(name))
        assert (answer.status_code, answer.get("Location")) == (302, "/account/second-step"), name
    assert owner.get("/today").status_code == 200

    set_up(manager)
    assert manager.get("/today").status_code == 200
    # Taken away again, the door is closed again.
    secret = set_up_again(manager)
    assert manager.post("/account/second-step/remove", {"code": "1"}).status_code == 422
    assert SecondFactor.objects.filter(user_id=person_of(manager).id).count() == 1
    assert manager.post("/account/second-step/remove", {"code": code_now(secret)}).status_code == 302
    assert manager.get("/today")["Location"] == "/account/second-step"


def set_up_again(client: Client) -> bytes:
    """Another secret in the place of the standing one, as if this phone had been set up before."""
    user = person_of(client)
    SecondFactor.objects.filter(user_id=user.id).delete()
    return set_up(client)[0]


def test_a_session_that_a_password_opened_proves_itself_when_the_rule_comes(
    organization: UUID, sign_in: SignIn
) -> None:
    owner, manager = sign_in(organization, Role.OWNER), sign_in(organization, Role.MANAGER)
    secret, _ = set_up(manager)
    session = manager.session
    del session["proof"]
    session.save()
    owner.post("/team/sign-in", {"strict_roles": ["manager"]})

    assert manager.get("/today")["Location"] == "/account/second-step"
    assert manager.post("/account/second-step/prove", {"code": "x"}).status_code == 422
    assert manager.get("/today")["Location"] == "/account/second-step"
    assert manager.post("/account/second-step/prove", {"code": code_now(secret)}).status_code == 302
    assert manager.get("/today").status_code == 200


def test_new_codes_for_who_shows_a_code(organization: UUID, sign_in: SignIn) -> None:
    owner = sign_in(organization, Role.OWNER)
    secret, old = set_up(owner)

    assert owner.post("/account/second-step/codes", {"code": "000000"}).status_code == 422
    answer = owner.post("/account/second-step/codes", {"code": code_now(secret)})

    assert answer["Cache-Control"] == "no-store"
    assert not any(code in answer.content.decode() for code in old)
    assert actions(organization)[1:] == ["identity.recovery_codes_renewed"]

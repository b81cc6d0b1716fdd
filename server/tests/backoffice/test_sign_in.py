"""Signing in and out, the lock, the language, the choice of an organization."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.public import Role, add_membership, create_user
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.public import found_organization
from tests.backoffice.conftest import PASSWORD

SignIn = Callable[[UUID, Role], Client]


def new_user(language: str = "fr") -> CreateUser:
    key = new_uuid7()
    command = CreateUser(id=key, email=f"{key}@shop.example", name="Ada", password=PASSWORD, language=language)
    create_user(command)
    return command


def join(user: CreateUser, organization: UUID, role: Role) -> None:
    add_membership(AddMembership(organization=organization, person=None, id=new_uuid7(), user=user.id, role=role))


def test_one_sentence_for_every_failure(db: None) -> None:
    user = new_user()

    wrong = Client().post("/sign-in", {"email": user.email, "password": "wrong-password"})
    unknown = Client().post("/sign-in", {"email": f"x{user.email}", "password": "wrong-password"})

    for answer in (wrong, unknown):
        assert answer.status_code == 422
        assert "ne vont pas ensemble" in answer.content.decode()


def test_eight_failures_lock_and_say_so(db: None) -> None:
    user = new_user()
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = [client.post("/sign-in", {"email": user.email, "password": "wrong-password"}) for _ in range(8)]

    right = client.post("/sign-in", {"email": user.email, "password": PASSWORD})
    elsewhere = Client(REMOTE_ADDR="192.0.2.8").post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert [answer.status_code for answer in answers] == [422] * 7 + [429]
    assert right.status_code == 429
    assert "15 minutes" in right.content.decode()
    assert elsewhere.status_code == 302


def test_the_person_lands_where_the_role_may_look(organization: UUID) -> None:
    for role, landing in ((Role.OWNER, "/today"), (Role.CASHIER, "/products")):
        user = new_user()
        join(user, organization, role)
        client = Client()
        client.post("/sign-in", {"email": user.email.upper(), "password": PASSWORD})

        assert client.get("/")["Location"] == landing
        assert client.get("/sign-in")["Location"] == "/"


def test_the_wish_is_kept_but_never_leads_away(organization: UUID) -> None:
    user = new_user()
    join(user, organization, Role.OWNER)

    kept = Client().post("/sign-in", {"email": user.email, "password": PASSWORD, "next": "/tills"})
    away = Client().post("/sign-in", {"email": user.email, "password": PASSWORD, "next": "https://evil.example/"})

    assert kept["Location"] == "/tills"
    assert away["Location"] == "/"


def test_signing_out_forgets(organization: UUID) -> None:
    user = new_user()
    join(user, organization, Role.OWNER)
    client = Client()
    client.post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/today").status_code == 302


def test_a_form_without_its_token_is_refused(db: None) -> None:
    user = new_user()

    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert answer.status_code == 403
    assert "restée ouverte trop longtemps" in answer.content.decode()


def test_the_language_chosen_before_signing_in_stays(organization: UUID) -> None:
    user = new_user("fr")
    join(user, organization, Role.OWNER)
    client = Client()
    client.post("/language", {"language": "de", "next": "/sign-in"})

    client.post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert "Abmelden" in client.get("/tills").content.decode()


def test_of_several_organizations_one_is_chosen_and_only_ones_own(organization: UUID) -> None:
    other, foreign = new_uuid7(), new_uuid7()
    for key, name in ((other, "Zweiter"), (foreign, "Dritter")):
        found_organization(FoundOrganization(organization=key, name=name, country="DE", currency="EUR", locale="de-DE"))
    user = new_user("de")
    join(user, organization, Role.CASHIER)
    join(user, other, Role.OWNER)
    client = Client()
    client.post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert client.get("/today")["Location"] == "/organizations"
    page = client.get("/organizations").content.decode()
    assert "Zweiter" in page
    assert "Dritter" not in page
    assert "Wo möchten Sie arbeiten?" in page
    assert client.post("/organizations", {"organization": str(foreign)}).status_code == 200
    assert client.post("/organizations", {"organization": str(other)})["Location"] == "/"
    assert client.get("/today").status_code == 200
    client.post("/organizations", {"organization": str(organization)})
    assert client.get("/today").status_code == 403


def test_the_language_is_chosen_and_every_page_follows(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)

    assert "Sign out" in client.get("/tills").content.decode()
    client.post("/language", {"language": "de", "next": "/tills"})

    page = client.get("/tills").content.decode()
    assert "Abmelden" in page
    assert '<html lang="de">' in page


def test_pages_carry_a_policy_and_no_inline_code(organization: UUID, sign_in: SignIn) -> None:
    client = sign_in(organization, Role.OWNER)

    for address in ("/today", "/products/new", "/tills/new", "/team"):
        answer = client.get(address)
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert b" style=" not in answer.content
        assert b"<style" not in answer.content
        assert b" onclick=" not in answer.content


def test_many_names_from_one_place_are_slowed_and_other_places_are_not(db: None) -> None:
    user = new_user("en")
    thief = Client(REMOTE_ADDR="192.0.2.77")
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < 200:  # while it asks, one token comes back each six seconds
        wrong = {"email": f"{len(statuses)}@names.example", "password": "wrong-password"}
        statuses.append(thief.post("/sign-in", wrong).status_code)
    assert statuses == [422] * (len(statuses) - 1) + [429]
    assert len(statuses) > 60

    right = thief.post("/sign-in", {"email": user.email, "password": PASSWORD}, headers={"Accept-Language": "de"})

    assert right.status_code == 429
    assert 0 < int(right["Retry-After"]) <= 6
    assert "von diesem Ort" in right.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.78").post("/sign-in", {"email": user.email, "password": PASSWORD})
    assert elsewhere.status_code == 302

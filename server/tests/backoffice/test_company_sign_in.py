"""Signing in by OpenID Connect against a provider that is a process of its own: the good case, and every lie."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen
from uuid import UUID

import psycopg
import pytest
from django.test import Client

from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.models import Membership, SignOnLink, SignOnProvider, User
from comptoir.identity.public import Role, add_membership, create_user, memberships_of
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.models import AuditChange
from comptoir.platform.public import found_organization
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.identity.oidc_provider import CLIENT, SECRET

SignIn = Callable[[UUID, Role], Client]
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "quiet-zinc-counter"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.identity.oidc_provider"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(10)


@pytest.fixture
def domain() -> str:
    return f"{new_uuid7().hex[-12:]}.example"


@pytest.fixture
def owner(organization: UUID, sign_in: SignIn, provider: str, domain: str) -> Client:
    """An owner who has said where the company signs in."""
    says(provider, f"nobody@{domain}")  # no lie of the test before
    owner = sign_in(organization, Role.OWNER)
    answer = owner.post("/team/company-sign-in", form(provider, domain))
    assert answer.status_code == 302, answer.content.decode()
    return owner


def form(provider: str, domain: str, **more: str) -> dict[str, str]:
    return {
        "name": "Maison", "issuer": provider, "client_id": CLIENT, "secret": SECRET, "domains": f"@{domain.upper()}",
        "groups_claim": "groups", "group_manager": "shop-leads", "group_cashier": "counter", "is_active": "on", **more,
    }  # fmt: skip


def known(organization: UUID, email: str, role: Role = Role.MANAGER) -> UUID:
    user = new_uuid7()
    create_user(CreateUser(id=user, email=email, name="Ada", password=PASSWORD, language="en"))
    add_membership(AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=role))
    return user


def says(
    provider: str, email: str, *, lie: str = "", groups: tuple[str, ...] = (), claims: dict[str, object] | None = None
) -> None:
    person = {"sub": f"sub-{email}", "email": email, "email_verified": True, "name": "Ada L.", "groups": groups}
    person |= claims or {}
    body = json.dumps({"person": person, "lie": lie}).encode()
    urlopen(Request(f"{provider}/control", body), timeout=5).close()  # our own process


def away(client: Client, organization: UUID) -> str:
    """To the provider and back, as a browser: the address that the provider sends it to."""
    begun = client.get(f"/sign-in/company/{organization}")
    assert begun.status_code == 302, begun.content.decode()
    try:
        build_opener(_Stay).open(begun["Location"], timeout=5)
    except OSError as answer:
        back = urlsplit(str(answer.headers["Location"]))  # type: ignore[attr-defined]  # an HTTPError is an answer
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not send the browser back")


def enter(client: Client, organization: UUID) -> tuple[int, str]:
    answer = client.get(away(client, organization), headers={"Accept-Language": "en"})
    return answer.status_code, answer.content.decode()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def links(organization: UUID) -> int:
    with reading(organization):
        return SignOnLink.objects.filter(organization_id=organization).count()


def test_the_address_leads_to_the_company_and_back_in(
    organization: UUID, owner: Client, provider: str, domain: str
) -> None:
    user = known(organization, f"ada@{domain}")
    says(provider, f"Ada@{domain}")
    client = Client()

    asked = client.post("/sign-in/company", {"email": f"ada@{domain}"})
    assert f"/sign-in/company/{organization}".encode() in asked.content
    assert client.post("/sign-in/company", {"email": "ada@nobody.example"}).status_code == 422
    sent = parse_qs(urlsplit(client.get(f"/sign-in/company/{organization}")["Location"]).query)
    assert (sent["code_challenge_method"], sent["scope"]) == (["S256"], ["openid email profile"])
    assert enter(client, organization)[0] == 302

    assert client.session["_auth_user_id"] == str(user)
    assert client.get("/today").status_code == 200
    assert links(organization) == 1
    again = Client()
    assert enter(again, organization)[0] == 302
    assert links(organization) == 1


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("audience", "audience"), ("audiences", "audience"), ("expired", "expired"), ("issuer", "issuer"),
        ("nonce", "nonce"), ("nonce_missing", "nonce"), ("key", "signature"), ("unsigned", "signature"),
        ("hmac", "signature"),
    ],
)  # fmt: skip
def test_a_token_that_lies_opens_nothing(
    organization: UUID, owner: Client, provider: str, domain: str, lie: str, reason: str
) -> None:
    known(organization, f"ada@{domain}")
    says(provider, f"ada@{domain}", lie=lie)
    client = Client()

    status, page = enter(client, organization)

    assert status == 422
    assert f"does not hold ({reason})" in page
    assert not is_in(client)
    assert links(organization) == 0


def test_what_comes_back_counts_once_and_for_this_browser_only(
    organization: UUID, owner: Client, provider: str, domain: str
) -> None:
    known(organization, f"ada@{domain}")
    says(provider, f"ada@{domain}")
    client, victim = Client(), Client()
    back = away(client, organization)

    # Another browser that is led there (a forged sign-in), and one that began another sign-in.
    assert victim.get(back).status_code == 422
    away(victim, organization)
    assert victim.get(back).status_code == 422
    assert not is_in(victim)
    assert client.get(back).status_code == 302
    client.post("/sign-out")
    assert client.get(back).status_code == 422  # the state is spent
    later = away(client, organization)
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(later).query)["state"][0]
    assert client.get(f"/sign-in/company/back?code={code}&state={state}").status_code == 422  # the code is spent
    assert not is_in(client)


def test_a_code_without_its_verifier_and_another_issuer_are_refused(
    organization: UUID, owner: Client, provider: str, domain: str
) -> None:
    known(organization, f"ada@{domain}")
    says(provider, f"ada@{domain}")
    for change in ("verifier", "iss", "late"):
        client = Client()
        back = away(client, organization)
        session = client.session
        if change == "verifier":
            session["sign_on_begun"]["verifier"] = "another" * 8
        if change == "late":
            session["sign_on_begun"]["until"] = 0
        session.save()
        answer = client.get(back + ("&iss=https://other.example" if change == "iss" else ""))
        assert (answer.status_code, is_in(client)) == (422, False), change
    says(provider, f"ada@{domain}", lie="discovery")
    assert Client().get(f"/sign-in/company/{organization}").status_code == 422


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": "true"}, {"email": "ada@elsewhere.example"}, {"email": None}],
)
def test_only_verified_addresses_of_the_domains_are_believed(
    organization: UUID, owner: Client, provider: str, domain: str, claims: dict[str, object]
) -> None:
    known(organization, f"ada@{domain}")
    says(provider, f"ada@{domain}", claims=claims)
    client = Client()

    assert enter(client, organization)[0] == 422
    assert (is_in(client), links(organization)) == (False, 0)


def test_userinfo_fills_in_the_address_of_the_same_person_only(
    organization: UUID, owner: Client, provider: str, domain: str
) -> None:
    known(organization, f"ada@{domain}")
    for lie, status in (("userinfo", 422), ("from_userinfo", 302)):
        says(provider, f"ada@{domain}", lie=lie)
        assert enter(Client(), organization)[0] == status


def test_a_provider_sends_nobody_to_a_file_of_this_server(
    organization: UUID, owner: Client, provider: str, domain: str, tmp_path: Path
) -> None:
    known(organization, f"ada@{domain}")
    told = {"sub": f"sub-ada@{domain}", "email": f"ada@{domain}", "email_verified": True}
    (tmp_path / "told.json").write_text(json.dumps(told))
    says(provider, f"ada@{domain}", lie="file", claims={"file": (tmp_path / "told.json").as_uri()})

    assert enter(Client(), organization)[0] == 422


def test_nobody_gains_a_right_but_by_a_group(organization: UUID, owner: Client, provider: str, domain: str) -> None:
    says(provider, f"bea@{domain}", groups=("others",))
    client = Client()
    status, page = enter(client, organization)
    assert (status, is_in(client)) == (422, False)
    assert "nobody let you in here" in page
    assert not User.objects.filter(email=f"bea@{domain}").exists()

    says(provider, f"bea@{domain}", groups=("counter", "others"))
    assert enter(client, organization)[0] == 302
    user = User.objects.get(email=f"bea@{domain}")
    assert (user.has_usable_password(), [one.role for one in memberships_of(user.id)]) == (False, [Role.CASHIER])
    # Who left does not come back by the company's word.
    owner.post(f"/team/members/{user.id}/leave")
    assert memberships_of(user.id) == []
    again = Client()
    assert enter(again, organization)[0] == 422
    assert not is_in(again)


def test_a_providers_word_counts_in_its_own_organization_only(
    organization: UUID, owner: Client, provider: str, domain: str
) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    user = known(other, f"ada@{domain}", Role.OWNER)
    says(provider, f"ada@{domain}", groups=("shop-leads",))
    client = Client()
    assert enter(client, organization)[0] == 302

    assert client.session["_auth_user_id"] == str(user)
    client.post("/organizations", {"organization": str(other)})
    assert "Épicerie d" in client.get("/today").content.decode()
    assert client.get("/tokens").status_code == 403  # an owner there, a manager here
    for address in ("/account/passkeys/options", "/account/passkeys", "/account/second-step/offer"):
        assert client.post(address)["Location"] == "/account"


def test_the_secret_is_sealed_and_said_nowhere(
    organization: UUID, owner: Client, provider: str, domain: str, database: TestDatabase
) -> None:
    with reading(organization):
        row = SignOnProvider.objects.get(organization_id=organization)
        assert SECRET.encode() not in bytes(row.secret)
        changes = [f"{one.before} {one.after}" for one in AuditChange.objects.filter(organization_id=organization)]
    assert SECRET not in " ".join(changes)
    assert SECRET not in owner.get("/team/company-sign-in").content.decode()
    with psycopg.connect(database.app) as connection:
        connection.execute("SELECT set_config('comptoir.organizations', %s, true)", [str(new_uuid7())])
        found = connection.execute("SELECT count(*) FROM identity_sign_on_provider").fetchone()
    assert found == (0,)


def test_a_provider_that_does_not_answer_is_not_kept(organization: UUID, sign_in: SignIn, domain: str) -> None:
    owner = sign_in(organization, Role.OWNER)
    for wrong in ("http://127.0.0.1:9", "http://shop.example", "https://user@shop.example", "ftp://x", "maison"):
        assert owner.post("/team/company-sign-in", form(wrong, domain)).status_code == 422, wrong
    with reading(organization):
        assert SignOnProvider.objects.filter(organization_id=organization).count() == 0
        assert Membership.objects.filter(organization_id=organization).count() == 1


@pytest.mark.parametrize(
    ("claims", "is_let_in"),
    [
        ({}, False),
        ({"acr": "0", "amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "urn:example:phr"}, True),
        ({"acr": "0", "amr": ["pwd", "mfa"]}, True),
    ],
)
def test_a_shop_may_demand_how_strongly_the_company_proved_who_it_is(
    organization: UUID, owner: Client, provider: str, domain: str, claims: dict[str, object], is_let_in: bool
) -> None:
    known(organization, f"ada@{domain}")
    saved = owner.post("/team/company-sign-in", form(provider, domain, demands="mfa; urn:example:phr"))
    assert saved.status_code == 302
    assert "mfa, urn:example:phr" in owner.get("/team/company-sign-in").content.decode()
    says(provider, f"ada@{domain}", claims=claims)
    client = Client()

    asked = parse_qs(urlsplit(client.get(f"/sign-in/company/{organization}")["Location"]).query)
    status, page = enter(client, organization)

    assert asked["acr_values"] == ["mfa urn:example:phr"]
    assert (status, is_in(client), links(organization)) == ((302, True, 1) if is_let_in else (422, False, 0))
    assert is_let_in or "as this shop asks" in page

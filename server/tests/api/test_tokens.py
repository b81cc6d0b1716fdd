"""Tokens: made for some of what a person may do, shown once, refused when they are over."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client

from comptoir.api import bearers
from comptoir.api.api import api
from comptoir.api.limits import TokenBuckets
from comptoir.api.openapi import specification
from comptoir.identity.errors import NameMissing, ScopesMissing, ScopesTooWide, TokenDaysInvalid
from comptoir.identity.models import ApiToken
from comptoir.identity.public import (
    MakeToken,
    Permission,
    RevokeToken,
    Role,
    bearer_of,
    make_token,
    revoke_token,
    tokens,
)
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.api.conftest import Connect, owner_of
from tests.sales.shop import Shop

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
WITHOUT_A_TOKEN = {
    "/api/v1/reachable/{nonce}", "/api/v1/receipts/invoice", "/api/v1/receipts/invoice/file",
    "/api/v1/receipts/{chain}/{sequence}",
}  # fmt: skip


def wish(shop: Shop, role: Role = Role.OWNER, **changed: object) -> MakeToken:
    said: dict[str, object] = {
        "organization": shop.organization, "person": owner_of(shop.organization, role), "id": new_uuid7(),
        "name": " Web  shop ", "scopes": frozenset({Permission.SEE_PRODUCTS}), "days": 30, "now": NOW,
    }  # fmt: skip
    return MakeToken(**(said | changed))  # type: ignore[arg-type]  # a table of a test


def test_only_the_digest_is_kept_and_a_repeat_tells_nothing(shop: Shop) -> None:
    command = wish(shop)

    made = make_token(command)

    assert made.secret is not None
    assert (made.secret[:9], len(made.secret)) == ("comptoir_", 52)
    assert make_token(command).secret is None
    with reading(shop.organization):
        row = ApiToken.objects.get()
        assert bytes(row.token_hash) == sha256(made.secret.encode()).digest()
        assert (row.name, row.scopes, row.expires_at) == ("Web shop", ["see_products"], NOW + timedelta(days=30))
        event = AuditEvent.objects.get(action="identity.token_made")
        assert made.secret not in str(event.details)
    found = bearer_of(made.secret, NOW)
    assert found is not None
    assert (found.organization, found.token, found.person) == (shop.organization, command.id, command.person)
    assert found.scopes == {Permission.SEE_PRODUCTS}


def test_a_token_ends_with_its_day_and_with_its_revocation(shop: Shop) -> None:
    command = wish(shop)
    secret = make_token(command).secret
    assert secret is not None
    end = RevokeToken(organization=shop.organization, person=command.person, token=command.id, now=NOW)

    assert bearer_of(secret, NOW + timedelta(days=30) - timedelta(seconds=1)) is not None
    assert bearer_of(secret, NOW + timedelta(days=30)) is None
    assert (revoke_token(end), revoke_token(end)) == (True, False)
    assert bearer_of(secret, NOW) is None
    assert bearer_of(secret[:-1] + "é", NOW) is None
    with reading(shop.organization):
        assert [(token.revoked_at, token.is_valid(NOW)) for token in tokens()] == [(NOW, False)]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"scopes": frozenset()}, ScopesMissing),
        ({"days": 0}, TokenDaysInvalid),
        ({"days": 3_651}, TokenDaysInvalid),
        ({"role": Role.MANAGER, "scopes": frozenset({Permission.MANAGE_TEAM})}, ScopesTooWide),
        ({"person": new_uuid7()}, ScopesTooWide),
    ],
)
def test_what_is_refused_makes_no_token(shop: Shop, changed: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        make_token(wish(shop, **changed))  # type: ignore[arg-type]  # a table of a test

    with reading(shop.organization):
        assert not ApiToken.objects.exists()


def test_without_a_good_token_nothing_is_told(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization)
    revoke_token(
        RevokeToken(organization=shop.organization, person=program.person, token=program.token_id, now=NOW)
    )  # fmt: skip

    answers = [
        Client().get("/api/v1/articles"),
        Client().get("/api/v1/articles", headers={"Authorization": "Basic YTpi"}),
        Client().get("/api/v1/articles", headers={"Authorization": "Bearer comptoir_x"}),
        program.get("/articles"),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (401, "api.token_refused")
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_use_is_noted_once_an_hour(shop: Shop, connect: Connect) -> None:
    program = connect(shop.organization)

    program.get("/articles")
    with reading(shop.organization):
        first = ApiToken.objects.get().used_at
    program.get("/articles")

    assert first is not None
    with reading(shop.organization):
        assert ApiToken.objects.get().used_at == first


def test_a_program_may_not_ask_without_end(shop: Shop, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearers, "program_buckets", TokenBuckets(burst=3, per_minute=1))
    program, other = connect(shop.organization), connect(shop.organization)

    answers = [program.get("/articles") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert (answers[-1].json()["code"], answers[-1]["Retry-After"]) == ("api.too_fast", "60")
    assert other.get("/articles").status_code == 200


def test_every_address_names_its_permission_or_is_meant_for_strangers() -> None:
    for path, methods in specification()["paths"].items():
        for operation in methods.values():
            has_token = bool(operation.get("security"))
            assert has_token == ("x-permission" in operation), path
            assert has_token != (path in WITHOUT_A_TOKEN), path
            assert set(operation["responses"]) & {"401", "403"} if has_token else True, path
    assert len(specification()["paths"]) > 10
    assert api.openapi_url is None


def test_the_specification_and_its_page_need_nothing_from_afar(db: None) -> None:
    told = Client().get("/api/v1/openapi.json")
    page = Client().get("/api/v1/", headers={"Accept-Language": "de"})

    assert (told.json()["openapi"], told.json()["info"]["version"]) == ("3.1.0", "1")
    assert Client().get("/api/v1/openapi.json", headers={"If-None-Match": told["ETag"]}).status_code == 304
    text = page.content.decode()
    assert (page.status_code, '<html lang="de">' in text) == (200, True)
    assert "https://" not in text
    assert "/api/v1/articles/{article}/price" in text


def test_below_the_prefix_every_answer_is_a_problem(db: None) -> None:
    for answer in (Client().get("/api/v1/nothing"), Client(enforce_csrf_checks=True).post("/api/v1/nothing")):
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["code"] == "api.no_such_address"

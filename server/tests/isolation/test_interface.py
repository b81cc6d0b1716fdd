"""Every address of the interface, as a program of another organization, of another store, of each right, of nobody."""

import functools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comptoir.api import api, bearers
from comptoir.api.limits import TokenBuckets
from comptoir.api.openapi import PREFIX, specification
from comptoir.identity.public import PERMISSIONS, MakeToken, Permission, Role, make_token
from comptoir.kernel import new_uuid7
from comptoir.platform.limiting import COMMON, KEPT_APART
from tests.api.asking import Sampler
from tests.api.conftest import Connect, Program
from tests.api.furnished import Send, furnish
from tests.api.said import Said, said
from tests.catalog.stores import new_store
from tests.isolation.conftest import Member
from tests.isolation.watched import Secrets, changed, digests, said_in
from tests.sales.shop import Shop

WORDS = {"person": "Lina", "shelf": "Épicerie", "street": "1 rue Haute", "printer": "Étiqueteuse", "link": "Table 7"}
# Who holds a receipt holds its proof; nobody signs in, and whoever asks is told what the paper says.
BY_PROOF = {"GET /receipts/{chain}/{sequence}", "POST /receipts/invoice", "POST /receipts/invoice/file"}
FOR_ANYBODY = BY_PROOF | {"GET /reachable/{nonce}"}
# Each line of these is answered for itself: the answer is a yes, what it says of the line is that nothing is there.
LINE_BY_LINE = {"POST /prices", "POST /codes", "POST /article-rows", "POST /settings/changes"}
# What is not there need not be taken away: said again it is as true as the first time.
GONE_ANYWAY = {
    "DELETE /voucher-patterns/{pattern}", "DELETE /scale-labels/{label}", "DELETE /stock-recipients/{recipient}",
}  # fmt: skip


@pytest.fixture
def program(shop: Shop, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Program:
    """With every permission; nobody is ever too fast."""
    for room, name in (
        *((bearers, f"{who}_buckets") for who in ("program", "stranger")),
        *((api, f"{what}_buckets") for what in ("receipt", "invoice")),
    ):
        monkeypatch.setattr(room, name, TokenBuckets(burst=1_000_000, per_minute=1_000_000))
    return connect(shop.organization)


class Request:
    """One request that fits, and names what is there."""

    def __init__(self, method: str, path: str, terms: Any, asking: "Asking", *, is_whole: bool) -> None:
        self.label, self.path = f"{method} {path.replace(PREFIX, '/', 1)}", path
        self.method, self.permission = method, terms.get("x-permission")
        fits = asking.fits.get(self.label, Said())
        self.address, query = path, dict[str, object]()
        for one in terms.get("parameters", ()):
            name, kind = one["name"], one["in"]
            if kind == "path":
                part = fits.parts.get(name) or asking.part(path, name, one["schema"])
                self.address = self.address.replace(f"{{{name}}}", part)
            elif kind == "query" and one.get("required"):
                query[name] = asking.sampler.known.get(name) or asking.sampler.value(one["schema"], name, None)
        self.query = {name: str(value) for name, value in {**query, **fits.query}.items()}
        content = terms.get("requestBody", {}).get("content", {})
        schema = next((one["schema"] for one in content.values()), None)
        body = None if schema is None else fits.body or asking.sampler.value(schema, "", None, is_whole=is_whole)
        self.body = "" if body is None else json.dumps(body)

    def sent(self) -> bytes:
        return f"{self.address} {self.query} {self.body}".encode()

    def ask(self, token: str | None, instead: Mapping[str, str] = MappingProxyType({})) -> Any:
        """`instead` of an identifier that is there, one that is nowhere."""
        parts = (self.address, json.dumps(self.query), self.body)
        address, query, body = (functools.reduce(lambda t, pair: t.replace(*pair), instead.items(), p) for p in parts)
        headers = {"If-Match": "*"} | ({"Authorization": f"Bearer {token}"} if token else {})
        return Client().generic(
            self.method, address, body, content_type="application/json", headers=headers, query_params=json.loads(query)
        )


class Asking:
    """What requests are made of: the specification, and what is there by the names that addresses give it."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.document = specification()
        self.sampler, self.fits = Sampler(self.document, known), said(known)
        # By the address that lists them: `group` names several kinds of things.
        self.made: dict[str, str] = {}

    def part(self, path: str, name: str, schema: Any) -> str:
        known = self.made.get(path.split(f"{{{name}}}")[0]) or self.sampler.known.get(name)
        return known if isinstance(known, str) else str(self.sampler.value(schema, name, None))

    def requests(self, *, is_whole: bool = False) -> list[Request]:
        return [
            Request(method.upper(), path, terms, self, is_whole=is_whole)
            for path, methods in self.document["paths"].items()
            for method, terms in methods.items()
        ]

    def make(self, program: Program) -> None:
        """One of everything that a program can make."""
        for one in self.requests():
            if one.method == "POST" and "{" not in one.path and one.permission is not None:
                answer = one.ask(program.token)
                if answer.status_code == 201 and isinstance(answer.json().get("id"), str):
                    self.made[one.path + "/"] = answer.json()["id"]


def test_no_address_leads_across(
    shop: Shop, send: Send, program: Program, connect: Connect, stranger: UUID, limited_member: Member, settings
) -> None:
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    asking = Asking(furnish(shop, send, program))
    asking.make(program)
    requests, other = asking.requests(is_whole=True), connect(stranger)
    secrets, before = Secrets(shop.organization, WORDS), digests(shop.organization)
    assert {one.label for one in requests if one.permission is None} == FOR_ANYBODY

    _as_another_organization(requests, other, secrets)
    _as_nobody(requests, secrets)
    assert changed(before, digests(shop.organization)) == []
    _as_each_right(requests, shop.organization, program.person)
    _as_another_store(requests, shop, limited_member)
    _as_its_own(requests, program, secrets)


def _as_another_organization(requests: list[Request], other: Program, secrets: Secrets) -> None:
    leaks, told_apart, done = [], [], set()
    for one in requests:
        if one.label in BY_PROOF:
            continue
        named = {str(found) for found in said_in(one.sent()) if found in secrets.identifiers}
        # What is there is refused in the words of what is nowhere.
        nowhere = one.ask(other.token, {there: str(new_uuid7()) for there in named})
        answer = one.ask(other.token)
        leaks += [(one.label, found) for found in secrets.told(answer.getvalue(), one.sent())]
        if named and _refusal(answer) != _refusal(nowhere):
            again = one.ask(other.token, {there: str(new_uuid7()) for there in named})
            # A wish that is the stranger's own is refused the second time, whatever it names.
            if _refusal(answer) != _refusal(again):
                told_apart.append((one.label, _refusal(answer), _refusal(nowhere)))
        if named and one.method != "GET" and answer.status_code < 300:
            done.add(one.label)
    assert (leaks, told_apart) == ([], [])
    assert done <= LINE_BY_LINE | GONE_ANYWAY


def _refusal(answer: Any) -> tuple[int, str]:
    code = answer.json().get("code", "") if answer.status_code >= 400 else ""
    return (answer.status_code, code)


def _as_nobody(requests: list[Request], secrets: Secrets) -> None:
    for one in requests:
        if one.label in FOR_ANYBODY:
            continue
        for token in (None, "comptoir_" + "x" * 43):
            answer = one.ask(token)
            assert answer.status_code == 401, one.label
            assert secrets.told(answer.getvalue(), one.sent()) == [], one.label


def _as_each_right(requests: list[Request], organization: UUID, person: UUID) -> None:
    """A token that may do everything but what the address asks for."""
    asked: dict[str, list[Request]] = {}
    for one in requests:
        if one.permission is not None:
            asked.setdefault(one.permission, []).append(one)
    tokens = {right: _token(organization, person, frozenset(Permission) - {Permission(right)}) for right in asked}
    kept = digests(organization)
    for right, those in asked.items():
        for one in those:
            answer = one.ask(tokens[right])
            assert _refusal(answer) == (403, "api.scope_missing"), one.label
    assert changed(kept, digests(organization)) == []


def _token(organization: UUID, person: UUID, scopes: frozenset[Permission]) -> str:
    made = make_token(
        MakeToken(
            organization=organization,
            person=person,
            id=new_uuid7(),
            name="x",
            scopes=scopes,
            days=None,
            now=datetime.now(UTC),
        )
    )
    assert made.secret is not None
    return made.secret


def _as_another_store(requests: list[Request], shop: Shop, limited_member: Member) -> None:
    """Whose token's maker has a role in one store: the other stores stand as they stood, and so does the whole shop."""
    parts = (*KEPT_APART, *COMMON)
    elsewhere = new_store(shop.organization)
    member = limited_member(shop.organization, Role.MANAGER, frozenset({elsewhere}))
    token = _token(shop.organization, member, frozenset(PERMISSIONS[Role.MANAGER]))
    before = digests(shop.organization, parts)
    done = 0
    for one in requests:
        answer = one.ask(token)
        assert answer.status_code < 500, one.label
        done += one.method == "GET" and answer.status_code == 200
    assert changed(before, digests(shop.organization, parts)) == []
    assert done > 40


def _as_its_own(requests: list[Request], program: Program, secrets: Secrets) -> None:
    """The same requests tell whose they are, and do something: what the others sent was no nonsense."""
    met: set[str] = set()
    done = 0
    before = digests(secrets.organization)
    for one in requests:
        answer = one.ask(program.token)
        met |= set(secrets.told(answer.getvalue(), b""))
        done += answer.status_code in (200, 201)
    assert met >= set(WORDS)
    assert len(met) > 80
    assert done > len(requests) / 2
    assert len(changed(before, digests(secrets.organization))) > 30

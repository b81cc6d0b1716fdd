"""A shop, and programs with tokens for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comptoir.api import bearers
from comptoir.api.limits import TokenBuckets
from comptoir.identity.commands import AddMembership, CreateUser
from comptoir.identity.public import MakeToken, Permission, Role, add_membership, create_user, make_token
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.databases import TestDatabase
from tests.sales.shop import Shop, open_shop, submit


@dataclass(frozen=True, slots=True)
class Program:
    """A caller of the API that speaks English."""

    token: str
    token_id: UUID
    person: UUID
    headers: Mapping[str, str] = field(default_factory=lambda: {"Accept-Language": "en"})

    def get(self, path: str, **headers: str) -> Any:
        return self._send("get", path, None, headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: object, **headers: str) -> Any:
        return self._send("patch", path, body, headers)

    def put(self, path: str, body: object, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self._send("delete", path, None, headers)

    def done(self, method: str, path: str, body: object = None, status: int = 200, **headers: str) -> Any:
        """What an address answers that does what it is asked."""
        answer = self._send(method, path, body, headers)
        assert answer.status_code == status, (path, answer.status_code, answer.content)
        return answer.json()

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**self.headers, "Authorization": f"Bearer {self.token}", **named}
        data = {} if method == "get" else {"data": body or {}, "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{path}", headers=sent, **data)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture(autouse=True)
def _fresh_buckets(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """What one test asks is not held against the next one."""
    settings.PASSWORD_HASHERS = ["tests.identity.hashers.QuickArgon2"]
    monkeypatch.setattr(bearers, "program_buckets", TokenBuckets(burst=100, per_minute=600))
    monkeypatch.setattr(bearers, "stranger_buckets", TokenBuckets(burst=20, per_minute=30))


Connect = Callable[..., Program]


@pytest.fixture
def connect(db: None) -> Connect:
    """A program with a token of an organization's owner."""

    def program(organization: UUID, *scopes: Permission) -> Program:
        person = owner_of(organization)
        made = make_token(
            MakeToken(
                organization=organization, person=person, id=new_uuid7(), name="Web shop",
                scopes=frozenset(scopes or Permission), days=None, now=datetime.now(UTC),
            )
        )  # fmt: skip
        assert made.secret is not None
        return Program(made.secret, made.id, person)

    return program


def owner_of(organization: UUID, role: Role = Role.OWNER) -> UUID:
    """Somebody new with a role."""
    user = new_uuid7()
    create_user(
        CreateUser(id=user, email=f"{user}@shop.example", name="Ada", password="quiet-zinc-counter", language="en")
    )
    add_membership(AddMembership(organization=organization, person=None, id=new_uuid7(), user=user, role=role))
    return user


@pytest.fixture
def send(database: TestDatabase) -> Callable[[SimulatedTill, list[Sealed | bytes]], None]:
    """Hand sealed entries to the ledger, as the device door does."""

    def send_now(till: SimulatedTill, entries: list[Sealed | bytes]) -> None:
        submit(database.app, till, entries)

    return send_now

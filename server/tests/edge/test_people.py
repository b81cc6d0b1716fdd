"""What a till learns of its people: roles by place, and verifiers that only this device can use."""

import asyncio
import hashlib
import hmac
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comptoir.identity.commands import AddEmployee, EditEmployee
from comptoir.identity.operations import add_employee, edit_employee
from comptoir.journal import dump_public_key, from_base64url, load_public_key, sign_hash, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill, new_private_key
from comptoir.staff.commands import IssueBadge, SaveRole, SetPin, SetPolicy, SetPost
from comptoir.staff.operations import issue_badge, save_role, set_pin, set_policy, set_post
from comptoir.staff.public import UNLIMITED, Right
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.edge.client import Client, Reply, open_door
from tests.sales.shop import Shop, new_till, open_shop, rows

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def hire(shop: Shop, name: str) -> UUID:
    employee = new_uuid7()
    add_employee(AddEmployee(organization=shop.organization, person=None, id=employee, name=name))
    return employee


async def register(client: Client, till: SimulatedTill, key: ec.EllipticCurvePrivateKey, /, **changes: str) -> Reply:
    point = dump_public_key(key.public_key())
    proof = sign_hash(till.key, sha256(b"comptoir-exchange-v1\n" + point.encode()).digest())
    request = {"key": point, "proof": to_base64url(proof), **changes}
    return await client.ask(
        "POST", "/edge/v1/exchange-key", body=msgspec.json.encode(request), token=till.identity.token
    )


async def settings_of(client: Client, till: SimulatedTill) -> Any:
    return (await client.ask("GET", "/edge/v1/catalog", token=till.identity.token)).json["settings"]


def mac(till: SimulatedTill, key: ec.EllipticCurvePrivateKey, server_key: str) -> bytes:
    """What the till's browser computes."""
    shared = key.exchange(ec.ECDH(), load_public_key(server_key))
    info = b"comptoir-till-verifier-v1\n" + str(till.identity.chain).encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(shared)


def test_a_shop_without_roles_and_pins_says_so(shop: Shop, database) -> None:
    noor = hire(shop, "Noor")
    till = new_till(shop)

    async def run() -> Any:
        async with open_door(database.app) as client:
            return await settings_of(client, till)

    said = asyncio.run(run())

    assert said["cashiers"] == [{"id": str(noor), "name": "Noor", "color": "#2f6f5e"}]
    assert said["people"] == {"roles": []}


def test_the_narrowest_post_counts_and_somebody_may_be_kept_away(shop: Shop, database) -> None:
    ada, noor, gone = hire(shop, "Ada"), hire(shop, "Noor"), hire(shop, "Parti")
    hire(shop, "Karim")
    chief, helper = new_uuid7(), new_uuid7()
    rights = {Right.DISCOUNT: 100_000, Right.REFUND: UNLIMITED}
    save_role(SaveRole(organization=shop.organization, person=None, id=chief, name="Chef", rights=rights))
    save_role(SaveRole(organization=shop.organization, person=None, id=helper, name="Aide"))
    first, second = new_till(shop, "A1"), new_till(shop, "A2")

    def post(employee: UUID, role: UUID | None, **place: UUID) -> None:
        set_post(SetPost(organization=shop.organization, person=None, employee=employee, role=role, **place))

    post(ada, helper)
    post(ada, chief, till=first.identity.till)
    post(noor, chief)
    post(noor, None, store=shop.store)
    post(noor, helper, till=second.identity.till)
    edit_employee(
        EditEmployee(
            organization=shop.organization, person=None, id=gone, name="Parti", color="#000000", is_active=False
        )
    )

    async def run() -> list[Any]:
        async with open_door(database.app) as client:
            return [await settings_of(client, till) for till in (first, second)]

    at_first, at_second = asyncio.run(run())

    assert at_first["people"]["roles"] == [
        {"id": str(chief), "name": "Chef", "rights": {"discount": 100_000, "refund": UNLIMITED}},
        {"id": str(helper), "name": "Aide", "rights": {}},
    ]
    assert {row["name"]: row.get("role") for row in at_first["cashiers"]} == {"Ada": str(chief), "Karim": None}
    assert {row["name"]: row.get("role") for row in at_second["cashiers"]} == {
        "Ada": str(helper), "Karim": None, "Noor": str(helper),
    }  # fmt: skip


def test_verifiers_fit_the_device_that_registered_and_no_other(shop: Shop, database) -> None:
    noor, ada = hire(shop, "Noor"), hire(shop, "Ada")
    set_policy(
        SetPolicy(organization=shop.organization, person=None, pin_length=4, lock_after_s=90, difference_limit=500)
    )
    set_pin(SetPin(organization=shop.organization, person=None, employee=noor, pin="2580", now=NOW))
    code = issue_badge(IssueBadge(organization=shop.organization, person=None, employee=ada, now=NOW))
    first, second = new_till(shop, "A1"), new_till(shop, "A2")
    keys = [new_private_key(), new_private_key()]

    async def run() -> tuple[Any, list[Reply]]:
        async with open_door(database.app) as client:
            before = await settings_of(client, first)
            replies = [await register(client, till, key) for till, key in zip((first, second), keys, strict=True)]
            assert await settings_of(client, first) == replies[0].json["settings"]
            return before, replies

    before, replies = asyncio.run(run())

    assert {row["name"]: row for row in before["cashiers"]}["Noor"] == {
        "id": str(noor), "name": "Noor", "color": "#2f6f5e", "is_guarded": True,
    }  # fmt: skip
    assert "key" not in before["people"]
    seen = set()
    for till, key, reply in zip((first, second), keys, replies, strict=True):
        said = reply.json["settings"]
        people = said["people"]
        assert people["key"] == dump_public_key(key.public_key())
        assert (people["lock_after_s"], people["difference_limit"]) == (90, 500)
        assert (people["pin"]["length"], people["pin"]["iterations"]) == (4, 300_000)
        cashiers = {row["name"]: row for row in said["cashiers"]}
        salt = from_base64url(people["pin"]["salt"], 16)
        assert salt is not None
        slow = _pbkdf2("2580", salt, 300_000)
        secret = mac(till, key, reply.json["server_key"])
        assert cashiers["Noor"]["pin"] == _verifier(secret, b"comptoir-pin-v1\n", noor, slow)
        badge = sha256(b"comptoir-badge-v1\n" + code.encode()).digest()
        assert cashiers["Ada"]["badge"] == _verifier(secret, b"comptoir-badge-v1\n", ada, badge)
        assert "is_guarded" not in cashiers["Noor"]
        seen.add(cashiers["Noor"]["pin"])
    assert len(seen) == 2


def test_only_the_chains_own_key_registers_and_a_refusal_writes_nothing(shop: Shop, database) -> None:
    till, revoked = new_till(shop, "A1"), new_till(shop, "A2")
    other = new_till(shop, "A3")
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=revoked.identity.chain, now=NOW))
    key = new_private_key()
    point = dump_public_key(key.public_key())
    foreign = to_base64url(sign_hash(other.key, sha256(b"comptoir-exchange-v1\n" + point.encode()).digest()))

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [
                await register(client, till, key, proof=foreign),
                await register(client, till, key, key="AAAA"),
                await client.ask("POST", "/edge/v1/exchange-key", body=b"no json", token=till.identity.token),
                await register(client, revoked, key),
                await client.ask("POST", "/edge/v1/exchange-key", body=b"{}", token="x" * 43),
                await client.ask("GET", "/edge/v1/exchange-key", token=till.identity.token),
            ]

    replies = asyncio.run(run())

    assert [(reply.status, reply.code) for reply in replies] == [
        (422, "edge.proof_invalid"), (422, "edge.key_invalid"), (422, "edge.body_invalid"), (403, "edge.revoked"),
        (401, "edge.token_unknown"), (405, "edge.method"),
    ]  # fmt: skip
    assert {row["exchange_key"] for row in rows("tills_enrolment", shop.organization)} == {None}


def test_a_device_that_lost_its_key_registers_another(shop: Shop, database) -> None:
    till = new_till(shop)
    lost, fresh = new_private_key(), new_private_key()

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [await register(client, till, key) for key in (lost, fresh, fresh)]

    replies = asyncio.run(run())

    assert [reply.json["settings"]["people"]["key"] for reply in replies] == [
        dump_public_key(key.public_key()) for key in (lost, fresh, fresh)
    ]


def _pbkdf2(pin: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, iterations)


def _verifier(key: bytes, tag: bytes, employee: UUID, secret: bytes) -> str:
    return to_base64url(hmac.digest(key, tag + str(employee).encode() + b"\n" + secret, "sha256"))

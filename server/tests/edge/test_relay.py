"""Agents join a store, and bring what they kept for its tills: nothing lost, nothing twice, nothing forged."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.config.lan import ensure_certificates, lan_files
from comptoir.journal import dump_public_key, sign_hash, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill, new_private_key
from comptoir.tills.agents import PROOF_TAG, issue_agent_code, revoke_agent
from comptoir.tills.commands import IssueAgentCode, RevokeAgent, RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.edge.client import Client, Reply, open_door
from tests.sales.shop import Shop, add_till, count, enrol, new_till, open_shop, rows

ADDRESS = "https://pi.comptoir.local:8490"


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def agent_code(shop: Shop, now: datetime | None = None) -> str:
    command = IssueAgentCode(organization=shop.organization, store=shop.store, now=now or datetime.now(UTC))
    return issue_agent_code(command).code


async def join(client: Client, code: str, **changes: object) -> Reply:
    key = new_private_key()
    wish = {
        "code": code,
        "public_key": dump_public_key(key.public_key()),
        "algorithm": "ES256",
        "proof": to_base64url(sign_hash(key, sha256(PROOF_TAG + code.encode()).digest())),
        "name": "Raspberry Pi",
        "address": ADDRESS,
        "version": "0.1.0",
        **changes,
    }
    return await client.ask("POST", "/edge/v1/agents/join", body=msgspec.json.encode(wish))


async def relay(client: Client, token: str, lines: list[Sealed | bytes]) -> Reply:
    body = b"".join((line if isinstance(line, bytes) else line.line) + b"\n" for line in lines)
    return await client.ask("POST", "/edge/v1/relay", body=body, token=token)


def statuses(reply: Reply) -> list[tuple[str, str | None]]:
    return [(answer["status"], answer.get("code")) for answer in reply.json["answers"]]


def test_an_agent_joins_once_and_tills_are_told(shop: Shop, database) -> None:
    till = new_till(shop)
    code, old = agent_code(shop), agent_code(shop, datetime.now(UTC) - timedelta(minutes=10, seconds=1))

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            replies = [await join(client, wish) for wish in (code, code, old, "guess")]
            return [*replies, await client.ask("GET", "/edge/v1/catalog", token=till.identity.token)]

    joined, *refused, catalog = asyncio.run(run())

    assert joined.status == 201
    assert (joined.json["store"], len(joined.json["token"])) == (str(shop.store), 43)
    assert [(reply.status, reply.code) for reply in refused] == [(404, "edge.code_unknown")] * 3
    [agent] = catalog.json["settings"]["agents"]
    assert (agent["id"], agent["name"], agent["address"]) == (joined.json["agent"], "Raspberry Pi", ADDRESS)
    assert count("tills_agent", shop.organization) == 1


def test_two_agents_with_one_code_are_one(shop: Shop, database) -> None:
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return list(await asyncio.gather(*(join(client, code) for _ in range(4))))

    assert sorted(reply.status for reply in asyncio.run(run())) == [201, 404, 404, 404]
    assert count("tills_agent", shop.organization) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"proof": "A" * 86}, 422, "edge.proof_invalid"),
        ({"public_key": "A" * 87}, 422, "edge.key_invalid"),
        ({"address": "http://192.168.1.5:8490"}, 422, "edge.address_invalid"),
        ({"address": "https://pi.comptoir.local:8490/path"}, 422, "edge.address_invalid"),
        ({"address": "https://[bad"}, 422, "edge.address_invalid"),
        ({"name": ""}, 422, "edge.body_invalid"),
        ({"name": "a\0b"}, 422, "edge.body_invalid"),
    ],
)
def test_what_is_wrong_with_an_agent_leaves_its_code_unspent(
    shop: Shop, database, change: dict[str, str], status: int, code: str
) -> None:
    fresh = agent_code(shop)

    async def run() -> tuple[Reply, Reply]:
        async with open_door(database.app) as client:
            return await join(client, fresh, **change), await join(client, fresh)

    refused, joined = asyncio.run(run())

    assert (refused.status, refused.code) == (status, code)
    assert joined.status == 201


def test_an_agent_reports_and_learns_whom_to_refuse(shop: Shop, database) -> None:
    till = new_till(shop)
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC)))
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = (await join(client, code)).json["token"]
            body = msgspec.json.encode({"kept_count": 3, "address": "https://pi2.comptoir.local:8490", "version": "2"})
            return [
                await client.ask("POST", "/edge/v1/agents/status", body=body, token=token),
                await client.ask("POST", "/edge/v1/agents/status", body=body, token="x" * 43),
                await client.ask("POST", "/edge/v1/agents/status", body=body, token=till.identity.token),
                await client.ask("GET", "/edge/v1/catalog", token=token),
            ]

    told, stranger, till_as_agent, agent_as_till = asyncio.run(run())

    assert (told.status, told.json["revoked_chains"]) == (200, [str(till.identity.chain)])
    assert [reply.code for reply in (stranger, till_as_agent, agent_as_till)] == ["edge.token_unknown"] * 3
    [agent] = rows("tills_agent", shop.organization)
    assert (agent["kept_count"], agent["address"], agent["version"]) == (3, "https://pi2.comptoir.local:8490", "2")


async def joined_token(client: Client, code: str) -> str:
    token = (await join(client, code)).json["token"]
    assert isinstance(token, str)
    return token


def test_entries_of_several_tills_are_stored_once_by_whatever_way(shop: Shop, database) -> None:
    one, two = new_till(shop, "A1"), new_till(shop, "A2")
    first = [one.start_chain(), one.open(5000), one.sell([shop.bread])]
    second = [two.start_chain(), two.open(0)]
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = await joined_token(client, code)
            return [
                await relay(client, token, [first[0], second[0], first[1], first[2], second[1]]),
                await client.deliver(one, list(first)),
                await relay(client, token, [*first, *second]),
            ]

    relayed, delivered, again = asyncio.run(run())

    assert statuses(relayed) == [("stored", None)] * 5
    assert statuses(delivered) == [("already_stored", None)] * 3
    assert statuses(again) == [("already_stored", None)] * 5
    assert count("sales_entry", shop.organization) == 5
    assert count("sales_quarantine", shop.organization) == 0


def test_relay_and_till_at_the_same_time_store_one(shop: Shop, database) -> None:
    till = new_till(shop)
    entries = [till.start_chain(), till.open(5000), *[till.sell([shop.bread]) for _ in range(20)]]
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = await joined_token(client, code)
            return list(
                await asyncio.gather(
                    client.deliver(till, list(entries)), relay(client, token, list(entries)),
                    relay(client, token, list(entries)),
                )
            )  # fmt: skip

    replies = asyncio.run(run())

    found = [status for reply in replies for status, _ in statuses(reply)]
    assert sorted(set(found)) == ["already_stored", "stored"]
    assert found.count("stored") == len(entries) == count("sales_entry", shop.organization)
    assert count("sales_quarantine", shop.organization) == 0


def test_an_entry_whose_predecessor_has_not_come_waits_and_is_no_incident(shop: Shop, database) -> None:
    till = new_till(shop)
    start, opened, sold = till.start_chain(), till.open(5000), till.sell([shop.bread])
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = await joined_token(client, code)
            return [
                await relay(client, token, [opened, sold]),
                await client.deliver(till, [start]),
                await relay(client, token, [sold]),
                await relay(client, token, [opened, sold]),
            ]

    early, _, still_early, late = asyncio.run(run())

    assert statuses(early) == [("waiting", "gap"), ("waiting", "gap")]
    assert statuses(still_early) == [("waiting", "gap")]
    assert statuses(late) == [("stored", None), ("stored", None)]
    assert count("sales_quarantine", shop.organization) == count("sales_incident", shop.organization) == 0


def test_what_is_not_genuine_is_refused_and_nothing_is_written(shop: Shop, database) -> None:
    till, other_shop = new_till(shop), open_shop()
    foreign = new_till(other_shop)
    start = till.start_chain()
    unknown = SimulatedTill(till.identity, new_private_key(), datetime.now(UTC)).start_chain()
    changed = start.line.replace(b'"chain_started"', b'"chain_stopped"')
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = await joined_token(client, code)
            return [
                await relay(client, token, [changed, unknown, b"rubbish", foreign.start_chain()]),
                await relay(client, token, []),
                await relay(client, "x" * 43, [start]),
                await client.ask("POST", "/edge/v1/relay", body=start.line, token=till.identity.token),
            ]

    refused, empty, stranger, till_as_agent = asyncio.run(run())

    assert statuses(refused) == [
        ("refused", "bad_seal"), ("refused", "bad_seal"), ("refused", "unreadable"), ("refused", "unknown_chain"),
    ]  # fmt: skip
    assert (empty.status, empty.code) == (422, "edge.empty")
    assert stranger.code == till_as_agent.code == "edge.token_unknown"
    for organization in (shop.organization, other_shop.organization):
        assert count("sales_entry", organization) == count("sales_quarantine", organization) == 0


def test_a_revoked_agent_still_brings_what_it_kept_and_learns_nothing(shop: Shop, database) -> None:
    till = new_till(shop)
    start = till.start_chain()
    code = agent_code(shop)
    joined: dict[str, Any] = {}

    async def begin() -> None:
        async with open_door(database.app) as client:
            joined.update((await join(client, code)).json)

    asyncio.run(begin())
    command = RevokeAgent(
        organization=shop.organization, agent=UUID(joined["agent"]), now=datetime.now(UTC), person=new_uuid7()
    )
    assert [revoke_agent(command), revoke_agent(command)] == [True, False]

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            body = msgspec.json.encode({"kept_count": 0})
            return [
                await relay(client, joined["token"], [start]),
                await client.ask("POST", "/edge/v1/agents/status", body=body, token=joined["token"]),
                await client.ask("GET", "/edge/v1/catalog", token=till.identity.token),
            ]

    brought, told, catalog = asyncio.run(run())

    assert statuses(brought) == [("stored", None)]
    assert (told.status, told.code) == (403, "edge.revoked")
    assert catalog.json["settings"]["agents"] == []


def test_entries_of_a_revoked_till_wait_in_quarantine_also_by_relay(shop: Shop, database) -> None:
    till = enrol(shop, add_till(shop, "A1"))
    start = till.start_chain()
    revoke_enrolment(RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC)))
    code = agent_code(shop)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = await joined_token(client, code)
            return [await relay(client, token, [start]), await relay(client, token, [start])]

    once, again = asyncio.run(run())

    assert statuses(once) == statuses(again) == [("quarantined", "revoked")]
    assert count("sales_quarantine", shop.organization) == 1


async def certify(client: Client, token: str, key: str) -> Reply:
    body = msgspec.json.encode({"public_key": key})
    return await client.ask("POST", "/edge/v1/agents/certificate", body=body, token=token)


def test_an_agent_gets_a_certificate_of_its_own_name_and_of_no_other(
    shop: Shop, database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = lan_files(tmp_path / "tls", "comptoir.local")
    ensure_certificates(files, now=datetime.now(UTC))
    key = dump_public_key(new_private_key().public_key())
    addresses = [
        ADDRESS,
        ADDRESS,
        "https://comptoir.local:8490",
        "https://bank.example:8490",
        "https://a.b.comptoir.local:1",
    ]
    codes = [agent_code(shop) for _ in addresses]
    seen: list[Any] = []

    async def story() -> None:
        async with open_door(database.app) as client:
            await ask_for(client)

    async def ask_for(client: Client) -> None:
        tokens = [
            (await join(client, code, address=address)).json["token"]
            for code, address in zip(codes, addresses, strict=True)
        ]
        seen.append((await certify(client, tokens[2], key)).json["code"])
        monkeypatch.setenv("COMPTOIR_LAN_NAME", "comptoir.local")
        seen.extend([(await certify(client, token, key)).json["code"] for token in tokens])
        seen.append((await certify(client, "A" * 43, key)).json["code"])
        # The one that joined twice moves away: the name is free again.
        report = msgspec.json.encode({"kept_count": 0, "address": "https://pi2.comptoir.local:8490"})
        await client.ask("POST", "/edge/v1/agents/status", body=report, token=tokens[1])
        seen.append((await certify(client, tokens[0], "A" * 87)).json["code"])
        seen.append((await certify(client, tokens[0], key)).json["certificate"])

    asyncio.run(story())

    *refused, pem = seen
    assert refused == ["edge.no_authority", *["edge.address_invalid"] * 5, "edge.token_unknown", "edge.key_invalid"]
    certificate, authority = x509.load_pem_x509_certificates(pem.encode())
    assert authority == x509.load_pem_x509_certificate(files.authority.read_bytes())
    certificate.verify_directly_issued_by(authority)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["pi.comptoir.local"]
    certified = certificate.public_key()
    assert isinstance(certified, ec.EllipticCurvePublicKey)
    assert dump_public_key(certified) == key
    events = rows("platform_auditevent", shop.organization)
    assert [one["details"] for one in events if one["action"] == "agent.certified"] == [{"name": "pi.comptoir.local"}]

"""A server that went back to an old backup, and tills that know more than it does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal import Certificate, build_certificate, parse_certificate, sign_hash, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill, new_private_key
from comptoir.tills.presenting import PRESENT_TAG
from comptoir.tills.server_key import server_key
from tests.databases import TestDatabase
from tests.edge.client import Client, Reply, open_door
from tests.sales.shop import Shop, add_till, count, enrol, open_shop, rows

FORGET = (
    "DELETE FROM tills_chain_head WHERE chain_id = %s",
    "DELETE FROM tills_enrolment WHERE id = %s",
)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def at_door(dsn: str, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with open_door(dsn) as client:
            return await work(client)

    return asyncio.run(run())


def forget(database: TestDatabase, till: SimulatedTill) -> None:
    """As a backup from before its enrolment leaves the database."""
    with psycopg.connect(database.owner) as owner:
        for statement in FORGET:
            owner.execute(statement, [till.identity.chain])


async def ask_chains(client: Client, till: SimulatedTill, *chains: object) -> list[dict[str, Any]]:
    body = json.dumps({"chains": [str(chain) for chain in chains]}).encode()
    reply = await client.ask("POST", "/edge/v1/chains", body=body, token=till.identity.token)
    assert reply.status == 200
    found: list[dict[str, Any]] = reply.json["chains"]
    return found


async def present(client: Client, till: SimulatedTill, **other: Any) -> Reply:
    certificate = other.get("certificate", till.identity.certificate)
    token = other.get("token", till.identity.token)
    said = sha256(PRESENT_TAG + f"{certificate}\n{token}".encode()).digest()
    proof = to_base64url(sign_hash(other.get("key", till.key), said))
    device = {"id": str(new_uuid7()), "label": "Caisse", "app_version": "1", "user_agent": "x"}
    body = json.dumps({"certificate": certificate, "token": token, "proof": proof, "device": device}).encode()
    return await client.ask("POST", "/edge/v1/present", body=body)


def test_a_till_that_can_send_again_hears_what_is_missing_and_nothing_is_written(
    shop: Shop, database: TestDatabase
) -> None:
    till = enrol(shop, add_till(shop, "A1"))
    first = [till.start_chain(), till.open(10_000)]
    lost = [till.sell([shop.bread]), till.sell([shop.wine])]
    new = [till.sell([shop.bread]), till.sell([shop.bread])]

    async def work(client: Client) -> tuple[Reply, int, Reply]:
        await client.deliver(till, [*first])
        body = b"".join(entry.line + b"\n" for entry in new)
        heard = await client.ask("POST", "/edge/v1/entries?resend", body=body, token=till.identity.token)
        kept = count("sales_quarantine", shop.organization) + count("sales_entry", shop.organization)
        return heard, kept, await client.deliver(till, [*lost, *new])

    heard, kept, after = at_door(database.app, work)

    assert [(answer["status"], answer["code"]) for answer in heard.json["answers"]] == [("missing", "gap")] * 2
    assert kept == 2
    assert [answer["status"] for answer in after.json["answers"]] == ["stored"] * 4
    assert count("sales_quarantine", shop.organization) == 0


def test_a_till_of_before_is_quarantined_and_its_hole_is_told(shop: Shop, database: TestDatabase) -> None:
    till = enrol(shop, add_till(shop, "A1"))
    entries = [till.start_chain(), till.open(10_000), *(till.sell([shop.bread]) for _ in range(4))]

    async def work(client: Client) -> tuple[Reply, Any, Any]:
        await client.deliver(till, [*entries[:2]])
        reply = await client.deliver(till, [*entries[4:]])
        before = await ask_chains(client, till, till.identity.chain)
        await client.deliver(till, [*entries[2:4]])
        return reply, before, await ask_chains(client, till, till.identity.chain)

    reply, before, after = at_door(database.app, work)

    assert [answer["status"] for answer in reply.json["answers"]] == ["quarantined", "stored"]
    chain = str(till.identity.chain)
    assert before == [{"chain": chain, "stored": 2, "held": 0}]
    assert after == [{"chain": chain, "stored": 6, "held": 0}]


def test_a_till_hears_of_its_own_chains_only(shop: Shop, database: TestDatabase) -> None:
    till, other = enrol(shop, add_till(shop, "A1")), enrol(shop, add_till(shop, "A2"))
    renewed = enrol(shop, till.identity.till)
    strangers = enrol(elsewhere := open_shop(), add_till(elsewhere, "A1"))
    with psycopg.connect(database.owner) as owner:
        owner.execute("UPDATE tills_chain_head SET held_sequence = 7 WHERE chain_id = %s", [till.identity.chain])

    async def work(client: Client) -> Any:
        await client.deliver(till, [till.start_chain()])
        chains = [one.identity.chain for one in (till, renewed, other, strangers)]
        return await ask_chains(client, renewed, *chains)

    assert [(one["stored"], one["held"]) for one in at_door(database.app, work)] == [
        (1, 7),
        (0, 0),
        (None, 0),
        (None, 0),
    ]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"chains":[]}', b'{"chains":["x"]}', b'{"chains":' + b'["' * 9])
def test_chains_are_asked_in_one_form_only(shop: Shop, database: TestDatabase, body: bytes) -> None:
    till = enrol(shop, add_till(shop, "A1"))

    async def work(client: Client) -> list[int]:
        told = await client.ask("POST", "/edge/v1/chains", body=body, token=till.identity.token)
        anonymous = await client.ask("POST", "/edge/v1/chains", body=body, token="A" * 43)
        return [told.status, anonymous.status]

    assert at_door(database.app, work) == [422, 401]


def test_a_till_enrolled_after_the_backup_survives_it_with_all_that_it_sold(shop: Shop, database: TestDatabase) -> None:
    till = enrol(shop, add_till(shop, "A1"))
    entries = [till.start_chain(), till.open(10_000), till.sell([shop.bread])]
    forget(database, till)

    async def work(client: Client) -> list[Any]:
        unknown = await client.deliver(till, [*entries])
        known = await present(client, till)
        again = await present(client, till)
        delivered = await client.deliver(till, [*entries])
        return [unknown.status, known.status, again.status, [one["status"] for one in delivered.json["answers"]]]

    assert at_door(database.app, work) == [401, 201, 200, ["stored"] * 3]
    [row] = rows("tills_enrolment", shop.organization)
    assert (row["id"], row["number"], row["revoked_at"]) == (till.identity.chain, 1, None)
    actions = [event["action"] for event in rows("platform_auditevent", shop.organization)]
    assert actions.count("enrolment.presented") == 1


def test_a_till_that_was_made_after_the_backup_is_made_again(shop: Shop, database: TestDatabase) -> None:
    till = enrol(shop, add_till(shop, "A9"))
    forget(database, till)
    with psycopg.connect(database.owner) as owner:
        owner.execute("DELETE FROM tills_enrolmentcode WHERE till_id = %s", [till.identity.till])
        owner.execute("DELETE FROM tills_till WHERE id = %s", [till.identity.till])

    async def work(client: Client) -> list[int]:
        known = await present(client, till)
        return [known.status, (await client.deliver(till, [till.start_chain()])).status]

    assert at_door(database.app, work) == [201, 200]
    [row] = rows("tills_till", shop.organization)
    assert (row["id"], row["code"], row["store_id"]) == (till.identity.till, "A9", shop.store)


def test_nobody_is_let_in_by_a_word_that_is_not_the_servers(shop: Shop, database: TestDatabase) -> None:
    till = enrol(shop, add_till(shop, "A1"))
    forget(database, till)
    said = parse_certificate(till.identity.certificate)
    stranger = build_certificate(Ed25519PrivateKey.generate(), said)
    members = {name: getattr(said, name) for name in said.__struct_fields__}
    nowhere = build_certificate(
        server_key(), Certificate(**members | {"store": str(new_uuid7()), "till": str(new_uuid7()), "till_code": "B1"})
    )
    tries: list[tuple[dict[str, Any], int, str]] = [
        ({"certificate": stranger}, 403, "edge.certificate_refused"),
        ({"certificate": till.identity.certificate.replace("A1", "A2")}, 403, "edge.certificate_refused"),
        ({"certificate": "x"}, 403, "edge.certificate_refused"),
        ({"certificate": nowhere}, 403, "edge.certificate_refused"),
        ({"key": new_private_key()}, 422, "edge.proof_invalid"),
        ({"token": "short"}, 422, "edge.proof_invalid"),
    ]

    async def work(client: Client) -> list[tuple[int, str]]:
        replies = [await present(client, till, **other) for other, _, _ in tries]
        return [(reply.status, reply.code) for reply in replies]

    assert at_door(database.app, work) == [(status, code) for _, status, code in tries]
    assert count("tills_enrolment", shop.organization) == 0


def test_a_revoked_chain_stays_revoked_and_a_number_given_anew_stays_given(shop: Shop, database: TestDatabase) -> None:
    revoked = enrol(shop, add_till(shop, "A1"))
    replaced = enrol(shop, add_till(shop, "A2"))
    forget(database, replaced)
    enrol(shop, replaced.identity.till)
    with psycopg.connect(database.owner) as owner:
        owner.execute("UPDATE tills_enrolment SET revoked_at = now() WHERE id = %s", [revoked.identity.chain])

    async def work(client: Client) -> list[Any]:
        known, taken = await present(client, revoked), await present(client, replaced)
        delivered = await client.deliver(revoked, [revoked.start_chain()])
        return [known.status, taken.status, taken.code, delivered.json["answers"][0]["code"]]

    assert at_door(database.app, work) == [200, 409, "edge.enrolment_replaced", "revoked"]


def test_after_a_restore_enrolments_leave_numbers_to_those_that_were_lost(shop: Shop, settings) -> None:
    till = add_till(shop, "A1")
    before = enrol(shop, till)
    restored = {"restored_at": "2099-01-01T00:00:00+00:00", "taken_at": "2098-12-31T00:00:00+00:00"}
    (Path(settings.HOME) / "restored.json").write_text(json.dumps(restored))
    after = enrol(shop, till)
    restored["restored_at"] = "2020-01-01T00:00:00+00:00"
    (Path(settings.HOME) / "restored.json").write_text(json.dumps(restored))

    assert [one.identity.enrolment for one in (before, after, enrol(shop, till))] == [1, 12, 13]

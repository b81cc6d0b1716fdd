"""The device door, route by route."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
from django.db import connection

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.journal import load_server_key, parse_certificate, verify_certificate
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Identity, SimulatedTill, enrolment_request, new_private_key
from comptoir.tills.commands import IssueCode, RevokeEnrolment
from comptoir.tills.operations import issue_code, revoke_enrolment
from tests.edge.client import Client, Reply, open_door, scope
from tests.sales.shop import Shop, add_till, count, enrol, everything, new_till, open_shop, rows


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


async def _enrol(client: Client, code: str, **changes: object) -> Reply:
    key = new_private_key()
    request = {**enrolment_request(code, key, device=new_uuid7(), label="Comptoir 1"), **changes}
    return await client.ask("POST", "/edge/v1/enrol", body=msgspec.json.encode(request))


def _code(shop: Shop, till: UUID, now: datetime | None = None) -> str:
    return issue_code(IssueCode(organization=shop.organization, till=till, now=now or datetime.now(UTC))).code


def test_a_device_enrols_and_its_first_entries_are_stored(shop: Shop, database) -> None:
    till_id = add_till(shop, "A1")
    code = _code(shop, till_id)

    async def run() -> tuple[Reply, Reply]:
        async with open_door(database.app) as client:
            key = new_private_key()
            request = enrolment_request(code, key, device=new_uuid7(), label="Comptoir 1")
            enrolled = await client.ask("POST", "/edge/v1/enrol", body=msgspec.json.encode(request))
            said = enrolled.json
            identity = Identity(
                UUID(said["organization"]), UUID(said["till"]), said["till_code"], UUID(said["chain"]),
                said["enrolment"], said["certificate"], said["token"],
            )  # fmt: skip
            till = SimulatedTill(identity, key, datetime.now(UTC))
            return enrolled, await client.deliver(till, [till.start_chain(), till.open(5000)])

    enrolled, delivered = asyncio.run(run())

    said = enrolled.json
    assert enrolled.status == 201
    assert (said["till_code"], said["enrolment"], said["store"]) == ("A1", 1, str(shop.store))
    assert "previous_chain" not in said
    assert verify_certificate(load_server_key(said["server_key"]), said["certificate"])
    assert parse_certificate(said["certificate"]).chain == said["chain"]
    assert delivered.status == 200
    assert [answer["status"] for answer in delivered.json["answers"]] == ["stored", "stored"]
    assert delivered.json["catalog_position"] == shop.position
    assert delivered.json["revoked"] is False
    assert datetime.fromisoformat(delivered.headers["comptoir-time"]) > datetime.now(UTC) - timedelta(seconds=5)
    assert count("sales_entry", shop.organization) == 2


def test_a_code_is_good_once_and_ten_minutes(shop: Shop, database) -> None:
    till_id = add_till(shop, "A1")
    fresh, old = _code(shop, till_id), _code(shop, till_id, datetime.now(UTC) - timedelta(minutes=10, seconds=1))

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [await _enrol(client, code) for code in (fresh, fresh, old, "never issued", "")]

    replies = asyncio.run(run())

    assert [reply.status for reply in replies] == [201, 404, 404, 404, 404]
    assert {reply.code for reply in replies[1:]} == {"edge.code_unknown"}
    assert len({reply.body for reply in replies[1:]}) == 1
    assert count("tills_enrolment", shop.organization) == 1


def test_two_devices_race_for_one_code_and_one_wins(shop: Shop, database) -> None:
    till_id = add_till(shop, "A1")
    code = _code(shop, till_id)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return list(await asyncio.gather(*(_enrol(client, code) for _ in range(4))))

    replies = asyncio.run(run())

    assert sorted(reply.status for reply in replies) == [201, 404, 404, 404]
    assert count("tills_enrolment", shop.organization) == 1
    assert count("tills_chain_head", shop.organization) == 1


def test_a_wrong_key_or_proof_does_not_spend_the_code(shop: Shop, database) -> None:
    till_id = add_till(shop, "A1")
    code = _code(shop, till_id)
    other = enrolment_request("another code", new_private_key(), device=new_uuid7(), label="x")

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [
                await _enrol(client, code, public_key="AAAA"),
                await _enrol(client, code, proof=other["proof"]),
                await _enrol(client, code, algorithm="RS256"),
                await client.ask("POST", "/edge/v1/enrol", body=b"not json"),
                await _enrol(client, code),
            ]

    replies = asyncio.run(run())

    assert [reply.status for reply in replies] == [422, 422, 422, 422, 201]
    assert [reply.code for reply in replies[:4]] == [
        "edge.key_invalid", "edge.proof_invalid", "edge.body_invalid", "edge.body_invalid",
    ]  # fmt: skip
    assert count("fleet_device", shop.organization) == 1


def test_a_wiped_browser_enrols_into_a_new_chain_that_knows_the_old_head(shop: Shop, database) -> None:
    till = new_till(shop)
    code = _code(shop, till.identity.till)
    first = till.start_chain()

    async def run() -> tuple[Reply, Reply]:
        async with open_door(database.app) as client:
            return await client.deliver(till, [first]), await _enrol(client, code)

    _, enrolled = asyncio.run(run())

    said = enrolled.json
    assert (said["enrolment"], said["previous_chain"]) == (2, str(till.identity.chain))
    assert said["previous_head"] == {"sequence": 1, "digest": first.digest}
    assert said["chain"] != str(till.identity.chain)


def test_nobody_comes_in_without_a_token(shop: Shop, database) -> None:
    till = new_till(shop)
    paths = [
        ("POST", "/edge/v1/entries"), ("GET", "/edge/v1/catalog"), ("GET", f"/edge/v1/catalog/chunks/{'0' * 64}"),
        ("GET", "/edge/v1/catalog/changes?after=0"), ("GET", "/edge/v1/events"), ("POST", "/edge/v1/status"),
    ]  # fmt: skip
    tokens = [None, "", "x" * 43, till.identity.token[:-1], till.identity.token + "x"]

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [await client.ask(m, p, token=t, body=b"{}") for m, p in paths for t in tokens]

    replies = asyncio.run(run())

    assert {(reply.status, reply.code) for reply in replies} == {(401, "edge.token_unknown")}
    assert all("comptoir-time" in reply.headers for reply in replies)
    assert count("sales_quarantine", shop.organization) == 0


def test_guessing_tokens_is_slowed_by_address(shop: Shop, database) -> None:
    async def run() -> list[int]:
        async with open_door(database.app) as client:
            asked = [("GET", f"{n:043}", "10.0.0.8") for n in range(60)] + [("GET", "y" * 43, "10.0.0.9")]
            told = [await client.ask(how, "/edge/v1/catalog", token=who, address=at) for how, who, at in asked]
            return [reply.status for reply in told]

    statuses = asyncio.run(run())

    assert statuses[:50] == [401] * 50
    assert 429 in statuses[50:60]
    assert statuses[-1] == 401


def test_limits_on_size_and_number(shop: Shop, database) -> None:
    till = new_till(shop)
    before = everything(shop.organization)

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            token = till.identity.token
            return [
                await client.ask("POST", "/edge/v1/entries", body=b"x" * (4 * 1024 * 1024 + 1), token=token),
                await client.ask(
                    "POST", "/edge/v1/entries", body=b"x", token=token, headers={"content-length": "99999999"}
                ),
                await client.ask("POST", "/edge/v1/entries", body=b"x\n" * 501, token=token),
                await client.ask("POST", "/edge/v1/entries", body=b"", token=token),
                *[
                    await client.ask("POST", "/edge/v1/entries", body=b"{}", token=token, headers=headers)
                    for headers in ({"content-type": "application/json"}, {"content-encoding": "gzip"})
                ],
                await client.ask("POST", "/edge/v1/status", body=b"x" * 20_000, token=token),
                await client.ask("GET", "/edge/v1/entries", token=token),
                await client.ask("GET", "/edge/v1/elsewhere", token=token),
            ]

    replies = asyncio.run(run())

    assert [(reply.status, reply.code) for reply in replies] == [
        (413, "edge.too_large"), (413, "edge.too_large"), (422, "edge.too_many"), (422, "edge.empty"),
        (415, "edge.media_type"), (415, "edge.media_type"),
        (413, "edge.too_large"), (405, "edge.method"), (404, "edge.not_found"),
    ]  # fmt: skip
    assert all(reply.headers["content-type"] == "application/problem+json" for reply in replies)
    assert everything(shop.organization) == before


def test_a_device_that_asks_too_often_is_slowed_and_the_others_are_not(shop: Shop, database) -> None:
    till, other = new_till(shop, "A1"), new_till(shop, "B1")

    async def run() -> tuple[list[int], int, str]:
        async with open_door(database.app) as client:
            path = f"/edge/v1/catalog/chunks/{'0' * 64}"
            asked = [await client.ask("GET", path, token=till.identity.token) for _ in range(200)]
            while asked[-1].status != 429 and len(asked) < 5_000:
                asked += await asyncio.gather(*(client.ask("GET", path, token=till.identity.token) for _ in range(20)))
            calm = await client.ask("GET", path, token=other.identity.token)
            return [reply.status for reply in asked], calm.status, asked[-1].headers["retry-after"]

    statuses, calm, retry_after = asyncio.run(run())

    assert statuses[:200] == [404] * 200
    assert 429 in statuses[200:]
    assert (calm, retry_after) == (404, "1")


def test_a_revoked_device_may_deliver_and_nothing_else(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> tuple[Reply, list[Reply], Reply]:
        async with open_door(database.app) as client:
            await client.deliver(till, [till.start_chain()])
            before = await client.ask("GET", "/edge/v1/catalog", token=till.identity.token)
            revoke = RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC))
            assert await asyncio.to_thread(revoke_enrolment, revoke)
            refused: list[Reply] = []
            async with asyncio.timeout(10):
                while not refused or refused[-1].status == 200:
                    refused.append(await client.ask("GET", "/edge/v1/catalog", token=till.identity.token))
            for method, path in (("GET", "/edge/v1/events"), ("POST", "/edge/v1/status")):
                refused.append(await client.ask(method, path, token=till.identity.token, body=b"{}"))
            return before, refused, await client.deliver(till, [till.sell([shop.bread])])

    before, refused, delivered = asyncio.run(run())

    assert before.status == 200
    assert [(reply.status, reply.code) for reply in refused[-3:]] == [(403, "edge.revoked")] * 3
    assert delivered.json["revoked"] is True
    assert [answer["code"] for answer in delivered.json["answers"]] == ["revoked"]
    assert count("sales_sale", shop.organization) == 0


def test_deliveries_that_come_at_once_are_gathered_and_answered_each(shop: Shop, database) -> None:
    tills = [new_till(shop, f"A{number}") for number in range(6)]

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            await asyncio.gather(*(client.deliver(till, [till.start_chain()]) for till in tills))
            sales = [(till, till.sell([shop.bread])) for till in tills for _ in range(1)]
            same = sales[0]
            return list(await asyncio.gather(*(client.deliver(t, [s]) for t, s in [*sales, same, same])))

    replies = asyncio.run(run())

    statuses = [answer["status"] for reply in replies for answer in reply.json["answers"]]
    assert sorted(statuses) == ["already_stored"] * 2 + ["stored"] * 6
    assert [reply.json["answers"][0]["sequence"] for reply in replies] == [2] * 8
    assert count("sales_sale", shop.organization) == 6


def test_a_long_delivery_of_two_chains_is_verified_entry_by_entry(shop: Shop, database) -> None:
    """Longer than what is read at once; the older chain's entries are verified with the older key."""
    old = new_till(shop)
    late = [old.start_chain(), *(old.sell([shop.bread]) for _ in range(20))]
    new = enrol(shop, old.identity.till)
    fresh = [new.start_chain(), *(new.sell([shop.wine]) for _ in range(20))]
    broken = fresh[19].line[:86] + fresh[20].line[86:]
    forged = fresh[18].line[:86] + late[20].line[86:]

    async def run() -> Reply:
        async with open_door(database.app) as client:
            return await client.deliver(new, [*fresh[:20], broken, fresh[20], *late[:20], forged, late[20]])

    reply = asyncio.run(run())

    bad = ("quarantined", "bad_seal")
    assert [(answer["status"], answer.get("code")) for answer in reply.json["answers"]] == [
        *[("stored", None)] * 20, bad, ("stored", None), *[("stored", None)] * 20, bad, ("stored", None),
    ]  # fmt: skip
    assert count("sales_sale", shop.organization) == 40
    assert count("sales_quarantine", shop.organization) == 2


def test_a_till_of_one_shop_can_not_deliver_for_another(shop: Shop, database) -> None:
    other = open_shop()
    ours, theirs = new_till(shop), new_till(other)
    before = everything(other.organization)

    async def run() -> Reply:
        async with open_door(database.app) as client:
            entry = theirs.start_chain()
            return await client.ask("POST", "/edge/v1/entries", body=entry.line + b"\n", token=ours.identity.token)

    reply = asyncio.run(run())

    assert [(answer["status"], answer["code"]) for answer in reply.json["answers"]] == [("quarantined", "wrong_till")]
    assert everything(other.organization) == before


def test_status_is_kept_with_the_device_and_throttled(shop: Shop, database) -> None:
    till = new_till(shop)
    report = {
        "unsent_count": 3,
        "storage_persistent": True,
        "app_version": "1.2.3",
        "unsent_since": "2026-11-22T10:00:00Z",
    }
    changed = {**report, "unsent_count": 0}
    wrong = {**report, "unsent_count": -1}

    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [
                await client.ask("POST", "/edge/v1/status", body=msgspec.json.encode(said), token=till.identity.token)
                for said in (report, report, wrong, changed)
            ]

    replies = asyncio.run(run())

    assert [reply.status for reply in replies] == [200, 200, 422, 200]
    assert set(replies[0].json) == {"server_time"}
    [device] = rows("fleet_device", shop.organization)
    assert (device["unsent_count"], device["app_version"], device["storage_persistent"]) == (0, "1.2.3", True)


def test_the_catalogue_comes_in_chunks_and_its_changes_in_order(shop: Shop, database) -> None:
    till = new_till(shop)
    assert shop.bread.item is not None
    price = ChangePrice(
        organization=shop.organization, person=None, item=shop.bread.item, unit_price=130, day=date(2026, 1, 1)
    )

    async def run() -> tuple[Reply, Reply, Reply, Reply, Reply, list[Reply]]:
        async with open_door(database.app) as client:
            token = till.identity.token
            manifest = await client.ask("GET", "/edge/v1/catalog", token=token)
            digest = manifest.json["chunks"][0]["digest"]
            chunk = await client.ask("GET", f"/edge/v1/catalog/chunks/{digest}", token=token)
            same = await client.ask(
                "GET", "/edge/v1/catalog", token=token, headers={"if-none-match": manifest.headers["etag"]}
            )
            await asyncio.to_thread(change_price, price)
            position = manifest.json["position"]
            changes = await client.ask("GET", f"/edge/v1/catalog/changes?after={position}", token=token)
            done = await client.ask("GET", f"/edge/v1/catalog/changes?after={position + 1}", token=token)
            wrong = [
                await client.ask("GET", f"/edge/v1/catalog/changes{query}", token=token)
                for query in ("?after=9999", "", "?after=-1", "?after=1&after=2")
            ]
            return manifest, chunk, same, changes, done, wrong

    manifest, chunk, same, changes, done, wrong = asyncio.run(run())

    said = manifest.json["settings"]
    assert (said["country"], said["exponent"], said["price_mode"], said["till"]["code"]) == ("FR", 2, "gross", "A1")
    assert said["store"]["address"] == ["1 rue Haute", "75001 Paris"]
    assert [rate["rate_ppm"] for rate in said["tax_rates"]] == [55_000, 200_000]
    assert [category["name"] for category in said["categories"]] == ["Épicerie"]
    assert manifest.json["position"] == shop.position
    assert sha256(chunk.body).hexdigest() == manifest.json["chunks"][0]["digest"]
    assert {item["name"]: item["unit_price"] for item in chunk.json} == {"Pain": 115, "Vin": 890}
    assert "immutable" in chunk.headers["cache-control"]
    assert (same.status, same.body) == (304, b"")
    [change] = changes.json["changes"]
    assert (change["position"], change["item"]["unit_price"]) == (shop.position + 1, 130)
    assert (changes.json["position"], changes.json["more"]) == (shop.position + 1, False)
    assert done.json == {"position": shop.position + 1, "changes": [], "more": False}
    assert [(reply.status, reply.code) for reply in wrong] == [
        (410, "edge.position_too_old"), (422, "edge.position_invalid"), (422, "edge.position_invalid"),
        (422, "edge.position_invalid"),
    ]  # fmt: skip


def test_another_shop_does_not_see_a_chunk(shop: Shop, database) -> None:
    other = open_shop()
    ours, theirs = new_till(shop), new_till(other)

    async def run() -> Reply:
        async with open_door(database.app) as client:
            manifest = await client.ask("GET", "/edge/v1/catalog", token=ours.identity.token)
            digest = manifest.json["chunks"][0]["digest"]
            return await client.ask("GET", f"/edge/v1/catalog/chunks/{digest}", token=theirs.identity.token)

    assert asyncio.run(run()).status == 404


def test_a_stream_says_hello_nudges_and_ends_with_the_revocation(shop: Shop, database) -> None:
    till = new_till(shop)
    assert shop.wine.item is not None
    price = ChangePrice(
        organization=shop.organization, person=None, item=shop.wine.item, unit_price=901, day=date(2026, 1, 1)
    )
    revoke = RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC))

    async def run() -> list[bytes]:
        async with open_door(database.app) as client:
            said: asyncio.Queue[bytes] = asyncio.Queue()

            async def send(message: Any) -> None:
                if message.get("body"):
                    said.put_nowait(message["body"])

            streaming = asyncio.create_task(
                client.door(scope("GET", "/edge/v1/events", till.identity.token), asyncio.Queue().get, send)
            )
            async with asyncio.timeout(10):
                heard = [await said.get()]
                await asyncio.to_thread(change_price, price)
                heard.append(await said.get())
                await asyncio.to_thread(revoke_enrolment, revoke)
                heard.append(await said.get())
                await streaming
            return heard

    assert asyncio.run(run()) == [
        b'event: hello\ndata: {"position":%d}\n\n' % shop.position,
        b'event: catalog\ndata: {"position":%d}\n\n' % (shop.position + 1),
        b"event: revoked\ndata: {}\n\n",
    ]


def test_a_stream_ends_when_the_server_stops(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> None:
        async with open_door(database.app) as client:
            said: asyncio.Queue[Any] = asyncio.Queue()

            async def send(message: Any) -> None:
                said.put_nowait(message)

            token = till.identity.token
            streaming = asyncio.create_task(
                client.door(scope("GET", "/edge/v1/events", token), asyncio.Queue().get, send)
            )
            await said.get()
            await said.get()
        async with asyncio.timeout(5):
            await streaming

    asyncio.run(run())


def test_the_database_goes_away_and_comes_back(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> list[int]:
        async with open_door(database.app) as client:
            first = await client.deliver(till, [till.start_chain()])
            sale = till.sell([shop.bread])
            async with asyncio.timeout(20):
                with psycopg.connect(database.superuser, autocommit=True) as superuser:
                    superuser.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE application_name = 'comptoir-edge'"
                    )
                statuses = [first.status]
                while statuses[-1] != 200 or len(statuses) == 1:
                    statuses.append((await client.deliver(till, [sale])).status)
            return statuses

    statuses = asyncio.run(run())

    assert set(statuses) <= {200, 503}
    assert count("sales_sale", shop.organization) == 1


def test_an_enrolment_during_a_restart_of_the_database_is_told_to_come_again(shop: Shop, database) -> None:
    """Half of an enrolment goes through Django's connection, in a thread."""
    code = _code(shop, add_till(shop, "A1"))

    async def run() -> tuple[Reply, Reply]:
        async with open_door(database.app) as client:
            place = connection.settings_dict["HOST"]
            connection.settings_dict["HOST"] = "/nowhere"
            away = await _enrol(client, code)
            connection.settings_dict["HOST"] = place
            return away, await _enrol(client, code)

    away, back = asyncio.run(run())

    assert (away.status, away.code, away.headers["retry-after"]) == (503, "edge.unavailable", "1")
    assert back.status == 201
    assert count("tills_enrolment", shop.organization) == 1

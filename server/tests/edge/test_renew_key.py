"""A till's key is renewed at the door: what is accepted, in which order, and each refusal with nothing written."""

import asyncio
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from comptoir.journal import certificate_digest, dump_public_key, sign_hash, to_base64url
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Identity, Sealed, SimulatedTill, new_private_key
from comptoir.tills.commands import AskRenewal, RevokeEnrolment
from comptoir.tills.public import office_entries, revoke_enrolment
from comptoir.tills.register import registered_keys
from comptoir.tills.rotating import PROOF_TAG, WORD_TAG, ask_renewal
from tests.databases import TestDatabase
from tests.edge.client import Client, Reply, open_door
from tests.sales.shop import Shop, add_till, count, enrol, open_shop, rows, value

# The door remembers for some seconds whom it trusts; the operation asks.
NOT_TRUSTED = {"edge.revoked", "edge.key_replaced"}


def token_of(till: SimulatedTill) -> str:
    """Of its own making, the same each time."""
    return to_base64url(sha256(till.identity.token.encode()).digest())


@pytest.fixture
def shop(db: None, settings: Any, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    return enrol(shop, add_till(shop, "A1"))


@pytest.fixture
def dsn(database: TestDatabase) -> str:
    return database.app


def request_of(till: SimulatedTill, key: Any, **other: Any) -> dict[str, str]:
    token = token_of(till)
    public = dump_public_key(key.public_key())
    chain = other.get("chain", till.identity.chain)
    held = f"{PROOF_TAG}{chain}\n{sha256(token.encode()).hexdigest()}".encode()
    word = f"{WORD_TAG}{chain}\n{public}".encode()
    return {
        "public_key": public,
        "token": token,
        "proof": to_base64url(sign_hash(other.get("prover", key), sha256(held).digest())),
        "vouched": to_base64url(sign_hash(other.get("voucher", till.key), sha256(word).digest())),
    }


async def renew(client: Client, token: str, body: dict[str, str]) -> Reply:
    return await client.ask("POST", "/edge/v1/renew-key", body=json.dumps(body).encode(), token=token)


def word_of(till: SimulatedTill, answer: Any, key: Any, **other: Any) -> Sealed:
    said = {
        "event": "key_rotated", "chain": answer["chain"], "enrolment": answer["enrolment"],
        "public_key": dump_public_key(key.public_key()), "certificate": certificate_digest(answer["certificate"]),
    }  # fmt: skip
    return till.seal("technical_event", {**said, **other})


def successor(till: SimulatedTill, answer: Any, key: Any, last: Sealed) -> SimulatedTill:
    identity = Identity(
        till.identity.organization, till.identity.till, till.identity.till_code, answer["chain"], answer["enrolment"],
        answer["certificate"], token_of(till), till.identity.chain, last.sequence, last.digest,
    )  # fmt: skip
    return SimulatedTill(identity, key, till.now, catalog_position=till.catalog_position)


def run(dsn: str, work: Any) -> Any:
    async def inside() -> Any:
        async with open_door(dsn) as client:
            return await work(client)

    return asyncio.run(inside())


def test_the_change_goes_step_by_step_and_each_step_may_be_repeated(shop: Shop, till: SimulatedTill, dsn: str) -> None:
    key = new_private_key()
    asked = request_of(till, key)

    async def work(client: Client) -> None:
        await client.deliver(till, [till.start_chain(), till.sell([shop.bread])])
        first, again = [await renew(client, till.identity.token, asked) for _ in range(2)]
        assert (first.status, first.json["step"], again.json) == (200, "waiting", first.json)
        answer = first.json

        await client.deliver(till, [word_of(till, answer, key), last := till.sell([shop.wine])])
        assert [(await renew(client, till.identity.token, asked)).json["step"] for _ in range(2)] == ["in_force"] * 2

        fresh = successor(till, answer, key, last)
        stored = await client.deliver(fresh, [fresh.start_chain(), fresh.sell([shop.bread])])
        assert [one["status"] for one in stored.json["answers"]] == ["stored", "stored"]
        assert [(await renew(client, token_of(till), {})).json for _ in range(2)] == [{"step": "ended"}] * 2

        # What the old key seals behind its end is not believed; what it had sealed before is.
        late = await client.deliver(till, [last, till.sell([shop.bread])])
        assert [(one["status"], one.get("code")) for one in late.json["answers"]] == [
            ("already_stored", None), ("quarantined", "revoked"),
        ]  # fmt: skip
        assert (
            await renew(client, till.identity.token, request_of(till, new_private_key()))
        ).code == "edge.key_replaced"

    run(dsn, work)
    with reading(shop.organization):
        kinds = [one.kind for one in office_entries()]
        body = json.loads(office_entries("key_rotated")[0].content)["body"]
        states = [(row.number, row.state) for row in registered_keys(shop.organization)]
    assert kinds == ["key_enrolled", "key_rotated"]
    assert (body["enrolment"], body["next_enrolment"], body["word_sequence"]) == (1, 2, 3)
    assert body["next_public_key"] == dump_public_key(key.public_key())
    assert states == [(2, "valid"), (1, "rotated")]
    assert count("sales_quarantine", shop.organization) == 1


def test_a_waiting_key_seals_nothing_that_is_believed(shop: Shop, till: SimulatedTill, dsn: str) -> None:
    key = new_private_key()

    async def work(client: Client) -> None:
        await client.deliver(till, [last := till.start_chain()])
        answer = (await renew(client, till.identity.token, request_of(till, key))).json
        fresh = successor(till, answer, key, last)
        early = await client.deliver(fresh, [fresh.start_chain()])
        assert [one["code"] for one in early.json["answers"]] == ["revoked"]
        # The old key goes on as if nothing had been asked.
        stored = await client.deliver(till, [till.sell([shop.bread])])
        assert [one["status"] for one in stored.json["answers"]] == ["stored"]

    run(dsn, work)
    assert count("sales_entry", shop.organization) == 2


@pytest.mark.parametrize("wrong", ["chain", "public_key", "certificate", "event"])
def test_a_word_for_something_else_puts_nothing_in_force(shop: Shop, till: SimulatedTill, dsn: str, wrong: str) -> None:
    key = new_private_key()
    other = {
        "chain": str(new_uuid7()), "public_key": dump_public_key(new_private_key().public_key()),
        "certificate": "0" * 64, "event": "key_lost",
    }[wrong]  # fmt: skip

    async def work(client: Client) -> None:
        await client.deliver(till, [till.start_chain()])
        asked = request_of(till, key)
        answer = (await renew(client, till.identity.token, asked)).json
        await client.deliver(till, [word_of(till, answer, key, **{wrong: other})])
        assert (await renew(client, till.identity.token, asked)).json["step"] == "waiting"

    run(dsn, work)
    assert [row["is_waiting"] for row in rows("tills_enrolment", shop.organization)].count(True) == 1
    assert [row["kind"] for row in rows("tills_office_entry", shop.organization)] == ["key_enrolled"]


def test_who_does_not_hold_both_keys_is_refused_and_nothing_is_written(
    shop: Shop, till: SimulatedTill, dsn: str
) -> None:
    key, thief = new_private_key(), new_private_key()
    bad = [
        request_of(till, key, voucher=thief), request_of(till, key, prover=thief),
        request_of(till, key, chain=new_uuid7()), {**request_of(till, key), "token": "short"},
        {**request_of(till, key), "token": token_of(till)[::-1]}, {**request_of(till, key), "public_key": "AAAA"},
    ]  # fmt: skip

    async def work(client: Client) -> None:
        codes = [(await renew(client, till.identity.token, body)).code for body in bad]
        assert codes == ["edge.proof_invalid"] * 5 + ["edge.key_invalid"]
        assert (await renew(client, "A" * 43, request_of(till, key))).status == 401
        revoke_in_thread = asyncio.to_thread(
            revoke_enrolment,
            RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=till.now, is_lost=True),
        )
        await revoke_in_thread
        assert (await renew(client, till.identity.token, request_of(till, key))).code in NOT_TRUSTED

    run(dsn, work)
    assert count("tills_enrolment", shop.organization) == 1


def test_another_key_replaces_what_waits_and_two_at_once_make_one(shop: Shop, till: SimulatedTill, dsn: str) -> None:
    first, second = new_private_key(), new_private_key()

    async def work(client: Client) -> None:
        await client.deliver(till, [till.start_chain()])
        await renew(client, till.identity.token, request_of(till, first))
        asked = request_of(till, second)
        both = await asyncio.gather(*(renew(client, till.identity.token, asked) for _ in range(4)))
        assert len({reply.body for reply in both}) == 1
        assert both[0].json["enrolment"] == 3

    run(dsn, work)
    states = [(row.number, row.state) for row in registered_keys_of(shop)]
    assert states == [(3, "waiting"), (2, "revoked"), (1, "valid")]


def registered_keys_of(shop: Shop) -> Any:
    with reading(shop.organization):
        return registered_keys(shop.organization)


async def is_wanted(client: Client, till: SimulatedTill) -> bool:
    body = json.dumps({"chains": [str(till.identity.chain)]}).encode()
    reply = await client.ask("POST", "/edge/v1/chains", body=body, token=till.identity.token)
    return bool(reply.json["chains"][0].get("renew", False))


def test_a_till_hears_that_somebody_asked_or_that_its_key_is_old(shop: Shop, till: SimulatedTill, dsn: str) -> None:
    chain = till.identity.chain
    assert run(dsn, lambda client: is_wanted(client, till)) is False
    asked = AskRenewal(organization=shop.organization, chain=chain, now=till.now, person=new_uuid7())
    assert [ask_renewal(asked), ask_renewal(asked)] == [True, False]
    assert run(dsn, lambda client: is_wanted(client, till)) is True

    value("UPDATE tills_enrolment SET renewal_asked_at = NULL RETURNING 1")
    say_days(shop, 30)
    assert run(dsn, lambda client: is_wanted(client, till)) is False
    value("UPDATE tills_enrolment SET issued_at = now() - interval '31 days' RETURNING 1")
    assert run(dsn, lambda client: is_wanted(client, till)) is True


def say_days(shop: Shop, days: int) -> None:
    value(
        "INSERT INTO platform_setting (id, organization_id, level, name, value) VALUES (gen_random_uuid(), %s, 0, "
        "'key_days', %s::jsonb) RETURNING 1", shop.organization, str(days),
    )  # fmt: skip


def test_a_chain_that_begins_with_another_end_does_not_end_the_old_one(
    shop: Shop, till: SimulatedTill, dsn: str
) -> None:
    key = new_private_key()

    async def work(client: Client) -> None:
        await client.deliver(till, [till.start_chain()])
        asked = request_of(till, key)
        answer = (await renew(client, till.identity.token, asked)).json
        word = word_of(till, answer, key)
        await client.deliver(till, [word])
        await renew(client, till.identity.token, asked)
        fresh = successor(till, answer, key, replace(word, sequence=word.sequence + 5))
        await client.deliver(fresh, [fresh.start_chain()])
        assert (await renew(client, token_of(till), {})).json == {"step": "in_force"}

    run(dsn, work)
    assert [row["ended_sequence"] for row in rows("tills_enrolment", shop.organization)] == [None, None]

"""What a customer's browser is told about a receipt."""

import asyncio
import json
from base64 import b64decode
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from django.test import Client

from comptoir.api import api
from comptoir.api.limits import TokenBuckets
from comptoir.api.problems import STATUS_OF
from comptoir.journal import (
    digest,
    load_public_key,
    load_server_key,
    parse_certificate,
    verify_certificate,
    verify_seal,
)
from comptoir.journal.merkle import verify_inclusion
from comptoir.journal.signed_note import read_checkpoint, read_note, read_verifier, signed_at
from comptoir.kernel import Category, new_uuid7
from comptoir.papers.commands import ChooseReceipts
from comptoir.papers.operations import choose_receipts
from comptoir.papers.reachability import proof_of
from comptoir.platform.sequencer import sequence
from comptoir.platform.tree import leaf_of, tree_grower
from comptoir.sales.simulation_promises import deposit, order
from comptoir.tills.log_key import LogSigner
from tests.databases import TestDatabase
from tests.sales.shop import Counter, Shop, new_till, open_shop, submit


def grow_tree(dsn: str, organization: UUID) -> None:
    """As the worker does when the log has grown."""

    async def grow() -> None:
        connection = await asyncpg.connect(dsn)
        while await sequence(connection, organization) or await tree_grower(LogSigner())(connection, organization):
            pass
        await connection.close()

    asyncio.run(grow())


@pytest.fixture
def shop(db: None, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    settings.HOME = tmp_path
    monkeypatch.setattr(api, "receipt_buckets", TokenBuckets(burst=30, per_minute=60))
    return open_shop()


def test_a_stored_sale_comes_as_its_bytes_and_seal(shop: Shop, database: TestDatabase) -> None:
    till = new_till(shop)
    entries = [till.start_chain(), till.open(0), till.sell([shop.bread])]

    async def send() -> None:
        connection = await asyncpg.connect(database.app)
        await Counter(connection).submit(till, list(entries))
        await connection.close()

    asyncio.run(send())
    answer = Client().get(f"/api/v1/receipts/{till.identity.chain}/3")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["number"], told["store"], told["address"]) == ("A1-1-3", "Centre", "1 rue Haute\n75001 Paris")
    content = told["stored"]["content"].encode()
    assert digest(content) == entries[2].digest
    assert verify_seal(load_public_key(told["public_key"]), content, told["stored"]["seal"])
    assert parse_certificate(told["certificate"]).public_key == told["public_key"]
    assert verify_certificate(load_server_key(told["server_key"]), told["certificate"])
    assert told["logged"] is None  # the log has not followed yet
    opening = Client().get(f"/api/v1/receipts/{till.identity.chain}/2").json()
    assert opening["stored"] is None  # an opening is nobody's receipt

    grow_tree(database.app, shop.organization)
    logged = Client().get(f"/api/v1/receipts/{till.identity.chain}/3").json()["logged"]
    leaf = leaf_of(logged["topic"], UUID(logged["subject"]), bytes.fromhex(entries[2].digest))
    note, key = read_note(logged["note"]), read_verifier(logged["key"])
    head = read_checkpoint(note.text)
    verify_inclusion(leaf, logged["index"], logged["size"], [*map(b64decode, logged["path"])], head.root)
    assert (logged["size"], signed_at(note, key), head.origin) == (head.size, 0, key.name)
    assert Client().get(f"/api/v1/receipts/{till.identity.chain}/2").json()["logged"] is None


def test_a_deposit_comes_with_its_order_and_what_is_paid_by_then(shop: Shop, database: TestDatabase) -> None:
    till = new_till(shop)
    till.engine_version = 2
    entries = [till.start_chain(), till.open(0), promised := order(till, [shop.wine, shop.bread])]
    entries += [deposit(till, promised, 200), deposit(till, promised, 100), till.sell([shop.bread])]

    submit(database.app, till, entries)
    sale, first, second = (
        Client().get(f"/api/v1/receipts/{till.identity.chain}/{sequence}").json() for sequence in (6, 4, 5)
    )

    assert [one["refers_to"] for one in (sale, first, second)] == ["", "A1-1-3", "A1-1-3"]
    assert [one["ordered"] and one["ordered"]["paid"] for one in (sale, first, second)] == [None, 200, 300]
    assert digest(second["ordered"]["content"].encode()) == promised.digest
    assert (sale["exponents"]["XOF"], sale["exponents"]["ISK"], sale["exponents"]["KWD"]) == (0, 0, 3)
    assert "EUR" not in sale["exponents"]


def test_a_sale_that_has_not_arrived_is_no_error(shop: Shop) -> None:
    till = new_till(shop)

    answer = Client().get(f"/api/v1/receipts/{till.identity.chain}/7")

    assert answer.status_code == 200
    assert answer.json()["stored"] is None
    assert answer.json()["number"] == "A1-1-7"


def test_an_unknown_chain_is_a_problem_with_a_code(shop: Shop) -> None:
    for address in (f"/api/v1/receipts/{new_uuid7()}/1", f"/api/v1/receipts/{new_till(shop).identity.chain}/0"):
        answer = Client().get(address)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["code"] == "api.receipt_unknown"
    assert Client().get("/api/v1/receipts/nonsense/1").status_code == 404


def test_a_stranger_may_not_ask_without_end(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    # However long the questions take.
    monkeypatch.setattr(api, "receipt_buckets", TokenBuckets(burst=30, per_minute=1))
    address = f"/api/v1/receipts/{new_uuid7()}/1"

    answers = [Client(REMOTE_ADDR="192.0.2.9").get(address) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert answers[-1].json()["code"] == "api.too_fast"
    assert Client(REMOTE_ADDR="192.0.2.10").get(address).status_code == 404


def test_every_category_of_refusal_has_its_status() -> None:
    assert set(STATUS_OF) == set(Category)


def test_the_shop_s_template_goes_along_and_the_server_proves_itself(shop: Shop) -> None:
    till = new_till(shop)
    choose_receipts(
        ChooseReceipts(
            organization=shop.organization,
            person=None,
            store=None,
            language="",
            code="automatic",
            template={"footer": ["À demain"]},
        )
    )

    told = Client().get(f"/api/v1/receipts/{till.identity.chain}/7").json()
    proof = Client().get("/api/v1/reachable/abc")

    assert (told["country"], told["exponent"], told["template"]["footer"]) == ("FR", 2, ["À demain"])
    assert (proof.status_code, proof.content.decode()) == (200, proof_of("abc"))

"""The log as its readers get it: heads, tiles that grow the same tree, growth, and a receipt's proof to keep."""

import asyncio
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from django.test import Client

from comptoir.api import log as log_door
from comptoir.api.limits import TokenBuckets
from comptoir.config.witness.folder import WitnessFolder
from comptoir.journal.log_proof import read_log_proof
from comptoir.journal.merkle import tree_root, verify_consistency, verify_inclusion
from comptoir.journal.signed_note import read_checkpoint, read_note, read_verifier, signed_at
from comptoir.kernel import new_uuid7
from comptoir.platform.tree import add_leaves, leaf_of, node_of
from comptoir.tills.log_key import log_verifier
from comptoir.witnesses.public import AddWitness, add_witness
from comptoir.witnesses.sending import cosign_due
from tests.api.test_receipts import grow_tree, shop
from tests.databases import TestDatabase
from tests.sales.shop import Counter, Shop, new_till
from tests.tills.logbook import Log, digests, log, subject
from tests.witnesses.paper_log import witness_process

__all__ = ["log", "shop"]


@pytest.fixture(autouse=True)
def _endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_door, "log_buckets", TokenBuckets(burst=10_000, per_minute=10_000))


def test_a_reader_grows_the_tree_from_tiles_and_sees_it_grow(log: Log) -> None:
    base = f"/log/{log.organization}"
    assert Client().get(f"{base}/checkpoint").status_code == 404
    log.add(*digests(1, 300))
    log.grow()
    answer = Client().get(f"{base}/checkpoint")
    note = read_note(answer.content.decode())
    first = read_checkpoint(note.text)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("no-cache", "*")
    assert (first.size, signed_at(note, log_verifier(log.organization))) == (300, 0)

    tiles = {}
    for place, address in (((0, 0), "0/000"), ((0, 1), "0/001.p/44"), ((1, 0), "1/000.p/1")):
        answer = Client().get(f"{base}/tile/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
        assert "immutable" in answer["Cache-Control"]
        tiles[place] = answer.content
    assert [len(one) // 32 for one in tiles.values()] == [256, 44, 1]
    assert tree_root(node_of(tiles), 300) == first.root
    leaves = [leaf_of("entry", subject(number), digest) for number, digest in enumerate(digests(1, 300), start=1)]
    assert add_leaves({}, 0, leaves) == tiles

    log.add(*digests(301, 520))
    log.grow()
    second = read_checkpoint(read_note(Client().get(f"{base}/checkpoint").content.decode()).text)
    shown = Client().get(f"{base}/consistency/300/520").content.decode().splitlines()
    verify_consistency(300, 520, [b64decode(line) for line in shown], first.root, second.root)
    # The tile of a smaller head is what it was.
    assert Client().get(f"{base}/tile/0/001.p/44").content == tiles[0, 1]
    assert len(Client().get(f"{base}/tile/0/001").content) == 8_192


def test_what_is_not_there_is_not_there(log: Log) -> None:
    log.add(*digests(1, 300))
    log.grow()
    base = f"/log/{log.organization}"
    for address in (
        "tile/0/001", "tile/0/001.p/45", "tile/0/002", "tile/0/1", "tile/00/000", "tile/8/000", "tile/64/000",
        "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/x001/000", "tile/0/x000/000", "tile/entries/000", "tile/0/../000",
        "consistency/200/301", "consistency/201/200", "2/tile/0/000", "2/consistency/1/2", "other",
    ):  # fmt: skip
        assert (address, Client().get(f"{base}/{address}").status_code) == (address, 404)
    assert Client().get(f"/log/{new_uuid7()}/checkpoint").status_code == 404
    assert Client().post(f"{base}/checkpoint").status_code == 405
    assert Client().get(f"{base}/2/checkpoint")["Location"] == f"{base}/checkpoint"


def test_a_log_that_was_set_back_is_read_under_its_number(log: Log) -> None:
    log.add(*digests(1, 10))
    log.grow()
    log.change("DELETE FROM platform_log WHERE organization_id = %s AND position > 5")
    log.change("UPDATE platform_tree_tile SET hashes = substr(hashes, 1, 160) WHERE organization_id = %s")
    log.change("UPDATE platform_consumer_cursor SET position = 5 WHERE organization_id = %s AND consumer = 'tree'")
    log.add(*digests(21, 22))
    log.grow()
    base = f"/log/{log.organization}"
    assert Client().get(f"{base}/checkpoint")["Location"] == f"{base}/2/checkpoint"
    assert Client().get(f"{base}/2/checkpoint").content.startswith(f"comptoir/{log.organization}/2\n7\n".encode())
    assert len(Client().get(f"{base}/2/tile/0/000.p/7").content) == 7 * 32
    assert Client().get(f"{base}/tile/0/000.p/5").status_code == 404


def test_a_receipts_proof_can_be_kept_and_is_cosigned(
    shop: Shop, database: TestDatabase, settings, tmp_path: Path
) -> None:
    settings.COMPTOIR_WITNESS_NETWORKS = ["127.0.0.0/8"]
    till = new_till(shop)
    entries = [till.start_chain(), till.open(0), till.sell([shop.bread])]

    async def send() -> None:
        connection = await asyncpg.connect(database.app)
        await Counter(connection).submit(till, list(entries))
        await connection.close()

    asyncio.run(send())
    address = f"/log/receipt/{till.identity.chain}/3"
    assert Client().get(address).status_code == 404  # the log has not followed yet
    grow_tree(database.app, shop.organization)
    plain = Client().get(address)
    assert (plain.status_code, plain["Content-Disposition"]) == (200, 'attachment; filename="receipt-3.tlog-proof"')

    with witness_process(tmp_path / "w") as process:
        WitnessFolder(process.folder).trust(str(log_verifier(shop.organization)))
        add_witness(
            AddWitness(
                organization=shop.organization, person=None, id=new_uuid7(), key=process.key,
                address=f"http://127.0.0.1:{process.port}",
            )
        )  # fmt: skip
        assert cosign_due(shop.organization, datetime.now(UTC)) == 1
        key = read_verifier(process.key)

    proof = read_log_proof(Client().get(address).content.decode())
    note = read_note(proof.note)
    head = read_checkpoint(note.text)
    topic, identifier, _ = proof.extra.decode().split("\n")
    leaf = leaf_of(topic, UUID(identifier), bytes.fromhex(entries[2].digest))
    verify_inclusion(leaf, proof.index, head.size, proof.path, head.root)
    assert signed_at(note, log_verifier(shop.organization)) == 0
    assert signed_at(note, key) is not None
    assert signed_at(read_note(read_log_proof(plain.content.decode()).note), key) is None
    # The page's own answer and the newest head carry the same signatures.
    told = Client().get(f"/api/v1/receipts/{till.identity.chain}/3").json()["logged"]
    assert (told["note"], told["path"]) == (proof.note, [b64encode(one).decode() for one in proof.path])
    assert Client().get(f"/log/{shop.organization}/checkpoint").content.decode() == proof.note
    # An opening is nobody's receipt.
    assert Client().get(f"/log/receipt/{till.identity.chain}/2").status_code == 404
    assert Client().get(f"/log/receipt/{new_uuid7()}/3").status_code == 404


def test_strangers_are_slowed_down(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_door, "log_buckets", TokenBuckets(burst=2, per_minute=1))
    answers = [Client().get(f"/log/{log.organization}/checkpoint").status_code for _ in range(3)]
    assert answers == [404, 404, 429]

"""An export in the hands of somebody who has nothing of Comptoir: the independent verifier, as a program of its own."""

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal import Essentials, build_essentials
from comptoir.journal.signed_note import COSIGNATURE, Verifier, cosign_note, read_note
from comptoir.kernel import new_uuid7
from comptoir.moving.carrying_out import carry_out
from comptoir.platform.sequencer import sequence
from comptoir.platform.tree import tree_grower
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tills.log_key import LogSigner, log_name
from comptoir.tills.server_key import server_public_key
from tests.databases import TestDatabase
from tests.sales.shop import Counter, Shop, new_till, open_shop

pytestmark = pytest.mark.slow
VERIFY = Path(__file__).resolve().parents[3] / "verify" / "src"
Change = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """A shop's export, and the till whose entries it holds: a sale (3), its refund (4), another sale (5)."""

    file: Path
    shop: Shop
    till: SimulatedTill
    key: str


@pytest.fixture
def given(db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Given:
    settings.HOME = tmp_path
    shop = open_shop()
    till = new_till(shop)
    till.now = datetime(2026, 11, 19, 11, 30, tzinfo=UTC)
    entries: list[Sealed | bytes] = [till.start_chain(), till.open(10_000)]
    sale = till.sell([shop.bread, shop.wine], card=500)
    entries += [sale, till.refund(sale, {1: 1_000}), till.sell([shop.wine, shop.wine])]

    async def trade() -> None:
        connection = await asyncpg.connect(database.app)
        try:
            answers = await Counter(connection).submit(till, entries)
            assert {answer.status for answer in answers} == {"stored"}
            while await sequence(connection, shop.organization):
                pass
            while await tree_grower(LogSigner())(connection, shop.organization):
                pass
        finally:
            await connection.close()

    asyncio.run(trade())
    file = tmp_path / "shop.zip"
    with psycopg.connect(database.owner) as connection:
        carry_out(connection, file, organization=shop.organization, now=datetime(2026, 11, 26, 9, tzinfo=UTC))
    return Given(file, shop, till, server_public_key())


def verify(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "comptoir_verify", "--json", "--processes", "1", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(VERIFY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)


def spoiled(given: Given, name: str, change: Change, *, is_hidden: bool = True) -> Path:
    """The same file with one member changed, and the manifest as well, by who knows what to change."""
    copy = given.file.with_name("spoiled.zip")
    with zipfile.ZipFile(given.file) as source, zipfile.ZipFile(copy, "w") as target:
        members = {member: source.read(member) for member in source.namelist()}
        before, members[name] = members[name], change(members[name])
        assert members[name] != before
        if is_hidden:
            manifest = json.loads(members["manifest.json"])
            for table in manifest["tables"]:
                if table["file"] == name:
                    table["sha256"] = sha256(members[name]).hexdigest()
                    table["rows"] += members[name].count(b"\n") - before.count(b"\n")
            if name.endswith(".jsonl"):
                manifest["entries"] += members[name].count(b"\n") - before.count(b"\n")
            members["manifest.json"] = json.dumps(manifest).encode()
        for member, content in members.items():
            target.writestr(member, content)
    return copy


def without_line(number: int) -> Change:
    return lambda content: b"".join(
        line for place, line in enumerate(content.splitlines(keepends=True), start=1) if place != number
    )


def test_an_export_is_verified_without_comptoir(given: Given) -> None:
    status, report = verify(given.file, "--key", given.key)

    assert (status, report["findings"], report["remarks"]) == (0, [], [])
    assert (report["entries"], report["chains"]) == (5, 1)
    assert report["log_lines"] == report["head_size"] >= 5


def test_what_a_witness_cosigned_goes_along(given: Given, database: TestDatabase, tmp_path: Path) -> None:
    key, organization = Ed25519PrivateKey.generate(), given.shop.organization
    witness = Verifier("witness.example", COSIGNATURE, key.public_key().public_bytes_raw())
    with psycopg.connect(database.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        row = connection.execute(
            "SELECT note, size FROM platform_tree_head WHERE organization_id = %s", [organization]
        ).fetchone()
        assert row is not None
        line = str(cosign_note(key, witness.name, read_note(row[0]).text, 1_790_000_000))
        values = [new_uuid7(), organization, new_uuid7(), log_name(organization, 1), row[1], row[0], line]
        connection.execute(
            "INSERT INTO witnesses_cosignature (id, organization_id, witness_id, origin, size, head, line, signed_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, now())",
            values,
        )
    file = tmp_path / "cosigned.zip"
    with psycopg.connect(database.owner) as connection:
        carry_out(connection, file, organization=organization, now=datetime(2026, 11, 26, 9, tzinfo=UTC))
    with psycopg.connect(database.superuser) as connection:
        connection.execute("DELETE FROM witnesses_cosignature WHERE organization_id = %s", [organization])

    status, report = verify(file, "--key", given.key, "--witness", str(witness))

    assert (status, report["findings"], report["cosigned"]) == (0, [], 1)
    [remark] = report["remarks"]
    details = {"by": "witness.example", "size": row[1], "at": 1_790_000_000}
    assert (remark["document"], remark["details"]) == ("log/cosigned/1.txt", details)


@pytest.mark.parametrize(
    ("name", "change", "document", "code"),
    [
        ("entries/A1-1.jsonl", lambda c: c.replace(b'"gross":1005', b'"gross":1004'), "A1-1-3", "seal"),
        ("entries/A1-1.jsonl", without_line(4), "A1-1-5", "gap"),
        ("entries/A1-1.jsonl", without_line(5), "A1-1-4", "head"),
        ("entries/A1-1.jsonl", without_line(1), "A1-1-2", "gap"),
        ("tables/sales_sale.csv", lambda c: c.replace(b",refund,", b",sale,"), "A1-1-4", "cell"),
        ("tables/sales_tender.csv", lambda c: c.replace(b"card", b"cash"), "A1-1-3", "rows"),
        ("tables/sales_entry.csv", lambda c: c.replace(b",refund,", b",copy,"), "A1-1-4", "cell"),
        ("tables/platform_log.csv", lambda c: c[: c.rstrip(b"\n").rindex(b"\n") + 1], "log/head.txt", "log_short"),
        ("tables/tills_chain_head.csv", lambda c: c.replace(b"\n5,", b"\n9,"), "A1-1-5", "head"),
        ("certificates/A1-1.txt", lambda c: c.replace(b'"till_code":"A1"', b'"till_code":"B1"'), "A1-1", "certificate"),
        ("log/head.txt", lambda c: c.replace(b"comptoir/", b"comptoir/x"), "log/head.txt", "head_other"),
    ],
)  # fmt: skip
def test_each_change_is_named(given: Given, name: str, change: Change, document: str, code: str) -> None:
    status, report = verify(spoiled(given, name, change), "--key", given.key)

    assert status == 1
    assert (document, code) in {(one["document"], one["code"]) for one in report["findings"]}


def test_a_file_that_is_not_as_written_is_named(given: Given) -> None:
    name = "tables/catalog_price.csv"
    status, report = verify(spoiled(given, name, lambda c: c.replace(b"115", b"116"), is_hidden=False))
    assert (status, [(one["document"], one["code"]) for one in report["findings"]]) == (1, [(name, "file")])


def test_a_receipt_is_looked_for_in_the_export(given: Given, tmp_path: Path) -> None:
    till = given.till
    with zipfile.ZipFile(given.file) as archive:
        line = archive.read("entries/A1-1.jsonl").splitlines()[2]
        certificate = archive.read("certificates/A1-1.txt")
    digest = sha256(b"comptoir-entry-v1\n" + line.partition(b" ")[2]).hexdigest()
    text = build_essentials(till.key, Essentials(str(till.identity.chain), 3, 1005, "EUR", 1_790_000_000, digest))
    (tmp_path / "till.txt").write_bytes(certificate)

    assert verify("--receipt", f"https://shop.example/r/#{text}", given.file, "--key", given.key)[0] == 0
    assert verify("--receipt", text, "--certificate", tmp_path / "till.txt", "--key", given.key)[0] == 0
    status, report = verify("--receipt", text, spoiled(given, "entries/A1-1.jsonl", without_line(3)))
    assert (status, [one["code"] for one in report["findings"]]) == (1, ["receipt_missing"])
    status, report = verify("--receipt", text.replace(".1005.", ".1004."), given.file)
    assert [one["code"] for one in report["findings"]] == ["receipt_seal"]

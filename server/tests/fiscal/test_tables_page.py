"""Signed tables through the office: who may take one, what is refused, from which day it counts, and who is told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.fiscal.data_packs import sign_pack
from comptoir.fiscal.models import DataPack
from comptoir.fiscal.public import till_documents
from comptoir.fiscal.worker import Worker
from comptoir.identity.public import Role
from comptoir.journal import to_base64url
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from comptoir_countries.at.holder import begin
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase

KEY = Ed25519PrivateKey.generate()
SignIn = Callable[[UUID, Role], Client]


@pytest.fixture
def austrian(day: Day, database: TestDatabase, settings) -> Iterator[Day]:
    settings.COMPTOIR_PUBLISHERS = [to_base64url(KEY.public_key().public_bytes_raw())]
    with psycopg.connect(database.owner) as connection:
        connection.execute("UPDATE platform_organization SET country = 'AT' WHERE id = %s", [day.organization])
        connection.execute("DELETE FROM fiscal_data_pack")
        connection.commit()
        yield day
        # They are the whole server's: no other test should find one.
        connection.execute("DELETE FROM fiscal_data_pack")


def pack(version: int = 2, valid_from: str = "2099-01-01") -> bytes:
    rows = [{"key": "49000", "value": "reduced_1", "from": "2026-07-01", "source": "BGBl. of tomorrow"}]
    content = {"plugin": "at", "version": version, "valid_from": valid_from, "mappings": {"tax_column": rows}}
    return sign_pack(content, KEY)


def take(client: Client, raw: bytes) -> Any:
    return client.post("/fiscal/tables/take", {"pack": SimpleUploadedFile("at.pack", raw)})


def told(day: Day) -> Any:
    with reading(day.organization):
        return till_documents("at").get("", {})


def kept(day: Day) -> tuple[list[int], int]:
    with reading(day.organization):
        noted = AuditEvent.objects.filter(organization_id=day.organization, action="fiscal.pack_added").count()
    return sorted(DataPack.objects.filter(plugin="at").values_list("version", flat=True)), noted


def test_the_page_says_which_tables_hold(austrian: Day, owner: Client) -> None:
    page = owner.get("/fiscal/tables").content.decode()

    assert "Version 1 holds: the one that came with the program." in page
    assert page.count("</tr>") == 7
    assert "Receipt column by tax rate" in page
    assert "4.9%" in page.replace("\u202f", "").replace("\xa0", "")
    assert 'href="/fiscal/tables"' in owner.get("/fiscal").content.decode()


def test_a_pack_is_taken_once_and_counts_from_its_day(austrian: Day, owner: Client) -> None:
    begin(austrian.organization, None, "ATU12345678")

    first, again = take(owner, pack()), take(owner, pack())

    assert (first.status_code, again.status_code) == (302, 302)
    assert kept(austrian) == ([2], 1)
    page = owner.get("/fiscal/tables").content.decode()
    assert "Version 1 holds" in page
    assert "Version 2 holds from 1 Jan 2099." in page
    assert page.count("to come") == 1
    # Never before its pack's day, whatever the row says.
    assert told(austrian)["tables"] == {"tax_column": [["49000", "reduced_1", "2099-01-01"]]}

    take(owner, pack(3, "2026-01-01"))
    assert "Version 3 holds, since 1 Jan 2026." in owner.get("/fiscal/tables").content.decode()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (sign_pack({"plugin": "at"}, Ed25519PrivateKey.generate()), "Nobody whom this server trusts signed it."),
        (pack().replace(b"tomorrow", b"to-morro"), "Its signature is wrong"),
        (pack(1), "It is not newer than what is here."),
        (sign_pack({"plugin": "at"}, KEY), "This file is no data pack"),
        (b"x" * 1_000_001, "This file is no data pack, or it is too large."),
    ],
)
def test_what_does_not_count_changes_nothing_and_says_why(austrian: Day, owner: Client, raw: bytes, words: str) -> None:
    begin(austrian.organization, None, "ATU12345678")
    before = told(austrian)

    refused = take(owner, raw)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "Nothing was changed." in refused.content.decode()
    assert (kept(austrian), told(austrian)) == (([], 0), before)


def test_an_auditor_reads_and_takes_nothing(austrian: Day, sign_in: SignIn) -> None:
    auditor = sign_in(austrian.organization, Role.AUDITOR)

    assert auditor.get("/fiscal/tables").status_code == 200
    assert 'name="pack"' not in auditor.get("/fiscal/tables").content.decode()
    assert take(auditor, pack()).status_code == 403
    assert kept(austrian) == ([], 0)


def test_shops_whose_tills_seal_hear_of_a_pack_that_another_took(austrian: Day, owner: Client) -> None:
    take(owner, pack())
    assert told(austrian) == {}
    begin(austrian.organization, None, "ATU12345678")
    assert told(austrian)["tables"] == {"tax_column": [["49000", "reduced_1", "2099-01-01"]]}

    DataPack.objects.create(
        plugin="at", version=3, valid_from="2098-01-01", content=pack(3, "2098-01-01"), signer="by hand"
    )
    worker = Worker()
    worker.work_once(datetime.now(UTC))

    assert told(austrian)["tables"] == {
        "tax_column": [["49000", "reduced_1", "2099-01-01"], ["49000", "reduced_1", "2098-01-01"]]
    }
    assert worker.work_once(datetime.now(UTC)) == 0


def test_a_shop_elsewhere_needs_no_tables(day: Day, owner: Client) -> None:
    assert "The law of this country needs no tables here." in owner.get("/fiscal/tables").content.decode()

"""No number of a payment card gets in by any door, and none lies anywhere afterwards."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.api.openapi import specification
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.settlements.commands import TryFile
from comptoir.settlements.public import file_view, try_file
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.edge.client import open_door

NUMBER = "4111111111111111"
SHAPES = (NUMBER, "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005")
GIVEN = ("4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "5555555555554444", "378282246310005")
DEVICES = (
    "attempts", "customers", "enrolment", "exchange", "articles", "scanned", "status", "vouchers", "notes", "requests",
    "orders", "receipts", "label-prints", "lots", "stock", "told", "shelf", "pin", "terminals",
)  # fmt: skip


def addresses() -> Iterator[tuple[str, str]]:
    for path, methods in specification()["paths"].items():
        for method in methods:
            if method in ("post", "put", "patch"):
                yield method, path.replace("{", "").replace("}", "")


def found_in(owner: str) -> list[str]:
    """Every table in which one of the numbers stands: in a text, a document, or in bytes."""
    wanted = "|".join([*GIVEN, *(number.encode().hex() for number in GIVEN)])
    with psycopg.connect(owner) as connection:
        tables = connection.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        found = []
        for (table,) in tables:
            asked = f'SELECT count(*) FROM "{table}" t WHERE to_jsonb(t)::text ~ %s'  # a name of ours
            [hits] = connection.execute(asked.encode(), [wanted]).fetchone() or (0,)
            if hits:
                found.append(str(table))
    return found


def test_no_door_lets_one_in_and_none_lies_anywhere(
    day: Day, owner: Client, database: TestDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    _through_the_interface()
    _through_pages(day, owner)
    asyncio.run(_through_the_edge(day, database))
    _through_settlements(day)

    assert found_in(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) == []
    assert not [number for number in GIVEN if number in caplog.text]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if any(number.encode() in path.read_bytes() for number in GIVEN)]


def _through_the_interface() -> None:
    client = Client()
    asked = list(addresses())
    assert len(asked) > 50
    for method, path in asked:
        body = json.dumps({"name": SHAPES[1], "lines": [{"note": NUMBER}]})
        answer = client.generic(method.upper(), path, body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "api.card_number"), path


def _through_pages(day: Day, owner: Client) -> None:
    for shape in SHAPES:
        answer = owner.post("/customers/new", {"id": str(new_uuid7()), "name": "Petit", "note": f"Carte {shape}"})
        assert answer.status_code == 422
        assert "This looks like a card number" in answer.content.decode()
    upload = SimpleUploadedFile("gens.csv", f"nom;note\nPetit;{NUMBER}\n".encode(), "text/csv")
    assert owner.post("/customers/import", {"id": str(new_uuid7()), "file": upload}).status_code == 422
    named = SimpleUploadedFile(f"{NUMBER}.csv", b"nom\nPetit\n", "text/csv")
    assert owner.post("/customers/import", {"id": str(new_uuid7()), "file": named}).status_code == 422
    # A barcode is none, and a password may be any digits.
    assert owner.post("/customers/new", {"id": str(new_uuid7()), "name": "Petit 4006381333931"}).status_code == 302
    refused = Client().post("/sign-in", {"email": "a@b.example", "password": NUMBER})
    assert "This looks like a card number" not in refused.content.decode()


async def _through_the_edge(day: Day, database: TestDatabase) -> None:
    async with open_door(database.app) as client:
        body = json.dumps({"attempts": [{"brand": NUMBER}], "notes": [{"text": NUMBER}], "name": NUMBER}).encode()
        for name in DEVICES:
            reply: Any = await client.ask("POST", f"/edge/v1/{name}", body=body, token=day.till.identity.token)
            # What is no member of a message is not read: nothing was kept of it, as the tables will say.
            assert reply.status < 500, name


def _through_settlements(day: Day) -> None:
    """A line that holds one where we keep something is named; what we do not keep is not kept."""
    file = new_uuid7()
    content = f"when,gross,reference,comment\n2026-11-19,1.00,{NUMBER},x\n2026-11-19,2.00,ok,{NUMBER}\n"
    try_file(
        TryFile(
            organization=day.organization, person=None, id=file, store=day.shop.store, name=f"{NUMBER}.csv",
            content=content.encode(), timezone="Europe/Paris", currency="EUR",
        )
    )  # fmt: skip
    with reading(day.organization):
        found = file_view(file)
    assert found is not None
    assert (found.good, found.bad_lines) == (1, ((2, "card_number"),))

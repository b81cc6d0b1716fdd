"""No number of a payment card gets in by any door, and none lies anywhere afterwards."""

import asyncio
import copy
import importlib
import json
import os
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from comptoir import edge
from comptoir.api.openapi import specification
from comptoir.backoffice.urls import urlpatterns
from comptoir.config.card_guard import request_holds_one
from comptoir.edge.door import ENTRIES, PREFIX, ROUTES
from comptoir.edge.http import read_json
from comptoir.edge.problems import Problem
from comptoir.journal import digest
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed
from comptoir.settlements.commands import TryFile
from comptoir.settlements.public import file_view, try_file
from tests.api.asking import Sampler
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.edge.client import Client as DoorClient
from tests.edge.client import open_door
from tests.edge.test_relay import agent_code, join, relay

NUMBER = "4111111111111111"
SHAPES = (NUMBER, "4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005")
# These take lines, not messages: what a till sealed is kept as it is, anything else without the number (docs/pci.md).
SEALED = {ENTRIES, f"{PREFIX}/relay"}
BARE = str.maketrans("", "", "{}")
GIVEN = ("4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444", "5555555555554444", "378282246310005")
# Names of fields that may be any digits: what is kept of them is a digest.
UNREAD = {
    *("password", "password1", "password2", "old_password", "new_password", "new_password1", "new_password2"),
    "csrfmiddlewaretoken",
}  # fmt: skip


def addresses() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in specification()["paths"].items():
        for method, said in methods.items():
            yield method, path, said


def leaves(document: dict[str, Any], schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[Any]:
    """For each text that a body may hold, the smallest document with a card's number there and nothing else."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        if name not in seen:
            yield from leaves(document, document["components"]["schemas"][name], (*seen, name))
        return
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from leaves(document, part, seen)
    if schema.get("type") in ("string", "integer"):
        yield NUMBER if schema["type"] == "string" else int(NUMBER)
    for name, part in schema.get("properties", {}).items():
        yield from ({name: value} for value in leaves(document, part, seen))
    if isinstance(schema.get("items"), dict):
        yield from ([value] for value in leaves(document, schema["items"], seen))
    if isinstance(schema.get("additionalProperties"), dict):
        yield {NUMBER: ""}
        yield from ({"x": value} for value in leaves(document, schema["additionalProperties"], seen))


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
    """Each text of each body, each part of an address, each question and the program's own name for a wish: found in
    the specification, so that a new one is asked, too. Nobody signs in: it is refused before anybody looks who asks.
    """
    document, factory = specification(), RequestFactory()
    fields = 0

    def refused(method: str, path: str, body: Any = None, *, through: Client | None = None, key: str = "") -> None:
        sent, named = "" if body is None else json.dumps(body), {"Idempotency-Key": key} if key else {}
        if through is None:
            asked = factory.generic(method, path, sent, content_type="application/json", headers=named)
            assert request_holds_one(asked), (method, path, body)
            return
        answer = through.generic(method, path, sent, content_type="application/json", headers=named)
        assert (answer.status_code, answer.json()["code"]) == (422, "api.card_number"), (method, path, body)

    for method, path, said in addresses():
        plain = path.replace("{", "").replace("}", "")
        body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        for value in leaves(document, body or {}):
            # The door itself is asked once for each address, what it asks with each field.
            refused(method.upper(), plain, value)
            fields += 1
        if body:
            refused(method.upper(), plain, {"x": NUMBER}, through=Client())
        for one in said.get("parameters", []):
            match one["in"]:
                case "path":
                    refused(method.upper(), path.replace(f"{{{one['name']}}}", NUMBER).translate(BARE))
                case "query":
                    refused(method.upper(), f"{plain}?{one['name']}={NUMBER}")
                case _ if one["name"] == "Idempotency-Key":
                    refused(method.upper(), plain, {}, key=NUMBER)
    assert fields > 500


def _through_pages(day: Day, owner: Client) -> None:
    names = {name for form in _forms(forms.Form) for name in form.base_fields}
    assert {name for name in names if any(part in name for part in ("password", "csrf"))} <= UNREAD
    fields = sorted(names - UNREAD)
    assert len(fields) > 120
    factory = RequestFactory()
    for name in fields:
        assert request_holds_one(factory.post("/customers/new", {name: NUMBER})), name
    for place, address in enumerate(_pages()):
        # Whichever field it stands in, no page reads it; nor one that a browser asks for by its address.
        assert request_holds_one(factory.post(address, {fields[place % len(fields)]: NUMBER})), address
        assert request_holds_one(factory.get(address, {"q": NUMBER})), address
    assert owner.get("/customers", {"q": NUMBER}).status_code == 422
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


def _forms(kind: type[forms.Form]) -> Iterator[type[Any]]:
    for found in kind.__subclasses__():
        yield found
        yield from _forms(found)


def _pages() -> list[str]:
    """Every address of a page that names no row."""
    found = [f"/{one.pattern}" for one in urlpatterns if "<" not in str(one.pattern)]
    assert len(found) > 100
    return found


async def _through_the_edge(day: Day, database: TestDatabase) -> None:
    async with open_door(database.app) as client:
        texts = [{name: NUMBER} for name in ("name", "text", "id", "code")]
        for path in (path for path, (method, _endpoint) in ROUTES.items() if method == "POST" and path not in SEALED):
            for body in (*texts, *({name: texts} for name in ("attempts", "notes", "requests", "orders", "payments"))):
                reply: Any = await client.ask(
                    "POST", path, body=json.dumps(body).encode(), token=day.till.identity.token
                )
                # What is no member of a message is not read: nothing was kept of it, as the tables will say.
                assert reply.status < 500, path
        await _through_lines(day, client)
        for path, (method, _endpoint) in ROUTES.items():
            for address in (f"{path}?q=4111%201111%201111%201111", f"{path}?{NUMBER}=1"):
                reply = await client.ask(method, address, token=day.till.identity.token)
                assert (reply.status, reply.code) == (422, "edge.card_number"), address
        reply = await client.ask("GET", f"{PREFIX}/terminals/{NUMBER}", token=day.till.identity.token)
        assert (reply.status, reply.code) == (422, "edge.card_number")
    asked = 0
    for decoder in _decoders():
        for body in _messages(decoder.type):
            with pytest.raises(Problem) as refused:
                await read_json({"type": "http", "headers": []}, _once(body), decoder)
            asked += refused.value.code == "edge.card_number"
    # The others are texts of a narrower form than a card's number has.
    assert asked > 30


async def _through_lines(day: Day, client: DoorClient) -> None:
    """What no key sealed: garbage, a broken seal, another till's name. Each is kept, under the digest of what came."""
    till = day.till.copy()
    typed = till.seal("technical_event", {"event": "x", "said": GIVEN[1]}).line
    stranger = replace(till, identity=replace(till.identity, till=new_uuid7()))
    named = stranger.seal("technical_event", {"event": "x", "said": int(NUMBER)}).line
    lines: list[Sealed | bytes] = [
        *(shape.encode() for shape in GIVEN), f"seal {NUMBER}".encode(), f"{NUMBER} {{}}".encode(),
        b"A" + typed[1:], typed.partition(b" ")[2], named,
    ]  # fmt: skip
    reply = await client.deliver(till, lines)
    answers = reply.json["answers"]
    assert {answer["status"] for answer in answers} == {"quarantined"}
    assert {answer["code"] for answer in answers} == {"unreadable", "bad_seal", "wrong_till"}
    came = [line for line in lines if isinstance(line, bytes)]
    whole = [line.partition(b" ")[2] if b" " in line else line for line in came]
    assert [answer["digest"] for answer in answers] == [digest(content) for content in whole]
    again = await client.deliver(till, lines)
    assert again.json["answers"] == answers
    agent = await join(client, await asyncio.to_thread(agent_code, day.shop))
    brought = await relay(client, agent.json["token"], lines)
    assert {answer["status"] for answer in brought.json["answers"]} == {"refused"}


def _decoders() -> list[Any]:
    """What each message of a device is read by."""
    found: dict[int, Any] = {}
    for module in pkgutil.iter_modules(edge.__path__, f"{edge.__name__}."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, msgspec.json.Decoder):
                found[id(one)] = one
    assert len(found) > 20
    return list(found.values())


def _messages(kind: Any) -> Iterator[bytes]:
    """A whole message of that kind once for each text in it, which is a card's number there."""
    [schema], shapes = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    sampler = Sampler({"components": {"schemas": shapes}})
    whole = sampler.value(schema, "", None, is_whole=True)
    for path in _texts(whole):
        changed = copy.deepcopy(whole)
        part = changed
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = NUMBER
        yield json.dumps(changed).encode()


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str) and path:
        yield path
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts(part, (*path, name))


def _once(body: bytes) -> Any:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


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

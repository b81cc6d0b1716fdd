"""Every address of the device door, as a till and an agent of another organization, and as nobody."""

import asyncio
import importlib
import json
import pkgutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from comptoir import edge
from comptoir.api import bearers
from comptoir.api.limits import TokenBuckets
from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.edge.door import PREFIX, ROUTES
from comptoir.edge.limits import Rate, SharedRate
from comptoir.sales.simulation import SimulatedTill
from tests.api.asking import Sampler
from tests.api.conftest import Connect
from tests.api.furnished import Send, furnish
from tests.databases import TestDatabase
from tests.edge.client import Client, Reply, open_door, scope
from tests.edge.test_relay import agent_code, join, relay
from tests.isolation.watched import Secrets, changed, digests
from tests.sales.shop import Shop, new_till, open_shop

# They name a row in their address; `at` says which.
WITH_A_NAME = {
    f"{PREFIX}/catalog/chunks/": ("GET", "{digest}"),
    f"{PREFIX}/photos/": ("GET", "{photo}"),
    f"{PREFIX}/attempts/": (
        "POST",
        *(f"{{payment}}/{verb}" for verb in ("follow", "cancel", "query", "decide", "open")),
    ),
    f"{PREFIX}/terminals/": ("POST", "{terminal}/attempts/{payment}", "{terminal}/attempts/{payment}/void"),
    f"{PREFIX}/links/": ("POST", "{link}", *(f"{{link}}/{verb}" for verb in ("take", "settle", "withdraw", "send"))),
}
# Who joins has a one-time code and no token yet: tests/edge/test_door.py and test_relay.py try codes that are none.
# Who presents a certificate after a restore has the key that it names, and no token that the old backup knows.
BY_CODE = {f"{PREFIX}/enrol", f"{PREFIX}/agents/join", f"{PREFIX}/present"}
# A stream has no end: `test_a_stream_carries_nothing_of_another_organization`.
STREAMS = {f"{PREFIX}/events"}
# These hold lines that a till sealed, not a message.
LINES = {f"{PREFIX}/entries", f"{PREFIX}/relay"}


def addresses(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, (method, _) in ROUTES.items():
        if path not in BY_CODE | STREAMS | LINES:
            yield method, path
    for path, (method, *tails) in WITH_A_NAME.items():
        yield from ((method, path + tail.format(**known)) for tail in tails)
    yield "GET", f"{PREFIX}/attempts/{known['payment']}"


def bodies(known: dict[str, Any], path: str) -> list[bytes]:
    """Each message that the module behind an address reads, whole, with identifiers that are there."""
    found = [b"{}"]
    for module in pkgutil.iter_modules(edge.__path__, f"{edge.__name__}."):
        for one in vars(importlib.import_module(module.name)).values():
            if isinstance(one, msgspec.json.Decoder) and module.name.rsplit(".", 1)[1] in modules_of(path):
                [schema], shapes = msgspec.json.schema_components(
                    [one.type], ref_template="#/components/schemas/{name}"
                )
                sampler = Sampler({"components": {"schemas": shapes}}, known)
                found.append(json.dumps(sampler.value(schema, "", None, is_whole=True)).encode())
    return found


def modules_of(path: str) -> set[str]:
    _, endpoint = ROUTES.get(path, ("", None))
    named = {"/attempts/": "terminals", "/terminals/": "terminals", "/links/": "links"}
    found = {module for part, module in named.items() if part in path}
    return found if endpoint is None else {endpoint.__module__.rsplit(".", 1)[1]}


def test_no_device_reaches_into_another_organization(
    shop: Shop, send: Send, connect: Connect, database: TestDatabase, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bearers, "program_buckets", TokenBuckets(burst=1_000_000, per_minute=1_000_000))
    known = furnish(shop, send, connect(shop.organization))
    known |= {
        "digest": "0" * 64, "id": known["payment"], "attempt": known["payment"], "item": known["article"],
        "parked": known["link"], "cashier": known["person"], "voucher": known["gift_card"], "product": known["article"],
        "account": known["account"], "take": known["link"], "spent": None,
    }  # fmt: skip
    other = open_shop()
    ours, theirs = new_till(other), new_till(shop, "C3")
    secrets, before = Secrets(shop.organization, {}), digests(shop.organization)

    asked = asyncio.run(_walk(database, known, other, (ours, theirs), secrets))

    assert changed(before, digests(shop.organization)) == []
    assert asked > 100
    assert len(asyncio.run(_as_its_own(database, known, theirs, secrets))) > 20


async def _walk(
    database: TestDatabase, known: dict[str, Any], other: Shop, tills: tuple[SimulatedTill, SimulatedTill],
    secrets: Secrets,
) -> int:  # fmt: skip
    ours, theirs = tills
    asked = 0
    async with open_door(database.app) as client:
        _unhurried(client)
        agent = (await join(client, await asyncio.to_thread(agent_code, other))).json["token"]
        for method, address in addresses(known):
            for body in bodies(known, address):
                for token in (ours.identity.token, agent):
                    reply = await client.ask(method, address, body=body, token=token)
                    assert reply.status < 500, address
                    told = secrets.told(reply.body, address.encode() + body)
                    assert told == [], (address, told)
                    if method == "GET" or any(address.startswith(path) for path in WITH_A_NAME):
                        assert reply.status != 200 or address in ROUTES, address
                    asked += 1
                for token in (None, "x" * 43):
                    reply = await client.ask(method, address, body=body, token=token)
                    assert (reply.status, reply.code) == (401, "edge.token_unknown"), address
        await _lines_of_another(client, ours, theirs, agent)
    return asked


def _unhurried(client: Client) -> None:
    """What is asked often is not refused for that."""
    services = client.door._services
    assert services is not None
    services.requests = Rate(per_second=1_000_000, burst=1_000_000)
    services.unknown = SharedRate(name="unhurried", per_second=1_000, burst=1_000_000)


async def _as_its_own(database: TestDatabase, known: dict[str, Any], till: SimulatedTill, secrets: Secrets) -> set[str]:
    """What the same requests tell a till of the first organization: there was something to find."""
    told: set[str] = set()
    async with open_door(database.app) as client:
        _unhurried(client)
        for method, address in addresses(known):
            for body in bodies(known, address):
                reply = await client.ask(method, address, body=body, token=till.identity.token)
                told |= set(secrets.told(reply.body, b""))
    return told


async def _lines_of_another(client: Client, ours: SimulatedTill, theirs: SimulatedTill, agent: str) -> None:
    """A genuine entry of the first organization's till, brought by a device of the second one."""
    entry = theirs.start_chain()
    reply: Reply = await client.deliver(ours, [entry])
    assert [(one["status"], one["code"]) for one in reply.json["answers"]] == [("quarantined", "wrong_till")]
    brought = await relay(client, agent, [entry])
    assert {answer["status"] for answer in brought.json["answers"]} == {"refused"}


def test_a_stream_carries_nothing_of_another_organization(shop: Shop, database: TestDatabase) -> None:
    other = open_shop()
    till = new_till(other)

    def price(of: Shop, amount: int) -> None:
        assert of.wine.item is not None
        change_price(
            ChangePrice(
                organization=of.organization, person=None, item=of.wine.item, unit_price=amount, day=date(2026, 1, 1)
            )
        )

    async def run() -> list[bytes]:
        async with open_door(database.app) as client:
            said: asyncio.Queue[bytes] = asyncio.Queue()

            async def send(message: Any) -> None:
                if message.get("body"):
                    said.put_nowait(message["body"])

            listening = scope("GET", f"{PREFIX}/events", till.identity.token)
            streaming = asyncio.create_task(client.door(listening, asyncio.Queue().get, send))
            async with asyncio.timeout(20):
                heard = [await said.get()]
                for amount in (901, 902, 903):
                    await asyncio.to_thread(price, shop, amount)
                await asyncio.to_thread(price, other, 904)
                heard.append(await said.get())
            client.door.end_streams()
            await streaming
            return heard

    assert asyncio.run(run()) == [
        b'event: hello\ndata: {"position":%d}\n\n' % other.position,
        b'event: catalog\ndata: {"position":%d}\n\n' % (other.position + 1),
    ]

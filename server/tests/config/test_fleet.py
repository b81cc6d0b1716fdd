"""A whole fleet listens to one server process: 3,000 open streams, and everything else still answers."""

import asyncio
import resource
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from uuid import UUID

import msgspec
import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.config.demo.rehearsal import Rehearsal
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.databases import TestDatabase, point_django_at
from tests.sales.shop import Shop, count, new_till, open_shop

pytestmark = pytest.mark.slow

STREAMS = 3_000
OPENED_AT_ONCE = 100
NUDGE_SECONDS_MAX = 10.0

# Devices that only listen: each has its own chain, key and token, as an enrolment makes them.
ENROL_MANY = """
    INSERT INTO tills_enrolment (id, organization_id, till_id, device_id, number, public_key, algorithm, certificate,
        token_hash, issued_at)
    SELECT many.id, e.organization_id, e.till_id, e.device_id, 1 + row_number() OVER (), e.public_key, e.algorithm,
        e.certificate, many.token_hash, e.issued_at
    FROM tills_enrolment e, unnest(%s::uuid[], %s::bytea[]) AS many(id, token_hash) WHERE e.id = %s
"""

HEADS = """
    INSERT INTO tills_chain_head (organization_id, chain_id, sequence, digest, boot, monotonic_ms, has_quarantine)
    SELECT e.organization_id, e.id, h.sequence, h.digest, h.boot, h.monotonic_ms, false
    FROM tills_enrolment e JOIN tills_chain_head h ON h.organization_id = e.organization_id AND h.chain_id = %s
    WHERE e.id <> h.chain_id
"""


@dataclass(slots=True)
class Stream:
    """One till's open stream: and what it has heard."""

    chain: UUID
    token: str
    events: list[bytes] = field(default_factory=list)
    has_ended: bool = False

    async def listen(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = f"GET /edge/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n\r\n"
        writer.write(request.encode())
        try:
            while line := await reader.readline():
                if line.startswith((b"event:", b"HTTP/")):
                    self.events.append(line.strip())
                elif line == b"0\r\n":
                    break
        finally:
            self.has_ended = True
            writer.close()


@pytest.fixture
def comptoir(
    tmp_path: Path, database: TestDatabase, settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[Rehearsal]:
    """A real Comptoir as `comptoir serve` runs it; this process acts upon its database meanwhile."""
    running = Rehearsal(tmp_path, durable=False)
    running.start()
    environment = running.environment()
    settings.HOME = running.home.path
    with django_db_blocker.unblock():
        app, owner = environment["COMPTOIR_APP_DATABASE_URL"], environment["COMPTOIR_OWNER_DATABASE_URL"]
        point_django_at(TestDatabase(app=app, owner=owner, superuser=""))
        try:
            yield running
        finally:
            point_django_at(database)
            running.stop()


def _fleet(till: SimulatedTill, owner: str) -> list[Stream]:
    streams = [Stream(new_uuid7(), secrets.token_urlsafe(32)) for _ in range(STREAMS)]
    chains = [stream.chain for stream in streams]
    hashes = [sha256(stream.token.encode()).digest() for stream in streams]
    with psycopg.connect(owner) as connection:
        connection.execute(ENROL_MANY, [chains, hashes, till.identity.chain])
        connection.execute(HEADS, [till.identity.chain])
    return streams


def _ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, {"Host": "localhost", **headers})
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


def _deliver(port: int, till: SimulatedTill, shop: Shop) -> list[str]:
    lines = [till.start_chain().line, till.sell([shop.bread]).line, till.sell([shop.wine]).line]
    body = b"".join(line + b"\n" for line in lines)
    status, read = _ask(port, "POST", "/edge/v1/entries", body, Authorization=f"Bearer {till.identity.token}")
    assert status == 200, read
    return [answer["status"] for answer in msgspec.json.decode(read)["answers"]]


async def _open_all(streams: list[Stream], port: int) -> list[asyncio.Task[None]]:
    listening: list[asyncio.Task[None]] = []
    for first in range(0, STREAMS, OPENED_AT_ONCE):
        some = streams[first : first + OPENED_AT_ONCE]
        listening += [asyncio.create_task(stream.listen(port)) for stream in some]
        await _until_all(some, b"event: hello", 20)
    return listening


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


async def _until_all(streams: list[Stream], event: bytes, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not all(event in stream.events for stream in streams):
            await asyncio.sleep(0.05)


def test_three_thousand_open_streams_hold_up_nobody(comptoir: Rehearsal) -> None:
    _allow_many_files()
    shop = open_shop()
    till = new_till(shop)
    streams = _fleet(till, comptoir.environment()["COMPTOIR_OWNER_DATABASE_URL"])
    thief = streams[1_500]
    assert shop.wine.item is not None
    price = ChangePrice(
        organization=shop.organization, person=None, item=shop.wine.item, unit_price=901, day=date(2026, 1, 1)
    )
    revoke = RevokeEnrolment(organization=shop.organization, chain=thief.chain, now=datetime.now(UTC))
    port = comptoir.port

    seen: dict[str, int] = {}

    async def run() -> None:
        before, began = _memory(comptoir), time.monotonic()
        listening = await _open_all(streams, port)
        seen["all_open_ms"] = _since(began)
        seen["memory_kib_a_stream"] = (_memory(comptoir) - before) // STREAMS

        began = time.monotonic()
        assert await asyncio.to_thread(_deliver, port, till, shop) == ["stored"] * 3
        seen["deliver_ms"] = _since(began)
        began = time.monotonic()
        # Nobody has claimed this server yet, so the page that people get is the one that asks for its code.
        status, page = await asyncio.to_thread(_ask, port, "GET", "/begin")
        assert (status, b"<form" in page) == (200, True)
        seen["page_ms"] = _since(began)

        # While they came, the shop's program was noted: some heard of that, and nobody hears of it again.
        for stream in streams:
            stream.events[2:] = []
        began = time.monotonic()
        await asyncio.to_thread(change_price, price)
        await _until_all(streams, b"event: catalog", NUDGE_SECONDS_MAX)
        seen["nudge_all_ms"] = _since(began)

        await asyncio.to_thread(revoke_enrolment, revoke)
        await _until_all([thief], b"event: revoked", NUDGE_SECONDS_MAX)
        await asyncio.wait_for(listening[1_500], 5)
        assert sum(stream.has_ended for stream in streams) == 1
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    asyncio.run(run())
    print(seen)

    assert count("sales_sale", shop.organization) == 2
    assert {len(stream.events) for stream in streams if stream is not thief} == {3}
    assert thief.events == [b"HTTP/1.1 200 OK", b"event: hello", b"event: catalog", b"event: revoked"]


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = STREAMS + 1_000
    if soft != resource.RLIM_INFINITY and soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            pytest.skip(f"this system lets a process open {hard} files")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _memory(comptoir: Rehearsal) -> int:
    """KiB of the server with its worker process; what they share counts once."""
    server = psutil.Process(comptoir.running().processes["server"])
    shares = [int(process.memory_full_info().pss) for process in (server, *server.children(recursive=True))]
    return sum(shares) // 1024

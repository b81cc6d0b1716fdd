"""The database is killed, or falls silent, under a busy door: nothing is lost or doubled, and the door goes on."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from comptoir.catalog.commands import ChangePrice
from comptoir.catalog.operations import change_price
from comptoir.edge import database as door_database
from comptoir.edge import news, writer
from comptoir.platform.postgres import Cluster, RunningServer
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.databases import TestDatabase, frozen, make_database, make_databases, point_django_at
from tests.edge.client import Client, open_door, scope
from tests.migrated import start_migrated
from tests.sales.shop import Shop, count, let_go, new_till, open_shop, rows, value

pytestmark = pytest.mark.slow

TILLS = 5


@dataclass(slots=True)
class Mortal:
    """A durable database of this file's own, because its processes are killed. fsync is on: an answer is a promise."""

    cluster: Cluster
    server: RunningServer
    addresses: TestDatabase

    def kill(self) -> None:
        """SIGKILL to the postmaster and to each process that it has."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        for pid in (self.server.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        while self.server.is_alive():
            time.sleep(0.01)
        let_go()

    def start_again(self) -> None:
        self.server.leave()
        self.server = self.cluster.start()

    def backends(self, where: str = "true") -> list[int]:
        """The server's processes that the door is connected to."""
        query = f"SELECT pid FROM pg_stat_activity WHERE application_name = 'comptoir-edge' AND {where}"
        with psycopg.connect(self.addresses.superuser, autocommit=True) as superuser:
            return [pid for (pid,) in superuser.execute(query.encode())]


@pytest.fixture(scope="module")
def mortal(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Mortal]:
    with django_db_blocker.unblock():
        data = Path(tmp_path_factory.mktemp("mortal")) / "data"
        cluster, server = start_migrated(data, make_databases, is_durable=True)
        mortal = Mortal(cluster, server, make_database(server))
    try:
        yield mortal
    finally:
        with django_db_blocker.unblock():
            point_django_at(database)
        mortal.server.stop()
        cluster.destroy()


@pytest.fixture
def shop(mortal: Mortal, db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@dataclass(slots=True)
class Trade:
    """Tills that sell without a pause and send each delivery until it is answered, as real ones do."""

    client: Client
    shop: Shop
    tills: list[SimulatedTill]
    sent: list[Sealed] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answered: int = 0
    is_closing: bool = False

    async def run(self) -> None:
        await asyncio.gather(*(self._sell(till) for till in self.tills))

    async def _sell(self, till: SimulatedTill) -> None:
        delivery = [till.start_chain(), till.open(5_000)]
        while not self.is_closing:
            self.sent += delivery
            while (status := await self._send(till, delivery)) != 200:
                assert status == 503
                await asyncio.sleep(0.05)
            delivery = [till.sell([self.shop.bread]), till.sell([self.shop.wine, self.shop.bread])]

    async def _send(self, till: SimulatedTill, delivery: list[Sealed]) -> int:
        reply = await self.client.deliver(till, [*delivery])
        self.statuses.append(reply.status)
        if reply.status == 200:
            self.answered += len(delivery)
            assert {answer["status"] for answer in reply.json["answers"]} <= {"stored", "already_stored"}
        return reply.status


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def trading(mortal: Mortal, shop: Shop, tills: list[SimulatedTill]) -> AsyncIterator[Trade]:
    """A busy door; at the end every till finishes what it has begun, and then closes."""
    async with open_door(mortal.addresses.app) as client:
        trade = Trade(client, shop, tills)
        selling = asyncio.create_task(trade.run())
        await until(lambda: trade.answered > 50)
        yield trade
        begun = trade.answered
        await until(lambda: trade.answered > begun + 50)
        trade.is_closing = True
        async with asyncio.timeout(20):
            await selling


def assert_stored_once(shop: Shop, trade: Trade) -> None:
    stored = [bytes(row["digest"]).hex() for row in rows("sales_entry", shop.organization)]  # type: ignore[call-overload]
    assert sorted(stored) == sorted(sealed.digest for sealed in trade.sent)
    assert len(set(stored)) == len(stored)
    sales = [sealed for sealed in trade.sent if sealed.body.get("gross") is not None]
    assert count("sales_sale", shop.organization) == len(sales)
    taken = value("SELECT sum(gross)::bigint FROM sales_sale WHERE organization_id = %s", shop.organization)
    assert taken == sum(int(str(sealed.body["gross"])) for sealed in sales)
    assert count("sales_quarantine", shop.organization) == 0


def test_a_killed_database_costs_no_entry_and_the_writer_goes_on(mortal: Mortal, shop: Shop) -> None:
    tills = [new_till(shop, f"A{number}") for number in range(TILLS)]

    async def run() -> Trade:
        async with trading(mortal, shop, tills) as trade:
            for _ in range(3):
                begun = trade.answered
                await asyncio.to_thread(mortal.kill)
                await until(lambda: trade.statuses[-1] == 503)
                await asyncio.to_thread(mortal.start_again)
                await until(lambda known=begun: trade.answered > known + 50)  # type: ignore[misc]
            return trade

    trade = asyncio.run(run())

    assert set(trade.statuses) == {200, 503}
    assert_stored_once(shop, trade)


def test_a_frozen_writer_is_given_up_and_what_it_did_is_recognized(
    mortal: Mortal, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "WRITE_SECONDS", 0.5)
    monkeypatch.setitem(door_database.SERVER_SETTINGS, "lock_timeout", "200ms")
    tills = [new_till(shop, f"B{number}") for number in range(TILLS)]

    async def run() -> Trade:
        async with trading(mortal, shop, tills) as trade:
            writing = mortal.backends("query LIKE '%record_straight%'")
            assert len(writing) == 1
            with frozen(writing):
                refused = trade.statuses.count(503)
                await until(lambda: trade.statuses.count(503) > refused)
                # A till whose head the frozen session holds has to wait for it; the door itself goes on.
                async with asyncio.timeout(20):
                    while (
                        await trade.client.ask("GET", "/edge/v1/catalog", token=tills[0].identity.token)
                    ).status != 200:
                        pass
                await asyncio.sleep(1.5)
            return trade

    trade = asyncio.run(run())

    assert set(trade.statuses) == {200, 503}
    assert_stored_once(shop, trade)


def test_frozen_readers_are_given_up(mortal: Mortal, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    till = new_till(shop)

    async def run() -> list[int]:
        async with open_door(mortal.addresses.app) as client:

            async def ask() -> int:
                return (await client.ask("GET", "/edge/v1/catalog/changes?after=0", token=till.identity.token)).status

            before = await asyncio.gather(*(ask() for _ in range(8)))
            # Only now: eight first questions at once may take longer on a busy machine.
            monkeypatch.setattr(door_database, "ANSWER_SECONDS", 0.5)
            with frozen(mortal.backends("query NOT LIKE 'LISTEN%' AND query <> 'SELECT 1'")):
                async with asyncio.timeout(30):
                    silent = await asyncio.gather(*(ask() for _ in range(8)))
                    while (after := await ask()) != 200:
                        pass
            return [*before, *silent, after]

    statuses = asyncio.run(run())

    assert statuses[:8] == [200] * 8
    assert 503 in statuses[8:16]
    assert set(statuses[8:]) == {200, 503}


class Listener:
    """A till's open stream."""

    def __init__(self, client: Client, till: SimulatedTill) -> None:
        self.heard: list[bytes] = []
        request = scope("GET", "/edge/v1/events", till.identity.token)
        self.task = asyncio.create_task(client.door(request, asyncio.Queue[Any]().get, self._hear))

    async def _hear(self, message: Any) -> None:
        if message.get("body"):
            self.heard.append(message["body"])


@pytest.mark.parametrize("ending", ["frozen", "killed"])
def test_a_listener_that_lost_the_database_hears_again_and_tells_what_it_missed(
    mortal: Mortal, shop: Shop, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(news, "CHECK_SECONDS", 0.2)
    monkeypatch.setattr(news, "SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(news, "RETRY_SECONDS", 0.2)
    faithful, thief = new_till(shop, "A1"), new_till(shop, "A2")
    assert shop.wine.item is not None
    price = ChangePrice(
        organization=shop.organization, person=None, item=shop.wine.item, unit_price=901, day=date(2026, 1, 1)
    )
    revoke = RevokeEnrolment(organization=shop.organization, chain=thief.identity.chain, now=datetime.now(UTC))
    hello = b'event: hello\ndata: {"position":%d}\n\n' % shop.position
    hello_again = b'event: hello\ndata: {"position":%d}\n\n' % (shop.position + 1)
    news_of_price = b'event: catalog\ndata: {"position":%d}\n\n' % (shop.position + 1)
    revoked = b"event: revoked\ndata: {}\n\n"
    told = (hello_again, news_of_price)

    async def run() -> tuple[list[bytes], list[bytes]]:
        async with open_door(mortal.addresses.app) as client:
            listeners = [Listener(client, till) for till in (faithful, thief)]
            await until(lambda: all(listener.heard for listener in listeners))
            silent = mortal.backends("query LIKE 'LISTEN%' OR query = 'SELECT 1'")
            assert len(silent) == 1
            if ending == "frozen":
                with frozen(silent):
                    await asyncio.to_thread(change_price, price)
                    await asyncio.to_thread(revoke_enrolment, revoke)
                    await until(lambda: all(len(listener.heard) > 1 for listener in listeners))
            else:
                mortal.kill()
                mortal.start_again()
                await asyncio.to_thread(change_price, price)
                await asyncio.to_thread(revoke_enrolment, revoke)
                await until(lambda: revoked in listeners[1].heard and listeners[0].heard[-1] in told)
            async with asyncio.timeout(5):
                await listeners[1].task
            return listeners[0].heard[:], listeners[1].heard[:]

    faithful_heard, thief_heard = asyncio.run(run())

    assert faithful_heard[0] == hello
    # The price may be changed before or after it listens again; that it was away is said in both cases.
    assert faithful_heard[-1] in told
    assert len([said for said in faithful_heard if said.startswith(b"event: hello")]) == 2
    assert revoked not in faithful_heard
    assert thief_heard[0] == hello
    assert thief_heard[-1] == revoked

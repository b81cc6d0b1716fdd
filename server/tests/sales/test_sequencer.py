"""Order without holes: the log and its consumers, against late commits, imports and a restored dump."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import psycopg
import pytest
from psycopg import sql

from comptoir.catalog.commands import ChangePrice, ImportLine, ImportProducts
from comptoir.catalog.operations import change_price, import_products
from comptoir.kernel import new_uuid7
from comptoir.platform import sequencer
from comptoir.platform.postgres import Cluster, RunningServer
from comptoir.platform.roles import RolePasswords, ensure_roles
from comptoir.platform.sequencer import sequence, sequence_all
from comptoir.sales.worker import run_background
from comptoir.stock.fold import fold
from tests.databases import TestDatabase, frozen
from tests.sales.shop import Counter, Shop, new_till, rows, value

# A sequencer that is between two looks at the outbox, and holds no lock.
SEQUENCERS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'comptoir-sequencer' AND state = 'idle'"


def _log(organization: UUID) -> list[tuple[int, str, UUID]]:
    return [
        (int(str(row["position"])), str(row["topic"]), UUID(str(row["subject"])))
        for row in rows("platform_log", organization, "position")
    ]


async def _emit(connection: "asyncpg.Connection[asyncpg.Record]", organization: UUID, subject: UUID) -> None:
    await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(organization))
    await connection.execute(
        "INSERT INTO platform_outbox (organization_id, topic, subject) VALUES ($1, 'test', $2)", organization, subject
    )


def test_a_late_commit_gets_the_next_position_and_no_consumer_skips_it(shop: Shop, database) -> None:
    early, late = new_uuid7(), new_uuid7()

    async def run() -> tuple[int, int]:
        one, two, reader = [await asyncpg.connect(database.app) for _ in range(3)]
        try:
            await sequence_all(reader)
            before = len(_log(shop.organization))
            slow = one.transaction()
            await slow.start()
            await _emit(one, shop.organization, late)
            async with two.transaction():
                await _emit(two, shop.organization, early)
            first = await sequence(reader, shop.organization)
            while await fold(reader, shop.organization):
                pass
            await slow.commit()
            second = await sequence(reader, shop.organization)
            assert (first, second) == (1, 1)
            return before, await fold(reader, shop.organization)
        finally:
            for connection in (one, two, reader):
                await connection.close()

    before, folded = asyncio.run(run())

    tail = _log(shop.organization)[before:]
    assert [(position, subject) for position, _, subject in tail] == [(before + 1, early), (before + 2, late)]
    assert folded == 1


def test_two_sequencers_at_once_leave_no_hole_and_no_double(shop: Shop, database) -> None:
    subjects = [new_uuid7() for _ in range(60)]

    async def write(connection: "asyncpg.Connection[asyncpg.Record]", part: list[UUID]) -> None:
        for subject in part:
            async with connection.transaction():
                await _emit(connection, shop.organization, subject)

    async def run() -> None:
        connections = [await asyncpg.connect(database.app) for _ in range(4)]
        try:
            writing = asyncio.gather(write(connections[0], subjects[:30]), write(connections[1], subjects[30:]))
            while not writing.done():
                await asyncio.gather(*(sequence(c, shop.organization) for c in connections[2:]))
            await writing
            await sequence(connections[2], shop.organization)
        finally:
            for connection in connections:
                await connection.close()

    asyncio.run(run())

    log = _log(shop.organization)
    assert [position for position, _, _ in log] == list(range(1, len(log) + 1))
    assert sorted(subject for _, topic, subject in log if topic == "test") == sorted(subjects)


def test_a_sequencer_that_dies_in_its_transaction_has_moved_nothing(shop: Shop, database) -> None:
    subject = new_uuid7()

    async def run() -> int:
        one, two = await asyncpg.connect(database.app), await asyncpg.connect(database.app)
        try:
            await sequence_all(one)
            async with one.transaction():
                await _emit(one, shop.organization, subject)
            dying = one.transaction()
            await dying.start()
            assert await sequence(one, shop.organization) == 1
            one.terminate()
            return await sequence(two, shop.organization)
        finally:
            await two.close()

    assert asyncio.run(run()) == 1
    assert [row[2] for row in _log(shop.organization)].count(subject) == 1


def test_the_feed_has_no_holes_for_a_reader_while_an_import_runs(shop: Shop, database) -> None:
    lines = tuple(
        ImportLine(number=n, name=f"Article {n}", category="Épicerie", tax_class="Vin", unit_price=n)
        for n in range(1, 1_201)
    )
    command = ImportProducts(organization=shop.organization, person=None, lines=lines, day=date(2026, 1, 1))
    assert shop.wine.item is not None
    price = ChangePrice(
        organization=shop.organization, person=None, item=shop.wine.item, unit_price=901, day=date(2026, 1, 1)
    )

    async def read(connection: "asyncpg.Connection[asyncpg.Record]", after: int) -> list[int]:
        async with connection.transaction():
            await connection.execute("SELECT set_config('comptoir.organizations', $1, true)", str(shop.organization))
            query = "SELECT position FROM catalog_feed WHERE organization_id = $1 AND position > $2 ORDER BY position"
            return [row[0] for row in await connection.fetch(query, shop.organization, after)]

    async def run() -> tuple[list[int], int]:
        connection = await asyncpg.connect(database.app)
        try:
            importing = asyncio.create_task(asyncio.to_thread(import_products, command))
            changing = asyncio.create_task(asyncio.to_thread(change_price, price))
            seen: list[int] = []
            pages = 0
            while not (importing.done() and changing.done()):
                page = await read(connection, seen[-1] if seen else 0)
                pages += bool(page)
                seen += page
                await sequence_all(connection)
            await importing
            await changing
            return seen + await read(connection, seen[-1]), pages
        finally:
            await connection.close()

    seen, pages = asyncio.run(run())

    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) == shop.position + 1_200 + 1
    assert pages > 2
    log = _log(shop.organization)
    assert [position for position, _, _ in log] == list(range(1, len(log) + 1))


@pytest.fixture
def other_cluster(tmp_path: Path) -> Iterator[RunningServer]:
    cluster = Cluster(tmp_path / "restored" / "data", fast_unsafe=True)
    server = cluster.start()
    try:
        yield server
    finally:
        server.stop()
        cluster.destroy()


def test_positions_go_on_after_dump_and_restore_into_another_cluster(
    shop: Shop, database, postgres: RunningServer, other_cluster: RunningServer, tmp_path: Path
) -> None:
    till = new_till(shop)
    dump = tmp_path / "dump"

    async def sell(dsn: str) -> list[str]:
        connection = await asyncpg.connect(dsn)
        try:
            counter = Counter(connection)
            entries = [till.start_chain()] if till.sequence == 0 else []
            answers = await counter.submit(till, [*entries, till.sell([shop.bread]), till.sell([shop.wine])])
            await sequence_all(connection)
            while await fold(connection, shop.organization):
                pass
            return [str(answer.status) for answer in answers]
        finally:
            await connection.close()

    assert asyncio.run(sell(database.app)) == ["stored"] * 3
    before = _log(shop.organization)
    _run(postgres, "pg_dump", "--format=custom", f"--file={dump}", database.owner)
    ensure_roles(other_cluster.url(), database="comptoir", passwords=RolePasswords(owner="o2", app="a2"))
    owner = other_cluster.url("comptoir", "comptoir_owner", "o2")
    _run(other_cluster, "pg_restore", "--exit-on-error", "--no-comments", f"--dbname={owner}", str(dump))

    answers = asyncio.run(sell(other_cluster.url("comptoir", "comptoir_app", "a2")))

    with psycopg.connect(owner) as connection:
        query = sql.SQL("SELECT position, subject FROM platform_log WHERE organization_id = %s ORDER BY position")
        after = connection.execute(query, [shop.organization]).fetchall()
        feed = connection.execute(
            "SELECT max(position) FROM catalog_feed WHERE organization_id = %s", [shop.organization]
        ).fetchone()
        level = connection.execute(
            "SELECT on_hand_milli FROM stock_level WHERE organization_id = %s AND item_id = %s",
            [shop.organization, shop.bread.item],
        ).fetchone()
    assert answers == ["stored", "stored"]
    assert [subject for _, subject in after[: len(before)]] == [subject for _, _, subject in before]
    assert [position for position, _ in after] == list(range(1, len(before) + 3))
    assert feed == (shop.position,)
    assert level == (-2_000,)


def _run(server: RunningServer, program: str, *arguments: str) -> None:
    path = server.binaries.program(program)
    done = subprocess.run(
        [path, *arguments], capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stderr


def test_the_background_work_sequences_and_folds_until_it_is_stopped(alone: TestDatabase, shop: Shop) -> None:
    till = new_till(shop)

    async def run() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(run_background(alone.app, stop))
        connection = await asyncpg.connect(alone.app)
        try:
            counter = Counter(connection)
            await counter.submit(till, [till.start_chain(), till.sell([shop.bread, shop.bread])])
            async with asyncio.timeout(60):
                query = "SELECT count(*) FROM stock_level WHERE organization_id = %s"
                while not await asyncio.to_thread(value, query, shop.organization):
                    await asyncio.sleep(0.02)
        finally:
            stop.set()
            await asyncio.wait_for(working, 30)
            await connection.close()

    asyncio.run(run())

    [level] = rows("stock_level", shop.organization)
    assert (level["item_id"], level["on_hand_milli"]) == (shop.bread.item, -2_000)
    assert value("SELECT count(*) FROM platform_outbox WHERE organization_id = %s", shop.organization) == 0


def test_the_worker_gives_up_a_connection_that_fell_silent(
    alone: TestDatabase, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "STEP_SECONDS", 0.5)
    till = new_till(shop)

    async def run() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(run_background(alone.app, stop))
        connection = await asyncpg.connect(alone.app)
        query = "SELECT count(*) FROM stock_level WHERE organization_id = %s"
        try:
            async with asyncio.timeout(60):
                while not (silent := await connection.fetch(SEQUENCERS)):
                    await asyncio.sleep(0.02)
            with frozen([row["pid"] for row in silent]):
                counter = Counter(connection)
                await counter.submit(till, [till.start_chain(), till.sell([shop.bread])])
                async with asyncio.timeout(60):
                    while not await asyncio.to_thread(value, query, shop.organization):
                        await asyncio.sleep(0.02)
        finally:
            stop.set()
            await asyncio.wait_for(working, 10)
            await connection.close()

    asyncio.run(run())

    [level] = rows("stock_level", shop.organization)
    assert level["on_hand_milli"] == -1_000

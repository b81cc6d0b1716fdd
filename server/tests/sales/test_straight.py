"""The quick way of the ledger writes the same rows, and gives way when something moved meanwhile."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import psycopg

from comptoir.sales import statements
from comptoir.sales.entries import Answer, Code, Status, receive
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.sales.shop import Counter, Shop, count, discrepancies, new_till, open_shop, rows

STORED, QUARANTINED = Status.STORED, Status.QUARANTINED


def outcomes(answers: list[Answer]) -> list[tuple[Status, Code | None]]:
    return [(answer.status, answer.code) for answer in answers]


class Counted(Counter):
    """Counts the round trips of the two ways."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        super().__init__(connection)
        self.calls: list[str] = []
        connection.add_query_logger(self._note)

    def _note(self, query: "asyncpg.connection.LoggedQuery") -> None:
        self.calls.append(query.query)

    async def take(self) -> tuple[int, int]:
        """Quick calls and careful transactions since the last time. asyncpg tells its loggers a little later."""
        await asyncio.sleep(0.01)
        quick = sum(query == statements.CALL_STRAIGHT for query in self.calls)
        careful = sum(query.startswith("BEGIN;") for query in self.calls)
        self.calls.clear()
        return quick, careful


def test_a_straight_batch_is_one_round_trip_with_the_same_rows(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> list[tuple[int, int]]:
        connection = await asyncpg.connect(database.app)
        try:
            counter = Counted(connection)
            taken = []
            await counter.submit(till, [till.start_chain(), till.sell([shop.bread, shop.wine])])
            taken.append(await counter.take())
            answers = await counter.submit(till, [till.sell([shop.bread, shop.wine]), till.sell([shop.wine])])
            assert outcomes(answers) == [(STORED, None)] * 2
            taken.append(await counter.take())
            return taken
        finally:
            await connection.close()

    assert asyncio.run(run()) == [(0, 1), (1, 0)]
    lines = rows("sales_line", shop.organization, "sale_id, number")
    assert len(lines) == 5
    assert {line["amount"] for line in lines} == {115, 890}
    first, second = [sale for sale in rows("sales_sale", shop.organization, "id") if sale["gross"] == 1_005]
    unlike = {"id", "sold_at"}
    assert {k: v for k, v in first.items() if k not in unlike} == {k: v for k, v in second.items() if k not in unlike}
    assert count("stock_movement", shop.organization) == 5
    [head] = rows("tills_chain_head", shop.organization)
    assert (head["sequence"], head["digest"]) == (4, bytes.fromhex(till.previous))


def test_a_head_that_moved_elsewhere_sends_the_batch_the_careful_way(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> tuple[list[Answer], tuple[int, int], list[Answer]]:
        one, two = await asyncpg.connect(database.app), await asyncpg.connect(database.app)
        try:
            here, there = Counted(one), Counter(two)
            await here.submit(till, [till.start_chain(), till.sell([shop.bread])])
            await there.submit(till, [till.sell([shop.bread])])
            await here.take()
            followed = await here.submit(till, [till.sell([shop.bread])])
            taken = await here.take()
            return followed, taken, await here.submit(till, [till.sell([shop.bread])])
        finally:
            await one.close()
            await two.close()

    followed, taken, later = asyncio.run(run())

    assert outcomes(followed) == outcomes(later) == [(STORED, None)]
    assert taken == (0, 1)
    assert count("sales_sale", shop.organization) == 4


def test_a_repeat_that_was_stored_elsewhere_is_not_stored_again(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> tuple[list[Answer], tuple[int, int]]:
        one, two = await asyncpg.connect(database.app), await asyncpg.connect(database.app)
        try:
            here, there = Counted(one), Counter(two)
            await here.submit(till, [till.start_chain(), till.sell([shop.bread])])
            sale = till.sell([shop.bread])
            await there.submit(till, [sale])
            await here.take()
            return await here.submit(till, [sale]), await here.take()
        finally:
            await one.close()
            await two.close()

    answers, taken = asyncio.run(run())

    assert outcomes(answers) == [(Status.ALREADY_STORED, None)]
    # The remembered head allowed it; the database's did not.
    assert taken == (1, 1)
    assert count("sales_sale", shop.organization) == 2


def test_a_revocation_is_seen_at_once_whatever_is_remembered(shop: Shop, database) -> None:
    till = new_till(shop)

    async def run() -> list[Answer]:
        connection = await asyncpg.connect(database.app)
        try:
            counter = Counter(connection)
            await counter.submit(till, [till.start_chain(), till.sell([shop.bread])])
            sender = await counter.sender(till)
            command = RevokeEnrolment(organization=shop.organization, chain=till.identity.chain, now=datetime.now(UTC))
            await asyncio.to_thread(revoke_enrolment, command)
            return await counter.ledger.record([receive(sender, till.sell([shop.bread]).line)])
        finally:
            await connection.close()

    assert outcomes(asyncio.run(run())) == [(QUARANTINED, Code.REVOKED)]
    assert count("sales_sale", shop.organization) == 1


def test_many_tills_of_two_organizations_in_one_straight_batch(shop: Shop, database) -> None:
    other = open_shop()
    tills: list[tuple[Shop, SimulatedTill]] = [
        (owner, new_till(owner, f"M{number}")) for number in range(2) for owner in (shop, other)
    ]

    async def run() -> list[Answer]:
        connection = await asyncpg.connect(database.app)
        try:
            counter = Counter(connection)
            senders = [await counter.sender(till) for _, till in tills]

            async def together(entries: list[Sealed]) -> list[Answer]:
                pairs = zip(senders, entries, strict=True)
                return await counter.ledger.record([receive(sender, entry.line) for sender, entry in pairs])

            await together([till.start_chain() for _, till in tills])
            answers = await together([till.sell([s.bread]) for s, till in tills])
            return answers + await together([till.sell([s.wine]) for s, till in tills])
        finally:
            await connection.close()

    assert outcomes(asyncio.run(run())) == [(STORED, None)] * 8
    for organization in (shop.organization, other.organization):
        assert count("sales_sale", organization) == 4
        assert count("sales_discrepancy", organization) == 0


def test_a_change_of_the_store_is_seen_by_the_next_sale_whatever_is_remembered(shop: Shop, database) -> None:
    """A duty that begins or ends, and what goods without a receipt are worth: remembered with a chain's head."""
    till = new_till(shop)

    def change(setting: str) -> None:
        with psycopg.connect(database.owner) as owner:
            owner.execute(f"UPDATE platform_store SET {setting} WHERE id = %s", [shop.store])

    async def run() -> list[tuple[int, int]]:
        connection = await asyncpg.connect(database.app)
        try:
            counter = Counted(connection)
            await counter.submit(till, [till.start_chain(), till.sell([shop.bread])])
            await counter.take()
            taken = []
            for setting in ("", "training_only = 'de_tse'", "training_only = ''", "returns_in_cash = true", ""):
                if setting:
                    await asyncio.to_thread(change, setting)
                for _ in range(2):
                    answers = await counter.submit(till, [till.sell([shop.bread])])
                    assert outcomes(answers) == [(STORED, None)]
                    taken.append(await counter.take())
            return taken
        finally:
            await connection.close()

    taken = asyncio.run(run())

    # Each change sends one sale the careful way, which reads it anew; under the duty each sale is flagged there.
    assert taken == [
        (1, 0), (1, 0),
        (1, 1), (0, 1),
        (0, 1), (1, 0),
        (1, 1), (1, 0),
        (1, 0), (1, 0),
    ]  # fmt: skip
    assert discrepancies(shop.organization) == [("training_only", "sale", "de_tse")] * 2
    assert count("sales_sale", shop.organization) == 11

"""The one write path: a batch of sealed entries becomes rows in one transaction (ARCHITECTURE §3).

The same steps as every operation, for a batch and in plain SQL: lock the chains' heads, recognize repeats, verify,
price again, write, tell. Seals are verified before the transaction, because they need no state and are slow.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from comptoir.kernel import new_uuid7
from comptoir.sales import statements as sql
from comptoir.sales.bodies import SaleBody
from comptoir.sales.closing_reader import judge_closings
from comptoir.sales.coupon_codes import shows_codes, write_late_findings
from comptoir.sales.decide import decide
from comptoir.sales.entries import Answer, Received, check_seals
from comptoir.sales.late_tips import judge_late_tips
from comptoir.sales.memory import Memory
from comptoir.sales.reading import read_all
from comptoir.sales.rows import Rows
from comptoir.sales.rule_reader import RuleReader
from comptoir.sales.serials import judge_serials
from comptoir.sales.staff_reader import recall_staff
from comptoir.sales.state import State
from comptoir.sales.state_reader import StateReader, columns, crooked_entries, set_organizations
from comptoir.sales.terms_reader import recall_terms
from comptoir.sales.told import write_told

log = logging.getLogger(__name__)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# What a line, a lock or a server that stops says; everything else is in the entry, or in what we make of it.
OF_THE_DATABASE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
OF_THE_ENTRY = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError, OverflowError)


class Ledger:
    """Writes batches over one connection. Not for two tasks at once: the writer of a process owns it.

    Most batches are straight: each entry follows its chain's head and nothing in it is odd. Such a batch is decided
    upon the heads that the last batch left, and one call writes it if the heads are still those (one round trip).
    Every other batch takes the careful way: lock, read, decide, write, commit.
    """

    def __init__(self, connection: Connection, memory: Memory | None = None) -> None:
        self._connection = connection
        self._memory = memory or Memory()
        self._reader = StateReader(connection, self._memory.prices)
        self._rules = RuleReader(connection, self._memory.rules)
        self._is_prepared = False

    async def record(self, batch: Sequence[Received]) -> list[Answer]:
        """Store a batch and answer each entry. When this returns, what is stored is on disk.

        A batch that the database refuses, or that our own judging stumbles over, is written again one by one, so one
        poisonous entry can't stop its neighbours; an entry that fails alone is kept as bytes, its body not understood.
        """
        if not self._is_prepared:
            await self._connection.execute(sql.PREPARE_SESSION)
            self._is_prepared = True
        await self._reader.find_chains(batch)
        check_seals(batch)
        try:
            return await self._record_straight(batch) or await self._record_carefully(batch)
        except Exception as fault:
            if not is_poisoned(fault):
                raise
            log.exception("a batch of %d entries could not be written at once", len(batch))
        answers: list[Answer] = []
        for received in batch:
            answers += await self._record_alone(received)
        return answers

    async def _record_alone(self, received: Received) -> list[Answer]:
        try:
            return await self._record_carefully([received])
        except Exception as fault:
            if not is_poisoned(fault):
                raise
            log.exception("entry %s is stored without being understood", received.digest)
        received.body = received.acts = None
        received.is_understood = False
        return await self._record_carefully([received])

    async def _record_straight(self, batch: Sequence[Received]) -> list[Answer] | None:
        """Write a straight batch in one round trip; None when it is none, or when a head has moved elsewhere."""
        state = self._recall(batch)
        if state is None:
            return None
        decision = decide(batch, state, now=datetime.now(UTC), new_id=new_uuid7)
        rows = decision.rows
        if rows.quarantine or rows.discrepancies or rows.sessions or rows.acts or rows.told or rows.has_rare_tenders:
            return None
        expected = [known for chain in rows.heads if (known := self._memory.head(chain))]
        is_written: bool = await self._connection.fetchval(
            sql.CALL_STRAIGHT,
            *_ordinary(rows),
            [head.sequence for head in expected],
            [bytes.fromhex(head.digest) for head in expected],
            [head.asked for head in expected],
            ",".join({received.sender.organization_text for received in batch}),
        )
        if not is_written:
            self._memory.forget(state.heads)
            return None
        self._memory.remember(state.heads)
        return decision.answers

    def _recall(self, batch: Sequence[Received]) -> State | None:
        """The state of a straight batch from memory."""
        state = State()
        for received in batch:
            chain = received.sender.chain
            if chain not in state.heads:
                known = self._memory.head(chain)
                if known is None or known.is_revoked:
                    return None
                state.heads[chain] = replace(known)
            is_return = isinstance(received.body, SaleBody) and received.body.is_return
            if is_return or received.has_rare_tenders or shows_codes(received):
                return None
        if crooked_entries(batch, state.heads) or not self._reader.recall_prices(batch, state):
            return None
        if not recall_staff(batch, self._memory.staff, state):
            return None
        if not recall_terms(batch, self._memory.terms, state):
            return None
        return state if self._rules.recall(batch, state) else None

    async def _record_carefully(self, batch: Sequence[Received]) -> list[Answer]:
        """Lock the heads and read all that is needed before deciding."""
        organizations = {received.sender.organization for received in batch}
        state = State()
        await self._connection.execute(_begin(organizations))
        try:
            await self._reader.lock_heads(batch, state)
            await self._reader.read_places(batch, state)
            await read_all(batch, self._connection, self._memory, state)
            decision = decide(batch, state, now=datetime.now(UTC), new_id=new_uuid7)
            await self._write(decision.rows)
            await write_told(decision.rows.told, self._connection)
            await self._connection.execute(sql.COMMIT_AND_NUDGE if decision.rows.outbox else "COMMIT")
        except BaseException:
            if not self._connection.is_closed():
                await self._connection.execute("ROLLBACK")
            raise
        self._memory.remember(state.heads)
        return decision.answers

    async def _write(self, rows: Rows) -> None:
        execute = self._connection.execute
        if rows.entries:
            await execute(sql.WRITE_ORDINARY, *_ordinary(rows))
        elif rows.heads:
            await execute(sql.WRITE_HEADS, list(rows.heads.values()))
        if rows.sessions:
            await execute(sql.WRITE_SESSIONS, list(rows.sessions.values()))
        if rows.acts:
            await execute(sql.WRITE_ACTS, rows.acts)
        if rows.has_rare_tenders:
            await self._write_tenders(rows)
        if rows.discrepancies:
            await execute(sql.WRITE_DISCREPANCIES, rows.discrepancies)
        if rows.coupon_uses:
            await execute(sql.WRITE_COUPON_USES, rows.coupon_uses)
        fetch = self._connection.fetch
        late = [
            *rows.late_findings,
            *await judge_closings(rows.closed, rows.filled, fetch),
            *await judge_late_tips(rows.late_tips, fetch),
            *await judge_serials(rows.labels, fetch),
        ]
        if late:
            await write_late_findings(late, self._connection)
        await self._write_for_a_person(rows)

    async def _write_for_a_person(self, rows: Rows) -> None:
        if rows.quarantine:
            await self._connection.execute(sql.WRITE_QUARANTINE, rows.quarantine)
        if rows.incidents:
            await self._connection.execute(sql.WRITE_INCIDENTS, list(rows.incidents.values()))

    async def _write_tenders(self, rows: Rows) -> None:
        tables = (
            (sql.WRITE_TENDER_DETAILS, rows.tender_details),
            (sql.WRITE_BOTTLE_DEPOSITS, rows.bottle_deposits),
            (sql.WRITE_LABELS, rows.labels),
            (sql.WRITE_MOVEMENT_LOTS, rows.movement_lots),
            (sql.WRITE_TIPS, rows.tips),
            (sql.WRITE_VOUCHERS, list(rows.vouchers.values())),
            (sql.WRITE_VOUCHER_MOVEMENTS, rows.voucher_movements),
            (sql.WRITE_ORDERS, rows.orders),
            (sql.WRITE_PAYMENTS, rows.payments),
            (sql.WRITE_PARKED_SALES, rows.parked_sales),
        )
        for statement, found in tables:
            if found:
                await self._connection.execute(statement, found)
        if rows.ended_holds:
            await self._connection.execute(sql.END_HOLDS, *columns(rows.ended_holds, 2))


def is_poisoned(fault: Exception) -> bool:
    """Whether it would happen again with the same entries: tills would send them for ever."""
    return isinstance(fault, OF_THE_ENTRY) or not isinstance(fault, OF_THE_DATABASE)


def _ordinary(rows: Rows) -> list[Any]:
    """The parameters of an ordinary batch, in the order of its tables."""
    return [
        rows.entries,
        rows.sales,
        rows.lines,
        rows.promotions,
        rows.subtotals,
        rows.tenders,
        rows.movements,
        rows.outbox,
        list(rows.heads.values()),
    ]


def _begin(organizations: Iterable[UUID]) -> str:
    """Begin the careful way. Its look-ups are planned anew each time, for the tables as large as they are now.

    A plan that was made when they were empty and then kept reads all entries of a shop for one refund.
    """
    return f"BEGIN; SET LOCAL plan_cache_mode = force_custom_plan; {set_organizations(organizations)}"

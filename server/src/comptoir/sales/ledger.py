"""The one write path: a batch of sealed entries becomes rows in one transaction (ARCHITECTURE §3).

The same steps as every operation, for a batch and in plain SQL: lock the chains' heads, recognize repeats, verify,
price again, write, tell. Seals are verified before the transaction, because they need no state and are slow.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from comptoir.catalog.prices import PriceAt
from comptoir.kernel import new_uuid7
from comptoir.sales import statements as sql
from comptoir.sales.bodies import Reference, SaleBody
from comptoir.sales.decide import decide
from comptoir.sales.entries import Answer, Code, Received, check_seals, sender_of
from comptoir.sales.price_cache import Histories, PriceCache
from comptoir.sales.rows import (
    DiscrepancyRow,
    EntryRow,
    HeadRow,
    IncidentRow,
    LineRow,
    MovementRow,
    OutboxRow,
    QuarantineRow,
    Rows,
    SaleRow,
    SessionRow,
    SubtotalRow,
    TenderRow,
)
from comptoir.sales.state import Head, Held, OriginalLine, Place, State

log = logging.getLogger(__name__)

SEALS_IN_PLACE_MAX = 4


class Ledger:
    """Writes batches over one connection. Not for two tasks at once: the writer of a process owns it."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection
        self._prices = PriceCache()

    async def record(self, batch: Sequence[Received]) -> list[Answer]:
        """Store a batch and answer each entry. When this returns, what is stored is on disk.

        A batch that the database refuses is written again one by one, so one poisonous entry can't stop its
        neighbours; an entry that is refused alone is kept as bytes, with its body not understood.
        """
        await self._find_chains(batch)
        if len(batch) <= SEALS_IN_PLACE_MAX:
            check_seals(batch)
        else:
            await asyncio.to_thread(check_seals, batch)
        try:
            return await self._record_together(batch)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError, OverflowError):
            log.exception("a batch of %d entries was refused by the database", len(batch))
        answers: list[Answer] = []
        for received in batch:
            answers += await self._record_alone(received)
        return answers

    async def _record_alone(self, received: Received) -> list[Answer]:
        try:
            return await self._record_together([received])
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError, OverflowError):
            log.exception("entry %s is stored without being understood", received.digest)
        received.body = None
        received.is_understood = False
        return await self._record_together([received])

    async def _record_together(self, batch: Sequence[Received]) -> list[Answer]:
        organizations = {received.sender.organization for received in batch}
        state = State()
        await self._connection.execute(_begin(organizations))
        try:
            await self._lock_heads(batch, state)
            await self._read_places(batch, state)
            await self._read_originals(batch, state)
            await self._read_prices(batch, state)
            decision = decide(batch, state, now=datetime.now(UTC), new_id=new_uuid7)
            await self._write(decision.rows)
            await self._connection.execute("COMMIT")
        except BaseException:
            if not self._connection.is_closed():
                await self._connection.execute("ROLLBACK")
            raise
        return decision.answers

    async def _find_chains(self, batch: Sequence[Received]) -> None:
        """Entries of another enrolment of the same till: a replaced chain stays open for late entries."""
        strangers = [
            received
            for received in batch
            if received.code is None
            and received.envelope is not None
            and received.envelope.chain != received.sender.chain_text
        ]
        if not strangers:
            return
        async with self._connection.transaction():
            await self._connection.execute(_set_organizations({r.sender.organization for r in strangers}))
            found = await self._connection.fetch(
                sql.READ_ENROLMENTS,
                [received.sender.organization for received in strangers],
                [received.sender.till for received in strangers],
                [received.chain for received in strangers],
            )
        chains = {row["chain_id"]: row for row in found}
        for received in strangers:
            row = chains.get(received.chain)
            if row is None or row["till_id"] != received.sender.till:
                received.code = Code.UNKNOWN_CHAIN
            else:
                received.sender = sender_of(row)

    async def _lock_heads(self, batch: Sequence[Received], state: State) -> None:
        chains = {received.sender.chain: received.sender.organization for received in batch}
        found = await self._connection.fetch(sql.LOCK_HEADS, list(chains.values()), list(chains))
        for row in found:
            chain, sequence, digest, device_time, boot, monotonic_ms, has_quarantine, is_revoked = row
            state.heads[chain] = Head(
                sequence, digest.hex(), device_time, boot, monotonic_ms, has_quarantine, is_revoked
            )

    async def _read_places(self, batch: Sequence[Received], state: State) -> None:
        """Read what stands around the entries that do not simply follow their head."""
        crooked = _crooked(batch, state)
        if not crooked:
            return
        places: set[tuple[UUID, UUID, int]] = set()
        digests: set[tuple[UUID, UUID, bytes]] = set()
        for received in crooked:
            sender = received.sender
            digests.add((sender.organization, sender.till, bytes.fromhex(received.digest)))
            if received.envelope is not None:
                sequence = received.envelope.sequence
                places.add((sender.organization, sender.chain, sequence))
                places.add((sender.organization, sender.chain, sequence - 1))
                previous = bytes.fromhex(received.envelope.previous)
                digests.add((sender.organization, sender.till, previous))
        for row in await self._connection.fetch(sql.READ_STORED, *_columns(places, 3)):
            state.stored.setdefault(Place(row["chain_id"], row["sequence"]), set()).add(row["digest"])
        for row in await self._connection.fetch(sql.READ_HELD, *_columns(digests, 3)):
            state.held[row["till_id"], row["digest"]] = Held(Code(row["code"]), row["chain"], row["sequence"])

    async def _read_originals(self, batch: Sequence[Received], state: State) -> None:
        """Read the sales that refunds name, and lock them against another till's refund of the same goods."""
        named = {
            (received.sender.organization, received.body.refers_to)
            for received in batch
            if isinstance(received.body, SaleBody) and received.body.refers_to is not None
        }
        wanted = [(org, ref.chain, ref.sequence, digest) for org, ref in named if (digest := ref.digest_bytes())]
        if not wanted:
            return
        await self._connection.execute(sql.LOCK_ORIGINALS, [_lock_key(row[3]) for row in wanted])
        for row in await self._connection.fetch(sql.READ_ORIGINALS, *_columns(wanted, 4)):
            reference = Reference(row["chain"], row["sequence"], row["digest"])
            state.originals.setdefault(reference, {})[row["number"]] = OriginalLine(
                row["quantity_milli"],
                row["unit_price"],
                row["amount"],
                row["tax_category"],
                row["tax_rate_ppm"],
                row["refunded_milli"],
            )

    async def _read_prices(self, batch: Sequence[Received], state: State) -> None:
        wanted: dict[UUID, set[UUID]] = {}
        for received in batch:
            if isinstance(received.body, SaleBody) and received.envelope is not None:
                organization = received.sender.organization
                if not self._prices.covers(organization, received.envelope.catalog_position):
                    self._prices.forget(organization)
                items = wanted.setdefault(organization, set())
                items.update(line.item for line in received.body.lines if line.item is not None)
        missing = {
            organization: found
            for organization, items in wanted.items()
            if (found := self._prices.missing(organization, items))
        }
        if missing:
            await self._load_prices(missing)
        for organization, items in wanted.items():
            for item in items:
                history = self._prices.get(organization, item)
                if history is not None:
                    state.prices[organization, item] = history

    async def _load_prices(self, missing: dict[UUID, set[UUID]]) -> None:
        """The position first: prices that are committed meanwhile are newer than it and do no harm."""
        positions = await self._connection.fetch(sql.READ_FEED_POSITIONS, list(missing))
        pairs = [(organization, item) for organization, items in missing.items() for item in items]
        histories: dict[UUID, dict[UUID, list[PriceAt]]] = {organization: {} for organization in missing}
        for organization, item, *price in await self._connection.fetch(sql.READ_PRICES, *_columns(pairs, 2)):
            history = histories[organization].setdefault(item, [])
            if price[0] is not None:
                history.append(PriceAt(*price))
        for organization, position in positions:
            known: Histories = {item: tuple(history) for item, history in histories[organization].items()}
            self._prices.remember(organization, position, known)

    async def _write(self, rows: Rows) -> None:
        execute = self._connection.execute
        if rows.entries:
            await execute(sql.WRITE_ORDINARY, *_ordinary(rows))
            await execute(sql.NUDGE)
        elif rows.heads:
            await execute(sql.WRITE_HEADS, *_columns(rows.heads.values(), len(HeadRow._fields)))
        if rows.sessions:
            await execute(sql.WRITE_SESSIONS, *_columns(rows.sessions.values(), len(SessionRow._fields)))
        if rows.discrepancies:
            await execute(sql.WRITE_DISCREPANCIES, *_columns(rows.discrepancies, len(DiscrepancyRow._fields)))
        if rows.quarantine:
            await execute(sql.WRITE_QUARANTINE, *_columns(rows.quarantine, len(QuarantineRow._fields)))
            await execute(sql.WRITE_INCIDENTS, *_columns(rows.incidents.values(), len(IncidentRow._fields)))


def _ordinary(rows: Rows) -> list[Any]:
    return [
        *_columns(rows.entries, len(EntryRow._fields)),
        *_columns(rows.sales, len(SaleRow._fields)),
        *_columns(rows.lines, len(LineRow._fields)),
        *_columns(rows.subtotals, len(SubtotalRow._fields)),
        *_columns(rows.tenders, len(TenderRow._fields)),
        *_columns(rows.movements, len(MovementRow._fields)),
        *_columns(rows.outbox, len(OutboxRow._fields)),
        *_columns(rows.heads.values(), len(HeadRow._fields)),
    ]


def _crooked(batch: Sequence[Received], state: State) -> list[Received]:
    """Entries that do not follow the head of their chain, or the entry before them in this batch."""
    reached = {chain: (head.sequence, head.digest) for chain, head in state.heads.items() if not head.has_quarantine}
    crooked = []
    for received in batch:
        envelope = received.envelope
        chain = received.sender.chain
        if (
            received.code is None
            and envelope is not None
            and reached.get(chain) == (envelope.sequence - 1, envelope.previous)
        ):
            reached[chain] = (envelope.sequence, received.digest)
        else:
            crooked.append(received)
    return crooked


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    """Turn rows into the arrays that `unnest` takes."""
    return list(zip(*rows, strict=True)) or [()] * width


def _lock_key(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big", signed=True)


def _set_organizations(organizations: Iterable[UUID]) -> str:
    # Hexadecimal digits and dashes only, so it can stand in the statement; SET takes no parameters.
    return f"SET LOCAL comptoir.organizations = '{','.join(map(str, organizations))}'"


def _begin(organizations: Iterable[UUID]) -> str:
    return f"BEGIN; {_set_organizations(organizations)}"

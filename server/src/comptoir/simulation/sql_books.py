"""The server's books in a real PostgreSQL: every delivery goes through the ledger that serves shops, seals included.

Its answers decide how a history goes on, as those of the books in memory do; at the end both are compared, row by row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import psycopg

from comptoir.sales.entries import Answer, Code, Status, receive
from comptoir.sales.ledger import Ledger
from comptoir.sales.memory import Memory
from comptoir.sales.state import Head
from comptoir.simulation.books import ChainBook, Change, Fragment, Kept, Refused, Stored, first_hole, new_head
from comptoir.simulation.sealing import Chain, Entry
from comptoir.simulation.trade import OPENS_AT, ORGANIZATION

_HEAD = """
    SELECT sequence, encode(digest, 'hex') FROM tills_chain_head WHERE organization_id = %s AND chain_id = %s
"""
_ENTRIES = """
    SELECT e.id, encode(e.digest, 'hex') AS digest, e.kind, e.sequence, e.chain_id, coalesce(s.gross, 0) AS gross,
        (SELECT coalesce(sum(amount), 0) FROM sales_tender t
            WHERE t.organization_id = e.organization_id AND t.sale_id = e.id AND t.kind = 'cash') AS cash,
        (SELECT coalesce(sum(amount), 0) FROM sales_tender t
            WHERE t.organization_id = e.organization_id AND t.sale_id = e.id AND t.kind = 'card') AS card,
        (SELECT array_agg(ARRAY[m.item_id::text, m.quantity_milli::text] ORDER BY m.line) FROM stock_movement m
            WHERE m.organization_id = e.organization_id AND m.document = e.id) AS moves,
        (SELECT array_agg(ARRAY[d.code, d.claimed, d.computed] ORDER BY d.number) FROM sales_discrepancy d
            WHERE d.organization_id = e.organization_id AND d.entry_id = e.id) AS differences
    FROM sales_entry e LEFT JOIN sales_sale s ON s.organization_id = e.organization_id AND s.id = e.id
    WHERE e.organization_id = %s AND e.chain_id = ANY(%s) ORDER BY e.id
"""
_QUARANTINE = """
    SELECT encode(digest, 'hex'), code FROM sales_quarantine
    WHERE organization_id = %s AND till_id = ANY(%s) ORDER BY id
"""


class Databases(Protocol):
    """Where histories are played: PostgreSQL databases that can be copied."""

    def app(self, name: str) -> str: ...

    def owner(self, name: str) -> str: ...

    def copy(self, name: str, of: str) -> None: ...

    def drop(self, name: str) -> None: ...


class SqlBooks:
    """One history's view of a database. `find` gives an entry of this process by its digest."""

    def __init__(self, databases: Databases, name: str, runner: asyncio.Runner, find: Callable[[str], Entry]) -> None:
        self._databases = databases
        self._name = name
        self._runner = runner
        self._find = find
        self._chains: dict[UUID, Chain] = {}
        self._known: set[UUID] = set()
        self._backups = 0
        self._ledger: Ledger | None = None
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._owner: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(databases.owner(name), autocommit=True)

    # As the server asks

    def enrol(self, chain: Chain) -> None:
        self._chains[chain.id] = chain
        if not self.knows(chain):
            _write_enrolment(self._owner, chain)
            self._known.add(chain.id)

    def knows(self, chain: Chain) -> bool:
        if chain.id not in self._known and self._head(chain) is not None:
            self._known.add(chain.id)
        return chain.id in self._known

    def head_of(self, chain: Chain) -> Head:
        found = self._head(chain)
        assert found is not None
        return Head(found[0], found[1], None, "", 0, False, False)

    def without_hole(self, chain: Chain) -> int:
        there = {row.entry.sequence for row in self.log if row.entry.chain is chain}
        return first_hole(there | {kept.entry.sequence for kept in self.quarantine if kept.entry.chain is chain}) - 1

    def held_digests(self) -> set[str]:
        return {kept.entry.digest for kept in self.quarantine}

    def decide(self, batch: Sequence[Entry]) -> Change:
        """Nothing yet: the ledger decides and commits at once. What dies before has written nothing."""
        if not self.knows(batch[0].chain):
            raise Refused
        return _Pending([], [], [], tuple(batch))

    def commit(self, change: Change) -> list[Answer]:
        assert isinstance(change, _Pending)
        received = [receive(entry.chain.sender, entry.seal + b" " + entry.content) for entry in change.batch]
        for one, entry in zip(received, change.batch, strict=True):
            one.can_resend = entry.received.can_resend
        return self._runner.run(self._record(received))

    async def _record(self, received: list[Any]) -> list[Answer]:
        if self._ledger is None:
            if self._connection is None:
                self._connection = await asyncpg.connect(self._databases.app(self._name))
            self._ledger = Ledger(self._connection, Memory())
        return await self._ledger.record(received)

    def forget(self) -> None:
        """The process dies: its connection and all it remembered are gone."""
        self._ledger = None
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def backup(self) -> str:
        self._backups += 1
        name = f"{self._name}_b{self._backups}"
        self._leave()
        self._databases.copy(name, self._name)
        self._owner = psycopg.connect(self._databases.owner(self._name), autocommit=True)
        return name

    def restore(self, backup: object) -> None:
        """Another database takes this one's place: the one of then."""
        self._leave()
        name = str(backup)
        self._databases.drop(self._name)
        self._name = name
        self._known.clear()
        self._owner = psycopg.connect(self._databases.owner(name), autocommit=True)

    def _leave(self) -> None:
        self.forget()
        self._owner.close()

    def close(self) -> str:
        """The database that is in use at the end."""
        if self._connection is not None:
            self._runner.run(self._connection.close())
        self._owner.close()
        return self._name

    def _head(self, chain: Chain) -> tuple[int, str] | None:
        row = self._owner.execute(_HEAD, [ORGANIZATION, chain.id]).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    # As the rules look at it

    @property
    def log(self) -> list[Stored]:
        rows = self._owner.execute(_ENTRIES, [ORGANIZATION, list(self._chains)]).fetchall()
        return [self._stored(*row) for row in rows]

    def _stored(self, _id: UUID, digest: str, kind: str, sequence: int, _chain: UUID, *rest: Any) -> Stored:
        gross, cash, card, moves, differences = rest
        fragment = Fragment(
            Answer(digest, Status.STORED, sequence),
            kind,
            int(gross),
            int(cash),
            int(card),
            tuple((UUID(item).int, int(quantity)) for item, quantity in moves or ()),
            tuple((code, claimed, computed) for code, claimed, computed in differences or ()),
            new_head(),
        )
        return Stored(self._find(digest), fragment)

    @property
    def quarantine(self) -> list[Kept]:
        tills = list({chain.sender.till for chain in self._chains.values()})
        rows = self._owner.execute(_QUARANTINE, [ORGANIZATION, tills]).fetchall()
        return [Kept(self._find(digest), Code(code)) for digest, code in rows]

    @property
    def written(self) -> list[Chain | Stored | Kept]:
        """Quarantined bytes first: when each came is not compared, only that what names them was let in."""
        return [*self.quarantine, *self.log]

    @property
    def chains(self) -> dict[Chain, ChainBook]:
        books = {chain: ChainBook(new_head()) for chain in self._chains.values()}
        for stored in self.log:
            books[stored.entry.chain].at[stored.entry.sequence] = stored.entry
        return books

    @property
    def on_hand(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for stored in self.log:
            for item, quantity in stored.fragment.moves:
                found[item] = found.get(item, 0) + quantity
        return found


class _Pending(Change):
    """A batch that the ledger has not seen."""

    batch: tuple[Entry, ...]

    def __new__(
        cls, answers: list[Answer], stored: list[Stored], kept: list[Kept], batch: tuple[Entry, ...]
    ) -> _Pending:
        made = super().__new__(cls, answers, stored, kept)
        made.batch = batch
        return made


def _write_enrolment(owner: psycopg.Connection[tuple[Any, ...]], chain: Chain) -> None:
    """As `tills.operations.register_key` leaves it, with identifiers that both runs know."""
    sender = chain.sender
    raw = chain.raw_key
    with owner.transaction():
        owner.execute(
            "INSERT INTO tills_till (organization_id, id, store_id, code, name, is_active)"
            " VALUES (%s, %s, %s, %s, 'Caisse', true) ON CONFLICT DO NOTHING",
            [ORGANIZATION, sender.till, sender.store, f"{chain.till:X}"],
        )
        owner.execute(
            "INSERT INTO fleet_device (organization_id, id, label, user_agent, app_version, enrolled_at)"
            " VALUES (%s, %s, 'simulated', '', '', %s) ON CONFLICT DO NOTHING",
            [ORGANIZATION, sender.device, OPENS_AT],
        )
        owner.execute(
            "INSERT INTO tills_enrolment (organization_id, id, till_id, device_id, number, public_key, algorithm,"
            " certificate, token_hash, issued_at) VALUES (%s, %s, %s, %s, %s, %s, 'ES256', '', %s, %s)",
            [ORGANIZATION, chain.id, sender.till, sender.device, chain.enrolment, raw, chain.id.bytes * 2, OPENS_AT],
        )
        owner.execute(
            "INSERT INTO tills_chain_head (organization_id, chain_id, sequence, digest, boot, monotonic_ms,"
            " has_quarantine) VALUES (%s, %s, 0, decode(%s, 'hex'), '', 0, false)",
            [ORGANIZATION, chain.id, new_head().digest],
        )

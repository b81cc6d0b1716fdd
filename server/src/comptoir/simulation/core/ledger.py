"""The server's books of the real run: PostgreSQL, and the ledger that serves shops, seals included."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import psycopg

from comptoir.journal import EMPTY_DIGEST
from comptoir.sales.entries import Answer, Received, Sender, receive
from comptoir.sales.ledger import Ledger
from comptoir.sales.memory import Memory
from comptoir.simulation.core.device import RealEntry
from comptoir.simulation.trade import OPENS_AT, ORGANIZATION, till_of

_HEAD = """
    SELECT sequence, encode(digest, 'hex') FROM tills_chain_head WHERE organization_id = %s AND chain_id = %s
"""
_THERE = """
    SELECT sequence FROM sales_entry WHERE organization_id = %s AND chain_id = %s
    UNION SELECT sequence FROM sales_quarantine WHERE organization_id = %s AND chain = %s AND sequence IS NOT NULL
"""
_ENTRIES = """
    SELECT encode(e.digest, 'hex') AS digest, e.kind, e.seal, e.content, coalesce(s.gross, 0) AS gross,
        (SELECT coalesce(sum(amount), 0) FROM sales_tender t
            WHERE t.organization_id = e.organization_id AND t.sale_id = e.id AND t.kind = 'cash') AS cash,
        (SELECT coalesce(sum(amount), 0) FROM sales_tender t
            WHERE t.organization_id = e.organization_id AND t.sale_id = e.id AND t.kind = 'card') AS card,
        (SELECT array_agg(ARRAY[m.item_id::text, m.quantity_milli::text] ORDER BY m.line) FROM stock_movement m
            WHERE m.organization_id = e.organization_id AND m.document = e.id) AS moves,
        (SELECT array_agg(d.code ORDER BY d.code) FROM sales_discrepancy d
            WHERE d.organization_id = e.organization_id AND d.entry_id = e.id) AS codes
    FROM sales_entry e LEFT JOIN sales_sale s ON s.organization_id = e.organization_id AND s.id = e.id
    WHERE e.organization_id = %s AND e.chain_id = ANY(%s) ORDER BY e.chain_id, e.sequence
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


@dataclass(frozen=True, slots=True)
class Row:
    """What the books say of one entry."""

    digest: str
    kind: str
    line: bytes
    gross: int
    cash: int
    card: int
    moves: tuple[tuple[int, int], ...]
    codes: tuple[str, ...]


class RealLedger:
    """One history's view of a database."""

    def __init__(self, databases: Databases, name: str, runner: asyncio.Runner) -> None:
        self._databases = databases
        self._name = name
        self._runner = runner
        self.senders: dict[UUID, tuple[Sender, bytes, int]] = {}
        self._known: set[UUID] = set()
        self._backup = ""
        self._ledger: Ledger | None = None
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._owner: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(databases.owner(name), autocommit=True)

    def enrol(self, sender: Sender, raw_key: bytes, number: int) -> None:
        """A new enrolment, or one whose certificate is shown again. Its key is the one that the till has made."""
        self.senders[sender.chain] = (sender, raw_key, number)
        if not self.knows(sender.chain):
            _write_enrolment(self._owner, sender, raw_key, number)
            self._known.add(sender.chain)

    def enrol_again(self, chain: UUID) -> None:
        self.enrol(*self.senders[chain])

    def knows(self, chain: UUID) -> bool:
        if chain not in self._known and self.head(chain) is not None:
            self._known.add(chain)
        return chain in self._known

    def head(self, chain: UUID) -> tuple[int, str] | None:
        row = self._owner.execute(_HEAD, [ORGANIZATION, chain]).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def without_hole(self, chain: UUID) -> int | None:
        """How far a chain is here, as `edge/chains.py` says it; None where it is not known."""
        if not self.knows(chain):
            return None
        rows = self._owner.execute(_THERE, [ORGANIZATION, chain, ORGANIZATION, chain]).fetchall()
        there = {int(row[0]) for row in rows}
        sequence = 0
        while sequence + 1 in there:
            sequence += 1
        return sequence

    def received(self, chain: UUID, entry: RealEntry, *, can_resend: bool) -> Received:
        found = receive(self.senders[chain][0], entry.line)
        found.can_resend = can_resend
        return found

    def record(self, received: list[Received]) -> list[Answer]:
        """Everything that the ledger does, in one transaction."""
        return self._runner.run(self._record(received))

    async def _record(self, received: list[Received]) -> list[Answer]:
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

    def back_up(self) -> None:
        self._backup = f"{self._name}_b"
        self._leave()
        self._databases.copy(self._backup, self._name)
        self._owner = psycopg.connect(self._databases.owner(self._name), autocommit=True)

    def restore(self) -> None:
        """Another database takes this one's place: the one of then."""
        self._leave()
        self._databases.drop(self._name)
        self._name = self._backup
        self._known.clear()
        self._owner = psycopg.connect(self._databases.owner(self._name), autocommit=True)

    def _leave(self) -> None:
        self.forget()
        self._owner.close()

    def close(self) -> list[str]:
        """The databases that are there at the end."""
        if self._connection is not None:
            self._runner.run(self._connection.close())
        self._owner.close()
        return sorted({self._name, self._backup} - {""})

    def rows(self) -> list[Row]:
        rows = self._owner.execute(_ENTRIES, [ORGANIZATION, list(self.senders)]).fetchall()
        return [_row(*row) for row in rows]

    def quarantine(self) -> list[tuple[str, str]]:
        tills = list({sender.till for sender, _key, _number in self.senders.values()})
        return [(str(digest), str(code)) for digest, code in self._owner.execute(_QUARANTINE, [ORGANIZATION, tills])]


def _row(digest: str, kind: str, seal: bytes, content: bytes, *rest: Any) -> Row:
    gross, cash, card, moves, codes = rest
    moved = tuple((UUID(item).int, int(quantity)) for item, quantity in moves or ())
    line = bytes(seal) + b" " + bytes(content)
    return Row(digest, kind, line, int(gross), int(cash), int(card), moved, tuple(codes or ()))


def statuses(answers: Sequence[Answer]) -> list[dict[str, object]]:
    """As the door says them."""
    return [
        {
            "digest": answer.digest, "status": str(answer.status),
            **({} if answer.sequence is None else {"sequence": answer.sequence}),
            **({} if answer.code is None else {"code": str(answer.code)}),
        }
        for answer in answers
    ]  # fmt: skip


def _write_enrolment(owner: psycopg.Connection[tuple[Any, ...]], sender: Sender, raw_key: bytes, number: int) -> None:
    """As `tills.operations.register_key` leaves it, with identifiers that the model knows, too."""
    till, chain = sender.till, sender.chain
    code = f"{till.int - till_of(0).int:X}"
    with owner.transaction():
        owner.execute(
            "INSERT INTO tills_till (organization_id, id, store_id, code, name, is_active)"
            " VALUES (%s, %s, %s, %s, 'Caisse', true) ON CONFLICT DO NOTHING",
            [ORGANIZATION, till, sender.store, code],
        )
        owner.execute(
            "INSERT INTO fleet_device (organization_id, id, label, user_agent, app_version, enrolled_at)"
            " VALUES (%s, %s, 'simulated', '', '', %s) ON CONFLICT DO NOTHING",
            [ORGANIZATION, sender.device, OPENS_AT],
        )
        owner.execute(
            "INSERT INTO tills_enrolment (organization_id, id, till_id, device_id, number, public_key, algorithm,"
            " certificate, token_hash, issued_at) VALUES (%s, %s, %s, %s, %s, %s, 'ES256', '', %s, %s)",
            [ORGANIZATION, chain, till, sender.device, number, raw_key, chain.bytes * 2, OPENS_AT],
        )
        owner.execute(
            "INSERT INTO tills_chain_head (organization_id, chain_id, sequence, digest, boot, monotonic_ms,"
            " has_quarantine) VALUES (%s, %s, 0, decode(%s, 'hex'), '', 0, false)",
            [ORGANIZATION, chain, EMPTY_DIGEST],
        )

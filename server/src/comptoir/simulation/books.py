"""The server's books in memory: the decisions are those of `sales/decide.py`, the store is a list.

A straight entry (it follows its chain's head, and nothing of its till waits for a person) becomes the same whatever
else happened, so it is decided once a process and remembered with the entry, as the SQL ledger has its straight way.
Everything else is read and decided anew each time. A share of what is remembered is decided again and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from comptoir.journal import EMPTY_DIGEST
from comptoir.sales.bodies import SaleBody
from comptoir.sales.decide import Decision, decide
from comptoir.sales.entries import Answer, Code, Received, Status
from comptoir.sales.exchanges import sold_side
from comptoir.sales.goods import sold_things
from comptoir.sales.rows import Rows
from comptoir.sales.state import Head, Held, OriginalLine, Place, State
from comptoir.simulation.trade import ORGANIZATION, PRICES

if TYPE_CHECKING:
    from comptoir.simulation.sealing import Chain, Entry

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DECIDED_AGAIN_EACH = 997


class Fragment(NamedTuple):
    """What one stored entry adds to the books."""

    answer: Answer
    kind: str
    gross: int
    cash: int
    card: int
    moves: tuple[tuple[int, int], ...]
    differences: tuple[tuple[str, str, str], ...]
    head: Head


class Stored(NamedTuple):
    """A line of the log."""

    entry: Entry
    fragment: Fragment


class Kept(NamedTuple):
    """Bytes in quarantine, and why."""

    entry: Entry
    code: Code


class Change(NamedTuple):
    """What a decided batch will write: nothing of it is there before the commit."""

    answers: list[Answer]
    stored: list[Stored]
    kept: list[Kept]


@dataclass(slots=True)
class ChainBook:
    """One chain: its head, and what stands where (a place may hold an adopted branch, too)."""

    head: Head
    at: dict[int, Entry] = field(default_factory=dict)


class Refused(Exception):
    """The server does not know this enrolment: the till shows its certificate."""


class Counts:
    """What was really decided, and what was remembered."""

    def __init__(self) -> None:
        self.decided = 0
        self.remembered = 0
        self.decided_again = 0


class MemoryBooks:
    """What survives a crash of the server, and how a batch gets into it."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.log: list[Stored] = []
        self.quarantine: list[Kept] = []
        self.chains: dict[Chain, ChainBook] = {}
        self._by_id: dict[UUID, ChainBook] = {}
        self.held: dict[tuple[UUID, str], Held] = {}
        # Folded from the movements as they are written.
        self.on_hand: dict[int, int] = {}
        # What is written when: so a backup is a number.
        self.written: list[Chain | Stored | Kept] = []
        self._number = 0

    def enrol(self, chain: Chain) -> None:
        """A new enrolment, or one that shows the certificate that was signed for it."""
        if chain not in self.chains:
            self.chains[chain] = self._by_id[chain.id] = ChainBook(new_head())
            self.written.append(chain)

    def knows(self, chain: Chain) -> bool:
        return chain in self.chains

    def held_digests(self) -> set[str]:
        return {digest for _till, digest in self.held}

    def without_hole(self, chain: Chain) -> int:
        """How far the chain is here, bytes in quarantine included."""
        there = {
            *self.chains[chain].at,
            *(kept.entry.sequence for kept in self.quarantine if kept.entry.chain is chain),
        }
        return first_hole(there) - 1

    def forget(self) -> None:
        """The process ends: what it only remembered is gone. Here nothing is only remembered."""

    def head_of(self, chain: Chain) -> Head:
        return self.chains[chain].head

    def decide(self, batch: Sequence[Entry]) -> Change:
        """What a delivery becomes, written nowhere yet. Raises `Refused`."""
        book = self.chains.get(batch[0].chain)
        if book is None:
            raise Refused
        # Where something waits for a person there is a hole, and a return may be of what is missing.
        is_plain = not self.held or not any(
            one.kind == "refund" or (one.received.sender.till, one.digest) in self.held for one in batch
        )
        change = self._straightly(batch, book) if is_plain else None
        return change or self._carefully(batch)

    def commit(self, change: Change) -> list[Answer]:
        """All of it is on disk."""
        for kept in change.kept:
            self._keep(kept)
        on_hand, log = self.on_hand, self.log
        for stored in change.stored:
            entry, fragment = stored
            book = self.chains[entry.chain]
            book.at[entry.sequence] = entry
            if entry.sequence > book.head.sequence:
                book.head = fragment.head
            log.append(stored)
            for item, quantity in fragment.moves:
                on_hand[item] = on_hand.get(item, 0) + quantity
        self.written += change.stored
        return change.answers

    def _keep(self, kept: Kept) -> None:
        received = kept.entry.received
        self.quarantine.append(kept)
        self.written.append(kept)
        self.held[received.sender.till, received.digest] = Held(kept.code, kept.entry.chain.id, kept.entry.sequence)

    def backup(self) -> int:
        return len(self.written)

    def restore(self, backup: int) -> None:
        """As they were then; what came since is gone."""
        kept = self.written[:backup]
        self.log, self.quarantine, self.written = [], [], []
        self.chains, self._by_id, self.held, self.on_hand = {}, {}, {}, {}
        for row in kept:
            if isinstance(row, Stored):
                self.commit(Change([], [row], []))
            elif isinstance(row, Kept):
                self._keep(row)
            else:
                self.enrol(row)

    def _straightly(self, batch: Sequence[Entry], book: ChainBook) -> Change | None:
        """Repeats and what follows the head, from memory; None where something else is among them."""
        answers: list[Answer] = []
        stored: list[Stored] = []
        counts, head, there = self.counts, book.head, book.at
        for entry in batch:
            if entry.sequence <= head.sequence and there.get(entry.sequence) is entry:
                answers.append(entry.repeated or self._repeat(entry))
                continue
            if entry.sequence != head.sequence + 1 or entry.previous != head.digest or not entry.may_be_straight:
                return None
            row = entry.stored
            if row is None:
                fragment = entry.decided = self._alone(entry, head, batch)
                row = entry.stored = Stored(entry, fragment)
            else:
                fragment = row.fragment
                counts.remembered += 1
                if counts.remembered % DECIDED_AGAIN_EACH == 0:
                    again = self._alone(entry, head, batch)
                    assert again == fragment, f"{entry.name} was decided otherwise before"
                    counts.decided_again += 1
            answers.append(fragment.answer)
            stored.append(row)
            head = fragment.head
        return Change(answers, stored, [])

    def _repeat(self, entry: Entry) -> Answer:
        """What the ledger says to an entry that stands at its place already."""
        state = State(prices=PRICES)
        state.heads[entry.chain.id] = new_head()
        state.stored[Place(entry.chain.id, entry.sequence)] = {entry.digest}
        [answer] = self._decide([entry.received], state).answers
        entry.repeated = answer
        return answer

    def _alone(self, entry: Entry, head: Head, batch: Sequence[Entry]) -> Fragment:
        """Decide an entry that follows this head, as if nothing else were there: nothing else matters to it."""
        state = State(prices=PRICES)
        state.heads[entry.chain.id] = replace(head, has_quarantine=False)
        if entry.kind == "refund":
            self._read_originals([entry], state, batch)
        decision = self._decide([entry.received], state)
        [stored] = fragments([entry], decision, state)
        return stored.fragment

    def _carefully(self, batch: Sequence[Entry]) -> Change:
        chain = batch[0].chain
        book = self.chains[chain]
        state = State(prices=PRICES, held=dict(self.held))
        state.heads[chain.id] = replace(book.head)
        for entry in batch:
            for sequence in (entry.sequence - 1, entry.sequence):
                there = book.at.get(sequence)
                if there is not None:
                    state.stored[Place(chain.id, sequence)] = {there.digest}
        self._read_originals(batch, state)
        decision = self._decide([entry.received for entry in batch], state)
        stored = fragments(batch, decision, state)
        kept = [Kept(entry, row) for entry, row in zip(_kept(batch, decision), _codes(decision), strict=True)]
        return Change(decision.answers, stored, kept)

    def _decide(self, batch: Sequence[Received], state: State) -> Decision:
        self.counts.decided += len(batch)
        return decide(batch, state, now=NOW, new_id=self._new_id)

    def _new_id(self) -> UUID:
        self._number += 1
        return UUID(int=ORGANIZATION.int + 0x1_0000_0000 + self._number)

    def _read_originals(self, batch: Sequence[Entry], state: State, beside: Sequence[Entry] = ()) -> None:
        """The sales that refunds name, with what was given back of them so far; `beside`: not written yet."""
        for entry in batch:
            body = entry.received.body
            if not isinstance(body, SaleBody) or body.refers_to is None:
                continue
            reference = body.refers_to
            book = self._by_id.get(reference.chain)
            original = book.at.get(reference.sequence) if book is not None else None
            original = original or next((one for one in beside if one.digest == reference.digest), None)
            if original is None or original.digest != reference.digest:
                continue
            sold = original.received.body
            assert isinstance(sold, SaleBody)
            lines = state.originals[reference] = sold_things(sold_side(sold))
            state.sold_by[reference] = original.received.sender.till
            state.cash_left[reference] = None
            for other in self.log:
                given = other.entry.received.body
                if isinstance(given, SaleBody) and given.refers_to == reference and other.entry is not entry:
                    _count_back(given, lines)


def _count_back(given: SaleBody, lines: dict[int, OriginalLine]) -> None:
    for line in given.lines:
        there = lines.get(line.refers_to_line or 0)
        if there is not None:
            there.refunded_milli -= line.quantity_milli


def _kept(batch: Sequence[Entry], decision: Decision) -> list[Entry]:
    """The entries that this batch quarantined, and not those that were there already."""
    fresh = [row.digest.hex() for row in decision.rows.quarantine]
    by_digest = {entry.digest: entry for entry in reversed(batch)}
    return [by_digest[name] for name in fresh]


def _codes(decision: Decision) -> list[Code]:
    return [Code(row.code) for row in decision.rows.quarantine]


def first_hole(there: set[int]) -> int:
    """The first place of a chain at which nothing stands."""
    sequence = 1
    while sequence in there:
        sequence += 1
    return sequence


def new_head() -> Head:
    return Head(0, EMPTY_DIGEST, None, "", 0, False, False)


def fragments(batch: Sequence[Entry], decision: Decision, state: State) -> list[Stored]:
    """What each stored entry of a decided batch adds, read from its rows."""
    rows = decision.rows
    if not rows.entries:
        return []
    by_place = {(entry.sequence, entry.digest): entry for entry in batch}
    answers = {
        (answer.sequence, answer.digest): answer for answer in decision.answers if answer.status is Status.STORED
    }
    found: list[Stored] = []
    # That its chain has something in quarantine is no matter of the entry.
    newest = replace(state.heads[rows.entries[0].chain_id], has_quarantine=False)
    for row in rows.entries:
        place = (row.sequence, row.digest.hex())
        entry = by_place[place]
        before = newest if newest.digest == place[1] else _head_after(entry)
        found.append(Stored(entry, _fragment(row.id, row.kind, answers[place], rows, before)))
    return found


def _head_after(entry: Entry) -> Head:
    """The head that an entry in the middle of a batch left: it is overwritten by the next."""
    envelope = entry.received.envelope
    assert envelope is not None
    at = datetime.fromisoformat(envelope.device_time)
    return Head(entry.sequence, entry.digest, at, envelope.boot, envelope.monotonic_ms, False, False)


def _fragment(entry: UUID, kind: str, answer: Answer, rows: Rows, head: Head) -> Fragment:
    gross = sum(row.gross for row in rows.sales if row.id == entry)
    tenders = [row for row in rows.tenders if row.sale_id == entry]
    return Fragment(
        answer,
        kind,
        gross,
        sum(row.amount for row in tenders if row.kind == "cash"),
        sum(row.amount for row in tenders if row.kind == "card"),
        tuple((row.item_id.int, row.quantity_milli) for row in rows.movements if row.document == entry),
        tuple((row.code, row.claimed, row.computed) for row in rows.discrepancies if row.entry_id == entry),
        head,
    )

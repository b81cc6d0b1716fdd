"""Which of the lines that an agent brings may go to the ledger. Pure: the chains' heads are given.

The seals say whose entries they are; what is not genuinely sealed is refused, because nobody can say which till it is
of. An entry whose predecessor has not arrived is told to wait: that may be on its way by another road.
"""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from comptoir.sales.entries import Received, Sender, check_seals


class RelayAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one line: the ledger's three answers, `waiting` (bring it again) or `refused` (forget it)."""

    digest: str
    status: str
    sequence: int | None = None
    code: str | None = None


@dataclass(slots=True)
class Line:
    """A line on its way to an answer."""

    content: bytes
    digest: str
    chain: UUID | None = None
    received: Received | None = None
    answer: RelayAnswer | None = None


@dataclass(slots=True)
class Reached:
    """How far a chain has come, with the lines of this request that follow."""

    sender: Sender
    sequence: int


def place(line: Line, chains: dict[UUID, Reached], held: set[str]) -> None:
    """Answer what can be answered without the ledger; a line without an answer goes there."""
    if line.answer is not None:
        return
    received = line.received
    if line.chain is None or received is None:
        line.answer = RelayAnswer(line.digest, "refused", code="unknown_chain")
        return
    check_seals([received])
    if received.code is not None or received.envelope is None:
        line.answer = RelayAnswer(line.digest, "refused", code=received.code or "unreadable")
        return
    reached, envelope = chains[line.chain], received.envelope
    if envelope.sequence > reached.sequence + 1 and envelope.previous not in held:
        line.answer = RelayAnswer(line.digest, "waiting", envelope.sequence, "gap")
        return
    reached.sequence = max(reached.sequence, envelope.sequence)

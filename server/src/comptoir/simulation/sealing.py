"""Entries, made by the journal's own rules. The same entry is made, sealed, read and decided once a process, however
often it comes in other histories: everything of it follows from its bytes.

The fast run seals with a keyed hash instead of ES256 and says so; `Sealer` is where the real run differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from comptoir.journal import PublicKey, canonical_entry, digest
from comptoir.journal.canonical import canonicalize_entry, check_entry_value
from comptoir.sales.bodies import SaleBody
from comptoir.sales.entries import Answer, Code, Received, Sender, receive
from comptoir.sales.simulation import Body
from comptoir.simulation.books import Fragment, Stored
from comptoir.simulation.trade import (
    CATALOG_POSITION,
    OPENS_AT,
    ORGANIZATION,
    STORE,
    Act,
    chain_of,
    till_of,
)

# About 8 kB each, of each generation.
REMEMBERED_MAX = 30_000
WRITTEN_AGAIN_EACH = 97
NO_BODY_BEFORE = b'{"body":'
NO_BODY = NO_BODY_BEFORE + b"{}"
BOOT = "00000000000000ff"
SEAL_BYTES = 32


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """One enrolment of a till: its key's name, and how the server knows it."""

    till: int
    enrolment: int
    id: UUID
    sender: Sender


@dataclass(slots=True, eq=False)
class Entry:
    """A sealed entry. `decided` is what the ledger made of it when it followed its chain's head."""

    chain: Chain
    sequence: int
    digest: str
    previous: str
    kind: str
    act: Act | None
    body: Body
    content: bytes
    seal: bytes
    received: Received
    decided: Fragment | None = None
    stored: Stored | None = None
    # A closing: what the rules found wrong with it, and all that its digest seals behind it.
    judged: list[str] | None = None
    repeated: Answer | None = None
    # What refunds a sale of another chain depends on whether that one is in the books.
    may_be_straight: bool = True

    @property
    def name(self) -> str:
        """For traces: till, enrolment and sequence, as a receipt has them."""
        return f"{self.chain.till}-{self.chain.enrolment}-{self.sequence}"


# Chain, digest before, act, device time, engine, and what the body depends on besides.
PlaceOf = tuple[Chain, str, Act | None, datetime, int, object]


class Sealer(Protocol):
    """Who seals, and who checks."""

    def public_key(self, till: int, enrolment: int) -> PublicKey: ...

    def seal(self, till: int, enrolment: int, content: bytes, digest: str) -> bytes: ...

    def is_genuine(self, chain: Chain, seal: bytes, digest: str) -> bool: ...


class KeyedHash:
    """A seal that only the till and the simulated server can make: it stands for a signature and is quick."""

    def public_key(self, till: int, enrolment: int) -> PublicKey:
        return None  # type: ignore[return-value]  # nothing in this process asks for it

    def seal(self, till: int, enrolment: int, content: bytes, digest: str) -> bytes:
        key = f"{till}-{enrolment}".encode()
        return blake2b(digest.encode(), key=key, digest_size=SEAL_BYTES).hexdigest().encode()

    def is_genuine(self, chain: Chain, seal: bytes, digest: str) -> bool:
        return seal == self.seal(chain.till, chain.enrolment, b"", digest)


class Workshop:
    """Makes chains and entries, and remembers those it made."""

    def __init__(self, sealer: Sealer) -> None:
        self.sealer = sealer
        self._chains: dict[tuple[int, int], Chain] = {}
        # Two generations: what is asked for again stays.
        self.recent: dict[PlaceOf, Entry] = {}
        self._older: dict[PlaceOf, Entry] = {}
        self._bodies: dict[tuple[Act, Chain], Body] = {}
        # By the body's identity: it stays as long as this.
        self._texts: dict[int, bytes] = {}
        self._spliced = 0

    def chain(self, till: int, enrolment: int) -> Chain:
        key = (till, enrolment)
        found = self._chains.get(key)
        if found is None:
            identifier = chain_of(till, enrolment)
            sender = Sender(
                ORGANIZATION, till_of(till), STORE, identifier, UUID(int=identifier.int + 0x10_000),
                self.sealer.public_key(till, enrolment), OPENS_AT, str(ORGANIZATION), str(till_of(till)),
                str(identifier),
            )  # fmt: skip
            found = self._chains[key] = Chain(till, enrolment, identifier, sender)
        return found

    def body(self, act: Act, chain: Chain, make: Callable[[], Body]) -> Body:
        """What an act says in a chain, priced by the real engine the first time."""
        found = self._bodies.get((act, chain))
        if found is None:
            if len(self._bodies) >= REMEMBERED_MAX:
                self._bodies.clear()
                self._texts.clear()
            found = self._bodies[act, chain] = make()
            check_entry_value(found)
            self._texts[id(found)] = canonicalize_entry(found)
        return found

    def remembered(self, place: PlaceOf) -> Entry | None:
        """The entry that was made there before. Those that nobody asks for in a long while are forgotten."""
        found = self.recent.get(place)
        if found is None:
            found = self._older.pop(place, None)
            if found is not None:
                self.recent[place] = found
        return found

    def make(self, place: PlaceOf, sequence: int, kind: str, body: Body) -> Entry:
        """The entry of an act at this place of its chain."""
        if len(self.recent) >= REMEMBERED_MAX:
            self._older, self.recent = self.recent, {}
        chain, previous, act, at, engine, _key = place
        found = self.recent[place] = self._make(chain, sequence, previous, act, at, engine, kind, body)
        return found

    def _make(
        self,
        chain: Chain,
        sequence: int,
        previous: str,
        act: Act | None,
        at: datetime,
        engine: int,
        kind: str,
        body: Body,
    ) -> Entry:
        envelope: dict[str, Any] = {
            "format": 1,
            "organization": chain.sender.organization_text,
            "till": chain.sender.till_text,
            "chain": chain.sender.chain_text,
            "sequence": sequence,
            "previous": previous,
            "kind": kind,
            "device_time": at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "+00:00",
            "monotonic_ms": max(0, (at - OPENS_AT) // timedelta(milliseconds=1)),
            "boot": BOOT,
            "server_time_seen": "",
            "catalog_position": CATALOG_POSITION,
            "engine_version": engine,
            "body": body,
        }
        content = self._bytes(envelope, body)
        name = digest(content)
        sealed = self.sealer.seal(chain.till, chain.enrolment, content, name)
        received = self._read(chain, sealed, content)
        named = received.body.refers_to if isinstance(received.body, SaleBody) else None
        is_alone = received.code is None and (named is None or named.chain == chain.id)
        return Entry(
            chain, sequence, name, previous, kind, act, body, content, sealed, received, may_be_straight=is_alone
        )

    def _bytes(self, envelope: dict[str, Any], body: Body) -> bytes:
        """Canonical bytes. A body that is known is not written anew: it stands first, by the order of names."""
        text = self._texts.get(id(body))
        if text is None:
            return canonical_entry(envelope)
        content = NO_BODY_BEFORE + text + canonicalize_entry({**envelope, "body": {}})[len(NO_BODY) :]
        self._spliced += 1
        if self._spliced % WRITTEN_AGAIN_EACH == 0:
            assert content == canonical_entry(envelope), "spliced bytes are not the journal's"
        return content

    def _read(self, chain: Chain, seal: bytes, content: bytes) -> Received:
        received = receive(chain.sender, seal + b" " + content)
        received.is_verified = True
        if received.code is None and not self.sealer.is_genuine(chain, seal, received.digest):
            received.code = Code.BAD_SEAL
        return received

"""Entries, made by the journal's own rules. The same entry is made, sealed, read and decided once a process, however
often it comes in other histories: everything of it follows from its bytes.

The fast run seals with a keyed hash instead of ES256 and says so; `Sealer` is where the real run differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.journal import (
    PrivateKey,
    PublicKey,
    canonical_entry,
    digest,
    dump_public_key,
    from_base64url,
    seal,
)
from comptoir.sales.bodies import SaleBody
from comptoir.sales.entries import Answer, Code, Received, Sender, receive
from comptoir.sales.simulation import Body
from comptoir.simulation.books import Fragment
from comptoir.simulation.trade import (
    CATALOG_POSITION,
    OPENS_AT,
    ORGANIZATION,
    STORE,
    Act,
    chain_of,
    till_of,
)

# About 8 kB each.
REMEMBERED_MAX = 60_000
BOOT = "00000000000000ff"
SEAL_BYTES = 32


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """One enrolment of a till: its key's name, and how the server knows it."""

    till: int
    enrolment: int
    id: UUID
    sender: Sender

    @property
    def raw_key(self) -> bytes:
        """As the database keeps a real key."""
        raw = from_base64url(dump_public_key(self.sender.public_key), 65)
        assert raw is not None
        return raw


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
    repeated: Answer | None = None
    # What refunds a sale of another chain depends on whether that one is in the books.
    may_be_straight: bool = True

    @property
    def name(self) -> str:
        """For traces: till, enrolment and sequence, as a receipt has them."""
        return f"{self.chain.till}-{self.chain.enrolment}-{self.sequence}"


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


class Es256:
    """The seals of real tills: a key of its own for each enrolment."""

    def __init__(self) -> None:
        self._keys: dict[tuple[int, int], PrivateKey] = {}

    def _key(self, till: int, enrolment: int) -> PrivateKey:
        found = self._keys.get((till, enrolment))
        if found is None:
            found = self._keys[till, enrolment] = ec.generate_private_key(ec.SECP256R1())
        return found

    def public_key(self, till: int, enrolment: int) -> PublicKey:
        return self._key(till, enrolment).public_key()

    def seal(self, till: int, enrolment: int, content: bytes, digest: str) -> bytes:
        return seal(self._key(till, enrolment), content).encode()

    def is_genuine(self, chain: Chain, seal: bytes, digest: str) -> bool:
        """The ledger looks; nobody needs to look before it."""
        return True


class Workshop:
    """Makes chains and entries, and remembers those it made."""

    def __init__(self, sealer: Sealer) -> None:
        self.sealer = sealer
        self._chains: dict[tuple[int, int], Chain] = {}
        self._entries: dict[tuple[object, ...], Entry] = {}
        self._by_digest: dict[str, Entry] = {}

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

    def entry(
        self,
        chain: Chain,
        sequence: int,
        previous: str,
        act: Act | None,
        at: datetime,
        engine: int,
        make: Callable[[], tuple[str, Body]],
        key: object = None,
    ) -> Entry:
        """The entry of an act at this place of its chain. `key` is what its body depends on besides."""
        place = (chain.till, chain.enrolment, previous, act, at, engine, key)
        found = self._entries.get(place)
        if found is None:
            if len(self._entries) >= REMEMBERED_MAX:
                self._entries.clear()
                self._by_digest.clear()
            kind, body = make()
            found = self._entries[place] = self._make(chain, sequence, previous, act, at, engine, kind, body)
            self._by_digest[found.digest] = found
        return found

    def find(self, digest: str) -> Entry:
        """One that was made here."""
        return self._by_digest[digest]

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
        content = canonical_entry(
            {
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
        )
        name = digest(content)
        sealed = self.sealer.seal(chain.till, chain.enrolment, content, name)
        received = self._read(chain, sealed, content)
        named = received.body.refers_to if isinstance(received.body, SaleBody) else None
        is_alone = received.code is None and (named is None or named.chain == chain.id)
        return Entry(
            chain, sequence, name, previous, kind, act, body, content, sealed, received, may_be_straight=is_alone
        )

    def _read(self, chain: Chain, seal: bytes, content: bytes) -> Received:
        received = receive(chain.sender, seal + b" " + content)
        received.is_verified = True
        if received.code is None and not self.sealer.is_genuine(chain, seal, received.digest):
            received.code = Code.BAD_SEAL
        return received

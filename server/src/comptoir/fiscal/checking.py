"""Follows a chain by its bytes: digest, seal, place, and the digest of the one before. Pure; nothing derived is asked.

Used on what lies in the database and on what stands in an archive: the same rule for both.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comptoir.journal import (
    EMPTY_DIGEST,
    EntryTooDeep,
    EntryTooLarge,
    EntryUnreadable,
    KeyInvalid,
    PublicKey,
    digest,
    load_public_key,
    parse_envelope,
    verify_digest_seal,
)


@dataclass(frozen=True, slots=True)
class SealedBytes:
    """One line: the seal as text, and the bytes."""

    seal: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which document. `sequence` 0: of the chain as a whole."""

    sequence: int
    what: str


@dataclass(slots=True)
class ChainCheck:
    """Feed it entries in order; `faults` are told as they are found, `end` says where the chain ended."""

    chain: str
    public_key: str
    sequence: int = 0
    previous: str = EMPTY_DIGEST
    entries: int = 0

    def check(self, lines: Iterable[SealedBytes]) -> Iterator[Fault]:
        try:
            key = load_public_key(self.public_key)
        except KeyInvalid:
            yield Fault(0, "the key of the chain cannot be read")
            return
        # Of one place there may be several: what a person adopted beside the chain's own.
        heads, last = {self.previous}, {self.previous}
        for line in lines:
            self.entries += 1
            found = digest(line.content)
            try:
                envelope = parse_envelope(line.content)
            except (EntryUnreadable, EntryTooLarge, EntryTooDeep):
                yield Fault(self.sequence + 1, "its bytes cannot be read")
                self.sequence, self.previous, heads, last = self.sequence + 1, found, last, {found}
                continue
            if envelope.sequence != self.sequence:
                if envelope.sequence != self.sequence + 1:
                    yield Fault(envelope.sequence, f"it stands behind {self.sequence}: something between is missing")
                self.sequence, self.previous, heads, last = envelope.sequence, found, last, set()
            last.add(found)
            yield from self._faults(line, found, envelope.chain, envelope.previous in heads, key)

    def _faults(self, line: SealedBytes, found: str, chain: str, follows: bool, key: PublicKey) -> Iterator[Fault]:
        if not verify_digest_seal(key, found, line.seal):
            yield Fault(self.sequence, "its seal does not fit its bytes")
        if chain != self.chain:
            yield Fault(self.sequence, "it was sealed for another chain")
        if not follows:
            yield Fault(self.sequence, "the entry before it, which it names, is missing or is another one")

    def ends_at(self, sequence: int, head: str) -> Iterator[Fault]:
        """What was cut off the end leaves no successor that would miss it: whoever knows the end says it."""
        if (self.sequence, self.previous) != (sequence, head):
            yield Fault(sequence, f"the chain is said to end here, and ends at {self.sequence}")

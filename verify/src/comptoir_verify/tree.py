"""The tree over a shop's log (RFC 6962 §2.1; docs/auditor/export-format.md §6)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

LEAF_HEADER = "comptoir-log-v1"
EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32


def leaf_text(topic: str, subject: str, digest: str) -> bytes:
    """One line of the log, as it is hashed."""
    return f"{LEAF_HEADER}\n{topic}\n{subject}\n{digest}\n".encode()


def leaf_hash(text: bytes) -> bytes:
    return sha256(b"\x00" + text).digest()


def parent_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Growing:
    """The root over the leaves so far; keeps one hash for each bit of their number."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, hashed: bytes) -> None:
        size = self.size
        # As many ones as the number of leaves ends with, so many whole trees of equal size meet now.
        while size & 1:
            hashed = parent_hash(self._edge.pop(), hashed)
            size >>= 1
        self._edge.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        if not self._edge:
            return EMPTY_ROOT
        *before, found = self._edge
        for left in reversed(before):
            found = parent_hash(left, found)
        return found


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Where a leaf leads by the hashes beside its way (RFC 9162 §2.1.3.2); None when they are too many or too few."""
    if not 0 <= index < size:
        return None
    here, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0 or len(beside) != HASH_BYTES:
            return None
        if here & 1 or here == last:
            found = parent_hash(beside, found)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            found = parent_hash(found, beside)
        here >>= 1
        last >>= 1
    return found if last == 0 else None

"""Whether two large heaps of rows are the same, in little memory.

Each row is hashed under a secret key of this run, and hashes are added up in buckets by the entry they belong to: what
the bytes say is added, what a table holds taken away. Where a bucket is not nought, and only there, rows are looked at
one by one. Nobody who wrote the file knew the key, so no rows can be chosen that cancel each other out.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

BUCKETS = 1 << 16
MARK_BYTES = 20


def bucket_of(entry: str) -> int:
    """By the last digits of an identifier, which are random; of what is none, the first bucket."""
    try:
        return int(entry[-4:], 16)
    except ValueError:
        return 0


class Sums:
    """The buckets of each heap."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.heaps: dict[str, list[int]] = {}

    def heap(self, name: str) -> list[int]:
        found = self.heaps.get(name)
        if found is None:
            found = self.heaps[name] = [0] * BUCKETS
        return found

    def mark(self, entry: str, cells: Iterable[str]) -> int:
        # The secret stands in front, which costs less than a key of its own; BLAKE2 can't be gone on with from a hash.
        text = entry + "\x1e" + "\x1f".join(cells)
        return int.from_bytes(blake2b(self._key + text.encode(), digest_size=MARK_BYTES).digest(), "big")

    def add(self, name: str, entry: str, cells: Iterable[str]) -> None:
        self.heap(name)[bucket_of(entry)] += self.mark(entry, cells)

    def take(self, name: str, entry: str, cells: Iterable[str]) -> None:
        self.heap(name)[bucket_of(entry)] -= self.mark(entry, cells)

    def merge(self, other: dict[str, list[int]]) -> None:
        for name, buckets in other.items():
            mine = self.heap(name)
            for place, value in enumerate(buckets):
                mine[place] += value

    def odd(self) -> dict[str, set[int]]:
        """Of each heap, the buckets that are not nought."""
        return {name: found for name, row in self.heaps.items() if (found := {n for n, sum_ in enumerate(row) if sum_})}

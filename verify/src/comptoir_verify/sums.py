"""Whether two large heaps of rows are the same, in little memory.

Each row is hashed under a secret key of this run, and hashes are added up in buckets by the entry they belong to: what
the bytes say is added, what a table holds taken away. Where a bucket is not nought, and only there, rows are looked at
one by one. Nobody who wrote the file knew the key, so no rows can be chosen that cancel each other out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from operator import add

BUCKETS = 1 << 16
MARK_BYTES = 20
SEPARATOR = "\x1f"


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

    def mark(self, cells: Sequence[str]) -> int:
        """Of a row, the entry that it belongs to first. No two rows have one text: cells are set apart by a character
        that hardly any holds, and rows in which one does are written in another way, behind another sign.
        """
        # The secret stands in front, which costs less than a key of its own; BLAKE2 can't be gone on with from a hash.
        text = "=" + SEPARATOR.join(cells)
        if text.count(SEPARATOR) >= len(cells):
            text = "~" + json.dumps(cells)
        return int.from_bytes(blake2b(self._key + text.encode("utf-8", "surrogatepass")).digest()[:MARK_BYTES], "big")

    def add_rows(self, entry: str, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """What an entry's bytes make: the heap of each row, and its cells."""
        bucket = bucket_of(entry)
        for name, cells in rows:
            self.heap(name)[bucket] += self.mark((entry, *cells))

    def take_all(self, name: str, rows: Iterable[Sequence[str]]) -> None:
        """A table's rows, the entry that each belongs to first."""
        buckets, mark = self.heap(name), self.mark
        for cells in rows:
            buckets[bucket_of(cells[0])] -= mark(cells)

    def merge(self, other: dict[str, list[int]]) -> None:
        for name, buckets in other.items():
            self.heaps[name] = list(map(add, self.heap(name), buckets))

    def odd(self) -> dict[str, set[int]]:
        """Of each heap, the buckets that are not nought."""
        return {name: found for name, row in self.heaps.items() if (found := {n for n, sum_ in enumerate(row) if sum_})}

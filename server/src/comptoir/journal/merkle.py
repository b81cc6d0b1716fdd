"""The tree over an organization's log (RFC 6962, 2.1): one short root for everything that was ever logged.

Whoever holds a root of `size` leaves can be shown that a leaf is among them (inclusion), and that a later root holds
the same leaves in the same places (consistency). Twin of `merkle.ts`.

A *node* (level, index) is the hash over the 2^level leaves from `index` * 2^level; only whole ones are ever asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofWrong(Exception):
    """What was shown does not lead from the leaf, or the earlier root, to the root."""


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def parent_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def tree_root(node: Node, size: int) -> bytes:
    """The root over the first `size` leaves."""
    return _over(node, 0, size) if size else EMPTY_ROOT


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """The hashes beside the way from the leaf to the root, from below. 0 <= index < size."""
    if not 0 <= index < size:
        raise ValueError("index outside the tree")
    return [_over(node, start, end) for start, end in _beside(index, size)]


def consistency_proof(node: Node, earlier: int, size: int) -> list[bytes]:
    """What shows that the tree of `size` begins with the one of `earlier` leaves (RFC 6962, 2.1.2)."""
    if not 0 <= earlier <= size:
        raise ValueError("no earlier tree")
    if earlier in (0, size):
        return []
    beside, (start, end) = _towards(earlier, size)
    shared = [(start, end)] if start else []
    return [_over(node, *part) for part in (*shared, *beside)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises `ProofWrong`. `leaf` is a leaf's hash."""
    if not 0 <= index < size or any(len(one) != HASH_BYTES for one in (leaf, root, *proof)):
        raise ProofWrong
    sides = list(_beside(index, size))
    if len(sides) != len(proof):
        raise ProofWrong
    found = leaf
    for (start, _), hashed in zip(sides, proof, strict=True):
        found = parent_hash(found, hashed) if start > index else parent_hash(hashed, found)
    if found != root:
        raise ProofWrong


def verify_consistency(earlier: int, size: int, proof: Sequence[bytes], before: bytes, root: bytes) -> None:
    """Raises `ProofWrong`. `before` is the root of `earlier` leaves, `root` that of `size`."""
    if not 0 <= earlier <= size or any(len(one) != HASH_BYTES for one in (before, root, *proof)):
        raise ProofWrong
    if earlier in (0, size):
        if proof or before != (root if earlier else EMPTY_ROOT):
            raise ProofWrong
        return
    beside, (first, _) = _towards(earlier, size)
    # The last whole part of the earlier tree is that tree itself, unless others stand before it.
    steps = list(proof) if first else [before, *proof]
    if len(steps) != 1 + len(beside):
        raise ProofWrong
    old = new = steps[0]
    for (start, _), hashed in zip(beside, steps[1:], strict=True):
        if start < earlier:
            old, new = parent_hash(hashed, old), parent_hash(hashed, new)
        else:
            new = parent_hash(new, hashed)
    if (old, new) != (before, root):
        raise ProofWrong


def parents(hashes: Iterable[bytes]) -> Iterator[bytes]:
    """Of an even number of neighbours."""
    waiting = iter(hashes)
    return (parent_hash(left, right) for left, right in zip(waiting, waiting, strict=True))


def _beside(index: int, size: int) -> Iterator[tuple[int, int]]:
    """From below: the ranges of leaves that are not the leaf's own half."""
    found: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return reversed(found)


def _towards(earlier: int, size: int) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """The last whole part of the earlier tree, and from below the ranges beside the way to it."""
    found: list[tuple[int, int]] = []
    start, end = 0, size
    while earlier != end:
        middle = start + _split(end - start)
        if earlier <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1], (start, end)


def _over(node: Node, start: int, end: int) -> bytes:
    """The hash over a range that begins where a tree of its size may begin."""
    count = end - start
    level = count.bit_length() - 1
    if count == 1 << level:
        return node(level, start >> level)
    middle = start + _split(count)
    return parent_hash(_over(node, start, middle), _over(node, middle, end))


def _split(count: int) -> int:
    """The largest power of two below."""
    return 1 << (count - 1).bit_length() - 1

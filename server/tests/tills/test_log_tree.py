"""The tree over the log, its signed head, and what a database that was set back or changed shows."""

from base64 import b64encode
from hashlib import sha256

import pytest

from comptoir.journal.merkle import (
    ProofWrong,
    leaf_hash,
    parent_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from comptoir.journal.signed_note import signed_at
from comptoir.platform.tenancy import reading
from comptoir.platform.tree import TreeBroken, add_leaves, leaf_of, node_of, prove, prove_growth
from comptoir.tills.log_key import LogSigner, log_verifier, read_signed
from tests.tills.logbook import Log, digests, log, subject

__all__ = ["log"]


def naive_root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return parent_hash(naive_root(leaves[:middle]), naive_root(leaves[middle:]))


def test_tiles_grow_to_the_same_tree_in_any_steps() -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(70_000)]
    for steps in ((70_000,), (1, 254, 1, 1, 255, 511, 64_513, 3_000, 1_464)):
        tiles: dict[tuple[int, int], bytes] = {}
        size = 0
        for step in steps:
            tiles |= add_leaves(tiles, size, leaves[size : size + step])
            size += step
            if size < 1_100 or size == 70_000:
                assert tree_root(node_of(tiles), size) == naive_root(leaves[:size])
        assert sorted({level for level, _ in tiles}) == [0, 1, 2]
        assert sum(len(hashes) for (level, _), hashes in tiles.items() if level == 0) == 70_000 * 32


def test_every_line_is_proven_against_a_signed_head_and_the_log_only_grows(log: Log) -> None:
    log.add(*digests(1, 300))
    log.grow()
    first = log.head()[1]
    for position, digest in ((1, digests(1, 1)[0]), (257, digests(257, 257)[0]), (300, digests(300, 300)[0])):
        proof = log.prove(position)
        leaf = leaf_of("entry", subject(position), digest)
        assert (proof.topic, proof.subject, proof.index, proof.size) == ("entry", subject(position), position - 1, 300)
        verify_inclusion(leaf, proof.index, proof.size, proof.path, first.root)
        with pytest.raises(ProofWrong):
            verify_inclusion(
                leaf_of("entry", subject(position), sha256(b"other").digest()), proof.index, 300, proof.path, first.root
            )

    log.add(*digests(301, 301))
    with reading(log.organization):
        assert prove(log.organization, "entry", subject(301)) is None
        assert prove(log.organization, "other", subject(1)) is None
    log.grow()
    log.grow()
    second = log.head()[1]
    assert (first.size, second.size, second.origin) == (300, 301, f"comptoir/{log.organization}")
    with reading(log.organization):
        steps = prove_growth(log.organization, 300, 301)
    verify_consistency(300, 301, steps, first.root, second.root)


def test_what_a_superuser_changes_no_longer_leads_to_the_head(log: Log) -> None:
    log.add(*digests(1, 300))
    log.grow()
    root = log.head()[1].root
    first_tile = "WHERE organization_id = %s AND level = 0 AND number = 0"
    log.change(f"UPDATE platform_tree_tile SET hashes = set_byte(hashes, 64, 1) {first_tile}")
    proof = log.prove(1)
    with pytest.raises(ProofWrong):
        verify_inclusion(leaf_of("entry", subject(1), digests(1, 1)[0]), 0, 300, proof.path, root)
    log.change(f"UPDATE platform_tree_tile SET hashes = substr(hashes, 1, 32) {first_tile}")
    with pytest.raises(TreeBroken):
        log.prove(1)
    # What is derived comes back with the next line, and it is the tree that was signed.
    log.change("DELETE FROM platform_tree_tile WHERE organization_id = %s AND level = 0 AND number = 1")
    log.add(*digests(301, 301))
    log.grow()
    head = log.head()[1]
    assert (head.size, read_signed(log.organization).age) == (301, 1)
    for position in (1, 301):
        proof = log.prove(position)
        leaf = leaf_of("entry", subject(position), digests(position, position)[0])
        verify_inclusion(leaf, position - 1, 301, proof.path, head.root)


def test_a_log_that_was_set_back_goes_on_under_another_name_and_says_so(log: Log) -> None:
    log.add(*digests(1, 10))
    log.grow()
    log.add(*digests(11, 14))
    log.grow()
    before, ended = log.head()
    old = log_verifier(log.organization)
    # As a restored backup of ten lines leaves it; then others come.
    log.change("DELETE FROM platform_log WHERE organization_id = %s AND position > 10")
    log.change("UPDATE platform_tree_tile SET hashes = substr(hashes, 1, 320) WHERE organization_id = %s")
    log.change("UPDATE platform_consumer_cursor SET position = 10 WHERE organization_id = %s AND consumer = 'tree'")
    log.add(*digests(12, 14))
    log.grow()

    note, head = log.head()
    assert (head.size, head.origin) == (13, f"comptoir/{log.organization}/2")
    assert f"\nafter comptoir/{log.organization} 14 {b64encode(ended.root).decode()}\n" in note.text
    assert signed_at(before, old) == 0
    assert signed_at(note, old) is None
    # It stays so, and the next head names the same end.
    log.add(*digests(15, 15))
    log.grow()
    assert (log.head()[1].size, read_signed(log.organization).age) == (14, 2)
    assert "after " in log.head()[0].text


def test_a_crash_between_signing_and_writing_is_no_roll_back(log: Log) -> None:
    class Crash(Exception):
        pass

    class Dying(LogSigner):
        def sign(self, *asked: object) -> str:
            super().sign(*asked)  # type: ignore[arg-type]
            raise Crash

    log.add(*digests(1, 5))
    log.grow()
    log.add(*digests(6, 9))
    with pytest.raises(Crash):
        log.grow(Dying())
    assert (log.head()[1].size, read_signed(log.organization).size) == (5, 9)
    log.add(*digests(10, 10))
    log.grow()
    assert (log.head()[1].size, read_signed(log.organization).age) == (10, 1)

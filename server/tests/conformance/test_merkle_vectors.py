"""The tree against vectors made by others, and against itself at every small size."""

import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from comptoir.journal.merkle import (
    EMPTY_ROOT,
    ProofWrong,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    parent_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from tests.conformance.cases import SHARED_VECTORS

VECTORS = SHARED_VECTORS / "merkle/testdata"


def cases() -> Iterator[Path]:
    yield from sorted(VECTORS.glob("inclusion/**/*.json"))


@pytest.mark.skipif(not VECTORS.exists(), reason="vectors of others stand beside the project, not in it")
def test_every_foreign_inclusion_is_judged_as_its_maker_says() -> None:
    wrong = [path.name for path in cases() if _is_right(json.loads(path.read_text())) is False]
    assert wrong == []
    assert len(list(cases())) > 90


def _is_right(case: dict[str, object]) -> bool:
    proof = [b64decode(str(one)) for one in (case["proof"] or [])]  # type: ignore[attr-defined]
    try:
        verify_inclusion(
            b64decode(str(case["leafHash"])), int(str(case["leafIdx"])), int(str(case["treeSize"])), proof,
            b64decode(str(case["root"])),
        )  # fmt: skip
    except ProofWrong:
        return case["wantErr"] is True
    return case["wantErr"] is False


def naive_root(leaves: list[bytes]) -> bytes:
    """As the standard writes it, without whole nodes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return parent_hash(naive_root(leaves[:middle]), naive_root(leaves[middle:]))


def test_proofs_of_every_small_tree_hold_and_a_changed_one_never() -> None:
    leaves = [leaf_hash(b"leaf %d" % number) for number in range(40)]

    def node(level: int, index: int) -> bytes:
        return naive_root(leaves[index << level : (index + 1) << level])

    for size in range(41):
        root = naive_root(leaves[:size])
        assert tree_root(node, size) == root
        for index in range(size):
            proof = inclusion_proof(node, index, size)
            verify_inclusion(leaves[index], index, size, proof, root)
            _refuse_inclusion(leaves[index], index, size, proof, root)
        for earlier in range(size + 1):
            before = naive_root(leaves[:earlier])
            steps = consistency_proof(node, earlier, size)
            verify_consistency(earlier, size, steps, before, root)
            _refuse_consistency(earlier, size, steps, before, root)


def _refuse_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> None:
    other = sha256(b"other").digest()
    for wrong in (
        (other, index, size, proof, root), (leaf, index, size, proof, other),
        (leaf, index, size, [*proof, other], root),
        (leaf, size, size, proof, root), (leaf, -1, size, proof, root),
    ):  # fmt: skip
        with pytest.raises(ProofWrong):
            verify_inclusion(*wrong)
    for place in range(len(proof)):
        with pytest.raises(ProofWrong):
            verify_inclusion(leaf, index, size, [*proof[:place], other, *proof[place + 1 :]], root)


def _refuse_consistency(earlier: int, size: int, proof: list[bytes], before: bytes, root: bytes) -> None:
    other = sha256(b"other").digest()
    forged = [(proof, other, root), ([*proof, other], before, root), *([(proof, before, other)] if earlier else [])]
    for wrong in forged:
        with pytest.raises(ProofWrong):
            verify_consistency(earlier, size, *wrong)
    for place in range(len(proof)):
        with pytest.raises(ProofWrong):
            verify_consistency(earlier, size, [*proof[:place], other, *proof[place + 1 :]], before, root)

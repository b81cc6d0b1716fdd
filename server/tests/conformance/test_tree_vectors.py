"""The tree and its head as both languages must read them."""

import json
from base64 import b64decode

from comptoir.journal.merkle import leaf_hash, verify_consistency, verify_inclusion
from comptoir.journal.signed_note import read_checkpoint, read_note, read_verifier, signed_at
from tests.conformance.cases import CONFORMANCE

TREE = json.loads((CONFORMANCE / "journal/tree.json").read_text(encoding="utf-8"))


def test_the_proofs_hold() -> None:
    for case in TREE["inclusion"]:
        leaf = leaf_hash(b"comptoir leaf %d" % case["index"])
        assert leaf == b64decode(case["leaf"])
        verify_inclusion(leaf, case["index"], case["size"], [*map(b64decode, case["proof"])], b64decode(case["root"]))
    for case in TREE["consistency"]:
        before, root = b64decode(case["before"]), b64decode(case["root"])
        verify_consistency(case["earlier"], case["size"], [*map(b64decode, case["proof"])], before, root)


def test_the_head_is_signed_and_witnessed() -> None:
    head = TREE["head"]
    note = read_note(head["note"])
    assert signed_at(note, read_verifier(head["log"])) == 0
    assert signed_at(note, read_verifier(head["witness"])) == head["witnessed_at"]
    found = read_checkpoint(note.text)
    assert (found.size, found.root) == (head["size"], b64decode(head["root"]))

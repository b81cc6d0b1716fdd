"""What a witness decides, judged by requests and heads that others published."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, parent_hash, tree_root
from comptoir.journal.signed_note import (
    ED25519,
    Checkpoint,
    Note,
    Verifier,
    read_checkpoint,
    read_note,
    read_verifier,
    sign_note,
    signed_at,
)
from comptoir.journal.witnessing import (
    Seen,
    SubmissionUnreadable,
    Verdict,
    is_fork,
    judge,
    read_submission,
    submission_of,
)

PUBLIC = json.loads((Path(__file__).resolve().parents[3] / "conformance/witness/public.json").read_text("utf-8"))
KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
ORIGIN = "comptoir.example/log"
LOG = Verifier(ORIGIN, ED25519, KEY.public_key().public_bytes_raw())
LEAVES = [leaf_hash(b"%d" % number) for number in range(40)]


def node(level: int, index: int) -> bytes:
    if level == 0:
        return LEAVES[index]
    return parent_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def head(size: int, root: bytes | None = None, *, key: Ed25519PrivateKey = KEY) -> Note:
    text = str(Checkpoint(ORIGIN, size, tree_root(node, size) if root is None else root))
    return Note(text, (sign_note(key, ORIGIN, text),))


def seen(size: int) -> Seen:
    return Seen(size, tree_root(node, size))


def proof(old: int, size: int) -> tuple[bytes, ...]:
    return tuple(consistency_proof(node, old, size))


def test_a_witness_of_others_is_believed() -> None:
    case = PUBLIC["cosigned"]
    note = read_note(case["note"])
    assert signed_at(note, read_verifier(case["log_key"])) == 0
    assert signed_at(note, read_verifier(case["witness_key"])) == case["cosigned_at"]
    assert read_checkpoint(note.text).size == case["size"]
    other = Note(note.text.replace("1432088532", "1432088533"), note.signatures)
    assert signed_at(other, read_verifier(case["witness_key"])) is None


@pytest.mark.parametrize("case", PUBLIC["submissions"], ids=lambda case: case["source"].split()[0])
def test_the_requests_of_others_are_answered_as_by_their_witness(case) -> None:
    verifier, known = read_verifier(case["key"]), Seen()
    for step in case["steps"]:
        submission = read_submission(step["body"].encode())
        assert (submission.head.origin, str(submission)) == (case["origin"], step["body"])
        verdict = judge(submission, verifier, known)
        assert verdict.value == step["verdict"]
        if verdict is Verdict.COSIGN:
            known = Seen(submission.head.size, submission.head.root)


def test_each_way_from_what_was_cosigned() -> None:
    other = leaf_hash(b"other")
    cases = [
        (Seen(), head(0), 0, (), Verdict.COSIGN),
        (Seen(), head(0, other), 0, (), Verdict.UNCONNECTED),
        (Seen(), head(0), 0, (other,), Verdict.UNCONNECTED),
        (Seen(), head(7), 0, (), Verdict.COSIGN),
        (Seen(), head(7), 0, (other,), Verdict.UNCONNECTED),
        (Seen(), head(7), 3, proof(3, 7), Verdict.BEHIND),
        (seen(7), head(7), 7, (), Verdict.COSIGN),
        (seen(7), head(7, other), 7, (), Verdict.FORKED),
        (seen(7), head(7), 0, (), Verdict.BEHIND),
        (seen(7), head(5), 7, (), Verdict.SHRUNK),
        (seen(7), head(5), 5, (), Verdict.BEHIND),
        (seen(7), head(33), 7, proof(7, 33), Verdict.COSIGN),
        (seen(7), head(33), 7, proof(6, 33), Verdict.UNCONNECTED),
        (seen(7), head(33, other), 7, proof(7, 33), Verdict.UNCONNECTED),
        (Seen(7, other), head(33), 7, proof(7, 33), Verdict.UNCONNECTED),
        (seen(7), head(33, key=Ed25519PrivateKey.generate()), 7, proof(7, 33), Verdict.STRANGER),
    ]
    for known, note, old, shown, expected in cases:
        assert judge(submission_of(note, old, shown), LOG, known) is expected
    assert judge(submission_of(head(7), 0, ()), replace(LOG, name="other"), Seen()) is Verdict.STRANGER


def test_two_heads_of_one_size_are_a_fork_and_nothing_else_is() -> None:
    one, other = Checkpoint("log", 5, EMPTY_ROOT), Checkpoint("log", 5, bytes(32))
    assert is_fork(one, other)
    assert not is_fork(one, one)
    assert not is_fork(one, replace(other, size=6))
    assert not is_fork(one, replace(other, origin="log/2"))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0\n", b"old 0\n\n", b"old 0\n\nno note\n", b"old 00\n\n%s", b"old -1\n\n%s", b"old\n\n%s",
        b"new 0\n\n%s",
        b"old 1\nAAAA\n\n%s", b"old 1\nno!\n\n%s", b"old " + b"9" * 19 + b"\n\n%s", b"old 0\n%s", b"\xff\n\n%s",
        b"old 1\n" + b"".join([b"KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"] * 64) + b"\n%s",
        b"old 0\n\n%s" + b"x" * 65_536,
    ],
)  # fmt: skip
def test_what_is_no_submission_is_refused(body: bytes) -> None:
    with pytest.raises(SubmissionUnreadable):
        read_submission(body.replace(b"%s", str(head(7)).encode()))

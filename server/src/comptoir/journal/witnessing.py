"""What a witness is asked and how it decides (C2SP tlog-witness): pure, so without clock, key, network or disk.

A log sends its newest head, the size of the head that the witness cosigned before, and what shows that the tree only
grew since. Whoever cosigned a head never cosigns another that does not hold it: so two parties who trust the same
witness can't be shown two histories.
"""

from dataclasses import dataclass
from enum import StrEnum

from comptoir.journal.encoding import from_base64, to_base64
from comptoir.journal.merkle import EMPTY_ROOT, HASH_BYTES, ProofWrong, verify_consistency
from comptoir.journal.signed_note import (
    Checkpoint,
    Note,
    NoteUnreadable,
    Verifier,
    read_checkpoint,
    read_note,
    signed_at,
)

PROOF_LINES_MAX = 63
SUBMISSION_BYTES_MAX = 64 * 1024
SIZE_DIGITS_MAX = 18
SIZE_TYPE = "text/x.tlog.size"


class SubmissionUnreadable(Exception):
    """This does not follow the protocol."""


class Verdict(StrEnum):
    """What becomes of a submission."""

    COSIGN = "cosign"
    # No signature under it is by a key that is trusted for this log.
    STRANGER = "stranger"
    # It says that it was larger before.
    SHRUNK = "shrunk"
    # It continues from another head than the one that was cosigned last: that one's size is the answer.
    BEHIND = "behind"
    # As large as the head that was cosigned, and not the same.
    FORKED = "forked"
    # Nothing shows that it holds what was cosigned.
    UNCONNECTED = "unconnected"


STATUS = {
    Verdict.COSIGN: 200,
    Verdict.SHRUNK: 400,
    Verdict.STRANGER: 403,
    Verdict.BEHIND: 409,
    Verdict.FORKED: 409,
    Verdict.UNCONNECTED: 422,
}


@dataclass(frozen=True, slots=True)
class Submission:
    """The body of `add-checkpoint`."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    head: Checkpoint

    def __str__(self) -> str:
        lines = [f"old {self.old}", *(to_base64(one) for one in self.proof), "", str(self.note)]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Seen:
    """The head that a witness cosigned last; before the first one, that of an empty tree."""

    size: int = 0
    root: bytes = EMPTY_ROOT


def submission_of(note: Note, old: int, proof: tuple[bytes, ...]) -> Submission:
    """Raises `NoteUnreadable`."""
    return Submission(old, proof, note, read_checkpoint(note.text))


def read_submission(body: bytes) -> Submission:
    """Raises `SubmissionUnreadable`."""
    if len(body) > SUBMISSION_BYTES_MAX:
        raise SubmissionUnreadable
    try:
        text = body.decode()
        before, gap, rest = text.partition("\n\n")
        first, *hashes = before.split("\n")
        if not gap or len(hashes) > PROOF_LINES_MAX:
            raise SubmissionUnreadable
        note = read_note(rest)
        return Submission(_old(first), tuple(_hash(line) for line in hashes), note, read_checkpoint(note.text))
    except (UnicodeDecodeError, NoteUnreadable):
        raise SubmissionUnreadable from None


def judge(submission: Submission, verifier: Verifier, seen: Seen) -> Verdict:
    """What a witness answers who trusts this key for the head's origin and cosigned `seen` of it last.

    In the protocol's order.
    """
    head = submission.head
    if signed_at(submission.note, verifier) is None:
        return Verdict.STRANGER
    if submission.old > head.size:
        return Verdict.SHRUNK
    if submission.old != seen.size:
        return Verdict.BEHIND
    if head.size == seen.size and seen.size and head.root != seen.root:
        return Verdict.FORKED
    if head.size == 0 and head.root != EMPTY_ROOT:
        return Verdict.UNCONNECTED
    try:
        verify_consistency(submission.old, head.size, submission.proof, seen.root, head.root)
    except ProofWrong:
        return Verdict.UNCONNECTED
    return Verdict.COSIGN


def is_fork(one: Checkpoint, other: Checkpoint) -> bool:
    """Whether two heads of a log, both signed by it, prove by themselves that it keeps two histories."""
    return one.origin == other.origin and one.size == other.size and one.root != other.root


def _old(line: str) -> int:
    word, _, number = line.partition(" ")
    if word != "old" or not number.isascii() or not number.isdigit() or len(number) > SIZE_DIGITS_MAX:
        raise SubmissionUnreadable
    if number != str(int(number)):
        raise SubmissionUnreadable
    return int(number)


def _hash(line: str) -> bytes:
    found = from_base64(line)
    if found is None or len(found) != HASH_BYTES:
        raise SubmissionUnreadable
    return found

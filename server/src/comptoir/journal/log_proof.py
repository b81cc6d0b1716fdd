"""What shows, without asking anybody, that something stands in a log (C2SP tlog-proof): a text that can be kept.

Its `extra` is not signed by anybody: here it names the line of the log, so that whoever holds the entry's digest can
work out the leaf. Twin of `log-proof.ts`.
"""

from dataclasses import dataclass

from comptoir.journal.encoding import from_base64, to_base64
from comptoir.journal.merkle import HASH_BYTES

PROOF_HEADER = "c2sp.org/tlog-proof@v1"


class ProofUnreadable(Exception):
    """This is no such text."""


@dataclass(frozen=True, slots=True)
class LogProofText:
    """`note`: the head with its signatures, as it was signed. `index` counts from 0."""

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        return "\n".join([PROOF_HEADER, *extra, f"index {self.index}", *map(to_base64, self.path), "", self.note])


def read_log_proof(text: str) -> LogProofText:
    """Raises `ProofUnreadable`."""
    before, gap, note = text.partition("\n\n")
    header, *lines = before.split("\n")
    if not gap or header != PROOF_HEADER or not lines:
        raise ProofUnreadable
    extra = b""
    if lines[0].startswith("extra "):
        extra = _bytes(lines.pop(0).removeprefix("extra "))
    word, _, number = lines.pop(0).partition(" ") if lines else ("", "", "")
    if word != "index" or not number.isascii() or not number.isdigit() or number != str(int(number)):
        raise ProofUnreadable
    path = tuple(_bytes(line) for line in lines)
    if any(len(one) != HASH_BYTES for one in path):
        raise ProofUnreadable
    return LogProofText(int(number), path, note, extra)


def _bytes(text: str) -> bytes:
    found = from_base64(text)
    if found is None:
        raise ProofUnreadable
    return found

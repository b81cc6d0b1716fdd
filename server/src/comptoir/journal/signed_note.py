"""Notes that several parties sign, and the head of a log written as one.

C2SP signed-note, tlog-checkpoint and tlog-cosignature: lines of text, an empty line, and one signature a line,
`— name base64(key hash ‖ signature)`. Whoever reads it looks for the signers that they trust and passes over all
others. Twin of `signed-note.ts`.
"""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comptoir.journal.encoding import from_base64, to_base64
from comptoir.journal.merkle import HASH_BYTES

ED25519 = 1
COSIGNATURE = 4
_DASH = "\u2014 "
_KEY_HASH_BYTES = 4
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_TIME_BYTES = 8


class NoteUnreadable(Exception):
    """This is no signed note, no checkpoint or no key."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Whom to believe: a name, how its key signs (`ED25519` or `COSIGNATURE`) and its 32 bytes."""

    name: str
    algorithm: int
    key: bytes

    @property
    def key_hash(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key).digest()[:_KEY_HASH_BYTES]

    def __str__(self) -> str:
        """`name+hash+key`, the form in which keys are handed on."""
        return f"{self.name}+{self.key_hash.hex()}+{to_base64(bytes([self.algorithm]) + self.key)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line at the foot of a note."""

    name: str
    key_hash: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_hash + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a line feed; it is what was signed."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def read_verifier(text: str) -> Verifier:
    """Raises `NoteUnreadable`."""
    name, _, rest = text.partition("+")
    hashed, _, key = rest.partition("+")
    found = _bytes(key)
    if not _is_name(name) or len(found) != 1 + _KEY_BYTES or found[0] not in (ED25519, COSIGNATURE):
        raise NoteUnreadable
    verifier = Verifier(name, found[0], found[1:])
    if verifier.key_hash.hex() != hashed:
        raise NoteUnreadable
    return verifier


def read_note(text: str) -> Note:
    """Raises `NoteUnreadable`."""
    body, gap, foot = text.rpartition("\n\n")
    lines = foot.split("\n")
    if not gap or len(lines) < 2 or lines[-1] or any(ord(sign) < 32 and sign != "\n" for sign in text):
        raise NoteUnreadable
    return Note(body + "\n", tuple(_signature(line) for line in lines[:-1]))


def read_checkpoint(text: str) -> Checkpoint:
    """Of a note's text. Lines behind the third are for others. Raises `NoteUnreadable`."""
    lines = text.split("\n")
    if (
        len(lines) < 4
        or not lines[0]
        or not lines[1].isascii()
        or not lines[1].isdigit()
        or lines[1] != str(int(lines[1]))
    ):
        raise NoteUnreadable
    root = _bytes(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteUnreadable
    return Checkpoint(lines[0], int(lines[1]), root)


def sign_note(key: Ed25519PrivateKey, name: str, text: str) -> Signature:
    """As the log signs its own head."""
    verifier = Verifier(name, ED25519, key.public_key().public_bytes_raw())
    return Signature(name, verifier.key_hash, key.sign(text.encode()))


def cosign_note(key: Ed25519PrivateKey, name: str, text: str, unix_seconds: int) -> Signature:
    """As a witness says: at this time, this is the only head of that log that I have seen."""
    verifier = Verifier(name, COSIGNATURE, key.public_key().public_bytes_raw())
    signed = key.sign(_cosigned(text, unix_seconds))
    return Signature(name, verifier.key_hash, unix_seconds.to_bytes(_TIME_BYTES, "big") + signed)


def signed_at(note: Note, verifier: Verifier) -> int | None:
    """When this party signed the note: Unix seconds of a witness, 0 of a log; None when it did not."""
    for one in note.signatures:
        if (one.name, one.key_hash) == (verifier.name, verifier.key_hash):
            return _signed_at(note.text, one.signature, verifier)
    return None


def _signed_at(text: str, signature: bytes, verifier: Verifier) -> int | None:
    seconds, message, proof = 0, text.encode(), signature
    if verifier.algorithm == COSIGNATURE:
        seconds, proof = int.from_bytes(signature[:_TIME_BYTES], "big"), signature[_TIME_BYTES:]
        message = _cosigned(text, seconds)
    if len(proof) != _SIGNATURE_BYTES:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(proof, message)
    except InvalidSignature:
        return None
    return seconds


def _cosigned(text: str, unix_seconds: int) -> bytes:
    return f"cosignature/v1\ntime {unix_seconds}\n{text}".encode()


def _signature(line: str) -> Signature:
    name, gap, rest = line.removeprefix(_DASH).partition(" ")
    found = _bytes(rest)
    if not line.startswith(_DASH) or not gap or not _is_name(name) or len(found) <= _KEY_HASH_BYTES:
        raise NoteUnreadable
    return Signature(name, found[:_KEY_HASH_BYTES], found[_KEY_HASH_BYTES:])


def _is_name(name: str) -> bool:
    return name != "" and "+" not in name and not any(sign.isspace() for sign in name)


def _bytes(text: str) -> bytes:
    found = from_base64(text)
    if found is None:
        raise NoteUnreadable
    return found

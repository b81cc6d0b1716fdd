"""Signed heads: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof (docs/auditor/export-format.md §6)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comptoir_verify.sealing import Unreadable

OF_A_LOG, OF_A_WITNESS = 1, 4
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_DASH = "\u2014 "
_AFTER = re.compile(r"^after (\S+) ([0-9]+) (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Signer:
    """A name, how its key signs, and its 32 bytes."""

    name: str
    algorithm: int
    key: bytes

    @property
    def key_hash(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key).digest()[:4]


@dataclass(frozen=True, slots=True)
class Head:
    """A signed note that is a log's head. `text` is what was signed."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def age(self) -> int:
        """1 for a log that was never set back; each roll-back that the server saw makes it one more."""
        parts = self.origin.split("/")
        return int(parts[2]) if len(parts) == 3 and parts[2].isdigit() else 1

    @property
    def before(self) -> str:
        """How the age before this one ended, as the head itself says."""
        found = _AFTER.search(self.text)
        return f"{found[1]} {found[2]}" if found else ""

    def signed_at(self, signer: Signer) -> int | None:
        """0 of a log, Unix seconds of a witness; None where this signer did not sign."""
        for name, blob in self.signatures:
            if name == signer.name and blob[:4] == signer.key_hash:
                return _check(self.text, blob[4:], signer)
        return None


@dataclass(frozen=True, slots=True)
class Proof:
    """A C2SP tlog-proof. `extra` of ours is the leaf's text, so that the file proves something by itself."""

    index: int
    path: tuple[bytes, ...]
    head: Head
    extra: bytes


def read_signer(text: str) -> Signer:
    """`name+hash+key`, in which keys are handed on. Raises `Unreadable`."""
    name, _, rest = text.strip().partition("+")
    hashed, _, key = rest.partition("+")
    raw = _bytes(key)
    if not name or len(raw) != 33 or raw[0] not in (OF_A_LOG, OF_A_WITNESS):
        raise Unreadable("key")
    found = Signer(name, raw[0], raw[1:])
    if found.key_hash.hex() != hashed:
        raise Unreadable("key")
    return found


def read_head(text: str) -> Head:
    """Raises `Unreadable`."""
    body, gap, foot = text.rpartition("\n\n")
    lines = (body + "\n").split("\n")
    if not gap or len(lines) < 4 or not re.fullmatch("0|[1-9][0-9]*", lines[1]):
        raise Unreadable("head")
    root = _bytes(lines[2])
    if len(root) != 32 or not foot.endswith("\n"):
        raise Unreadable("head")
    return Head(lines[0], int(lines[1]), root, body + "\n", tuple(_signatures(foot)))


def read_proof(text: str) -> Proof:
    """Raises `Unreadable`."""
    top, gap, note = text.partition("\n\n")
    lines = top.split("\n")
    extra = b""
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra = _bytes(lines.pop(1).removeprefix("extra "))
    if not gap or len(lines) < 2 or lines[0] != PROOF_HEADER or not re.fullmatch("index (0|[1-9][0-9]*)", lines[1]):
        raise Unreadable("proof")
    index = int(lines[1].removeprefix("index "))
    return Proof(index, tuple(_bytes(line) for line in lines[2:]), read_head(note), extra)


def _signatures(foot: str) -> Iterator[tuple[str, bytes]]:
    for line in foot.removesuffix("\n").split("\n"):
        name, gap, rest = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not gap or not name:
            raise Unreadable("head")
        yield name, _bytes(rest)


def _check(text: str, blob: bytes, signer: Signer) -> int | None:
    seconds, signature, message = 0, blob, text.encode()
    if signer.algorithm == OF_A_WITNESS:
        seconds, signature = int.from_bytes(blob[:8], "big"), blob[8:]
        message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(signer.key).verify(signature, message)
    except InvalidSignature:
        return None
    return seconds


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("base64") from error

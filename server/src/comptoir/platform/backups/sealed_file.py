"""A file that one key opens: encrypted in pieces, each at its place, the last one marked as the last.

    comptoir-backup-v1
    {"ephemeral":…,"key":…,"kind":"books","made_at":…,"name":…}
    pieces of 1 MiB and 16 bytes; the last one is shorter

As in age: a fresh X25519 key for each file, HKDF-SHA256 over what it agrees on with the recovery key, then
ChaCha20-Poly1305 with a counter and a mark for the last piece (STREAM). The two lines of the head are bound to every
piece. So a file that was cut, mended, put together from two or given another name does not open.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comptoir.platform.backups.recovery import Kind, RecoveryKey, fingerprint

FORMAT = b"comptoir-backup-v1\n"
PIECE_BYTES = 1 << 20
TAG_BYTES = 16
HEAD_BYTES_MAX = 4_096
COUNTER_BYTES = 11


class SealBroken(Exception):
    """The file is not what was written; the text says how that shows."""


class Readable(Protocol):
    """What gives bytes: a file, a pipe, an answer of a store."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself, for everybody to read; nobody can change it."""

    name: str
    kind: Kind
    made_at: str
    key: str
    ephemeral: bytes

    @property
    def line(self) -> bytes:
        said = {
            "ephemeral": base64.b64encode(self.ephemeral).decode(),
            "key": self.key,
            "kind": self.kind.value,
            "made_at": self.made_at,
            "name": self.name,
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class FileKey:
    """Opens one file. Whoever wrote it may keep this to read it again, without the recovery key."""

    raw: bytes


class SealedWriter:
    """Takes plain bytes and writes sealed ones. Without `close` the file has no end and does not open."""

    def __init__(self, target: BinaryIO, *, name: str, kind: Kind, made_at: str, public: bytes) -> None:
        own = X25519PrivateKey.generate()
        head = Head(name, kind, made_at, fingerprint(public), own.public_key().public_bytes_raw())
        agreed = own.exchange(X25519PublicKey.from_public_bytes(public))
        self.key = FileKey(_derive(agreed, head, public))
        self._target = target
        self._box = _Box(self.key, head)
        self._waiting = bytearray()
        target.write(FORMAT + head.line)

    def write(self, plain: bytes | memoryview) -> int:
        self._waiting += plain
        while len(self._waiting) > PIECE_BYTES:
            self._target.write(self._box.seal(bytes(self._waiting[:PIECE_BYTES]), is_last=False))
            del self._waiting[:PIECE_BYTES]
        return len(plain)

    def close(self) -> None:
        """Write the last piece."""
        self._target.write(self._box.seal(bytes(self._waiting), is_last=True))
        self._waiting.clear()


def read_head(source: Readable) -> Head:
    """The head of a file; what follows it in `source` are the pieces."""
    if _line(source) != FORMAT:
        raise SealBroken("This is no backup of Comptoir.")
    line = _line(source)
    try:
        said = json.loads(line)
        head = Head(
            name=str(said["name"]), kind=Kind(said["kind"]), made_at=str(said["made_at"]), key=str(said["key"]),
            ephemeral=base64.b64decode(said["ephemeral"], validate=True),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        raise SealBroken("The head of this backup cannot be read.") from None
    if head.line != line or len(head.ephemeral) != 32:
        raise SealBroken("The head of this backup cannot be read.")
    return head


def read_sealed(source: Readable, head: Head, key: FileKey | RecoveryKey) -> Iterator[bytes]:
    """The plain pieces, each checked before it is given. Only when this ends by itself was the file whole."""
    opened = key if isinstance(key, FileKey) else _opened(head, key)
    box = _Box(opened, head)
    piece = _exactly(source, PIECE_BYTES + TAG_BYTES)
    while True:
        after = _exactly(source, PIECE_BYTES + TAG_BYTES) if len(piece) == PIECE_BYTES + TAG_BYTES else b""
        yield box.open(piece, is_last=not after)
        if not after:
            return
        piece = after


def _opened(head: Head, key: RecoveryKey) -> FileKey:
    if fingerprint(key.public) != head.key:
        raise SealBroken(f"This is not the recovery key of {head.name}; it is opened by the key {head.key}.")
    agreed = X25519PrivateKey.from_private_bytes(key.raw).exchange(X25519PublicKey.from_public_bytes(head.ephemeral))
    return FileKey(_derive(agreed, head, key.public))


def _derive(agreed: bytes, head: Head, public: bytes) -> bytes:
    info = FORMAT + head.kind.value.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=head.ephemeral + public, info=info).derive(agreed)


class _Box:
    """The pieces of one file, in order."""

    def __init__(self, key: FileKey, head: Head) -> None:
        self._cipher = ChaCha20Poly1305(key.raw)
        self._bound = hashlib.sha256(FORMAT + head.line).digest()
        self._count = 0

    def seal(self, plain: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(is_last=is_last), plain, self._bound)

    def open(self, piece: bytes, *, is_last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(is_last=is_last), piece, self._bound)
        except InvalidTag:
            raise SealBroken(
                f"Piece {self._count} of this backup is not what was written: the file was cut, changed or mixed."
            ) from None

    def _nonce(self, *, is_last: bool) -> bytes:
        nonce = self._count.to_bytes(COUNTER_BYTES, "big") + (b"\1" if is_last else b"\0")
        self._count += 1
        return nonce


def _line(source: Readable) -> bytes:
    line = b""
    while not line.endswith(b"\n") and len(line) < HEAD_BYTES_MAX:
        letter = source.read(1)
        if not letter:
            break
        line += letter
    return line


def _exactly(source: Readable, size: int) -> bytes:
    """As many bytes as asked, fewer only at the end."""
    parts: list[bytes] = []
    missing = size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)

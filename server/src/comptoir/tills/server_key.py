"""The server's own key: it signs enrolment certificates and lives outside the database.

A database that is restored, or changed by hand, can't make a certificate; this file can't be read from SQL.
"""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from comptoir.journal import from_base64url, to_base64url

FORMER = "former-server-keys"


def server_key() -> Ed25519PrivateKey:
    """The key in COMPTOIR_HOME/secrets/server-key, made at first use, readable by its owner only."""
    return _load(Path(settings.HOME) / "secrets" / "server-key")


def server_public_key() -> str:
    """What a till keeps of it: base64url of 32 bytes."""
    return to_base64url(server_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def known_server_keys() -> list[str]:
    """By which certificates are believed: this server's, and those of servers whose shop was read in here
    (`comptoir import`), a line each in COMPTOIR_HOME/secrets/former-server-keys.
    """
    path = Path(settings.HOME) / "secrets" / FORMER
    former = path.read_text(encoding="ascii").split() if path.exists() else []
    return [server_public_key(), *former]


def remember_server_key(text: str) -> None:
    """Believe what that server certified, too. Raises `ValueError` for what is no key."""
    if from_base64url(text, 32) is None:
        raise ValueError("this is no server's key")
    if text not in known_server_keys():
        path = Path(settings.HOME) / "secrets" / FORMER
        with path.open("a", encoding="ascii") as stream:
            stream.write(f"{text}\n")


def server_secret(purpose: bytes, length: int) -> bytes:
    """Bytes of another use, derived from the key: one file to guard and to back up."""
    seed = server_key().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(seed)


@lru_cache(maxsize=4)
def _load(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def _make(path: Path) -> None:
    """Write beside and link: two that start at once agree on one key, and none reads half of it.

    A temporary file is its owner's only from the start.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    draft = Path(name)
    try:
        with open(descriptor, "w", encoding="ascii") as stream:
            stream.write(raw.hex() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()

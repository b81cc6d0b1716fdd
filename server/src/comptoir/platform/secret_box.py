"""Secrets that the database keeps and cannot read: sealed under keys that lie beside it, in COMPTOIR_HOME.

A key has a number, and what it sealed begins with that number. Rotating adds a key; what older ones sealed still opens
until it is sealed anew. Whoever copies the database has nothing of it, whoever copies a row to another owner neither.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
NUMBER_BYTES = 2
KEY_BYTES = 32


def seal(secret: bytes, *, purpose: str, owner: bytes) -> bytes:
    """Encrypted under the newest key, for one purpose and one owner."""
    number, key = _newest()
    head = number.to_bytes(NUMBER_BYTES, "big")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, secret, _bound(head, purpose, owner))


def unseal(sealed: bytes, *, purpose: str, owner: bytes) -> bytes | None:
    """The secret; none where this server has not the key any more, or it was sealed for another."""
    head, rest = sealed[:NUMBER_BYTES], sealed[NUMBER_BYTES:]
    key = _keys().get(int.from_bytes(head, "big"))
    if key is None or len(rest) <= NONCE_BYTES:
        return None
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(head, purpose, owner))
    except InvalidTag:
        return None


def is_newest(sealed: bytes) -> bool:
    """Whether the newest key sealed it."""
    return int.from_bytes(sealed[:NUMBER_BYTES], "big") == _newest()[0]


def add_key() -> int:
    """From here on this one seals. Answers its number."""
    number = max(_keys(), default=0) + 1
    _write(_folder() / str(number))
    return number


def forget_keys(*, before: int) -> int:
    """What they sealed opens no more. Answers how many went."""
    old = [number for number in _keys() if number < before]
    for number in old:
        (_folder() / str(number)).unlink()
    return len(old)


def _bound(head: bytes, purpose: str, owner: bytes) -> bytes:
    return head + purpose.encode() + b"\0" + owner


def _newest() -> tuple[int, bytes]:
    if not _keys():
        _write(_folder() / "1")
    keys = _keys()
    number = max(keys)
    return number, keys[number]


def _folder() -> Path:
    return Path(settings.HOME) / "secrets" / "box"


def _keys() -> Mapping[int, bytes]:
    """Looked for each time: another process may have added one."""
    folder = _folder()
    names = [one.name for one in folder.iterdir() if one.name.isdecimal()] if folder.is_dir() else []
    return {int(name): _read(folder / name) for name in names}


@lru_cache(maxsize=32)
def _read(path: Path) -> bytes:
    key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    assert len(key) == KEY_BYTES
    return key


def _write(path: Path) -> None:
    """Write beside and link: two that begin at once agree on one key, and none reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)
    draft = Path(name)
    try:
        with open(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()

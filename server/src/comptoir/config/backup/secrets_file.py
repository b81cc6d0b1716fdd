"""What lies outside the database and must not be lost: the server's key, the other secrets, what was signed of the
logs, certificates. Its file has a recovery key of its own, so that the books can be read without it.
"""

from __future__ import annotations

import io
import os
import tarfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from comptoir.config.home import Home
from comptoir.platform.backups.recovery import Kind, RecoveryKey
from comptoir.platform.backups.sealed_file import FileKey, Readable, SealBroken, SealedWriter, read_head, read_sealed
from comptoir.platform.postgres_files import write_private

FOLDERS = ("secrets", "log-heads", "tls", "backups", "erasures")
# Locks and drafts, and the code of a first run, are of a moment.
NOT_KEPT = ("setup-code", "wanted")
BYTES_MAX = 256 << 20


class SecretsInTheWay(Exception):
    """Another server's secrets are in this home."""


def dump_secrets(home: Home, target: BinaryIO, *, name: str, public: bytes, now: datetime) -> FileKey:
    """Write a sealed file of them."""
    sealed = SealedWriter(
        target, name=name, kind=Kind.SECRETS, made_at=now.isoformat(timespec="seconds"), public=public
    )
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for path in _kept(home):
            content = path.read_bytes()
            said = tarfile.TarInfo(path.relative_to(home.path).as_posix())
            said.size, said.mode, said.mtime = len(content), 0o600, int(path.stat().st_mtime)
            tar.addfile(said, io.BytesIO(content))
    sealed.write(whole.getbuffer())
    sealed.close()
    return sealed.key


def read_secrets(source: Readable, key: FileKey | RecoveryKey, *, name: str | None = None) -> dict[str, bytes]:
    """The files of one, by their place in the home. Nothing is written."""
    head = read_head(source)
    if head.kind is not Kind.SECRETS:
        raise SealBroken(f"{head.name} holds the books, not the secrets.")
    if name is not None and head.name != name:
        raise SealBroken(f"This file was made as {head.name}, and lies there as {name}.")
    whole = io.BytesIO()
    for piece in read_sealed(source, head, key):
        whole.write(piece)
        if whole.tell() > BYTES_MAX:
            raise SealBroken("These secrets are larger than secrets are.")
    whole.seek(0)
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=whole) as tar:
        for member in tar:
            place = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or place.is_absolute() or ".." in place.parts or place.parts[0] not in FOLDERS:
                raise SealBroken(f"{member.name} is no file of a home.")
            found[member.name] = content.read()
    return found


def check_secrets(home: Home, found: dict[str, bytes]) -> list[str]:
    """Whether each of this home's files came back; one that changed meanwhile is named by its place only."""
    return [
        f"{place} did not come back as it was"
        for path in _kept(home)
        if found.get(place := path.relative_to(home.path).as_posix()) != path.read_bytes()
        # What was signed last moves with every sale.
        and not (place.startswith(("log-heads/", "backups/")) and place in found)
    ]


def unpack_secrets(home: Home, found: dict[str, bytes]) -> int:
    """Put them into a home that has no server key, or the same one. Answers how many files were written."""
    own = home.secrets / "server-key"
    if own.exists() and own.read_bytes() != found.get("secrets/server-key"):
        raise SecretsInTheWay(
            f"{home.path} has a server key of its own. Restore into an empty home, or its tills are lost."
        )
    home.prepare()
    written = 0
    for place, content in sorted(found.items()):
        path = home.path / place
        # What was signed last must never go back: the newer of two is kept.
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, content)
        written += 1
    return written


def _write(path: Path, content: bytes) -> None:
    try:
        write_private(path, content.decode("utf-8"))
    except UnicodeDecodeError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _kept(home: Home) -> list[Path]:
    return sorted(
        path
        for folder in FOLDERS
        for path in (home.path / folder).rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and path.name not in NOT_KEPT
        and not path.name.startswith(".")
        and path.suffix != ".part"
    )

"""Where backups are kept: a folder (best on another disk), or a store that speaks S3."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from comptoir.platform.backups.sealed_file import Readable
from comptoir.platform.postgres_files import sync_folder

# 20261127T183000Z-books.comptoir: sorted by name is sorted by time.
NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-(books|secrets)\.comptoir").fullmatch
BLOCK = 1 << 20


class PlaceTroubled(Exception):
    """The place does not take, give or list; the text says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup at its place."""

    name: str
    size: int


class Place(Protocol):
    """What a place can do. A name is only there once the whole file is."""

    def put(self, name: str, write: Callable[[BinaryIO], None]) -> int:
        """Keep what `write` writes; answers its bytes."""

    def open(self, name: str) -> AbstractContextManager[Readable]: ...

    def list(self) -> list[Kept]:
        """All of them, the oldest first."""

    def remove(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """A folder."""

    path: Path

    def put(self, name: str, write: Callable[[BinaryIO], None]) -> int:
        draft = self.path / f".{name}.part"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with open(descriptor, "wb", buffering=BLOCK) as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
                size = stream.tell()
            os.replace(draft, self.path / name)
            sync_folder(self.path)
        except OSError as trouble:
            self._forget(draft)
            raise PlaceTroubled(f"{self.path} does not take the backup: {trouble.strerror}.") from trouble
        except BaseException:
            self._forget(draft)
            raise
        return size

    def open(self, name: str) -> AbstractContextManager[Readable]:
        try:
            return (self.path / name).open("rb")
        except OSError as trouble:
            raise PlaceTroubled(f"{self.path / name} cannot be read: {trouble.strerror}.") from trouble

    def list(self) -> list[Kept]:
        try:
            found = [one for one in self.path.iterdir() if NAME(one.name)] if self.path.is_dir() else []
            return sorted((Kept(one.name, one.stat().st_size) for one in found), key=lambda kept: kept.name)
        except OSError as trouble:
            raise PlaceTroubled(f"{self.path} cannot be read: {trouble.strerror}.") from trouble

    @staticmethod
    def _forget(draft: Path) -> None:
        with contextlib.suppress(OSError):
            draft.unlink()

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

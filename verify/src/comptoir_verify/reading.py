"""An export as a file: its members, its tables row by row, and whether a member is as the manifest says."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from comptoir_verify.sealing import Unreadable

FORMAT = "comptoir-export"
CHUNK_BYTES = 1 << 20
MANIFEST_BYTES_MAX = 64 << 20
SMALL_BYTES_MAX = 1 << 20
LINE_BYTES_MAX = 1 << 20
RECORD_BYTES_MAX = 64 << 20
# An entry of 64 KB, in hexadecimal.
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Export:
    """What is in the file."""

    path: Path
    manifest: dict[str, Any]
    members: frozenset[str]

    @property
    def organization(self) -> str:
        return str(self.manifest["organization"]["id"])

    @property
    def chains(self) -> list[str]:
        """Names of chains, as their files are called."""
        found = [name for name in self.members if name.startswith("entries/") and name.endswith(".jsonl")]
        return sorted(name.removeprefix("entries/").removesuffix(".jsonl") for name in found)

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        return {str(one["file"]): one for one in self.manifest["tables"]}


def open_export(path: Path) -> Export:
    """Raises `Unreadable`."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("manifest.json").file_size > MANIFEST_BYTES_MAX:
                raise Unreadable("manifest.json")
            manifest = json.loads(archive.read("manifest.json"))
            export = Export(path, manifest, frozenset(archive.namelist()))
            if manifest["format"] != FORMAT or not export.organization or export.tables is None:
                raise Unreadable("manifest.json")
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(path)) from error
    return export


def small(archive: zipfile.ZipFile, name: str) -> str | None:
    """A short text, or None where it is not there. Raises `Unreadable`."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return None
    if member.file_size > SMALL_BYTES_MAX:
        raise Unreadable(name)
    try:
        return archive.read(member).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(name) from error


class Blocks:
    """A member in pieces that end where a record ends; what was read is hashed meanwhile.

    A record ends at a line feed that stands outside of quotes, that is, behind an even number of them.
    """

    def __init__(self, source: IO[bytes], file: str, size: int, *, has_quotes: bool = False) -> None:
        self._source, self._file, self._size, self._has_quotes = source, file, size, has_quotes
        self._digest = sha256()

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        while piece := self._source.read(self._size):
            self._digest.update(piece)
            rest += piece
            end = rest.rfind(b"\n") + 1
            while end and self._has_quotes and rest.count(b'"', 0, end) & 1:
                end = rest.rfind(b"\n", 0, rest.rfind(b'"', 0, end)) + 1
            if end:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > RECORD_BYTES_MAX:
                raise Unreadable(self._file)
        if rest:
            yield rest

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


class Rows:
    """The rows of a table, the asked columns only, in their order."""

    def __init__(self, archive: zipfile.ZipFile, file: str, columns: Sequence[str]) -> None:
        self._blocks = Blocks(archive.open(file), file, CHUNK_BYTES, has_quotes=True)
        self._pieces = iter(self._blocks)
        self._file = file
        self.count = 0
        self._first = self._records(next(self._pieces, b""))
        header = next(self._first, [])
        try:
            self._places = [header.index(column) for column in columns]
        except ValueError as error:
            raise Unreadable(file) from error
        self._width = len(header)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Two columns or more."""
        chosen, width = itemgetter(*self._places), self._width
        records = self._first
        try:
            while True:
                for row in records:
                    if len(row) != width:
                        raise Unreadable(self._file)
                    self.count += 1
                    yield chosen(row)
                piece = next(self._pieces, b"")
                if not piece:
                    return
                records = self._records(piece)
        except csv.Error as error:
            raise Unreadable(self._file) from error

    def _records(self, piece: bytes) -> Iterator[list[str]]:
        """RFC 4180. A piece without a quote and without a carriage return has one record a line: that is quicker read
        by splitting, and no other reading of it is possible.
        """
        try:
            text = piece.decode()
        except UnicodeDecodeError as error:
            raise Unreadable(self._file) from error
        if '"' in text or "\r" in text:
            return csv.reader(io.StringIO(text, newline=""))
        return (line.split(",") for line in text.removesuffix("\n").split("\n")) if text else iter(())

    def digest(self) -> str:
        """Of all of the member, once the rows were read."""
        return self._blocks.hexdigest()


def digest_of_member(archive: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    with archive.open(name) as source:
        while piece := source.read(CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def octets(text: str) -> bytes:
    """What PostgreSQL writes as `\\x6b65`. Raises `Unreadable`."""
    try:
        return bytes.fromhex(text.removeprefix("\\x"))
    except ValueError as error:
        raise Unreadable("bytea") from error

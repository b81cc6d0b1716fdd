"""Entries on this machine's disk: a file of lines for each chain, only ever appended to.

What `keep` has answered is on the disk: written, flushed, and found again after a power cut. A line is called by its
digest, so one that comes again is recognized and not written twice. How far the server has them stands beside.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from comptoir_agent.files import write_durably
from comptoir_agent.relay.journal import Line, NotGenuine, read_line

# The server has had them for a week: this place is needed for others.
KEPT_SECONDS = 7 * 86_400
BYTES_MAX = 2_000_000_000


class Full(Exception):
    """No room, or a disk that does not write: nothing of this is kept, and the till must know."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A line and where it ends in its file."""

    line: Line
    end: int


@dataclass(slots=True)
class Chain:
    """One chain's file, in the order in which its lines came; the first `sent` of them the server has."""

    path: Path
    kept: list[Kept] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    size: int = 0
    sent: int = 0

    @property
    def cursor(self) -> Path:
        """Where it is written how far the server has them, in bytes: a line that rots changes no count."""
        return self.path.with_suffix(".sent")


class Keep:
    """All chains of this agent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chains: dict[str, Chain] = {}
        self._turn = asyncio.Lock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in sorted(folder.glob("*.lines")):
            self._chains[path.stem] = _restore(path)

    @property
    def pending_count(self) -> int:
        """How many entries the server has not confirmed."""
        return sum(len(chain.kept) - chain.sent for chain in self._chains.values())

    def has_pending(self, name: str) -> bool:
        """Whether a chain has something for the server."""
        chain = self._chains[name]
        return chain.sent < len(chain.kept)

    async def keep(self, name: str, lines: list[Line]) -> list[bool]:
        """Put lines of one chain on the disk; True for each that is new. Raises `Full`: then none of them is kept.

        The disk is waited for in a thread: a slow card must not hold up a drawer.
        """
        async with self._turn:
            chain = self._chains.get(name) or Chain(self._folder / f"{name}.lines")
            seen = set(chain.digests)
            is_new: list[bool] = []
            for line in lines:
                is_new.append(line.digest not in seen)
                seen.add(line.digest)
            fresh = [line for line, new in zip(lines, is_new, strict=True) if new]
            if fresh:
                data = b"".join(line.raw + b"\n" for line in fresh)
                if sum(one.size for one in self._chains.values()) + len(data) > BYTES_MAX:
                    raise Full
                await asyncio.to_thread(_append, chain, data)
                for line in fresh:
                    chain.size += len(line.raw) + 1
                    chain.kept.append(Kept(line, chain.size))
                    chain.digests.add(line.digest)
                self._chains[name] = chain
            return is_new

    def pending(self, lines_max: int, bytes_max: int) -> Iterator[tuple[str, list[Line]]]:
        """What each chain has for the server next, in order."""
        for name, chain in sorted(self._chains.items()):
            taken: list[Line] = []
            size = 0
            for one in chain.kept[chain.sent : chain.sent + lines_max]:
                size += len(one.line.raw) + 1
                if taken and size > bytes_max:
                    break
                taken.append(one.line)
            if taken:
                yield name, taken

    def confirm(self, name: str, count: int) -> None:
        """The server has the next `count` lines of a chain. Lost in a power cut, they are sent again and recognized."""
        chain = self._chains[name]
        write_durably(chain.cursor, str(chain.kept[chain.sent + count - 1].end).encode())
        chain.sent += count

    def set_aside(self, line: Line, code: str) -> None:
        """The server refuses what we hold for genuine: that is for a person to look at, and never thrown away."""
        with (self._folder / "refused.txt").open("ab") as stream:
            stream.write(code.encode() + b" " + line.raw + b"\n")
            stream.flush()
            os.fsync(stream.fileno())

    async def forget_old(self, now: float | None = None) -> None:
        """Chains of which the server has everything, and nothing came for a week."""
        moment = time.time() if now is None else now
        async with self._turn:
            for name, chain in list(self._chains.items()):
                if chain.sent == len(chain.kept) and moment - chain.path.stat().st_mtime > KEPT_SECONDS:
                    del self._chains[name]
                    # The cursor first: beside a younger file of this chain it would say too much.
                    chain.cursor.unlink(missing_ok=True)
                    chain.path.unlink(missing_ok=True)


def _append(chain: Chain, data: bytes) -> None:
    is_first = not chain.path.exists()
    try:
        descriptor = os.open(chain.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        except OSError:
            # Half a batch must not stay: what is not answered as kept is not kept.
            with suppress(OSError):
                os.ftruncate(descriptor, chain.size)
            raise
        finally:
            os.close(descriptor)
        if is_first:
            _sync_folder(chain.path.parent)
    except OSError as error:
        raise Full from error


def write_all(descriptor: int, data: bytes) -> None:
    """All of it: a disk that is nearly full takes a part and says so."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _restore(path: Path) -> Chain:
    """Read a file again. A power cut may have left half a line at the end: it was never answered, so it goes."""
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as stream:
            stream.truncate(whole)
            os.fsync(stream.fileno())
    chain = Chain(path)
    for raw in data[:whole].split(b"\n")[:-1]:
        chain.size += len(raw) + 1
        with suppress(NotGenuine):  # a line that rotted on the disk: its neighbors still count
            line = read_line(raw)
            chain.kept.append(Kept(line, chain.size))
            chain.digests.add(line.digest)
    with suppress(OSError, ValueError):
        cursor = int(chain.cursor.read_text(encoding="ascii"))
        chain.sent = sum(one.end <= cursor for one in chain.kept)
    return chain

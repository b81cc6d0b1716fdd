"""What lies on disk around an embedded database: its place, its pid file, its socket folder, its locks.

The only truth about a running server is its `postmaster.pid`, checked against the process that it names. Nothing is
global: two databases share no lock, no folder and no name, and root leaves nothing that stops an ordinary user.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from comptoir.platform.postgres_account import Account
from comptoir.platform.postgres_binaries import PostgresUnavailable

PORT = 5432
# sun_path is 104 bytes on macOS and 108 on Linux, its final NUL included.
SOCKET_PATH_MAX = 100
# Beside a database below `state`: the path of the link that leads to it.
LINK_NOTE = "link"
FORGET_SECONDS = 3_600
TEMPORARY_PREFIX = "comptoir-pg-"


@dataclass(frozen=True, slots=True)
class PidFile:
    """The lines of `postmaster.pid` that matter here."""

    pid: int
    socket_folder: Path
    port: int
    status: str


def read_pid_file(place: Path) -> PidFile | None:
    """The pid file of a data folder; None while it is missing or only half written."""
    try:
        lines = (place / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 8 or not lines[0].lstrip("-").isdigit() or not lines[3].isdigit():
        return None
    return PidFile(pid=int(lines[0]), port=int(lines[3]), socket_folder=Path(lines[4]), status=lines[7].strip())


def is_server_of(pid: int, place: Path) -> bool:
    """Whether a process is alive and is a PostgreSQL of this data folder.

    After a power cut, and in every container, the number in an old pid file belongs to some other program.
    """
    if pid <= 0:
        return False
    if Path("/proc/self/comm").exists():
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            return name == "postgres" and os.readlink(f"/proc/{pid}/cwd") == str(place)
        except OSError:
            return False  # gone, or a zombie that nobody reaped
    command = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in command.stdout and str(place) in command.stdout


def make_parent(data: Path, account: Account) -> None:
    """Make the folder that holds the database and what stands beside it; one that exists keeps its mode."""
    if not data.parent.exists():
        data.parent.mkdir(parents=True, exist_ok=True)  # another start may make it at this moment
        data.parent.chmod(0o700 if account.uid is None else 0o711)


def make_passable(folder: Path) -> None:
    """Make a folder of ours that every account may pass through, whatever our umask; one that exists stays as it is."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)


def settle(data: Path, account: Account, state: Path) -> Path:
    """The folder that really holds the database, with its links resolved.

    Usually `data` itself. As root, below a folder that the database account may not enter (/root), it is a folder of
    its own below `state` and `data` becomes a link to it: better than opening other people's folders. A link whose
    target is gone is an error, never a new empty database.
    """
    if data.is_symlink():
        target = data.resolve()
        if not target.is_dir():
            raise PostgresUnavailable(
                f"The database of {data} was at {target}, and this folder is gone. Restore it, or remove the link "
                f"{data} to begin with an empty database."
            )
        return target
    if data.is_dir() or account.can_enter(data.parent):
        return data.resolve()
    target = state / f"{data.parent.name.lstrip('.')}-{secrets.token_hex(4)}" / data.name
    make_passable(state)
    forget_temporary(state)
    make_passable(target.parent)
    write_private(target.parent / LINK_NOTE, str(data))
    target.mkdir(mode=0o700)
    account.own(target)
    data.symlink_to(target)
    return target.resolve()


def forget_temporary(state: Path) -> None:
    """Erase databases whose home lay in the temporary folder and is gone: those of tests and benches.

    Any other database stays, whatever happened to its home: the disk may only be missing.
    """
    for note in state.glob(f"*/{LINK_NOTE}"):
        data = Path(note.read_text())
        place = note.parent / data.name
        known = read_pid_file(place)
        is_running = known is not None and is_server_of(known.pid, place)
        is_old = time.time() - note.stat().st_mtime > FORGET_SECONDS  # a young one may still get its link
        if is_old and data.is_relative_to(tempfile.gettempdir()) and not data.is_symlink() and not is_running:
            shutil.rmtree(note.parent, ignore_errors=True)


def socket_folder(place: Path, account: Account) -> Path:
    """A folder that only the database account enters, with a path short enough for a Unix socket.

    Beside the data, because runtime folders are emptied when a person logs out and temporary ones by age. Where that
    path is too long, or the file system takes no sockets, a fresh private folder in the temporary one.
    """
    beside = place.with_name(f"{place.name}.socket")
    if len(os.fsencode(beside)) + len(f"/.s.PGSQL.{PORT}") <= SOCKET_PATH_MAX:
        beside.mkdir(mode=0o700, exist_ok=True)
        account.own(beside)
        if takes_sockets(beside):
            return beside
    temporary = tempfile.gettempdir()
    if len(os.fsencode(temporary)) > SOCKET_PATH_MAX // 2:
        temporary = "/tmp"  # noqa: S108  # mkdtemp makes a private folder in it
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=temporary))
    account.own(folder)
    return folder


def forget_socket_folder(folder: Path) -> None:
    """Remove a socket folder that a server which is gone had in the temporary folder."""
    if folder.name.startswith(TEMPORARY_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def takes_sockets(folder: Path) -> bool:
    """Whether the file system knows Unix sockets: some network and shared folders don't."""
    probe = folder / ".probe"
    try:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as trial:
            trial.bind(str(probe))
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True


class FileLock:
    """An advisory lock on one file; the kernel frees it however the process ends."""

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)

    def exclusive(self, *, wait: Callable[[], None] | None = None) -> bool:
        """Take it alone. Without `wait` one try; else `wait` is called between tries until it is ours."""
        return self._take(fcntl.LOCK_EX, wait)

    def shared(self, *, wait: Callable[[], None]) -> bool:
        """Take it together with others."""
        return self._take(fcntl.LOCK_SH, wait)

    def fileno(self) -> int:
        """The descriptor; a process that inherits it holds the lock too, until its last child has ended."""
        assert self._descriptor is not None
        return self._descriptor

    def close(self) -> None:
        """Let go, unless another process inherited it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, kind: int, wait: Callable[[], None] | None) -> bool:
        assert self._descriptor is not None
        while True:
            try:
                fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if wait is None:
                    return False
                wait()


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    staging = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        staging.rename(path)
        sync_folder(path.parent)
    finally:
        staging.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

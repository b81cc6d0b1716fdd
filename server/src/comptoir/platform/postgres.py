"""The embedded PostgreSQL: made when missing, adopted when running, never given up on while it recovers.

    server = Cluster(home / "database", binaries=locate()).start(on_wait=show)
    psycopg.connect(server.url("comptoir"))
    server.release()          # stops it, unless another process of ours still uses it

Files, for `data` = …/database:
    database/            the data folder (or, as root below a closed folder, a link into /var/lib/comptoir)
    database.password    the superuser's password, 0600
    database.socket/     the Unix socket, 0700; there is no TCP port
    database.log         what the server says; database.log.1 is the one before
    database.lock, database.users, database.server   who is starting it, who is using it, whether it runs
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from comptoir.platform.postgres_account import Account, account_for, state_folder
from comptoir.platform.postgres_binaries import Binaries, PostgresUnavailable, copy_installation, locate
from comptoir.platform.postgres_files import (
    PORT,
    FileLock,
    forget_socket_folder,
    is_server_of,
    make_parent,
    read_pid_file,
    settle,
    socket_folder,
    sync_folder,
    write_private,
)

__all__ = ["Binaries", "Cluster", "OnWait", "PostgresUnavailable", "RunningServer", "Waiting", "locate"]

SUPERUSER = "postgres"
POLL_SECONDS = 0.05
LOG_BYTES_MAX = 8_000_000

# Appended to postgresql.conf once, when the database is made: a small shop's machine also sells on a browser.
# An administrator may change them there or by ALTER SYSTEM. Durability is PostgreSQL's own default and stays on.
# Details and statements of errors hold customers' names, so they are kept out of the log.
TUNING = """
# Comptoir: settings for a small machine; change them here or by ALTER SYSTEM.
shared_buffers = 64MB
max_connections = 60
jit = off
max_wal_size = 512MB
max_worker_processes = 4
max_parallel_workers = 2
autovacuum_max_workers = 2
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] '
"""
FAST_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a start takes time: shown to a person, once a second."""

    seconds: int
    doing: str
    detail: str


OnWait = Callable[[Waiting], None]


class RunningServer:
    """A server that accepts connections. `adopted`: it ran before we came."""

    def __init__(
        self, *, place: Path, data: Path, pid: int, folder: Path, port: int, password: str, adopted: bool,
        binaries: Binaries, child: subprocess.Popen[bytes] | None, users: FileLock,
    ) -> None:  # fmt: skip
        self.place = place
        self.pid = pid
        self.socket_folder = folder
        self.port = port
        self.adopted = adopted
        self.binaries = binaries
        self._data = data
        self._password = password
        self._child = child
        self._users = users

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """A libpq address over the socket; without a user, the superuser's."""
        if password is None:
            password = self._password if user == SUPERUSER else ""
        login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        folder = quote(str(self.socket_folder), safe="")
        return f"postgresql://{login}@/{quote(database, safe='')}?host={folder}&port={self.port}"

    def is_alive(self) -> bool:
        """Whether the server process still exists. It may have died at any time: kill -9, out of memory."""
        if self._child is not None and self._child.poll() is not None:
            return False
        return is_server_of(self.pid, self.place)

    def stop(self, *, on_wait: OnWait | None = None) -> None:
        """Stop it, whoever uses it: transactions are rolled back, what is committed is safe on disk.

        It waits for the final checkpoint as long as that takes; killing it there would only move the work to the
        next start.
        """
        progress = _Progress("stopping the database", self._data, on_wait)
        if self.is_alive():
            os.kill(self.pid, signal.SIGINT)
        while self.is_alive():
            progress.wait()
        forget_socket_folder(self.socket_folder)
        self._users.close()

    def release(self, *, on_wait: OnWait | None = None) -> None:
        """Stop it unless another process of ours uses it: `comptoir verify` must not end a running shop."""
        if self._users.exclusive():
            self.stop(on_wait=on_wait)
        self._users.close()

    def leave(self) -> None:
        """Go away and let it run, as it ran before we came to look."""
        self._users.close()


class Cluster:
    """One database folder. Making this object touches nothing; `start` does."""

    def __init__(
        self, data: Path, *, binaries: Binaries | None = None, fast_unsafe: bool = False, state: Path | None = None
    ) -> None:
        """`fast_unsafe` is for tests: a power cut would destroy the database."""
        self.data = Path(os.path.abspath(data))
        self._binaries = binaries
        self._fast_unsafe = fast_unsafe
        self._state = state or state_folder()

    def start(self, *, on_wait: OnWait | None = None) -> RunningServer:
        """Give a server that accepts connections: adopt the running one, else start it, else make it first.

        There is no time limit: after a power cut on an SD card, recovery may take minutes, and a server that is
        stopped in it begins again from the start. It ends early only when the server itself gives up.
        """
        try:
            return self._start_alone(on_wait)
        except PermissionError as error:
            raise PostgresUnavailable(
                f"{error.filename or self.data} belongs to another user. Start Comptoir as that user, or choose "
                "another folder with COMPTOIR_HOME."
            ) from error

    @contextmanager
    def running(self, *, on_wait: OnWait | None = None) -> Iterator[RunningServer]:
        """Use the server for a while and leave it as others need it."""
        server = self.start(on_wait=on_wait)
        try:
            yield server
        finally:
            server.release(on_wait=on_wait)

    def destroy(self) -> None:
        """Erase the database and everything beside it. The server must be stopped."""
        if not self.data.parent.exists():
            return
        place = self.data.resolve()
        lock = FileLock(self._beside("server"))
        free = lock.exclusive()
        lock.close()
        if not free or self.is_running():
            raise PostgresUnavailable(f"The database at {self.data} is running; stop Comptoir before erasing it.")
        redirected = self.data.is_symlink()
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(place.with_name(f"{place.name}.socket"), ignore_errors=True)
        if redirected:
            self.data.unlink()
            shutil.rmtree(place.parent)
        for suffix in ("password", "log", "log.1", "lock", "users", "server"):
            self._beside(suffix).unlink(missing_ok=True)

    def is_made(self) -> bool:
        """Whether there is a database at all; makes none."""
        return os.path.lexists(self.data)

    def is_running(self) -> bool:
        """Whether a server of this folder runs now; starts nothing."""
        place = self.data.resolve()
        try:
            known = read_pid_file(place)
        except PermissionError:
            return False
        return known is not None and is_server_of(known.pid, place)

    def _start_alone(self, on_wait: OnWait | None) -> RunningServer:
        account = account_for(self.data)
        make_parent(self.data, account)
        lock = FileLock(self._beside("lock"))
        try:
            lock.exclusive(wait=_Progress("another program is starting the database", self.data, on_wait).wait)
            place = settle(self.data, account, self._state)
            users = FileLock(self._beside("users"))
            users.shared(wait=_Progress("another program is stopping the database", self.data, on_wait).wait)
            try:
                return self._start(place, account, users, on_wait)
            except BaseException:
                users.close()
                raise
        finally:
            lock.close()

    def _start(self, place: Path, account: Account, users: FileLock, on_wait: OnWait | None) -> RunningServer:
        self._refuse_foreign(place, account)
        made = (place / "PG_VERSION").exists()
        binaries = self._binaries_for(place if made else None, account)
        if not made:
            self._make(place, account, binaries)
        while True:
            known = read_pid_file(place)
            adopted = known is not None and is_server_of(known.pid, place)
            child = None if adopted else self._launch(place, account, binaries, on_wait)
            pid = known.pid if known and adopted else child.pid if child else 0
            try:
                if self._wait_until_ready(place, pid, child, on_wait):
                    break
            except BaseException:  # Ctrl-C in a long recovery, too
                if child is not None:
                    child.send_signal(signal.SIGINT)
                    child.wait()
                raise
        ready = read_pid_file(place)
        assert ready is not None
        return RunningServer(
            place=place, data=self.data, pid=pid, folder=ready.socket_folder, port=ready.port,
            password=self._beside("password").read_text().strip(), adopted=adopted, binaries=binaries, child=child,
            users=users,
        )  # fmt: skip

    def _refuse_foreign(self, place: Path, account: Account) -> None:
        if not place.is_dir():
            return
        if not account.owns(place) and (account.uid is None or any(place.iterdir())):
            raise PostgresUnavailable(
                f"The database at {self.data} belongs to another user. Start Comptoir as that user, or choose "
                "another folder with COMPTOIR_HOME."
            )
        if not (place / "PG_VERSION").exists() and any(place.iterdir()):
            raise PostgresUnavailable(f"{self.data} holds files, but no database. Nothing was changed in it.")

    def _binaries_for(self, place: Path | None, account: Account) -> Binaries:
        major = int((place / "PG_VERSION").read_text()) if place else None
        binaries = self._binaries or locate(major=major)
        if major is not None and binaries.major != major:
            raise PostgresUnavailable(
                f"The database at {self.data} was made by PostgreSQL {major}; only {binaries.version} is here "
                f"({binaries.source}). Install PostgreSQL {major}, or name its programs with COMPTOIR_PG_BIN."
            )
        if not account.can_run(binaries.program("postgres")):
            binaries = copy_installation(binaries, self._state)
        return binaries

    def _make(self, place: Path, account: Account, binaries: Binaries) -> None:
        """Make the database beside its place and rename it: a power cut leaves nothing half made."""
        password = secrets.token_urlsafe(32)
        write_private(self._beside("password"), password + "\n")
        staging = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        account.own(staging)
        given = socket_folder(place, account) / ".password"
        try:
            write_private(given, password)
            account.own(given)
            # libc's C.UTF-8 is missing on some systems and changes with others: since 17 PostgreSQL brings its own.
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            command = [
                binaries.program("initdb"), "-D", str(staging), "-U", SUPERUSER, f"--pwfile={given}", "-E", "UTF8",
                "--auth-local=scram-sha-256", "--auth-host=reject", "--data-checksums", "--no-instructions",
                *(locale if binaries.major >= 17 else ["--locale=C.UTF-8", "--lc-messages=C"]),
                *(["--no-sync"] if self._fast_unsafe else []),
            ]  # fmt: skip
            answer = account.run(command, environment=_environment())
            if answer.returncode != 0:
                raise PostgresUnavailable(f"The database could not be made:\n{answer.stderr.strip()}")
            self._tune(staging, binaries)
            staging.rename(place)
            sync_folder(place.parent)
        finally:
            given.unlink(missing_ok=True)
            forget_socket_folder(given.parent)
            shutil.rmtree(staging, ignore_errors=True)

    def _tune(self, staging: Path, binaries: Binaries) -> None:
        # Three idle I/O workers are three processes too many for a small shop (18+).
        newer = "io_method = sync\n" if binaries.major >= 18 else ""
        descriptor = os.open(staging / "postgresql.conf", os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(TUNING + newer)

    def _launch(
        self, place: Path, account: Account, binaries: Binaries, on_wait: OnWait | None
    ) -> subprocess.Popen[bytes]:
        # Every process of a server holds this lock, in other containers too: the kernel proves that none is left.
        lock = FileLock(self._beside("server"))
        try:
            lock.exclusive(wait=_Progress("processes of another server still end", self.data, on_wait).wait)
            self._forget_dead_server(place)
            if not self._beside("password").exists():
                self._renew_password(place, account, binaries)
            with open(self._fresh_log(), "ab") as log:
                command = self._command(socket_folder(place, account), place, binaries)
                return account.launch(command, log=log, environment=_environment(), inherit=lock.fileno())
        finally:
            lock.close()

    def _forget_dead_server(self, place: Path) -> None:
        """Remove what only a server that is gone has left; call it under the server's lock.

        The number in its lock files may since have gone to another program, in a container often to ourselves, and a
        power cut may have emptied them: PostgreSQL would refuse to start for ever.
        """
        if (known := read_pid_file(place)) is not None:
            forget_socket_folder(known.socket_folder)
        (place / "postmaster.pid").unlink(missing_ok=True)
        for left in place.with_name(f"{place.name}.socket").glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _command(self, folder: Path, place: Path, binaries: Binaries) -> list[str]:
        settings = {"unix_socket_permissions": "0700", **(FAST_UNSAFE if self._fast_unsafe else {})}
        command = [binaries.program("postgres"), "-D", str(place), "-h", "", "-p", str(PORT)]
        command += ["-k", str(folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _renew_password(self, place: Path, account: Account, binaries: Binaries) -> None:
        """The password file is lost, as after a restore of the data folder alone: owning the files is proof enough."""
        password = secrets.token_urlsafe(32)
        command = [binaries.program("postgres"), "--single", "-D", str(place), "postgres"]
        statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
        answer = account.run(command, given=statement, environment=_environment())
        if answer.returncode != 0:
            raise PostgresUnavailable(f"The database's password could not be renewed:\n{answer.stderr.strip()}")
        write_private(self._beside("password"), password + "\n")

    def _wait_until_ready(
        self, place: Path, pid: int, child: subprocess.Popen[bytes] | None, on_wait: OnWait | None
    ) -> bool:
        """True: it accepts connections. False: a server that was not ours went away; start our own."""
        progress = _Progress("the database is starting", self.data, on_wait)
        while True:
            known = read_pid_file(place)
            if known is not None and known.pid == pid and known.status == "ready":
                return True
            if child is not None and child.poll() is not None:
                raise PostgresUnavailable(f"The database did not start:\n{_last_lines(self._beside('log'), 5)}")
            if child is None and not is_server_of(pid, place):
                return False
            progress.wait()

    def _fresh_log(self) -> Path:
        log = self._beside("log")
        if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
            log.replace(self._beside("log.1"))
        os.close(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600))
        return log

    def _beside(self, suffix: str) -> Path:
        return self.data.with_name(f"{self.data.name}.{suffix}")


class _Progress:
    """Polls quickly and speaks slowly: once a second."""

    def __init__(self, doing: str, data: Path, on_wait: OnWait | None) -> None:
        self._doing = doing
        self._log = data.with_name(f"{data.name}.log")
        self._on_wait = on_wait
        self._began = time.monotonic()
        self._said = 0

    def wait(self) -> None:
        time.sleep(POLL_SECONDS)
        seconds = int(time.monotonic() - self._began)
        if self._on_wait is not None and seconds > self._said:
            self._said = seconds
            self._on_wait(Waiting(seconds=seconds, doing=self._doing, detail=_last_lines(self._log, 1)))


def _last_lines(log: Path, count: int) -> str:
    try:
        with open(log, "rb") as stream:
            stream.seek(max(0, log.stat().st_size - 4096))
            return "\n".join(stream.read().decode("utf-8", "replace").splitlines()[-count:])
    except OSError:
        return ""


def _environment() -> dict[str, str]:
    """Nothing of ours: PGDATA, PGPORT or a foreign LD_LIBRARY_PATH would mislead the programs."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}

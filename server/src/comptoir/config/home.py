"""The folder that is this Comptoir: its database, its secrets, its certificates.

    secrets/      0700; django-key, owner-password, app-password, setup-code, …: one random value a file, 0600
    database/     the embedded PostgreSQL and, beside it, its password, log and socket
    tls/<name>/   the certificate authority and certificate of `--lan`
    log-heads/    what was signed last of each organization's log
    erasures/     which customers were erased, by identifiers alone
    spool/        uploads and exports on their way
    running.json, running.lock   which supervisor runs here, and proof that it still does

Everything that must survive the machine is in here; nothing of Comptoir is anywhere else, except, as root below a
closed folder, the database itself (see `platform/postgres_files.py`).
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import secrets
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from comptoir.platform.postgres import Cluster
from comptoir.platform.postgres_files import FileLock, write_private
from comptoir.platform.running import FILE, Running, read_running

# What the demo builder has done so far (comptoir.config.demo.state).
DEMO_STATE = "demo-shop.json"


class HomeBusy(Exception):
    """Another Comptoir runs in this home; the text says which."""


def version() -> str:
    """Comptoir's version; sources that nobody installed have none."""
    try:
        return importlib.metadata.version("comptoir")
    except importlib.metadata.PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class Home:
    """The home folder; making this object makes no folder."""

    path: Path

    @classmethod
    def of_environment(cls) -> Home:
        """`COMPTOIR_HOME`, else ~/.local/share/comptoir."""
        chosen = os.environ.get("COMPTOIR_HOME")
        return cls(Path(os.path.abspath(chosen)) if chosen else Path.home() / ".local/share/comptoir")

    @property
    def demo(self) -> Home:
        """The home of the demo shop: it shares nothing with the real one."""
        return Home(self.path / "demo")

    @property
    def cluster(self) -> Cluster:
        """The embedded database of this home, running or not."""
        unsafe = os.environ.get("COMPTOIR_TEST_FAST_UNSAFE_DATABASE") == "1"
        return Cluster(self.path / "database", fast_unsafe=unsafe)

    @property
    def secrets(self) -> Path:
        """One random value a file."""
        return self.path / "secrets"

    @property
    def spool(self) -> Path:
        """Uploads and exports on their way."""
        return self.path / "spool"

    @property
    def metrics(self) -> Path:
        """What the processes of one run count about themselves."""
        return self.path / "metrics"

    def forget_metrics(self) -> None:
        """A run counts from nothing."""
        shutil.rmtree(self.metrics, ignore_errors=True)
        self.metrics.mkdir(mode=0o700)

    def prepare(self) -> None:
        """Make the folders that are missing; folders that exist keep their mode."""
        if not self.path.exists():
            self.path.mkdir(parents=True)
            # The account of the database passes through, and sees nothing: the names inside stay hidden.
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in ("secrets", "tls", "spool"):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)

    def secret(self, name: str) -> str:
        """A random value that is made at its first use and then stays."""
        path = self.path / "secrets" / name
        if not path.exists():
            # Two processes may need it first at the same time; both must end up with the same value.
            lock = FileLock(self.path / "secrets" / ".lock")
            try:
                lock.exclusive(wait=lambda: time.sleep(0.01))
                if not path.exists():
                    write_private(path, secrets.token_urlsafe(48) + "\n")
            finally:
                lock.close()
        return path.read_text(encoding="ascii").strip()

    def claim(self) -> FileLock:
        """Be the only supervisor of this home for as long as this process lives."""
        lock = FileLock(self.path / "running.lock")
        if lock.exclusive():
            return lock
        lock.close()
        running = self.read_running()
        raise HomeBusy(
            f"Comptoir already runs in {self.path}"
            + (f": process {running.pid}, {running.address}" if running else "")
            + ". Stop it first, or choose another folder with COMPTOIR_HOME."
        )

    def is_claimed(self) -> bool:
        """Whether a supervisor runs in this home."""
        if not (self.path / "running.lock").exists():
            return False
        lock = FileLock(self.path / "running.lock")
        free = lock.exclusive()
        lock.close()
        return not free

    def tell_running(self, running: Running) -> None:
        """Let `comptoir status` and `comptoir bench` find this supervisor's processes."""
        write_private(self.path / FILE, json.dumps(asdict(running), indent=1) + "\n")

    def read_running(self) -> Running | None:
        """What the supervisor of this home told last; it may be gone since, see `is_claimed`."""
        return read_running(self.path)


def demo_hint(home: Home) -> str:
    """For a home that is empty beside a demo shop that is not."""
    return " The demo shop is asked with --demo." if home.demo.cluster.is_made() else ""

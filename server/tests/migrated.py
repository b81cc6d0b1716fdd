"""A PostgreSQL with the schema in it, made once for these sources and copied for every test run.

Making a cluster and migrating it takes a dozen seconds of a processor, and every process of pytest needs one. The copy
is migrated like any other: what is kept only leaves nothing to do.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from comptoir.platform.postgres import Cluster, RunningServer
from comptoir.platform.postgres_account import account_for, state_folder
from comptoir.platform.postgres_binaries import locate
from comptoir.platform.postgres_files import FileLock, make_parent, settle

SOURCES = Path(__file__).parents[1] / "src" / "comptoir"
KEPT = Path(__file__).parents[2] / ".cache" / "postgres"


def start_migrated(
    data: Path, migrate: Callable[[RunningServer], object], *, is_durable: bool = False
) -> tuple[Cluster, RunningServer]:
    """A throw-away server that `migrate` has been called for: now, or when the kept one was made.

    `is_durable`: with fsync, for whoever kills it.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    lock = FileLock(KEPT / "lock")
    try:
        lock.exclusive(wait=lambda: time.sleep(0.1))
        end_orphans()
        kept = KEPT / _name()
        if not _is_whole(kept):
            _make(kept, migrate)
        copy_cluster(kept / "data", data)
        (KEPT / f"run-{os.geteuid()}-{os.getpid()}-{data.parent.name}").write_text(str(data))
    finally:
        lock.close()
    cluster = Cluster(data, fast_unsafe=not is_durable)
    return cluster, cluster.start()


def _name() -> str:
    """Another for each account and each PostgreSQL, and for each state of what makes the schema."""
    migrations = SOURCES.glob("*/migrations/*.py")
    told = sha256()
    for source in sorted([*migrations, *(SOURCES / "platform").glob("*.*"), Path(__file__)]):
        told.update(f"{source.relative_to(SOURCES.parents[1])}\n".encode() + source.read_bytes())
    return f"{os.geteuid()}-{locate().version}-{told.hexdigest()[:16]}"


def _is_whole(kept: Path) -> bool:
    return (kept / "whole").exists() and (kept / "data").resolve().is_dir()


def _make(kept: Path, migrate: Callable[[RunningServer], object]) -> None:
    """In place of what was kept for other sources, or by a run that died."""
    for old in KEPT.glob(f"{kept.name.rpartition('-')[0]}-*"):
        (old / "whole").unlink(missing_ok=True)
        _end(old / "data")
        shutil.rmtree(old)
    server = Cluster(kept / "data", fast_unsafe=True).start()
    try:
        migrate(server)
    finally:
        server.stop()
    (kept / "whole").touch()


def end_orphans() -> None:
    """The servers of test runs that were killed go on, and nobody else would ever stop them."""
    for note in KEPT.glob(f"run-{os.geteuid()}-*"):
        try:
            os.kill(int(note.name.split("-")[2]), 0)
        except ProcessLookupError:
            _end(Path(note.read_text()))
            note.unlink()


def _end(data: Path) -> None:
    cluster = Cluster(data)
    if cluster.is_running():
        cluster.start().stop()
    cluster.destroy()


def copy_cluster(kept: Path, data: Path) -> None:
    """A second one, of one that is stopped."""
    account = account_for(data)
    make_parent(data, account)
    place = settle(data, account, state_folder())
    subprocess.run(["cp", "-a", f"{kept.resolve()}/.", str(place)], check=True)
    subprocess.run(["cp", "-a", f"{kept}.password", f"{data}.password"], check=True)

"""A demo shop that is furnished once for a run and copied for each process and each journey that needs its own.

Founding one takes the better part of a minute of a processor; copying it, a second.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from comptoir.config.demo.rehearsal import Rehearsal
from comptoir.config.home import Home
from tests.browser.till_page import DAYS
from tests.migrated import copy_cluster


@contextmanager
def furnished_copy(folder: Path, kept: Path) -> Iterator[Rehearsal]:
    """One that runs in `folder` while it is needed. `kept` holds the one it is copied from, made by who comes first."""
    kept.mkdir(exist_ok=True)
    with (kept / "lock").open("a") as lock:
        flock(lock, LOCK_EX)
        if not (kept / "whole").exists():
            _furnish(Rehearsal(kept / "shop", durable=False))
            (kept / "whole").touch()
    rehearsal = Rehearsal(folder, durable=False)
    _copy(Home(kept / "shop" / "home"), rehearsal.home)
    try:
        rehearsal.start()
        yield rehearsal
    finally:
        rehearsal.stop()


def _furnish(rehearsal: Rehearsal) -> None:
    try:
        rehearsal.start()
        rehearsal.new_access(days=DAYS)
    finally:
        rehearsal.stop()


def _copy(kept: Home, home: Home) -> None:
    home.path.parent.mkdir(parents=True, exist_ok=True)
    home.prepare()
    shutil.copytree(kept.secrets, home.secrets, dirs_exist_ok=True)
    copy_cluster(kept.cluster.data, home.cluster.data)

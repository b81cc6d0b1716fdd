"""Which operating system account runs the embedded PostgreSQL, and what that account can reach.

PostgreSQL refuses to run as root. Started by root (a container, a systemd unit), Comptoir runs it as an account that
already exists: no user is created, no login shell is given, and no folder that is not ours changes its mode.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from comptoir.platform.postgres_binaries import PostgresUnavailable

PREFERRED = ("comptoir", "postgres", "nobody")
STATE = Path("/var/lib/comptoir")


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server runs as. `uid` None: as ourselves, nothing to drop."""

    uid: int | None
    gid: int | None
    name: str

    def run(
        self, command: list[str], *, given: str | None = None, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a short command as this account and keep what it says."""
        try:
            return subprocess.run(
                command, input=given, stdin=subprocess.DEVNULL if given is None else None, capture_output=True,
                text=True, check=False, cwd="/", user=self.uid, group=self.gid, umask=0o077, env=environment,
                extra_groups=None if self.uid is None else [],
            )  # fmt: skip
        except PermissionError as error:
            raise self._cannot_become() from error

    def launch(
        self, command: list[str], *, log: IO[bytes], environment: dict[str, str], inherit: int
    ) -> subprocess.Popen[bytes]:
        """Start a lasting process in its own session, so that Ctrl-C in the terminal does not reach it.

        `inherit` is a file descriptor that it and all its children keep open.
        """
        try:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd="/", user=self.uid,
                group=self.gid, umask=0o077, extra_groups=None if self.uid is None else [], env=environment,
                start_new_session=True, pass_fds=(inherit,),
            )  # fmt: skip
        except PermissionError as error:
            raise self._cannot_become() from error

    def can_enter(self, folder: Path) -> bool:
        """Whether the account gets into a folder, asked of the kernel: modes, ACLs and mounts all count."""
        return self.uid is None or self.run(["/usr/bin/env", "test", "-x", str(folder)]).returncode == 0

    def can_run(self, program: str) -> bool:
        """Whether the account may execute a program where it stands."""
        if self.uid is None:
            return True
        try:
            return self.run([program, "--version"]).returncode == 0
        except (OSError, PostgresUnavailable):
            return False

    def own(self, path: Path) -> None:
        """Hand a file or folder that we have just made to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def owns(self, path: Path) -> bool:
        """Whether a path belongs to this account."""
        return path.stat().st_uid == (os.geteuid() if self.uid is None else self.uid)

    def _cannot_become(self) -> PostgresUnavailable:
        return PostgresUnavailable(
            f"PostgreSQL does not run as root, and this system does not let root become the user {self.name}. "
            "Start Comptoir as an ordinary user, or name a server with DATABASE_URL."
        )


def account_for(data: Path) -> Account:
    """The account that runs the server of a data folder: its owner; for a new one, an unprivileged account.

    As an ordinary user it is always that user.
    """
    if os.geteuid() != 0:
        return Account(uid=None, gid=None, name=pwd.getpwuid(os.geteuid()).pw_name if _is_named() else "this user")
    if data.is_dir() and (owner := data.stat().st_uid) != 0:
        return _account(owner, data.stat().st_gid)
    wanted = os.environ.get("COMPTOIR_PG_USER")
    for name in (wanted,) if wanted else PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return _account(entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable(
        "PostgreSQL does not run as root, and none of the users "
        f"{', '.join((wanted,) if wanted else PREFERRED)} exists here. Name one with COMPTOIR_PG_USER."
    )


def state_folder() -> Path:
    """Where root keeps what the database account must reach when the home folder is closed to it."""
    return Path(os.environ.get("COMPTOIR_STATE", str(STATE)))


def _account(uid: int, gid: int) -> Account:
    try:
        return Account(uid=uid, gid=gid, name=pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Account(uid=uid, gid=gid, name=str(uid))


def _is_named() -> bool:
    """A container may run us under a number that no user has."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True

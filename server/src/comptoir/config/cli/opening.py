"""`comptoir demo`, `comptoir serve`, `comptoir worker`: from options to a plan for the supervisor."""

from __future__ import annotations

import os
import sys

import typer

from comptoir.config.cli import LAN_PORT, LOCAL_PORT
from comptoir.config.home import Home, HomeBusy
from comptoir.config.supervisor import Plan, become
from comptoir.platform.postgres import PostgresUnavailable

ANYWHERE = "0.0.0.0"  # noqa: S104  # only after --lan asked for it
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def open_shop(
    *, is_demo: bool, reset: bool, lan: bool, lan_name: str, host: str | None, port: int | None, processes: int
) -> None:
    """Check the wishes, then become the supervisor; it does not come back."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    name = ""
    if lan:
        from comptoir.config.lan import NotAName, lan_files

        try:
            name = lan_files(home.path / "tls", lan_name.lower()).name
        except NotAName as refusal:
            raise typer.BadParameter(str(refusal)) from refusal
    host = host or (ANYWHERE if lan else "127.0.0.1")
    if is_demo and not lan and host not in LOOPBACK:
        raise typer.BadParameter("The demo shop has no secrets: it opens to other devices only with --lan, under TLS.")
    if is_demo and os.environ.get("DATABASE_URL"):
        raise typer.BadParameter("The demo shop has its own database; unset DATABASE_URL for it.")
    if reset:
        erase(home)
    port = port or (LAN_PORT if lan else LOCAL_PORT)
    become(
        Plan(
            home=str(home.path), host="127.0.0.1" if host == "localhost" else host, port=port, lan_name=name,
            processes=processes, is_demo=is_demo,
        )
    )  # fmt: skip


def erase(home: Home) -> None:
    """Forget the demo shop's data. Its certificates stay: phones have been asked to trust them once already."""
    home.prepare()
    try:
        claim = home.claim()
    except HomeBusy as refusal:
        sys.exit(str(refusal))
    try:
        cluster = home.cluster
        if cluster.is_running():
            cluster.start().stop()
        cluster.destroy()
        for folder in (home.path / "secrets", home.spool):
            for path in sorted(folder.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    except PostgresUnavailable as refusal:
        sys.exit(str(refusal))
    finally:
        claim.close()


def run_worker() -> int:
    """The worker alone, on the database of the home."""
    from comptoir.config.database import database_of
    from comptoir.config.migrating import show
    from comptoir.config.working import work

    home = Home.of_environment()
    try:
        with database_of(home, on_wait=show) as addresses:
            os.environ.update(addresses.environment(home))
            return work()
    except PostgresUnavailable as refusal:
        print(refusal, file=sys.stderr)
        return 1

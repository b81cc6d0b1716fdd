"""`comptoir demo`, `comptoir serve`, `comptoir worker`: from options to a plan for the supervisor."""

from __future__ import annotations

import os
import shutil
import sys

import typer

from comptoir.config.cli import LAN_PORT, LOCAL_PORT
from comptoir.config.home import DEMO_STATE, Home, HomeBusy
from comptoir.config.supervisor import Plan, become
from comptoir.platform.postgres import PostgresUnavailable

ANYWHERE = "0.0.0.0"  # noqa: S104  # only after --lan asked for it
# Known without loading the shops themselves (`comptoir.config.demo.abroad`; a test holds them equal).
ABROAD = ("at",)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def open_shop(
    *,
    is_demo: bool,
    reset: bool,
    lan: bool,
    lan_name: str,
    host: str | None,
    port: int | None,
    processes: int,
    country: str = "",
) -> None:
    """Check the wishes, then become the supervisor; it does not come back."""
    home = Home.of_environment().demo if is_demo else Home.of_environment()
    country = country.lower()
    if country == "fr":
        country = ""
    if country and country not in ABROAD:
        raise typer.BadParameter(f"There is a demo shop of {', '.join(('fr', *ABROAD))}.")
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
            processes=processes, is_demo=is_demo, country=country,
            public_address="" if lan else os.environ.get("COMPTOIR_PUBLIC_ADDRESS", "").rstrip("/"),
        )
    )  # fmt: skip


def erase(home: Home) -> None:
    """Forget the demo shop. Its certificates stay: phones have been asked to trust them once already.

    Only what Comptoir has made is erased, by name: COMPTOIR_HOME may be any folder of the person's.
    """
    home.prepare()
    try:
        claim = home.claim()
    except HomeBusy as refusal:
        sys.exit(str(refusal))
    try:
        if home.cluster.is_running():
            home.cluster.start().stop()
        home.cluster.destroy()
    except PostgresUnavailable as refusal:
        sys.exit(str(refusal))
    else:
        for name in ("secrets", "spool"):
            shutil.rmtree(home.path / name, ignore_errors=True)
        for name in (DEMO_STATE, "running.json"):
            (home.path / name).unlink(missing_ok=True)
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

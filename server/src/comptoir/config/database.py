"""Which addresses lead to the database, and with which role.

Embedded: the superuser's password lies beside the data, those of the two roles in `secrets/`.
With `DATABASE_URL`: that connection makes the roles when it may (a superuser), else it is the owner itself and whoever
runs the server has made the roles; `COMPTOIR_APP_DATABASE_URL` then names the role that serves.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from comptoir.config.home import Home
from comptoir.platform.postgres import OnWait, RunningServer

DATABASE = "comptoir"
OWNER = "comptoir_owner"
APP = "comptoir_app"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three ways in; `administrator` is None when nobody told us one."""

    administrator: str | None
    owner: str
    app: str
    database: str

    def environment(self, home: Home) -> dict[str, str]:
        """What a process of ours must find in its environment."""
        return {
            "COMPTOIR_HOME": str(home.path),
            "COMPTOIR_OWNER_DATABASE_URL": self.owner,
            "COMPTOIR_APP_DATABASE_URL": self.app,
            "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
        }


def embedded_addresses(server: RunningServer, home: Home) -> Addresses:
    """The addresses of the embedded server."""
    return Addresses(
        administrator=server.url("postgres"),
        owner=server.url(DATABASE, OWNER, home.secret("owner-password")),
        app=server.url(DATABASE, APP, home.secret("app-password")),
        database=DATABASE,
    )


def external_addresses(url: str, home: Home) -> Addresses:
    """The addresses of a server that is somebody else's: ask it what the given role may do."""
    import psycopg

    database = urlsplit(url).path.lstrip("/") or DATABASE
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    is_superuser = row is not None and bool(row[0])
    app = os.environ.get("COMPTOIR_APP_DATABASE_URL") or _as_role(url, APP, home.secret("app-password"))
    if not is_superuser:
        return Addresses(administrator=None, owner=url, app=app, database=database)
    owner = _as_role(url, OWNER, home.secret("owner-password"))
    return Addresses(administrator=url, owner=owner, app=app, database=database)


@contextmanager
def database_of(home: Home, *, on_wait: OnWait | None = None) -> Iterator[Addresses]:
    """The database of a home for one command: an embedded server is started when needed and left as it was."""
    home.prepare()
    if url := os.environ.get("DATABASE_URL"):
        yield external_addresses(url, home)
        return
    with home.cluster.running(on_wait=on_wait) as server:
        yield embedded_addresses(server, home)


def _as_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = f"{quote(role, safe='')}:{quote(password, safe='')}"
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] not in ("user", "password")])
    return parts._replace(netloc=f"{login}@{place}", query=query).geturl()

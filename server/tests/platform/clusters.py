"""What the tests of the embedded PostgreSQL share: questions to a server, a kill, another program."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from comptoir.platform.postgres import Cluster, RunningServer

AS_ROOT = os.geteuid() == 0
SOURCES = Path(__file__).parents[2] / "src"

Make = Callable[..., Cluster]


def ask(server: RunningServer, query: str) -> object:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def write(server: RunningServer, *statements: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def kill_everything_of(server: RunningServer) -> None:
    """What a power cut leaves: no postmaster, no child, the pid file still there."""
    os.kill(server.pid, signal.SIGKILL)
    while server.is_alive():
        time.sleep(0.01)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def holder(data: Path, code: str, *, user: int | None = None) -> subprocess.Popen[str]:
    """Another program that uses the launcher; its prints are what the test waits for.

    It becomes `user` after its imports: the interpreter of a test run may lie in root's closed home.
    """
    become = "" if user is None else f"os.setgroups([]); os.setgid({user}); os.setuid({user})\n"
    imports = (
        "import os, sys, time, psycopg\nfrom pathlib import Path\nfrom comptoir.platform.postgres import Cluster\n"
    )
    chosen = {name: value for name, value in os.environ.items() if name == "COMPTOIR_PG_BIN"}
    return subprocess.Popen(
        [sys.executable, "-c", imports + become + textwrap.dedent(code), str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": str(SOURCES), "PATH": os.environ["PATH"], **chosen},
    )

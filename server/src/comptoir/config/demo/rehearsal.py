"""A whole Comptoir in a folder that is thrown away: for the browser journeys and the benchmarks.

    python -m comptoir.config.demo.rehearsal <address> <days>

It is started by the same supervisor as `comptoir serve`, with the same processes, so that what is killed or measured
is what a shop runs. The module's own command makes the demo shop inside it and prints how to get in.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from comptoir.config.database import embedded_addresses
from comptoir.config.home import Home
from comptoir.config.lineage import PARENT
from comptoir.config.supervisor import Plan
from comptoir.platform.running import Running

START_SECONDS = 120


class RehearsalFailed(Exception):
    """The text says which step did not work, with the end of its output."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to get into the rehearsed shop."""

    address: str
    email: str
    password: str
    enrolment_code: str
    enrolment_address: str


def free_port() -> int:
    """A port that nobody used a moment ago, below those that systems give to outgoing connections: while the server
    is down, a till that calls it in vain could be given its very number.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass(slots=True)
class Rehearsal:
    """A running Comptoir. `durable=False` gives up the database's fsync, for tests that kill nothing."""

    folder: Path
    durable: bool = True
    port: int = field(default_factory=free_port)
    _supervisor: subprocess.Popen[bytes] | None = None
    _clerk: subprocess.Popen[str] | None = None

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "comptoir.log"

    def start(self) -> None:
        """Start it and wait until the door answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        plan = Plan(str(self.home.path), "127.0.0.1", self.port, "", 1, is_demo=False)
        # Killed without a word, whoever rehearses leaves nothing running.
        environment = {
            **os.environ,
            "COMPTOIR_TEST_FAST_UNSAFE_DATABASE": "0" if self.durable else "1",
            PARENT: str(os.getpid()),
        }
        for name in ("DATABASE_URL", "COMPTOIR_APP_DATABASE_URL", "COMPTOIR_OWNER_DATABASE_URL"):
            environment.pop(name, None)
        with self.log.open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "comptoir.config.supervisor", json.dumps(asdict(plan))],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self.wait_until_open()

    def wait_until_open(self, *, seconds: float = START_SECONDS) -> None:
        """Wait until the door has asked the database: an open port alone does not say that it can."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._supervisor is not None and self._supervisor.poll() is not None:
                raise RehearsalFailed(f"Comptoir ended while it started:\n{self.tail()}")
            if self.is_open():
                return
            time.sleep(0.2)
        raise RehearsalFailed(f"Comptoir did not open in {seconds} s:\n{self.tail()}")

    def is_open(self) -> bool:
        """Whether a token that nobody has is looked up and refused."""
        request = Request(f"{self.address}/edge/v1/catalog", headers={"Authorization": f"Bearer {'A' * 43}"})  # noqa: S310
        try:
            urlopen(request, timeout=5).close()  # noqa: S310
        except HTTPError as answer:
            return answer.code == 401
        except (OSError, HTTPException):
            return False
        return True

    def stop(self) -> None:
        """Stop everything, the database included."""
        self._dismiss_clerk()
        if self._supervisor is not None and self._supervisor.poll() is None:
            self._supervisor.terminate()
            try:
                self._supervisor.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self._supervisor.kill()
                self._supervisor.wait()
        self._supervisor = None
        if self.home.cluster.is_running():
            self.home.cluster.start().stop()

    def running(self) -> Running:
        """What the supervisor tells about its processes."""
        told = self.home.read_running()
        assert told is not None
        return told

    def kill_database(self) -> None:
        """kill -9 the database with all its processes; the supervisor starts it again."""
        self._kill([self.running().processes["database"]])

    def kill_worker(self, *, seconds: float = START_SECONDS) -> None:
        """kill -9 the worker; the supervisor starts another one, which has told its number when this returns."""
        before = self.running().processes["worker"]
        self._kill([before])
        until = time.monotonic() + seconds
        while self.running().processes.get("worker", before) == before:
            if time.monotonic() > until:
                raise RehearsalFailed(f"No worker came back in {seconds} s:\n{self.tail()}")
            time.sleep(0.05)

    def crash(self) -> None:
        """kill -9 the supervisor, the server and the worker at once; only the database is left. `start` comes next."""
        told = self.running()
        self._kill([told.pid, *(pid for name, pid in told.processes.items() if name != "database")], spare=told)
        if self._supervisor is not None:
            self._supervisor.wait()

    def _kill(self, roots: list[int], *, spare: Running | None = None) -> None:
        spared: set[int] = set()
        if spare is not None and "database" in spare.processes:
            database = spare.processes["database"]
            spared = {database, *_descendants(database)}
        doomed = {pid for root in roots for pid in (root, *_descendants(root))} - spared
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def environment(self) -> dict[str, str]:
        """What a process needs to reach the rehearsed database with our own operations."""
        with self.home.cluster.running() as server:
            addresses = embedded_addresses(server, self.home)
        return {
            **os.environ,
            **addresses.environment(self.home),
            "COMPTOIR_ADDRESS": self.address,
            "COMPTOIR_PUBLIC_ADDRESS": self.address,
        }

    def run(self, module_or_script: list[str]) -> str:
        """Run a Python step in the shop's environment and answer what it printed."""
        done = subprocess.run(
            [sys.executable, *module_or_script],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RehearsalFailed(f"{module_or_script} failed:\n{done.stderr[-4000:]}\n{self.tail()}")
        return done.stdout

    def furnish(self, *, days: int) -> Access:
        """Make the demo shop with so many days of trade."""
        told = self.run(["-m", "comptoir.config.demo.rehearsal", self.address, str(days)])
        return Access(**json.loads(told.splitlines()[-1]))

    def new_access(self, *, days: int) -> Access:
        """Furnish the shop at the first call, and answer a fresh one-time code at every call.

        From a process that stays, because loading Django takes longer than all the rest. One whose database was
        killed meanwhile is replaced.
        """
        answer = self._ask_clerk() if self._clerk is not None else ""
        if not answer:
            self._dismiss_clerk()
            answer = self._employ_clerk(days)
        if not answer:
            raise RehearsalFailed(f"No access to the shop:\n{self.tail()}")
        return Access(**json.loads(answer))

    def _employ_clerk(self, days: int) -> str:
        with self.log.open("ab") as log:
            self._clerk = subprocess.Popen(
                [sys.executable, "-m", "comptoir.config.demo.rehearsal", self.address, str(days)],
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._clerk.stdout is not None
        return self._clerk.stdout.readline()

    def _ask_clerk(self) -> str:
        assert self._clerk is not None
        assert self._clerk.stdin is not None
        assert self._clerk.stdout is not None
        try:
            self._clerk.stdin.write("\n")
            self._clerk.stdin.flush()
        except BrokenPipeError:
            return ""
        return self._clerk.stdout.readline()

    def _dismiss_clerk(self) -> None:
        if self._clerk is not None:
            self._clerk.kill()
            self._clerk.communicate()
            self._clerk = None

    def tail(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:] if self.log.exists() else ""


def _descendants(pid: int) -> list[int]:
    """Every process below one, parents first, as /proc tells."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def main(arguments: list[str]) -> int:
    """Make the demo shop in the home of the environment, print how to get in; again for each line that is read."""
    import django

    django.setup()
    from comptoir.config.demo.preparing import prepare

    address, days = arguments
    while True:
        access = prepare(address, Home.of_environment().path, lambda *_: None, days=int(days))
        told = Access(address, access.email, access.password, access.enrolment_code, access.enrolment_address)
        print(json.dumps(asdict(told)), flush=True)
        if not sys.stdin.readline():
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

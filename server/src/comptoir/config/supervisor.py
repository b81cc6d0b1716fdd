"""Keeps a Comptoir running: the database, the server, the worker.

It loads what server and worker have in common, and they begin as copies of it (ADR 0063): their memory is counted once,
and one that died is back at once.

    python -m comptoir.config.supervisor '<Plan as JSON>'

`comptoir serve` and `comptoir demo` become this process. What it starts dies with it; only the embedded database
outlives a kill -9, because the next start adopts it and a recovery would take longer.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from comptoir.backoffice.beginning.code import read_code
from comptoir.config.children import Child
from comptoir.config.copies import CAN_COPY
from comptoir.config.database import Addresses, embedded_addresses, external_addresses
from comptoir.config.home import Home, HomeBusy, version
from comptoir.config.lineage import PARENT, SHARED, die_with_parent
from comptoir.platform.postgres import PostgresUnavailable, RunningServer, Waiting
from comptoir.platform.running import Running

SERVER = "server"
STOP_SECONDS = 20
RENEWAL_SECONDS = 24 * 3600
TICK_SECONDS = 1.0
FIRST_START_TRIES = 3
# A server that was killed a moment ago holds its port until the system has taken it apart.
PORT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, decided by the command line."""

    home: str
    host: str
    port: int
    lan_name: str
    processes: int
    is_demo: bool
    public_address: str = ""
    # Of the demo: another country's shop than France's.
    country: str = ""

    @property
    def address(self) -> str:
        """The one origin that browsers are told: a name, never a number, or the till's key would be stranded.

        Behind a proxy that serves TLS it is the proxy's, from COMPTOIR_PUBLIC_ADDRESS.
        """
        if self.public_address:
            return self.public_address
        return f"https://{self.lan_name}:{self.port}" if self.lan_name else f"http://localhost:{self.port}"


class CannotServe(Exception):
    """The text says why, in words for the person at the keyboard."""


class StopRequested(BaseException):
    """SIGTERM or SIGINT came while something was awaited."""


def reserve_port(host: str, port: int) -> socket.socket | None:
    """Make sure that the port is free and, where the system can, keep it ours while the server restarts.

    Server processes share their port (SO_REUSEPORT), so two Comptoirs would each get half of the tills without an
    error: the first bind asks without sharing.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    until = time.monotonic() + PORT_SECONDS
    while (problem := _try_port(family, host, port)) is not None:
        if problem.errno != errno.EADDRINUSE or time.monotonic() > until:
            raise CannotServe(
                f"Port {port} of {host} cannot be used: {os.strerror(problem.errno or 0).lower()}. Comptoir takes no "
                "other one by itself, because tills know it by its address; end what uses it, or choose with --port."
            )
        time.sleep(0.1)
    if sys.platform != "linux":
        return None
    kept = socket.socket(family)
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    kept.bind((host, port))  # bound and not listening: no connection ever comes here
    return kept


def _try_port(family: socket.AddressFamily, host: str, port: int) -> OSError | None:
    with contextlib.closing(socket.socket(family)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
            trial.listen()
        except OSError as problem:
            return problem
    return None


class Supervisor:
    """One run, from start to stop."""

    def __init__(self, plan: Plan, *, say: Callable[[str], None]) -> None:
        self._plan = plan
        self._say = say
        self._home = Home(Path(plan.home))
        self._stopping = False
        self._server: RunningServer | None = None
        self._addresses: Addresses | None = None
        self._children: list[Child] = []
        self._began = datetime.datetime.now(datetime.UTC)
        self._renewed = time.monotonic()
        self._wake_read, self._wake_write = os.pipe()

    def run(self) -> int:
        """Start everything, keep it running, stop everything."""
        self._home.prepare()
        claim = self._home.claim()
        self._catch_signals()
        try:
            port = reserve_port(self._plan.host, self._plan.port)
            self._start()
            while not self._stopping:
                self._sleep(TICK_SECONDS)
                self._look_after()
            if port is not None:
                port.close()
            return 0
        except StopRequested:
            return 0
        finally:
            self._stop()
            claim.close()

    def _start(self) -> None:
        self._home.forget_metrics()
        self._home.secret("django-key")  # before the first process that would make up its own
        self._start_database()
        if self._plan.lan_name:
            self._once("comptoir.config.lan", str(self._home.path / "tls"), self._plan.lan_name, "tell")
        server, *others = self._make_children()
        self._children = [server]
        if CAN_COPY:
            self._load()
        # The server loads while the schema is looked at, and lets nobody in before the gate opens.
        reading, writing = os.pipe()
        server.start(gate=reading)
        os.close(reading)
        try:
            self._once("comptoir.config.migrating")
            with contextlib.suppress(BrokenPipeError):  # it died while it loaded: it is started again below
                os.write(writing, b"1")
        finally:
            os.close(writing)
        self._tell()
        self._wait_for_server()
        # Only now: on a small machine the rest would take the processor from the page that somebody waits for.
        for child in others:
            child.start()
        self._children += others
        self._tell()
        if self._plan.is_demo:
            authority = [str(self._tls_folder / "authority.pem")] if self._plan.lan_name else []
            abroad = [f"--country={self._plan.country}"] if self._plan.country else []
            self._once("comptoir.config.demo_access", *abroad, self._plan.address, *authority)
            if not self._plan.country:
                self._start_hardware()
        else:
            self._say(f"Comptoir is open: {self._plan.address}")
            if code := read_code(self._home.secrets):
                self._say(f"Nobody has set up this shop yet. Begin at {self._plan.address}/begin?code={code}")
        if self._plan.lan_name:
            self._say(f"A phone, a tablet or another computer begins at {self._plan.address}/start")

    def _load(self) -> None:
        """What server and worker need alike; settings read their environment once."""
        os.environ.update(self._environment())
        import comptoir.config.asgi
        import comptoir.config.serving
        import comptoir.config.working  # noqa: F401

        gc.collect()
        # The collector writes into whatever it looks at, and a page that was written to is shared no more.
        gc.freeze()

    def _start_hardware(self) -> None:
        """The demo's agent and its virtual counter, where the agent is installed. No shop waits for a printer."""
        from comptoir.config.demo_hardware import devices, folder_of, is_installed, page_of

        if not is_installed():
            return
        try:
            self._once("comptoir.config.demo_hardware", "prepare", self._plan.address)
        except CannotServe:
            self._say("The demo goes on without its virtual hardware.")
            return
        home, address = self._home.path, self._plan.address
        for name, words in devices(home, address):
            child = Child(name, "comptoir.config.demo_hardware", words, self._environment())
            child.start()
            self._children.append(child)
        self._tell()
        if page := page_of(home, address):
            self._say(f"Scale, reader, customer display and printer are virtual: lend them a hand at {page}")
        else:
            self._say(f"A virtual printer is connected; its pages lie in {folder_of(home, address) / 'printed'}")

    @property
    def _tls_folder(self) -> Path:
        return self._home.path / "tls" / self._plan.lan_name

    def _make_children(self) -> list[Child]:
        plan, environment = self._plan, self._environment()
        arguments = [plan.host, str(plan.port)]
        if plan.lan_name:
            arguments += [str(self._tls_folder / "certificate.pem"), str(self._tls_folder / "certificate.key")]
        children = [
            Child(
                SERVER if number == 1 else f"{SERVER}-{number}",
                "comptoir.config.serving",
                arguments,
                environment,
                is_copy=True,
            )
            for number in range(1, plan.processes + 1)
        ]
        children.append(Child("worker", "comptoir.config.working", [], environment, is_copy=True))
        if plan.lan_name.endswith(".local"):
            children.append(
                Child("announcer", "comptoir.config.lan_announce", [plan.lan_name, str(plan.port)], environment)
            )
        return children

    def _environment(self) -> dict[str, str]:
        assert self._addresses is not None
        plan = self._plan
        here = "localhost,127.0.0.1,[::1]"
        public = urlsplit(plan.public_address).hostname
        hosts = plan.lan_name or (f"{public},{here}" if public else here)
        return {
            **self._addresses.environment(self._home),
            "COMPTOIR_ADDRESS": plan.address,
            "COMPTOIR_PUBLIC_ADDRESS": plan.public_address,
            "COMPTOIR_HOSTS": hosts,
            "COMPTOIR_TLS": "1" if plan.address.startswith("https:") else "0",
            "COMPTOIR_LAN_NAME": plan.lan_name,
            "COMPTOIR_DEMO": "1" if plan.is_demo else "0",
            **({SHARED: str(self._home.metrics)} if os.environ.get("COMPTOIR_METRICS_TOKEN") else {}),
        }

    def _start_database(self) -> None:
        if url := os.environ.get("DATABASE_URL"):
            self._addresses = external_addresses(url, self._home)
            return
        if not (self._home.path / "database").exists():
            self._say("Making the database …")
        self._server = self._home.cluster.start(on_wait=self._waiting)
        self._addresses = embedded_addresses(self._server, self._home)

    def _waiting(self, waiting: Waiting) -> None:
        if self._stopping:
            raise StopRequested
        if waiting.seconds in (2, 5) or waiting.seconds % 10 == 0:
            detail = f" ({waiting.detail})" if waiting.detail else ""
            self._say(f"{waiting.doing.capitalize()}, {waiting.seconds} s …{detail}")

    def _once(self, module: str, *arguments: str) -> None:
        """Run a step that must succeed before the next one."""
        step = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **self._environment(), PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C in the terminal is ours to answer
        )
        while step.poll() is None:
            if self._stopping:
                step.terminate()
                step.wait()
                raise StopRequested
            self._sleep(0.2)
        if step.returncode != 0:
            raise CannotServe("Comptoir did not start; the reason is above.")

    def _wait_for_server(self) -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._plan.host, self._plan.host)  # noqa: S104
        while True:
            if self._stopping:
                raise StopRequested
            with contextlib.suppress(OSError), socket.create_connection((host, self._plan.port), timeout=1):
                return
            self._look_after()
            if self._children[0].failures >= FIRST_START_TRIES:
                raise CannotServe("The server does not start; the reason is above.")
            self._sleep(0.05)

    def _look_after(self) -> None:
        if self._server is not None and not self._server.is_alive():
            self._say("The database ended; it starts again and recovers.")
            self._server.leave()
            self._server = self._home.cluster.start(on_wait=self._waiting)
            self._tell()
        pids = [child.process for child in self._children]
        for child in self._children:
            if news := child.look_after():
                self._say(f"The {news}")
        if [child.process for child in self._children] != pids:
            self._tell()
        if self._plan.lan_name and time.monotonic() - self._renewed > RENEWAL_SECONDS:
            self._renew()

    def _renew(self) -> None:
        self._renewed = time.monotonic()
        certificate = self._tls_folder / "certificate.pem"
        before = certificate.read_bytes()
        self._once("comptoir.config.lan", str(self._home.path / "tls"), self._plan.lan_name)
        if certificate.read_bytes() != before:
            for child in self._children:
                if child.name.startswith(SERVER):
                    child.ask_to_stop()  # it starts again with the new certificate

    def _tell(self) -> None:
        processes = {child.name: child.process.pid for child in self._children if child.process is not None}
        if self._server is not None:
            processes["database"] = self._server.pid
        self._home.tell_running(
            Running(
                pid=os.getpid(),
                address=self._plan.address,
                started_at=self._began.isoformat(timespec="seconds"),
                version=version(),
                postgres=self._server.binaries.version if self._server else "",
                database_url="DATABASE_URL" if self._server is None else str(self._server.place),
                processes=processes,
            )
        )

    def _stop(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            if not child.wait(until=until):
                self._say(f"The {child.name} did not stop in time and was killed.")
        if self._server is not None:
            self._server.release()
            self._server = None

    def _catch_signals(self) -> None:
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake up

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _sleep(self, seconds: float) -> None:
        """Sleep until a signal: the death of a child or a wish to stop is answered at once."""
        readable, _, _ = select.select([self._wake_read], [], [], seconds)
        if readable:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_read, 4096)


def become(plan: Plan) -> None:
    """Replace this process by the supervisor: what the command line has loaded is given back."""
    os.execv(sys.executable, [sys.executable, "-m", "comptoir.config.supervisor", json.dumps(asdict(plan))])  # noqa: S606


def main(arguments: list[str]) -> int:
    """Run a plan; 1 and a sentence when it can't be run."""
    plan = Plan(**json.loads(arguments[0]))
    die_with_parent()
    try:
        return Supervisor(plan, say=lambda text: print(text, flush=True)).run()
    except (CannotServe, HomeBusy, PostgresUnavailable) as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

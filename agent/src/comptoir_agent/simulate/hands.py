"""Hands and eyes for whoever tries or measures the agent: it and virtual devices, each a process of its own.

Tests and benches drive it; a device tells each thing that happens to it as a line, and takes words on its control port.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any

SECONDS_MAX = 20.0
PROGRAM = (sys.executable, "-c", "from comptoir_agent.cli import main; main()")


class NothingCame(AssertionError):
    """What should have happened did not, in all the time there is."""


@dataclass
class Device:
    """One virtual device: its line (a path or a port), what it tells, and a hand on it."""

    process: "subprocess.Popen[str]"
    path: str
    port: int
    control_port: int
    events: "Queue[dict[str, Any]]" = field(default_factory=Queue)
    # When the event that `next` answered last was heard, as a time of day.
    heard_at: float = 0.0

    def ask(self, words: str) -> str:
        """Do something to it, as `paper out`; its answer is `ok` or `unknown`."""
        with socket.create_connection(("127.0.0.1", self.control_port), timeout=SECONDS_MAX) as control:
            control.sendall(f"{words}\n".encode())
            return control.makefile().readline().strip()

    def say(self, words: str) -> None:
        """Do something to it that it knows."""
        answer = self.ask(words)
        assert answer == "ok", f"“{words}”: {answer}"

    def next(self, event: str) -> dict[str, Any]:
        """The next event of this kind."""
        while True:
            try:
                found = self.events.get(timeout=SECONDS_MAX)
            except Empty:
                raise NothingCame(f"no event “{event}” came") from None
            self.heard_at = found.pop("heard_at")
            if found["event"] == event:
                return found

    def fresh(self) -> "Device":
        """The same device, with nothing told yet."""
        while not self.events.empty():
            self.events.get()
        return self

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=SECONDS_MAX)


def plug_in(*words: str) -> Device:
    """Start `comptoir-agent simulate …`; it says where it stands."""
    process = subprocess.Popen([*PROGRAM, "simulate", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    device = Device(process, ready.get("path", ""), ready.get("port", 0), ready["control_port"])
    Thread(target=_listen, args=(process.stdout, device.events), daemon=True).start()
    return device


def _listen(lines: IO[str], events: "Queue[dict[str, Any]]") -> None:
    for line in lines:
        events.put(json.loads(line) | {"heard_at": time.time()})


def start_agent(settings: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the agent; it answers when this returns."""
    agent = subprocess.Popen([*PROGRAM, "serve", str(settings)], stderr=subprocess.DEVNULL)
    wait_for(port)
    return agent


def pairing_code(settings: Path) -> str:
    """A one-time code, as a person reads it."""
    done = subprocess.run([*PROGRAM, "pair", str(settings)], capture_output=True, text=True, check=True)
    return done.stdout.split("\n\n")[1].strip()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    ends = time.monotonic() + SECONDS_MAX
    while time.monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NothingCame("the agent does not answer")


@dataclass(frozen=True)
class Hardware:
    """What stands on a counter: the agent's address and settings, and its printer."""

    address: str
    settings: Path
    printer: Device
    agent: "subprocess.Popen[bytes]"

    def code(self) -> str:
        return pairing_code(self.settings)


@contextmanager
def hardware(folder: Path, *, width: int = 80, more: str = "") -> Iterator[Hardware]:
    """A virtual printer and the agent that has it; `more` is what else stands in its settings."""
    printer = plug_in("printer", "--port", "0", "--width", str(width), "--folder", str(folder / "printed"))
    port = free_port()
    settings = folder / "agent.toml"
    settings.write_text(
        f'name = "Comptoir"\nport = {port}\n[[printers]]\nid = "front"\nname = "Caisse"\nhost = "127.0.0.1"\n'
        f"port = {printer.port}\nwidth = {width}\n{more}",
        encoding="utf-8",
    )
    agent = None
    try:
        agent = start_agent(settings, port)
        yield Hardware(f"localhost:{port}", settings, printer, agent)
    finally:
        if agent is not None:
            agent.terminate()
            agent.wait(timeout=SECONDS_MAX)
        printer.stop()

"""A virtual printer and an agent beside the shop, each a process of its own."""

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
AGENT = (sys.executable, "-c", "from comptoir_agent.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Hardware:
    """What stands on the counter: the agent's address, and hands and eyes on the printer."""

    address: str
    settings: Path
    control_port: int
    events: "Queue[dict[str, Any]]" = field(default_factory=Queue)

    def code(self) -> str:
        """A one-time code, as a person reads it."""
        done = subprocess.run([*AGENT, "pair", str(self.settings)], capture_output=True, text=True, check=True)
        return done.stdout.split("\n\n")[1].strip()

    def say(self, words: str) -> None:
        """Take the paper out, open the cover."""
        with socket.create_connection(("127.0.0.1", self.control_port), timeout=SECONDS_MAX) as control:
            control.sendall(f"{words}\n".encode())
            assert control.makefile().readline() == "ok\n"

    def next(self, event: str) -> dict[str, Any]:
        """What the printer does next, of this kind."""
        while True:
            try:
                found = self.events.get(timeout=SECONDS_MAX)
            except Empty:
                raise AssertionError(f"no event “{event}” came") from None
            if found["event"] == event:
                return found


@contextmanager
def hardware(folder: Path, *, width: int = 80) -> Iterator[Hardware]:
    """Start both, and stop both."""
    printer = subprocess.Popen(
        [*AGENT, "simulate", "printer", "--port", "0", "--width", str(width), "--folder", str(folder / "printed")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert printer.stdout is not None
    ready = json.loads(printer.stdout.readline())
    port = free_port()
    settings = folder / "agent.toml"
    settings.write_text(
        f'name = "Comptoir"\nport = {port}\n[[printers]]\nid = "front"\nname = "Caisse"\nhost = "127.0.0.1"\n'
        f"port = {ready['port']}\nwidth = {width}\n",
        encoding="utf-8",
    )
    agent = subprocess.Popen([*AGENT, "serve", str(settings)], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        opened = Hardware(f"localhost:{port}", settings, ready["control_port"])
        Thread(target=_listen, args=(printer.stdout, opened.events), daemon=True).start()
        yield opened
    finally:
        for process in (agent, printer):
            process.terminate()
            process.wait(timeout=SECONDS_MAX)


def _listen(lines: IO[str], events: "Queue[dict[str, Any]]") -> None:
    for line in lines:
        events.put(json.loads(line) | {"seen": time.time()})


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
    raise AssertionError("the agent does not answer")

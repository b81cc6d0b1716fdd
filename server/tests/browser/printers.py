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
    printer_port: int = 0

    def code(self) -> str:
        """A one-time code, as a person reads it."""
        done = subprocess.run([*AGENT, "pair", str(self.settings)], capture_output=True, text=True, check=True)
        return done.stdout.split("\n\n")[1].strip()

    def say(self, words: str) -> None:
        """Take the paper out, open the cover."""
        _say(self.control_port, words)

    def next(self, event: str) -> dict[str, Any]:
        """What the printer does next, of this kind."""
        return _next(self.events, event)


@contextmanager
def hardware(folder: Path, *, width: int = 80, more: str = "") -> Iterator[Hardware]:
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
        f"port = {ready['port']}\nwidth = {width}\n{more}",
        encoding="utf-8",
    )
    agent = subprocess.Popen([*AGENT, "serve", str(settings)], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        opened = Hardware(f"localhost:{port}", settings, ready["control_port"], printer_port=ready["port"])
        Thread(target=_listen, args=(printer.stdout, opened.events), daemon=True).start()
        yield opened
    finally:
        for process in (agent, printer):
            process.terminate()
            process.wait(timeout=SECONDS_MAX)


@dataclass(frozen=True, slots=True)
class Device:
    """Another virtual device: its line or port, hands and eyes on it."""

    process: "subprocess.Popen[str]"
    path: str
    port: int
    control_port: int
    events: "Queue[dict[str, Any]]" = field(default_factory=Queue)

    def say(self, words: str) -> None:
        _say(self.control_port, words)

    def next(self, event: str) -> dict[str, Any]:
        return _next(self.events, event)


@dataclass(frozen=True, slots=True)
class FullCounter:
    """An agent with one of everything."""

    agent: Hardware
    scale: Device
    display: Device
    reader: Device
    labels: Device

    def until_shown(self, *lines: str) -> None:
        """What customers read on the pole, sooner or later."""
        seen = []
        try:
            while (found := self.display.next("shown")["lines"]) != list(lines):
                seen.append(found)
        except AssertionError:
            raise AssertionError(f"{lines} never stood there, but {seen}") from None


def plug_in(*words: str) -> Device:
    """Start a virtual device that tells where it stands."""
    process = subprocess.Popen([*AGENT, "simulate", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    device = Device(process, ready.get("path", ""), ready.get("port", 0), ready["control_port"])
    Thread(target=_listen, args=(process.stdout, device.events), daemon=True).start()
    return device


@contextmanager
def full_counter(folder: Path) -> Iterator[FullCounter]:
    """A scale, a pole display, a serial reader, a label printer and a receipt printer, each a process of its own."""
    scale, display, reader = plug_in("scale"), plug_in("display"), plug_in("reader")
    labels = plug_in("labels", "--port", "0", "--folder", str(folder / "labels"))
    more = f"""
[[scales]]
id = "scale"
name = "Balance fruits"
address = "serial://{scale.path}"
[[displays]]
id = "pole"
name = "Colonne"
address = "serial://{display.path}"
[[readers]]
id = "reader"
name = "Douchette"
address = "serial://{reader.path}"
[[printers]]
id = "labels"
language = "zpl"
name = "Étiqueteuse"
host = "127.0.0.1"
port = {labels.port}
"""
    try:
        with hardware(folder, more=more) as agent:
            yield FullCounter(agent, scale, display, reader, labels)
    finally:
        for device in (scale, display, reader, labels):
            device.process.terminate()
            device.process.wait(timeout=SECONDS_MAX)


def _say(control_port: int, words: str) -> None:
    with socket.create_connection(("127.0.0.1", control_port), timeout=SECONDS_MAX) as control:
        control.sendall(f"{words}\n".encode())
        assert control.makefile().readline() == "ok\n"


def _next(events: "Queue[dict[str, Any]]", event: str) -> dict[str, Any]:
    while True:
        try:
            found = events.get(timeout=SECONDS_MAX)
        except Empty:
            raise AssertionError(f"no event “{event}” came") from None
        if found["event"] == event:
            return found


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

"""A virtual printer in a process of its own."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

SECONDS_MAX = 10.0


@dataclass
class Printer:
    """What a test sees of it: its port, its events, its pages; and a hand on its cover."""

    process: "subprocess.Popen[str]"
    port: int
    control_port: int
    events: "Queue[dict[str, Any]]" = field(default_factory=Queue)

    def say(self, words: str) -> str:
        with socket.create_connection(("127.0.0.1", self.control_port), timeout=SECONDS_MAX) as control:
            control.sendall(f"{words}\n".encode())
            return control.makefile().readline().strip()

    def send(self, data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX) as line:
            line.sendall(data)

    def next(self, event: str) -> dict[str, Any]:
        """The next event of this kind."""
        while True:
            try:
                found = self.events.get(timeout=SECONDS_MAX)
            except Empty:
                raise AssertionError(f"no event “{event}” came") from None
            if found["event"] == event:
                return found

    def print(self, data: bytes) -> dict[str, Any]:
        self.send(data)
        return self.next("page")


def listen(lines: Iterable[str], events: "Queue[dict[str, Any]]") -> None:
    for line in lines:
        events.put(json.loads(line))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Printer]]:
    running: list[subprocess.Popen[str]] = []

    def begin(*, width: int = 80) -> Printer:
        arguments = ["simulate", "printer", "--port", "0", "--width", str(width), "--folder", str(tmp_path / "printed")]
        program = "from comptoir_agent.cli import main; main()"
        process = subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        printer = Printer(process, ready["port"], ready["control_port"])
        lines = process.stdout
        Thread(target=listen, args=(lines, printer.events), daemon=True).start()
        return printer

    yield begin
    for process in running:
        process.terminate()
        process.wait(timeout=SECONDS_MAX)


@pytest.fixture
def printer(start: Callable[..., Printer]) -> Printer:
    return start()

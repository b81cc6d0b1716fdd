"""A virtual printer in a process of its own."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from comptoir_agent.simulate.hands import SECONDS_MAX, Device, plug_in


@dataclass
class Printer(Device):
    """And somebody who sends bytes to it."""

    def send(self, data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS_MAX) as line:
            line.sendall(data)

    def print(self, data: bytes) -> dict[str, Any]:
        self.send(data)
        return self.next("page")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Printer]]:
    running: list[Printer] = []

    def begin(*, width: int = 80) -> Printer:
        folder = str(tmp_path / "printed")
        device = plug_in("printer", "--port", "0", "--width", str(width), "--folder", folder)
        printer = Printer(device.process, device.path, device.port, device.control_port, device.events)
        running.append(printer)
        return printer

    yield begin
    for printer in running:
        printer.stop()


@pytest.fixture
def printer(start: Callable[..., Printer]) -> Printer:
    return start()

"""Virtual hardware, each piece in a process of its own, as a test holds it."""

import json
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from typing import Any

SECONDS_MAX = 10.0
PROGRAM = "from comptoir_agent.cli import main; main()"


@dataclass
class Virtual:
    """One device: its line (a path or a port), its events, and a hand on it."""

    process: "subprocess.Popen[str]"
    path: str
    port: int
    control_port: int
    events: "Queue[dict[str, Any]]" = field(default_factory=Queue)

    def say(self, words: str) -> None:
        with socket.create_connection(("127.0.0.1", self.control_port), timeout=SECONDS_MAX) as control:
            control.sendall(f"{words}\n".encode())
            answer = control.makefile().readline().strip()
        assert answer == "ok", f"“{words}”: {answer}"

    def next(self, event: str) -> dict[str, Any]:
        """The next event of this kind."""
        while True:
            try:
                found = self.events.get(timeout=SECONDS_MAX)
            except Empty:
                raise AssertionError(f"no event “{event}” came") from None
            if found["event"] == event:
                return found

    def fresh(self) -> "Virtual":
        """The same device, with nothing said yet."""
        while not self.events.empty():
            self.events.get()
        return self

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=SECONDS_MAX)


def plug_in(*arguments: str) -> Virtual:
    """Start `comptoir-agent simulate …`."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "simulate", *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    virtual = Virtual(process, ready.get("path", ""), ready.get("port", 0), ready["control_port"])
    lines = process.stdout

    def listen() -> None:
        for line in lines:
            virtual.events.put(json.loads(line))

    Thread(target=listen, daemon=True).start()
    return virtual

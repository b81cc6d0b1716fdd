"""A line between tills and server that cuts, loses and stalls, as a shop's way to the internet does."""

from __future__ import annotations

import random
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType

BLOCK = 65_536
STALL_SECONDS = 12.0  # longer than a till waits


class BadLine:
    """Forwards to the server's port. `misbehave`: each connection has one of five fates, by dice."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._dice = random.Random(3)
        self._is_bad = threading.Event()
        self._is_gone = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> BadLine:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._listening.close()

    def misbehave(self, seconds: float) -> bool:
        """Bad for so long, then gone altogether for as long, then as before."""
        self._is_bad.set()
        time.sleep(seconds)
        self._is_gone.set()
        time.sleep(seconds)
        self._is_gone.clear()
        self._is_bad.clear()
        return True

    def _listen(self) -> None:
        while True:
            try:
                till, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(till,), daemon=True).start()

    def _serve(self, till: socket.socket) -> None:
        fate = (
            self._dice.choice(("well", "no_request", "half_request", "no_answer", "stall"))
            if self._is_bad.is_set()
            else "well"
        )
        with till, suppress(OSError):
            if self._is_gone.is_set() or fate == "no_request":
                return
            with socket.create_connection(("127.0.0.1", self._server), timeout=STALL_SECONDS) as server:
                threading.Thread(target=self._forward, args=(till, server, fate), daemon=True).start()
                while block := server.recv(BLOCK):
                    # The server has stored it, and the till never hears of it.
                    if fate == "no_answer":
                        return
                    if fate == "stall":
                        time.sleep(STALL_SECONDS)
                    till.sendall(block)

    @staticmethod
    def _forward(till: socket.socket, server: socket.socket, fate: str) -> None:
        with suppress(OSError):
            while block := till.recv(BLOCK):
                if fate == "half_request":
                    server.sendall(block[: len(block) // 2])
                    server.close()
                    return
                server.sendall(block)

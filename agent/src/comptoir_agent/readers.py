"""Code readers on a serial line: what they read, for tills that cannot hear a serial port themselves.

A till asks for what came after the last code that it has seen. Codes are kept for a moment only: a code that nobody
fetched within it belongs to a customer who has gone.
"""

import asyncio
import logging
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from comptoir_agent.lines import Address, LineFault, connect, hang_up

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
KEPT_SECONDS = 5.0
CODE_BYTES_MAX = 4_096
CODES_MAX = 100


@dataclass(frozen=True, slots=True)
class Code:
    """What was read, numbered since the agent started."""

    number: int
    text: str
    read_at: float


class CodeReader:
    """One reader and the task that listens to it."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._codes: deque[Code] = deque(maxlen=CODES_MAX)
        self._count = 0
        self._arrived = asyncio.Event()
        self._is_there = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_there(self) -> bool:
        """Whether its line is open; a reader says nothing until it reads."""
        return self._is_there

    @property
    def count(self) -> int:
        """The number of the newest code."""
        return self._count

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="reader")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def let_go(self) -> None:
        """Nobody waits any longer."""
        self._arrived.set()

    async def after(self, number: int, *, seconds: float) -> list[Code]:
        """Codes newer than `number`, as soon as there is one. A number from before a restart of ours counts as none."""
        fresh = self._fresh(number)
        if not fresh:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._arrived.wait()
            fresh = self._fresh(number)
        return fresh

    def _fresh(self, number: int) -> list[Code]:
        since = number if number <= self._count else 0
        oldest = time.monotonic() - KEPT_SECONDS
        return [code for code in self._codes if code.number > since and code.read_at >= oldest]

    async def _run(self) -> None:
        while True:
            try:
                reader, writer = await connect(self._address)
            except LineFault as fault:
                log.warning("reader: %s", fault)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            self._is_there = True
            try:
                await self._listen(reader)
            except OSError as error:
                log.warning("reader: %s", error)
            finally:
                self._is_there = False
                await hang_up(writer)
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """A code ends with a carriage return, a line feed or both. Separators inside (GS, 1DH) are the code's own."""
        pending = b""
        while data := await reader.read(1_024):
            *codes, pending = (pending + data).replace(b"\r", b"\n").split(b"\n")
            for code in codes:
                self._take(code)
            pending = pending[-CODE_BYTES_MAX:]

    def _take(self, code: bytes) -> None:
        text = code.decode("utf-8", errors="replace").strip(" \t\x02\x03")
        if not text:
            return
        self._count += 1
        self._codes.append(Code(self._count, text, time.monotonic()))
        self._arrived.set()
        self._arrived = asyncio.Event()

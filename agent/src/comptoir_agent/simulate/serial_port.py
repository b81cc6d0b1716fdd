"""The terminal's end of a serial line: a pseudo-terminal, whose cable can be pulled out after so many bytes."""

import asyncio
import os
import tty
from contextlib import suppress

# So long a cable that was cut stays out.
OUT_SECONDS = 0.15


class SerialPort:
    """`path` is the till's end. What is on a cable that is out is gone, whichever way it went."""

    def __init__(self, out_seconds: float = OUT_SECONDS) -> None:
        self._ours, theirs = os.openpty()
        tty.setraw(theirs)  # held open: the line must outlive who plugs in and out
        self._theirs = theirs
        self.path = os.ttyname(theirs)
        self._out_seconds = out_seconds
        self._reader = asyncio.StreamReader()
        self._transport: asyncio.ReadTransport | None = None
        self._budget = -1
        self._out_until = 0.0

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(self._reader), os.fdopen(os.dup(self._ours), "rb", buffering=0)
        )

    def cut_after(self, count: int) -> None:
        """From now on; the cable is put in again a moment later."""
        self._budget = count

    @property
    def is_cut_due(self) -> bool:
        """So many bytes have not passed yet."""
        return self._budget >= 0

    async def read(self) -> bytes:
        while True:
            data = await self._reader.read(1_024)
            if not data:
                return b""
            if passes := self._pass(data):
                return passes

    def write(self, data: bytes) -> None:
        if passes := self._pass(data):
            # When nobody reads it, it is lost, as on a cable.
            with suppress(BlockingIOError):
                os.write(self._ours, passes)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
        for one in (self._ours, self._theirs):
            os.close(one)

    def _pass(self, data: bytes) -> bytes:
        now = asyncio.get_running_loop().time()
        if now < self._out_until:
            return b""
        if 0 <= self._budget < len(data):
            data, self._budget, self._out_until = data[: self._budget], -1, now + self._out_seconds
        elif self._budget >= 0:
            self._budget -= len(data)
        return data

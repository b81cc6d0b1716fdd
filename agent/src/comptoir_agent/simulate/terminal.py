"""What virtual hardware on a serial line shares: a pseudo-terminal for the bytes, a port for the hand that moves it.

The hand's port takes one word order a line and answers `ok` or `unknown`.
"""

import asyncio
import json
import os
import sys
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

LOOPBACK = "127.0.0.1"
Say = Callable[[dict[str, object]], None]


Answer = Callable[[bytes], None]


class SerialDevice(Protocol):
    """One piece of virtual hardware."""

    def plug(self, answer: Answer) -> None:
        """The line is there; what the device says goes to `answer`."""

    async def take(self, data: bytes) -> None:
        """Bytes came over the line."""

    def obey(self, words: list[str]) -> bool:
        """A hand does something to it; False when it knows no such thing."""


async def serve(device: SerialDevice, control_port: int, say: Say, *, link: Path | None = None) -> None:
    """Open the line and the hand's port, tell both, and go on until cancelled.

    `link` leads to the line: a name for settings, which the line's own name, another one each time, is not.
    """
    ours, theirs = os.openpty()
    tty.setraw(theirs)  # held open: the line must outlive who plugs in and out
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours, "rb", buffering=0))
    control = await asyncio.start_server(lambda r, w: _obey(device, r, w), LOOPBACK, control_port)
    port = control.sockets[0].getsockname()[1]
    say({"event": "ready", "path": os.ttyname(theirs), "control_port": port})
    device.plug(lambda data: _write(ours, data))
    if link is not None:
        _lead(link, os.ttyname(theirs))
    async with control:
        while data := await reader.read(1_024):
            await device.take(data)


def _lead(link: Path, line: str) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{link.name}-new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(line)
    fresh.replace(link)


def _write(descriptor: int, data: bytes) -> None:
    """A line of answers is never longer than the terminal's buffer; when nobody reads it, it is lost, as on a cable."""
    with suppress(BlockingIOError):
        os.write(descriptor, data)


async def _obey(device: SerialDevice, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        is_known = device.obey(line.decode("utf-8", errors="replace").split())
        writer.write(b"ok\n" if is_known else b"unknown\n")
        await writer.drain()
    writer.close()


def tell(event: dict[str, object]) -> None:
    """One JSON object a line on standard output: for people and for programs."""
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()

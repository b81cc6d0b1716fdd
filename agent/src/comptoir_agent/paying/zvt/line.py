"""The line to a terminal that speaks ZVT: TCP, where messages go bare, or a serial port, where each is in a frame."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from comptoir_agent.lines import Serial, Tcp, connect, hang_up
from comptoir_agent.paying.zvt.apdu import Octets
from comptoir_agent.paying.zvt.serial_link import SerialLink

CHUNK = 1_024


class Writer(Protocol):
    """Where messages go: one each `write`."""

    def write(self, data: bytes, /) -> None: ...

    async def drain(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """An open one; whoever opened it ends it."""

    reader: Octets
    writer: Writer
    end: Callable[[], Awaitable[None]]


async def open_line(address: Tcp | Serial, *, ack_seconds: float) -> Line:
    """Raises `LineFault`."""
    reader, writer = await connect(address)
    if isinstance(address, Tcp):
        return Line(reader, writer, lambda: hang_up(writer))
    link = SerialLink(lambda: reader.read(CHUNK), writer.write, ack_seconds=ack_seconds)

    async def end() -> None:
        link.close()
        await hang_up(writer)

    return Line(link.messages, link, end)

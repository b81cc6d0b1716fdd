"""A label printer (ZPL, mostly on port 9100). `~HS` asks how it is, and it answers also while it can't print."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from comptoir_agent.lines import Address, LineFault, Streams, connect, hang_up
from comptoir_agent.printing.network_printer import PrinterFault, Trouble

ANSWER_SECONDS = 2.0
ASK_EVERY_SECONDS = 0.5
HOW_ARE_YOU = b"~HS"
ANSWER_BYTES_MAX = 400


@dataclass(frozen=True, slots=True)
class Health:
    """Of the three lines: what keeps it from printing, and how many formats wait in its memory."""

    trouble: Trouble | None
    waiting: int


@dataclass(frozen=True, slots=True)
class LabelPrinter:
    """Where it listens."""

    line: Address

    async def trouble(self) -> Trouble | None:
        """What a person should see to, or nothing."""
        streams = await self._connect()
        try:
            return (await _ask(streams)).trouble
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            raise PrinterFault(Trouble.NO_ANSWER) from None
        finally:
            await hang_up(streams[1])

    async def print(
        self, data: bytes, *, seconds: float, begins: Callable[[], None], waiting: Callable[[Trouble], None]
    ) -> None:
        """Put labels out, as `NetworkPrinter.print`. They are done when none waits in its memory any more."""
        streams = await self._connect()
        has_begun = False
        try:
            async with asyncio.timeout(seconds):
                found = (await _ask(streams)).trouble
                if found is not None:
                    raise PrinterFault(found)
                begins()
                has_begun = True
                streams[1].write(data)
                await streams[1].drain()
                await _until_done(streams, waiting)
        except TimeoutError:
            raise PrinterFault(Trouble.TIMEOUT if has_begun else Trouble.NO_ANSWER) from None
        except (OSError, asyncio.IncompleteReadError):
            raise PrinterFault(Trouble.BROKEN_OFF if has_begun else Trouble.NO_ANSWER) from None
        finally:
            await hang_up(streams[1])

    async def _connect(self) -> Streams:
        try:
            return await connect(self.line)
        except LineFault:
            raise PrinterFault(Trouble.NO_ANSWER) from None


async def _until_done(streams: Streams, waiting: Callable[[Trouble], None]) -> None:
    while True:
        health = await _ask(streams)
        if health.trouble is not None:
            waiting(health.trouble)
        elif health.waiting == 0:
            return
        await asyncio.sleep(ASK_EVERY_SECONDS)


async def _ask(streams: Streams) -> Health:
    """Raises `TimeoutError` when it says nothing within two seconds."""
    reader, writer = streams
    writer.write(HOW_ARE_YOU)
    lines = []
    async with asyncio.timeout(ANSWER_SECONDS):
        for _ in range(3):
            lines.append((await reader.readuntil(b"\n")).strip(b"\x02\x03\r\n"))
    first, second = lines[0].split(b","), lines[1].split(b",")
    # First line: 2nd paper out, 5th formats waiting. Second line: 3rd head up (ZPL II guide, "~HS").
    if len(first) < 5 or len(second) < 3 or not first[4].isdigit():
        raise ConnectionError("no host status")
    if second[2] == b"1":
        return Health(Trouble.COVER_OPEN, int(first[4]))
    return Health(Trouble.PAPER_OUT if first[1] == b"1" else None, int(first[4]))

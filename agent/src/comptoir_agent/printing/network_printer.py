"""A receipt printer on any line (TCP 9100, USB, serial): bytes to paper, and the true cause when none comes.

ESC/POS answers two questions: `DLE EOT n` at once, whatever waits before it; `GS r 1` in its turn. So `GS r 1` behind
the last byte says that the job is on paper, and `DLE EOT` says meanwhile why it is not.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from comptoir_agent.lines import Address, LineFault, Streams, connect, hang_up, swallow
from comptoir_agent.printing.drawer import Switch

ANSWER_SECONDS = 2.0
ASK_EVERY_SECONDS = 0.5
# What fits into the smallest buffer leaves the line free for questions: who answers none any more is hung, and nobody
# need wait as for a roll.
BUFFER_BYTES = 4_096
SILENT_SECONDS = 10.0
WRITE_BYTES = 2_048
OFFLINE_CAUSE = b"\x10\x04\x02"
PAPER_SENSOR = b"\x10\x04\x04"
IN_TURN = b"\x1dr\x01"
# `ESC p m t1 t2` waits for paper like all that is printed; `DLE DC4 1 m t` (t in 100 ms) opens the drawer at once, also
# of a printer that is offline (ESC/POS reference, "Generate pulse in real-time").
PULSE = re.compile(rb"\x1bp([\x00\x01])[\x00-\xff]{2}", re.DOTALL)
PULSE_NOW = b"\x10\x14\x01%c\x01"
# `DLE EOT` answers have bits 1 and 4 set; the answer to `GS r` has neither (ESC/POS reference, "Status").
REAL_TIME_BITS = 0x12
COVER_OPEN = 0x04
PAPER_OUT = 0x60


def is_pulse(data: bytes) -> bool:
    """Whether a job opens the drawer and prints nothing."""
    return PULSE.fullmatch(data) is not None


class Trouble(StrEnum):
    """Why there is no paper, in codes that the till puts into words."""

    NO_ANSWER = "no_answer"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    BROKEN_OFF = "broken_off"
    TIMEOUT = "timeout"
    # Of a job that is on paper all the same.
    DRAWER_STUCK = "drawer_stuck"


class PrinterFault(Exception):
    """The job is not on paper, or nobody can say that it is."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class NetworkPrinter:
    """Where a printer listens."""

    line: Address
    # Of a job that opens the drawer.
    switch: Switch | None = None

    async def trouble(self) -> Trouble | None:
        """What a person should see to, or nothing."""
        reader, writer = await self._connect()
        try:
            return await _ask(reader, writer)
        finally:
            await hang_up(writer)

    async def print(
        self, data: bytes, *, seconds: float, begins: Callable[[], None], waiting: Callable[[Trouble], None]
    ) -> Trouble | None:
        """Put one job on paper. Returns when its last byte is printed; `begins` is called before the first is sent.
        What comes back is no fault of this job: a drawer that did not open, or what the next page will wait for.

        Out of paper is no fault while somebody may still bring a roll: `waiting` hears of it, and the printer itself
        goes on when it can. After `seconds` it is one, and nobody knows then whether the job comes out later.
        """
        reader, writer = await self._connect()
        try:
            async with asyncio.timeout(seconds):
                found = await _ask(reader, writer)
                if found is not None:
                    return await self._open_without_paper(reader, writer, data, found, begins)
                if self.switch is not None:
                    await self.switch.look_before((reader, writer))
                begins()
                await self._send(reader, writer, data, waiting)
            return await self._drawer(reader, writer)
        except TimeoutError:
            raise PrinterFault(Trouble.TIMEOUT) from None
        except (OSError, asyncio.IncompleteReadError):  # a pulled plug is an input/output error
            raise PrinterFault(Trouble.BROKEN_OFF) from None
        finally:
            await hang_up(writer)

    async def _open_without_paper(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        data: bytes,
        found: Trouble,
        begins: Callable[[], None],
    ) -> Trouble:
        """Money must go into its drawer all the same: a job that is a pulse and nothing else needs no paper."""
        pulse = PULSE.fullmatch(data)
        if pulse is None:
            raise PrinterFault(found)
        if self.switch is not None:
            await self.switch.look_before((reader, writer))
        begins()
        writer.write(PULSE_NOW % pulse[1][0])
        await writer.drain()
        return await self._drawer(reader, writer) or found

    async def _drawer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Trouble | None:
        if self.switch is None:
            return None
        await swallow(reader)  # late answers of the printer's other states
        return Trouble.DRAWER_STUCK if await self.switch.is_stuck((reader, writer)) else None

    async def _send(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        data: bytes,
        waiting: Callable[[Trouble], None],
    ) -> None:
        sending = asyncio.create_task(_write(writer, data + IN_TURN))
        heard_at = time.monotonic()
        try:
            while True:
                try:
                    async with asyncio.timeout(ASK_EVERY_SECONDS):
                        answer = (await reader.readexactly(1))[0]
                except TimeoutError:
                    if len(data) <= BUFFER_BYTES and time.monotonic() - heard_at > SILENT_SECONDS:
                        raise
                    if sending.done():
                        # Still in its buffer: ask why. While bytes are on the way a question would stand among them.
                        writer.write(OFFLINE_CAUSE + PAPER_SENSOR)
                    continue
                heard_at = time.monotonic()
                if answer & REAL_TIME_BITS != REAL_TIME_BITS:
                    await sending
                    return
                found = _meaning(answer)
                if found is not None:
                    waiting(found)
        finally:
            sending.cancel()
            await asyncio.wait([sending])
            if not sending.cancelled():
                sending.exception()  # it is said by what is read, or was raised above

    async def _connect(self) -> Streams:
        try:
            return await connect(self.line)
        except LineFault:
            raise PrinterFault(Trouble.NO_ANSWER) from None


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    for start in range(0, len(data), WRITE_BYTES):
        writer.write(data[start : start + WRITE_BYTES])
        await writer.drain()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Trouble | None:
    """Ask before a job. A printer that answers nothing is taken as one that can't: some cheap ones never do."""
    writer.write(OFFLINE_CAUSE + PAPER_SENSOR)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answers = await reader.readexactly(2)
    except (TimeoutError, asyncio.IncompleteReadError, OSError):
        raise PrinterFault(Trouble.NO_ANSWER) from None
    if answers[0] & COVER_OPEN:
        return Trouble.COVER_OPEN
    return Trouble.PAPER_OUT if answers[1] & PAPER_OUT else None


def _meaning(answer: int) -> Trouble | None:
    """Of one real-time answer: the paper bits stand in `DLE EOT 4`, bit 2 alone is the cover of `DLE EOT 2`."""
    if answer & PAPER_OUT:
        return Trouble.PAPER_OUT
    return Trouble.COVER_OPEN if answer & 0x0C == COVER_OPEN else None

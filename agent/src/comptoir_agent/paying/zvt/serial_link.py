"""ZVT over a serial line (PA00P016): each message in a frame with a check sum, and a byte that says it arrived.

A frame that may move money is sent once. When no byte says that it arrived, or one says that it did not, nobody here
knows which: it is asked for afterwards, like any payment whose answer was lost.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto

DLE, STX, ETX, ACK, NAK = 0x10, 0x02, 0x03, 0x06, 0x15
POLYNOMIAL = 0x8408
# Registration, acknowledgements, receipts again: said twice, they do no harm.
MONEY = (b"\x06\x01", b"\x06\x22", b"\x06\x23", b"\x06\x24", b"\x06\x30", b"\x06\x31", b"\x06\x50")
TRIES = 3


class _At(Enum):
    """Where in a frame the next byte stands."""

    IDLE = auto()
    BEGINS = auto()
    INSIDE = auto()
    ESCAPED = auto()
    LOW = auto()
    HIGH = auto()


def checksum(data: bytes) -> int:
    """CRC-16 (CCITT, reflected, from zero) over the message and ETX, before any byte is doubled."""
    value = 0
    for octet in data:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ POLYNOMIAL if value & 1 else value >> 1
    return value


def frame(message: bytes) -> bytes:
    doubled = message.replace(bytes([DLE]), bytes([DLE, DLE]))
    return bytes([DLE, STX]) + doubled + bytes([DLE, ETX]) + checksum(message + bytes([ETX])).to_bytes(2, "little")


class SerialLink:
    """One end of the line. `messages` is what arrived whole; `write` and `drain` send one message each time."""

    def __init__(
        self, read: Callable[[], Awaitable[bytes]], write: Callable[[bytes], None], *, ack_seconds: float
    ) -> None:
        self.messages = asyncio.StreamReader()
        self._read = read
        self._write = write
        self._ack_seconds = ack_seconds
        self._acks: asyncio.Queue[int] = asyncio.Queue()
        self._turn = asyncio.Lock()
        self._pending: list[bytes] = []
        self._at = _At.IDLE
        self._inside = bytearray()
        self._low = 0
        self._pump = asyncio.create_task(self._listen())

    def write(self, message: bytes) -> None:
        self._pending.append(message)

    async def drain(self) -> None:
        """Send it, and wait until it arrived. Raises `ConnectionError`."""
        async with self._turn:
            while self._pending:
                await self._send(self._pending.pop(0))

    def close(self) -> None:
        self._pump.cancel()

    async def _send(self, message: bytes) -> None:
        tries = 1 if message[:2] in MONEY else TRIES
        for _ in range(tries):
            while not self._acks.empty():
                self._acks.get_nowait()
            self._write(frame(message))
            try:
                async with asyncio.timeout(self._ack_seconds):
                    if await self._acks.get() == ACK:
                        return
            except TimeoutError:
                break
        raise ConnectionError("a frame was not acknowledged")

    async def _listen(self) -> None:
        try:
            while data := await self._read():
                for octet in data:
                    self._take(octet)
        except OSError as gone:
            self.messages.set_exception(gone)
            return
        self.messages.feed_eof()

    def _take(self, octet: int) -> None:
        match self._at:
            case _At.IDLE:
                if octet in (ACK, NAK):
                    self._acks.put_nowait(octet)
                self._at = _At.BEGINS if octet == DLE else _At.IDLE
            case _At.BEGINS:
                self._begin(octet)
            case _At.INSIDE:
                self._inside += b"" if octet == DLE else bytes([octet])
                self._at = _At.ESCAPED if octet == DLE else _At.INSIDE
            case _At.ESCAPED:
                self._escaped(octet)
            case _At.LOW:
                self._low, self._at = octet, _At.HIGH
            case _At.HIGH:
                self._at = _At.IDLE
                self._end(self._low | octet << 8)

    def _begin(self, octet: int) -> None:
        self._inside.clear()
        self._at = _At.INSIDE if octet == STX else _At.IDLE

    def _escaped(self, octet: int) -> None:
        if octet == DLE:
            self._inside.append(octet)
            self._at = _At.INSIDE
        elif octet == ETX:
            self._at = _At.LOW
        else:
            # The line was cut inside a frame, and this may be another one.
            self._begin(octet)

    def _end(self, said: int) -> None:
        message = bytes(self._inside)
        is_whole = checksum(message + bytes([ETX])) == said
        self._write(bytes([ACK if is_whole else NAK]))
        if is_whole:
            self.messages.feed_data(message)

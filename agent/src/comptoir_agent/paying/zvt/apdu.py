"""The bytes of ZVT: control field, length, data; amounts as BCD; bitmaps (PA00P015, chapters 1 and 9)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

ACK = 0x80_00
NACK = 0x84
# A length byte that says: two more follow, the lower one first.
EXTENDED = 0xFF


class Control(IntEnum):
    """The commands that this program speaks or hears."""

    STATUS_INFORMATION = 0x04_0F
    INTERMEDIATE_STATUS = 0x04_FF
    STATUS_ENQUIRY = 0x05_01
    REGISTRATION = 0x06_00
    AUTHORISATION = 0x06_01
    BOOK_TIP = 0x06_0C
    COMPLETION = 0x06_0F
    ABORT = 0x06_1E
    REPEAT_RECEIPT = 0x06_20
    RESERVATION = 0x06_22
    BOOK_TOTAL = 0x06_24
    RESERVATION_REVERSAL = 0x06_25
    REVERSAL = 0x06_30
    REFUND = 0x06_31
    END_OF_DAY = 0x06_50
    BREAK_OFF = 0x06_B0
    PRINT_LINE = 0x06_D1
    PRINT_BLOCK = 0x06_D3


class Garbled(Exception):
    """Bytes that are no ZVT."""


@dataclass(frozen=True, slots=True)
class Apdu:
    """One message. An acknowledgement is one whose control field is 80 00, a refusal one that begins with 84."""

    control: int
    data: bytes = b""

    @property
    def is_ack(self) -> bool:
        return self.control == ACK

    @property
    def is_nack(self) -> bool:
        return self.control >> 8 == NACK

    def encode(self) -> bytes:
        length = len(self.data)
        size = bytes([length]) if length < EXTENDED else bytes([EXTENDED, length & 0xFF, length >> 8])
        return self.control.to_bytes(2, "big") + size + self.data


class Octets(Protocol):
    """Where bytes come from: a stream."""

    async def readexactly(self, n: int, /) -> bytes:
        """So many, or `asyncio.IncompleteReadError`."""


async def read(reader: Octets) -> Apdu:
    """The next message of the line. Raises `asyncio.IncompleteReadError` where the line ends."""
    head = await reader.readexactly(3)
    length = head[2]
    if length == EXTENDED:
        length = int.from_bytes(await reader.readexactly(2), "little")
    return Apdu(int.from_bytes(head[:2], "big"), await reader.readexactly(length))


def decode(frame: bytes) -> Apdu:
    """One whole message. What follows it is left alone. Raises `Garbled`."""
    if len(frame) < 3:
        raise Garbled("no head")
    start, length = (5, int.from_bytes(frame[3:5], "little")) if frame[2] == EXTENDED else (3, frame[2])
    if len(frame) < start + length:
        raise Garbled("shorter than it says")
    return Apdu(int.from_bytes(frame[:2], "big"), frame[start : start + length])


def bcd(number: int | str, octets: int) -> bytes:
    """`1234` in two octets is 12 34."""
    return bytes.fromhex(str(number).rjust(2 * octets, "0"))


def number(digits: bytes) -> int:
    """Raises `Garbled` where they are none."""
    text = digits.hex()
    if not text.isdecimal():
        raise Garbled("no digits")
    return int(text)


# How long the value of a bitmap is; LL and LLL: two or three octets F0..F9 say it.
LL, LLL, TLV = -2, -3, -1
SIZES = {
    0x01: 1, 0x02: 1, 0x03: 1, 0x04: 6, 0x05: 1, 0x06: TLV, 0x0B: 3, 0x0C: 3, 0x0D: 2, 0x0E: 2, 0x17: 2, 0x19: 1,
    0x22: LL, 0x23: LL, 0x24: LLL, 0x27: 1, 0x29: 4, 0x2A: 15, 0x2D: LL, 0x2E: LLL, 0x37: 3, 0x3A: 2, 0x3B: 8,
    0x3C: LLL,
    0x3D: 3, 0x49: 2, 0x60: LLL, 0x87: 2, 0x88: 3, 0x8A: 1, 0x8B: LL, 0x8C: 1, 0x92: LLL, 0x9A: LLL, 0xA0: 1,
    0xA7: LL, 0xAA: 3, 0xAF: LLL, 0xBA: 5, 0xD0: 1, 0xD1: LL, 0xD2: 1, 0xD3: 1, 0xE0: 1,
    0xF1: LL, 0xF2: LL, 0xF3: LL, 0xF4: LL, 0xF5: LL, 0xF6: LL, 0xF7: LL, 0xF8: LL, 0xF9: LL,
}  # fmt: skip


def bitmaps(data: bytes) -> dict[int, bytes]:
    """The values by their bitmap. An unknown one ends it: nobody can say where it ends. Raises `Garbled`."""
    found: dict[int, bytes] = {}
    place = 0
    while place < len(data):
        name, place = data[place], place + 1
        size = SIZES.get(name)
        if size is None:
            return found
        if size == TLV:
            size, place = _tlv_length(data, place)
        elif size < 0:
            digits = data[place : place - size]
            if len(digits) != -size or any(octet >> 4 != 0xF or octet & 0xF > 9 for octet in digits):
                raise Garbled(f"bitmap {name:02X}")
            size, place = int("".join(str(octet & 0xF) for octet in digits)), place - size
        if place + size > len(data):
            raise Garbled(f"bitmap {name:02X}")
        found[name], place = data[place : place + size], place + size
    return found


def _tlv_length(data: bytes, place: int) -> tuple[int, int]:
    first = data[place] if place < len(data) else 0
    if first < 0x80:
        return first, place + 1
    more = first & 0x7F
    return int.from_bytes(data[place + 1 : place + 1 + more], "big"), place + 1 + more


def counted(text: bytes, digits: int) -> bytes:
    """A value of an LL or LLL bitmap, after its length."""
    return bytes(0xF0 | int(digit) for digit in str(len(text)).rjust(digits, "0")) + text

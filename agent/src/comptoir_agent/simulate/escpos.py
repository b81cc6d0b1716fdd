"""Reads ESC/POS: the bytes that a thermal receipt printer gets, as commands (Epson's ESC/POS reference, TM series).

Only reading: what a command does to paper is in `paper.py`. A byte sequence that is not known ends the reading of its
command and is reported: a printer would print it as rubbish, and a test must see that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

ESC, GS, DLE, FS = 0x1B, 0x1D, 0x10, 0x1C
LF, CR, CAN = 0x0A, 0x0D, 0x18


@dataclass(frozen=True, slots=True)
class Command:
    """`name` as the reference writes it (`ESC @`, `GS k`), its parameters, and the bytes that came with it."""

    name: str
    parameters: tuple[int, ...] = ()
    data: bytes = b""


# Commands with a fixed number of parameters, by their two first bytes.
FIXED: dict[tuple[int, int], tuple[str, int]] = {
    (ESC, 0x40): ("ESC @", 0),
    (ESC, 0x21): ("ESC !", 1),
    (ESC, 0x2D): ("ESC -", 1),
    (ESC, 0x32): ("ESC 2", 0),
    (ESC, 0x33): ("ESC 3", 1),
    (ESC, 0x45): ("ESC E", 1),
    (ESC, 0x47): ("ESC G", 1),
    (ESC, 0x4A): ("ESC J", 1),
    (ESC, 0x4D): ("ESC M", 1),
    (ESC, 0x52): ("ESC R", 1),
    (ESC, 0x61): ("ESC a", 1),
    (ESC, 0x64): ("ESC d", 1),
    (ESC, 0x70): ("ESC p", 3),
    (ESC, 0x74): ("ESC t", 1),
    (ESC, 0x7B): ("ESC {", 1),
    (GS, 0x21): ("GS !", 1),
    (GS, 0x42): ("GS B", 1),
    (GS, 0x48): ("GS H", 1),
    (GS, 0x4C): ("GS L", 2),
    (GS, 0x57): ("GS W", 2),
    (GS, 0x66): ("GS f", 1),
    (GS, 0x68): ("GS h", 1),
    (GS, 0x77): ("GS w", 1),
    (GS, 0x72): ("GS r", 1),
    (GS, 0x61): ("GS a", 1),
    (FS, 0x2E): ("FS .", 0),
    (DLE, 0x04): ("DLE EOT", 1),
}
# `GS k` with an end byte (function A) and with a length (function B).
BARCODES_ENDED = range(0, 7)
BARCODES_COUNTED = range(65, 80)


class Incomplete(Exception):
    """The rest of a command is still to come."""


class Reader:
    """Bytes in as they arrive, commands out when they are whole."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[Command]:
        """Every command that is whole now. Printable bytes come as `text`, unknown ones as `unknown`."""
        self._pending += data
        while self._pending:
            try:
                command, length = _read(bytes(self._pending))
            except Incomplete:
                return
            del self._pending[:length]
            yield command

    @property
    def pending(self) -> bytes:
        """What waits for its rest; at the end of a job it must be empty."""
        return bytes(self._pending)


def _read(data: bytes) -> tuple[Command, int]:
    first = data[0]
    if first in (LF, CR, CAN):
        return Command({LF: "LF", CR: "CR", CAN: "CAN"}[first]), 1
    if first >= 0x20:
        end = next((at for at, byte in enumerate(data) if byte < 0x20), len(data))
        return Command("text", data=data[:end]), end
    if first not in (ESC, GS, DLE, FS):
        return Command("unknown", data=data[:1]), 1
    second = _at(data, 1)
    known = FIXED.get((first, second))
    if known is not None:
        name, count = known
        _at(data, 1 + count)
        return Command(name, tuple(data[2 : 2 + count])), 2 + count
    if (first, second) == (GS, 0x56):
        return _cut(data)
    if (first, second) == (GS, 0x6B):
        return _barcode(data)
    if (first, second) == (GS, 0x28):
        return _long(data)
    if (first, second) == (GS, 0x76):
        return _raster(data)
    if (first, second) == (DLE, 0x14):
        _at(data, 4)
        return Command("DLE DC4", tuple(data[2:5])), 5
    return Command("unknown", data=data[:2]), 2


def _cut(data: bytes) -> tuple[Command, int]:
    mode = _at(data, 2)
    if mode in (0, 1, 48, 49):
        return Command("GS V", (mode,)), 3
    return Command("GS V", (mode, _at(data, 3))), 4


def _barcode(data: bytes) -> tuple[Command, int]:
    kind = _at(data, 2)
    if kind in BARCODES_ENDED:
        end = data.find(0, 3)
        if end == -1:
            raise Incomplete
        return Command("GS k", (kind,), data[3:end]), end + 1
    if kind in BARCODES_COUNTED:
        length = _at(data, 3)
        _at(data, 3 + length)
        return Command("GS k", (kind,), data[4 : 4 + length]), 4 + length
    return Command("unknown", data=data[:3]), 3


def _long(data: bytes) -> tuple[Command, int]:
    """`GS ( X pL pH …`: the length says where it ends."""
    letter = chr(_at(data, 2))
    length = _at(data, 3) + 256 * _at(data, 4)
    if length:
        _at(data, 4 + length)
    return Command(f"GS ( {letter}", data=data[5 : 5 + length]), 5 + length


def _raster(data: bytes) -> tuple[Command, int]:
    """`GS v 0 m xL xH yL yH d…`: a picture, eight dots a byte."""
    _at(data, 7)
    if data[2] != 0x30:
        return Command("unknown", data=data[:3]), 3
    across, down = data[4] + 256 * data[5], data[6] + 256 * data[7]
    size = across * down
    if size:
        _at(data, 7 + size)
    return Command("GS v 0", (data[3], across, down), data[8 : 8 + size]), 8 + size


def _at(data: bytes, index: int) -> int:
    if index >= len(data):
        raise Incomplete
    return data[index]

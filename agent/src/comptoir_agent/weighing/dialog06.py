"""Checkout-Dialogue 06, which most shop scales of Europe speak (Mettler-Toledo, Bizerba, Dibal, Digi, Ohaus).

The till sends the price (records 01 and 03, with a tare), the scale acknowledges it, and `EOT ENQ` asks for the result
(record 02: weight, price, amount). `NAK` says only that there is none; record 08 asks why and 09 answers. Now and then
the scale demands the checksums of the till's approved part (record 11, answered by 10): no weight without them.
Described in the manufacturers' service manuals ("Dialog 06").
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from comptoir_agent.lines import Streams
from comptoir_agent.weighing.reading import Garbled, Mark, Reading, Wish

STX, ETX, EOT, ENQ, ACK, NAK, ESC = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15", b"\x1b"
ANSWER_SECONDS = 1.0
KILOGRAM = b"3"
ANSWER_BYTES_MAX = 64
# Record 09. 20 and 22 mean "ask again"; after the others the weighing begins anew with its price.
STATUS = {
    b"20": Mark.MOVING,
    b"21": Mark.NOT_MOVED,
    b"22": Mark.MOVING,
    b"30": Mark.TOO_LIGHT,
    b"31": Mark.UNDER_ZERO,
    b"32": Mark.OVERLOAD,
}
STILL_WEIGHING = (b"20", b"22")


@dataclass(frozen=True, slots=True)
class Checksums:
    """The checksum of an approved part of the till (CS) and its control word (KW), 16 bits each, from the approval."""

    cs: int
    kw: int

    def veiled(self, number: int) -> bytes:
        """Both as record 10 carries them: CS turned left by the number's high half, KW right by its low half."""
        left, right = number >> 4, number & 0x0F
        cs = ((self.cs << left) | (self.cs >> (16 - left))) & 0xFFFF
        kw = ((self.kw >> right) | (self.kw << (16 - right))) & 0xFFFF
        return b"%04X%04X" % (cs, kw)


@dataclass(slots=True)
class Dialog06:
    """The till's side. Between two looks it remembers whether the scale has taken the price."""

    checksums: Sequence[Checksums] = ()
    _is_armed: bool = field(default=False, init=False)

    def begin(self) -> None:
        self._is_armed = False

    async def look(self, streams: Streams, wish: Wish) -> Reading:
        if not self._is_armed:
            refused = await self._arm(streams, wish)
            if refused is not None:
                return refused
        answer = await _ask(streams, EOT + ENQ)
        match answer[:1], answer[1:3]:
            case (b"\x15", _):
                return await self._why(streams)
            case (b"\x02", b"02"):
                self._is_armed = False
                return _result(answer, wish)
            case (b"\x02", b"11"):
                # Valid or not, the weighing begins anew (record 11 as the answer to record 10).
                self._is_armed = False
                return Reading(Mark.MOVING if answer[4:5] == b"1" else Mark.NOT_ADMITTED)
            case _:
                raise Garbled(answer.hex(" "))

    async def is_there(self, streams: Streams) -> bool:
        answer = await _ask(streams, EOT + STX + b"08" + ETX)
        return answer[:3] == STX + b"09"

    async def _arm(self, streams: Streams, wish: Wish) -> Reading | None:
        record = b"03" if wish.tare_g else b"01"
        fields = [b"%06d" % wish.unit_price, *([b"%04d" % wish.tare_g] if wish.tare_g else [])]
        # Record 01 ends with an ESC of its own: the manuals of all manufacturers show it.
        tail = b"" if wish.tare_g else ESC
        answer = await _ask(streams, EOT + STX + record + b"".join(ESC + part for part in fields) + tail + ETX)
        if answer == ACK:
            self._is_armed = True
            return None
        if answer[:3] == STX + b"11":
            return await self._admit(streams, answer)
        if answer == NAK:
            return await self._why(streams)
        raise Garbled(answer.hex(" "))

    async def _admit(self, streams: Streams, demand: bytes) -> Reading | None:
        """Answer a demand for checksums. A till without an approval has none, and the scale then gives no weight."""
        digits = demand[5:7]
        if demand[4:5] != b"2" or len(digits) != 2:
            raise Garbled(demand.hex(" "))
        if not self.checksums:
            return Reading(Mark.NOT_ADMITTED)
        try:
            number = int(digits, 16)
        except ValueError:
            raise Garbled(demand.hex(" ")) from None
        pairs = b"".join(ESC + pair.veiled(number) for pair in self.checksums)
        if await _ask(streams, EOT + STX + b"10" + pairs + ETX) != ACK:
            return Reading(Mark.NOT_ADMITTED)
        self._is_armed = True  # `EOT ENQ` now tells whether they were right
        return None

    async def _why(self, streams: Streams) -> Reading:
        answer = await _ask(streams, EOT + STX + b"08" + ETX)
        if answer[:4] != STX + b"09" + ESC:
            raise Garbled(answer.hex(" "))
        status = answer[4:6]
        self._is_armed = status in STILL_WEIGHING
        return Reading(STATUS.get(status, Mark.REFUSED))


def _result(answer: bytes, wish: Wish) -> Reading:
    """Record 02. Another price than ours, or another unit than kilograms, is no weight to sell by."""
    parts = answer[3:-1].split(ESC)
    if len(parts) != 5 or parts[1] != KILOGRAM or not all(part.isdigit() for part in parts[1:]):
        raise Garbled(answer.hex(" "))
    weight, unit_price, amount = (int(part) for part in parts[2:])
    if unit_price != wish.unit_price:
        raise Garbled(answer.hex(" "))
    return Reading(Mark.DONE, weight, amount) if weight else Reading(Mark.TOO_LIGHT)


async def _ask(streams: Streams, question: bytes) -> bytes:
    """One exchange: a single byte (ACK, NAK), or everything from STX to ETX."""
    reader, writer = streams
    writer.write(question)
    await writer.drain()
    async with asyncio.timeout(ANSWER_SECONDS):
        answer = await reader.readexactly(1)
        if answer != STX:
            return answer
        while answer[-1:] != ETX:
            answer += await reader.readexactly(1)
            if len(answer) > ANSWER_BYTES_MAX:
                raise Garbled(answer.hex(" "))
    return answer

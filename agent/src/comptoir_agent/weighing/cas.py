"""The dialect of CAS scales (AP-1, PD-II), which many others can be set to: weight only, with a check character.

`ENQ` asks whether there is something, `ACK` says so; `DC1` fetches `SOH STX <S or U> <sign> 00.000 kg <BCC> ETX EOT`.
BCC is the exclusive or of everything between STX and itself. Such a scale knows no price and no tare of ours: we take
the tare off.
"""

import asyncio
from functools import reduce
from operator import xor

from comptoir_agent.lines import Streams
from comptoir_agent.weighing.reading import Garbled, Mark, Reading, Wish

SOH, STX, ETX, EOT, ENQ, ACK, DC1 = b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x11"
ANSWER_SECONDS = 1.0
HEAD = SOH + STX
# Status, sign, six characters of weight, the unit, the check character; ETX and EOT behind.
BODY_BYTES = 11


class Cas:
    """The till's side; it remembers nothing."""

    def begin(self) -> None:
        """Nothing to forget."""

    async def is_there(self, streams: Streams) -> bool:
        return await _ready(streams)

    async def look(self, streams: Streams, wish: Wish) -> Reading:
        if not await _ready(streams):
            return Reading(Mark.MOVING)
        reader, writer = streams
        writer.write(DC1)
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await reader.readexactly(len(HEAD) + BODY_BYTES + 2)
        body, check = answer[2:12], answer[12]
        if answer[:2] != HEAD or answer[13:] != ETX + EOT or reduce(xor, body) != check:
            raise Garbled(answer.hex(" "))
        return _read(body, wish)


def _read(body: bytes, wish: Wish) -> Reading:
    state, sign, digits, unit = body[:1], body[1:2], body[2:8], body[8:10]
    if state not in (b"S", b"U") or unit.lower() != b"kg":
        raise Garbled(body.hex(" "))
    if sign == b"F":
        return Reading(Mark.OVERLOAD)
    if sign == b"-":
        return Reading(Mark.UNDER_ZERO)
    if state == b"U":
        return Reading(Mark.MOVING)
    if digits[2:3] != b"." or not (digits[:2] + digits[3:]).isdigit():
        raise Garbled(body.hex(" "))
    net_g = int(digits[:2] + digits[3:]) - wish.tare_g
    return Reading(Mark.DONE, net_g) if net_g > 0 else Reading(Mark.TOO_LIGHT)


async def _ready(streams: Streams) -> bool:
    reader, writer = streams
    writer.write(ENQ)
    await writer.drain()
    async with asyncio.timeout(ANSWER_SECONDS):
        return await reader.readexactly(1) == ACK

"""A virtual scale: a plate with something on it, spoken to in Dialog 06 or in the dialect of CAS.

The hand at the control port: `put 450` (grams, at rest), `move 450` (still swinging), `lift`, `overload`, `negative`,
`garble` (the next answer is broken), `mute` and `speak`, `demand` (it wants the till's checksums before it goes on),
`reset` (switched off and on).
"""

import asyncio
from dataclasses import dataclass
from functools import reduce
from operator import xor

from comptoir_agent.simulate.terminal import Answer, Say

STX, ETX, EOT, ENQ, ACK, NAK, ESC, SOH, DC1 = (bytes([code]) for code in (2, 3, 4, 5, 6, 0x15, 0x1B, 1, 0x11))
CAPACITY_G = 15_000
MINIMUM_G = 20
# An approved pair for the tests: KW is what remains of CS divided by a polynomial that only the makers know.
APPROVED = (0x1F2E, 0xB3D4)
RANDOM_NUMBER = 0x47


@dataclass(slots=True)
class Plate:
    """What lies on the scale. `was_touched`: Dialog 06 gives out a weight once, then wants the goods to move."""

    grams: int = 0
    is_moving: bool = False
    was_touched: bool = True

    def put(self, grams: int, *, is_moving: bool = False) -> None:
        self.grams, self.is_moving, self.was_touched = grams, is_moving, True

    def obey(self, words: list[str]) -> bool:
        match words:
            case ["put", grams] if grams.isdigit():
                self.put(int(grams))
            case ["move", grams] if grams.isdigit():
                self.put(int(grams), is_moving=True)
            case ["lift"]:
                self.put(0)
            case ["overload"]:
                self.put(CAPACITY_G + 1)
            case ["negative"]:
                self.put(-5)
            case _:
                return False
        return True


class VirtualScale:
    """The plate and whoever speaks for it."""

    def __init__(self, dialect: str, say: Say) -> None:
        self._plate = Plate()
        self._speaker: Dialog06 | Cas = Cas(self._plate) if dialect == "cas" else Dialog06(self._plate, say)
        self._is_mute = False
        self._is_garbled = False
        self._answer: Answer = _nowhere

    def plug(self, answer: Answer) -> None:
        self._answer = answer

    async def take(self, data: bytes) -> None:
        for said in self._speaker.hear(data):
            if self._is_mute:
                continue
            await asyncio.sleep(0.002)  # a scale thinks for 2 to 5 ms
            self._answer(self._garbled(said))

    def obey(self, words: list[str]) -> bool:
        match words:
            case ["garble"]:
                self._is_garbled = True
            case ["mute"]:
                self._is_mute = True
            case ["speak"]:
                self._is_mute = False
            case ["demand"]:
                return self._speaker.demand()
            case ["reset"]:
                self._plate.put(0)
                self._is_mute = self._is_garbled = False
                self._speaker.reset()
            case _:
                return self._plate.obey(words)
        return True

    def _garbled(self, said: bytes) -> bytes:
        """Noise on the line flips the low bit of a digit: the frame stays whole, its weight is wrong."""
        if not self._is_garbled or len(said) < 8:
            return said
        self._is_garbled = False
        return said[:7] + bytes([said[7] ^ 0x40]) + said[8:]


def _nowhere(_: bytes) -> None:
    """Not plugged in yet."""


class Cas:
    """Weight only, with a check character."""

    def __init__(self, plate: Plate) -> None:
        self._plate = plate

    def reset(self) -> None:
        """It remembers nothing."""

    def demand(self) -> bool:
        return False

    def hear(self, data: bytes) -> list[bytes]:
        answers = []
        for code in data:
            if code == ENQ[0]:
                answers.append(ACK)
            elif code == DC1[0]:
                answers.append(self._frame())
        return answers

    def _frame(self) -> bytes:
        grams = self._plate.grams
        sign = "F" if grams > CAPACITY_G else "-" if grams < 0 else " "
        state = "U" if self._plate.is_moving else "S"
        shown = min(abs(grams), 99_999)
        body = f"{state}{sign}{shown // 1000:02d}.{shown % 1000:03d}kg".encode()
        return SOH + STX + body + bytes([reduce(xor, body)]) + ETX + EOT


class Dialog06:
    """Price in, weight and amount out."""

    def __init__(self, plate: Plate, say: Say) -> None:
        self._plate = plate
        self._say = say
        self.reset()

    def reset(self) -> None:
        self._pending = b""
        self._unit_price = -1
        self._tare_g = 0
        self._status = b"00"
        self._is_demanding = False
        self._is_admitted: bool | None = None

    def demand(self) -> bool:
        self._is_demanding = True
        return True

    def hear(self, data: bytes) -> list[bytes]:
        """EOT begins a question: `EOT ENQ`, or `EOT STX … ETX`."""
        self._pending += data
        answers = []
        while self._pending:
            start = self._pending.find(EOT)
            if start < 0:
                self._pending = b""
                break
            question = self._pending[start + 1 :]
            if question[:1] == ENQ:
                self._pending = question[1:]
                answers.append(self._weigh())
            elif question[:1] == STX and ETX in question:
                record, _, self._pending = question[1:].partition(ETX)
                answers.append(self._record(record))
            elif question[:1] in (b"", STX):
                break
            else:
                self._pending = question
        return answers

    def _record(self, record: bytes) -> bytes:
        number, *fields = record.split(ESC)
        match number, fields:
            case (b"08", _):
                return STX + b"09" + ESC + self._status + ETX
            case (b"10", _):
                wanted = b"%04X%04X" % (_left(APPROVED[0], RANDOM_NUMBER >> 4), _right(APPROVED[1], RANDOM_NUMBER & 15))
                self._is_admitted = fields == [wanted]
                return ACK
            case (b"01", [price, b""]) if price.isdigit() and len(price) == 6:
                return self._take(int(price), 0)
            case (b"03", [price, tare]) if (price + tare).isdigit() and len(price) == 6 and len(tare) == 4:
                return self._take(int(price), int(tare))
        return self._refuse(b"10")

    def _take(self, unit_price: int, tare_g: int) -> bytes:
        self._say({"event": "price", "unit_price": unit_price, "tare_g": tare_g})
        if unit_price == 0:
            return self._refuse(b"11")
        if self._is_demanding:
            return STX + b"11" + ESC + b"2%02X" % RANDOM_NUMBER + ETX
        self._unit_price, self._tare_g = unit_price, tare_g
        return ACK

    def _weigh(self) -> bytes:
        if self._is_admitted is not None:
            is_admitted, self._is_admitted = self._is_admitted, None
            self._is_demanding = not is_admitted
            return STX + b"11" + ESC + (b"1" if is_admitted else b"0") + ETX
        plate = self._plate
        net = plate.grams - self._tare_g
        if self._unit_price < 0:
            return self._refuse(b"22")
        if plate.is_moving:
            return self._refuse(b"20")
        if plate.grams < 0:
            return self._refuse(b"31")
        if plate.grams > CAPACITY_G:
            return self._refuse(b"32")
        if net < MINIMUM_G:
            return self._refuse(b"30")
        if not plate.was_touched:
            return self._refuse(b"21")
        plate.was_touched, self._status = False, b"00"
        # Commercial rounding, in integers.
        amount = (2 * net * self._unit_price + 1_000) // 2_000
        answer = STX + b"02" + ESC + b"3" + ESC + b"%05d" % net + ESC + b"%06d" % self._unit_price
        self._unit_price = -1
        return answer + ESC + b"%06d" % amount + ETX

    def _refuse(self, status: bytes) -> bytes:
        self._status = status
        return NAK


def _left(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (16 - bits))) & 0xFFFF


def _right(value: int, bits: int) -> int:
    return ((value >> bits) | (value << (16 - bits))) & 0xFFFF

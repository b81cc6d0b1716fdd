"""A terminal that speaks Concert E+ over a serial line or USB: ENQ, ACK, STX..ETX and a check byte, EOT, each way once.

It has no question for what became of a payment. Our number goes out in the private field and must come back in it: an
answer that was late, to the payment before, is heard and left alone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import xor

from comptoir_agent.lines import LineFault, Serial, Streams, Tcp, connect, hang_up
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.concert.untold import UntoldTerminal
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import Kind, Lost, NotSent, Said, Wish

STX, ETX, EOT, ENQ, ACK, NAK = (bytes([octet]) for octet in (0x02, 0x03, 0x04, 0x05, 0x06, 0x15))
TYPES = {Kind.PAYMENT: "0", Kind.REFUND: "1", Kind.REVERSAL: "2"}
PRIVATE, AMOUNT = 10, 8
AMOUNT_MAX = 99_999_999
# Register 2, result 1, amount 8, how it was paid 1, currency 3, private 10.
ANSWER = 25
DONE, REFUSED = "0", "7"
BROKEN = (OSError, LineFault, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


@dataclass(frozen=True, slots=True)
class SerialPatience:
    """Seconds: for one byte of the handshake, for a customer who looks for a card, and tries to be heard at all."""

    byte: float = 3.0
    answer: float = 180.0
    tries: int = 3


USUAL = SerialPatience()


def sealed(text: str) -> bytes:
    """A message on the wire: the check byte is over the text and ETX."""
    inside = text.encode("ascii") + ETX
    return STX + inside + bytes([reduce(xor, inside)])


def words(wish: Wish, register: Register, reference: str) -> str:
    """34 characters of E+: how the answer comes, and what is asked. Raises `NotSent` where it can't be said."""
    if wish.kind not in TYPES or wish.amount > AMOUNT_MAX:
        raise NotSent("not_possible")
    return (
        f"{register.number:02d}{wish.amount:0{AMOUNT}d}01{TYPES[wish.kind]}{wish.currency:03d}"
        f"{reference:<{PRIVATE}}A010B010"
    )


class ConcertTerminal(UntoldTerminal):
    """See the module."""

    def __init__(self, line: Tcp | Serial, register: Register, *, patience: SerialPatience = USUAL) -> None:
        super().__init__(line, register)
        self._patience = patience

    async def start(
        self, wish: Wish, *, leaving: Callable[[], None], step: Callable[[str], None], reference: str = "",
        original: Result | None = None,
    ) -> Said:  # fmt: skip
        """See `Terminal`. A reversal names no payment: the customer shows the card again."""
        self._wants_end.clear()
        text = words(wish, self._register, reference)
        try:
            streams = await connect(self._line)
        except BROKEN:
            raise NotSent("no_answer") from None
        try:
            await self._enquire(streams)
            if self._wants_end.is_set():
                streams[1].write(EOT)
                raise NotSent("cancelled")
            leaving()
            try:
                streams[1].write(sealed(text))
                if await self._byte(streams) != ACK:
                    # Whether it was heard is not known: a byte can be wrong on its way back, too.
                    raise Lost("not acknowledged")
                streams[1].write(EOT)
                step("insert_card")
                async with asyncio.timeout(self._patience.answer):
                    return await self._answer(streams, wish, reference)
            except BROKEN as fault:
                raise Lost(str(fault)) from None
        finally:
            await hang_up(streams[1])

    async def is_there(self) -> bool:
        try:
            streams = await connect(self._line)
        except BROKEN:
            return False
        try:
            await self._enquire(streams)
            streams[1].write(EOT)
            await streams[1].drain()
        except NotSent:
            return False
        finally:
            await hang_up(streams[1])
        return True

    async def _enquire(self, streams: Streams) -> None:
        for _ in range(self._patience.tries):
            try:
                streams[1].write(ENQ)
                await streams[1].drain()
                if await self._byte(streams) == ACK:
                    return
                streams[1].write(EOT)
            except BROKEN:
                continue
        raise NotSent("no_answer")

    async def _byte(self, streams: Streams) -> bytes:
        async with asyncio.timeout(self._patience.byte):
            return await streams[0].readexactly(1)

    async def _answer(self, streams: Streams, wish: Wish, reference: str) -> Said:
        """Ours, however many others come before it."""
        while True:
            octet = await streams[0].readexactly(1)
            if octet == ENQ:
                streams[1].write(ACK)
            if octet != STX:
                continue
            async with asyncio.timeout(self._patience.byte):
                inside = await streams[0].readuntil(ETX)
            check = await self._byte(streams)
            if bytes([reduce(xor, inside)]) != check:
                streams[1].write(NAK)
                continue
            streams[1].write(ACK)
            await streams[1].drain()
            said = read_answer(inside[:-1].decode("latin-1"), wish, self._register, reference)
            if said is not None:
                return said


def read_answer(text: str, wish: Wish, register: Register, reference: str) -> Said | None:
    """What it says of ours; None where it speaks of another one. Raises `Lost` where it makes no sense."""
    if len(text) < ANSWER or text[:2] != f"{register.number:02d}" or text[15 : 15 + PRIVATE].strip() != reference:
        return None
    result, amount, currency = text[2], text[3:11], text[12:15]
    if result == REFUSED:
        return Said(is_approved=False, result=Result(), trouble="declined")
    if result != DONE or not (amount + currency).isdecimal():
        raise Lost(f"result {result}")
    return Said(is_approved=True, result=Result(amount=int(amount), currency=int(currency), receipt=reference))

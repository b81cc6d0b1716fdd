"""A terminal that speaks Caisse-AP over IP: one connection a question, one answer at its end.

The protocol has no question for what became of a payment, and no way to stop one but the terminal's red key. Where an
answer was lost, a person looks at the terminal.
"""

import asyncio
from collections.abc import Callable

from comptoir_agent.lines import LineFault, Serial, Streams, Tcp, connect, hang_up
from comptoir_agent.paying.concert.answers import said
from comptoir_agent.paying.concert.register import Register
from comptoir_agent.paying.concert.tags import Garbled, decode, encode
from comptoir_agent.paying.concert.untold import UntoldTerminal
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import Kind, Lost, NotSent, Said, Wish

ACTIONS = {Kind.PAYMENT: "0", Kind.REFUND: "1", Kind.REVERSAL: "2", Kind.RECONCILE: "B"}
BROKEN = (OSError, LineFault, TimeoutError, Garbled)
# A message has no end. One that holds all we need is whole when nothing follows for so long.
QUIET_SECONDS = 0.05
ANSWER_BYTES_MAX = 16_384


class CaisseApTerminal(UntoldTerminal):
    """See the module."""

    def __init__(self, line: Tcp | Serial, register: Register, *, answer_seconds: float = 180.0) -> None:
        super().__init__(line, register)
        self._answer_seconds = answer_seconds

    async def start(
        self, wish: Wish, *, leaving: Callable[[], None], step: Callable[[str], None], reference: str = "",
        original: Result | None = None,
    ) -> Said:  # fmt: skip
        """See `Terminal`. A reversal names no payment: the customer shows the card again."""
        self._wants_end.clear()
        asked = self.words(wish, reference)
        try:
            streams = await connect(self._line)
        except BROKEN:
            raise NotSent("no_answer") from None
        try:
            if self._wants_end.is_set():
                raise NotSent("cancelled")
            leaving()
            try:
                streams[1].write(encode(asked))
                await streams[1].drain()
                step("insert_card")
                async with asyncio.timeout(self._answer_seconds):
                    answer = await _answer(streams, asked)
            except BROKEN as fault:
                raise Lost(str(fault)) from None
            return said(asked, answer, wish, reference)
        finally:
            await hang_up(streams[1])

    def words(self, wish: Wish, reference: str) -> dict[str, str]:
        """What is sent. Raises `NotSent` where it can't be said."""
        if wish.kind not in ACTIONS:
            raise NotSent("not_possible")
        register = self._register
        tags = {
            "CZ": register.version,
            "CJ": register.identifier,
            "CA": f"{register.number:02d}",
            "BA": "0",
        }
        if register.says_reference and reference:
            tags |= {"CF": reference}
        if wish.kind is not Kind.RECONCILE:
            tags |= {"CB": f"{wish.amount:02d}"}
        # What a terminal can't do without comes last: nothing else says where the message ends.
        return tags | {"CD": ACTIONS[wish.kind], "CE": f"{wish.currency:03d}"}

    async def is_there(self) -> bool:
        try:
            streams = await connect(self._line)
        except BROKEN:
            return False
        await hang_up(streams[1])
        return True


async def _answer(streams: Streams, asked: dict[str, str]) -> dict[str, str]:
    """Until it is whole. Raises `Garbled`, also where the line ends before."""
    heard = b""
    while True:
        found = decode(heard) if heard else None
        is_enough = found is not None and "AE" in found
        try:
            async with asyncio.timeout(QUIET_SECONDS if is_enough else None):
                more = await streams[0].read(4_096)
        except TimeoutError:
            if found is None:
                raise
            return found
        heard += more
        if not more:
            if found is not None and is_enough:
                return found
            raise Garbled("the line ended")
        if len(heard) > ANSWER_BYTES_MAX:
            raise Garbled("too long")

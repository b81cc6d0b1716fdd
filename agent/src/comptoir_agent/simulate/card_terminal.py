"""A virtual card terminal that speaks ZVT on a TCP port and keeps a ledger of what it took: to try, to teach, to test.

The hand at the control port: `approve`, `decline`, `busy`, `wait` (until `card`), `tip 150`, `part 500` (of the amount,
and no more), `lose` (takes the money and cuts the line before it says so), `cut 37` (the line, after so many bytes both
ways), `stubborn` (takes the money though the line is gone), `twice` (says it twice), `stale` (says the figures of the
payment before), `stray` (answers as if to somebody else), `bare` (shows a whole card number, as a badly set terminal
does), `mute`, `reset`.
"""

import asyncio
from dataclasses import asdict, dataclass, replace

from comptoir_agent.paying.zvt.apdu import ACK, Apdu, Control, Octets, bcd, bitmaps, counted, number, read
from comptoir_agent.paying.zvt.line import Writer
from comptoir_agent.simulate.cable import Cut
from comptoir_agent.simulate.card_ledger import (
    BUSY,
    CANCELLED,
    DECLINED,
    NOT_POSSIBLE,
    REVERSED,
    Ledger,
    Taken,
)
from comptoir_agent.simulate.holds import OF_HOLD, change_hold
from comptoir_agent.simulate.terminal import LOOPBACK, Say

TERMINAL_ID = 52_500_041
TEST_CARD = "4111111111111111"
MASKED_CARD = "eeeeeeeeeeee1111"
AUTHORIZATION = b"A1B2C3  "
CUSTOMER_SECONDS = 0.02
NUMBER_MAX = 9_999
MONEY = {
    Control.AUTHORISATION: "payment", Control.REFUND: "refund", Control.REVERSAL: "reversal", Control.BOOK_TIP: "tip",
    Control.RESERVATION: "reserve", Control.BOOK_TOTAL: "capture", Control.RESERVATION_REVERSAL: "release",
}  # fmt: skip
# The customer shows a card for these; any other command begins with the terminal's password.
WITH_CARD = (Control.AUTHORISATION, Control.RESERVATION)

COUNTS = {"tip": "tip", "cut": "cut_after", "part": "part"}
SWITCHES = {
    "stray": "strays",
    "wait": "waits", "lose": "loses", "stubborn": "is_stubborn", "twice": "says_twice", "stale": "is_stale",
    "bare": "is_bare", "mute": "is_mute", "offline": "is_offline",
}  # fmt: skip


@dataclass(slots=True)
class Mood:
    """What the next payment meets."""

    answer: str = "approve"
    waits: bool = False
    tip: int = 0
    part: int = 0
    strays: bool = False
    cut_after: int = -1
    loses: bool = False
    is_stubborn: bool = False
    says_twice: bool = False
    is_stale: bool = False
    is_bare: bool = False
    is_mute: bool = False
    # No line to the bank: it keeps cards' data, where it may, and asks when it is told to `forward`.
    is_offline: bool = False


class TillLine:
    """One connection, which ends after so many bytes both ways."""

    def __init__(self, reader: Octets, writer: Writer, budget: int) -> None:
        self._reader = reader
        self._writer = writer
        self._budget = budget
        self.wants_end = False

    async def readexactly(self, count: int, /) -> bytes:
        return await self._reader.readexactly(self._spend(count))

    async def write(self, message: Apdu) -> None:
        data = message.encode()
        if 0 <= self._budget < len(data):
            self._writer.write(data[: self._budget])
            await self._writer.drain()
            self.pull()
        self._spend(len(data))
        self._writer.write(data)
        await self._writer.drain()

    async def tell(self, message: Apdu) -> None:
        """And wait until it was heard."""
        await self.write(message)
        while not (answer := await read(self)).is_ack:
            if answer.control == Control.BREAK_OFF:
                await self.write(Apdu(ACK))
                self.wants_end = True

    def pull(self) -> None:
        self._writer.close()
        raise Cut

    def _spend(self, count: int) -> int:
        if self._budget < 0:
            return count
        if count > self._budget:
            self.pull()
        self._budget -= count
        return count


class VirtualCardTerminal:
    """Takes money, or says why not."""

    def __init__(self, say: Say, ledger: Ledger | None = None) -> None:
        self._say = say
        self.ledger = ledger or Ledger()
        self.customer_seconds = CUSTOMER_SECONDS
        self.mood = Mood()
        # What it had taken at its last end of day.
        self._closed = 0
        self._card = asyncio.Event()
        self._plug = asyncio.Lock()

    async def serve(self, port: int, control_port: int) -> None:
        """Listen until cancelled; says which ports it got."""
        paying = await asyncio.start_server(self.hear, LOOPBACK, port)
        control = await asyncio.start_server(self._hand, LOOPBACK, control_port)
        ports = [server.sockets[0].getsockname()[1] for server in (paying, control)]
        self._say({"event": "ready", "port": ports[0], "control_port": ports[1]})
        async with paying, control:
            await asyncio.gather(paying.serve_forever(), control.serve_forever())

    def forget(self) -> None:
        """It was switched off and on; the ledger is on its disk."""
        self.mood = Mood()

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a till's side, and never two at once: what one said is heard to its end before another."""
        async with self._plug:
            line = TillLine(reader, writer, self.mood.cut_after)
            self.mood.cut_after = -1
            try:
                while True:
                    await self._obey(line, await read(line))
            except (ConnectionError, asyncio.IncompleteReadError):
                writer.close()

    async def _obey(self, line: TillLine, command: Apdu) -> None:
        if self.mood.answer == "busy":
            await line.write(Apdu(0x84_00 | BUSY))
            return
        await line.write(Apdu(ACK))
        if command.control == Control.REGISTRATION:
            await line.tell(Apdu(Control.COMPLETION, b"\x19\x00\x29" + bcd(TERMINAL_ID, 4) + b"\x49\x09\x78"))
        elif command.control in MONEY:
            await self._money(line, command)
        elif command.control == Control.REPEAT_RECEIPT:
            await self._repeat(line)
        elif command.control == Control.END_OF_DAY:
            await self._close(line)
        else:
            await line.tell(Apdu(Control.ABORT, bytes([NOT_POSSIBLE])))

    async def _money(self, line: TillLine, command: Apdu) -> None:
        mood, self.mood = self.mood, Mood()
        try:
            if command.control in WITH_CARD:
                await line.tell(Apdu(Control.INTERMEDIATE_STATUS, b"\x0a"))
                await self._customer(line, mood)
        except ConnectionError:
            if mood.is_stubborn:
                self._take(command, mood)
            raise
        if line.wants_end:
            await line.tell(Apdu(Control.ABORT, bytes([CANCELLED])))
            return
        taken = self._take(command, mood)
        if isinstance(taken, int):
            await line.tell(Apdu(Control.ABORT, bytes([taken])))
            return
        if mood.loses:
            line.pull()
        said = self.ledger.taken[-2] if mood.is_stale and len(self.ledger.taken) > 1 else taken
        said = replace(said, amount=said.amount + 1) if mood.strays else said
        for _ in range(2 if mood.says_twice else 1):
            await line.tell(_status(said, is_bare=mood.is_bare))
        if taken.code:
            await line.tell(Apdu(Control.ABORT, bytes([taken.code])))
        else:
            await line.tell(Apdu(Control.COMPLETION))

    async def _customer(self, line: TillLine, mood: Mood) -> None:
        """Looks for a card; the till may break off meanwhile."""
        self._card.clear()
        if mood.is_mute:
            await asyncio.Event().wait()
        if not mood.waits:
            await asyncio.sleep(self.customer_seconds)
            return
        self._say({"event": "waiting"})
        card, word = asyncio.create_task(self._card.wait()), asyncio.create_task(read(line))
        try:
            done, _ = await asyncio.wait((card, word), return_when=asyncio.FIRST_COMPLETED)
            if word in done and word.result().control == Control.BREAK_OFF:
                await line.write(Apdu(ACK))
                line.wants_end = True
        finally:
            card.cancel()
            word.cancel()
            # One that reads must have let go of the line before anybody else reads.
            await asyncio.gather(card, word, return_exceptions=True)

    def _take(self, command: Apdu, mood: Mood) -> Taken | int:
        """Into the ledger: what was taken, or declined; or a code that nothing was."""
        next_number = self.ledger.taken[-1].number + 1 if self.ledger.taken else 1
        kind = MONEY[Control(command.control)]
        found = bitmaps(command.data if command.control in WITH_CARD else command.data[3:])
        currency = number(found.get(0x49, b"\x09\x78"))
        wanted = number(found.get(0x87, b"\0"))
        code = DECLINED if mood.answer == "decline" else 0
        if kind in OF_HOLD:
            wish = Taken(kind, next_number, number(found.get(0x04, b"\0")), currency, code)
            changed = change_hold(self.ledger, wish, wanted)
            if isinstance(changed, int):
                return changed
            taken = changed
        elif kind in ("reversal", "tip"):
            before = self._paid(wanted)
            if before is None:
                return REVERSED
            if kind == "reversal":
                self.ledger.reverse(before)
            amount = number(found[0x04]) if kind == "tip" else -before.amount
            taken = Taken(kind, next_number, amount, before.currency, code if kind == "tip" else 0)
        else:
            amount = number(found[0x04])
            part = (mood.part or amount) + mood.tip if kind == "payment" else amount
            taken = Taken(kind, next_number, -amount if kind == "refund" else part, currency, code)
        self.ledger.add(taken)
        self._say({"event": "taken" if taken.code == 0 else "declined", **asdict(taken)})
        return taken

    def _paid(self, wanted: int) -> Taken | None:
        """A payment of that number, or what was taken of a reservation, that was not taken back."""
        every = [one for one in self.ledger.taken if one.kind in ("payment", "capture") and one.amount > 0]
        found = next((one for one in every if one.number == wanted), None)
        return None if found is None or found.is_reversed or found.code else found

    async def _repeat(self, line: TillLine) -> None:
        if not self.ledger.taken:
            await line.tell(Apdu(Control.ABORT, bytes([NOT_POSSIBLE])))
            return
        await line.tell(_status(self.ledger.taken[-1]))
        await line.tell(Apdu(Control.COMPLETION))

    async def _close(self, line: TillLine) -> None:
        total, self._closed = self.ledger.money - self._closed, self.ledger.money
        self._say({"event": "end_of_day", "total": total})
        await line.tell(Apdu(Control.STATUS_INFORMATION, b"\x27\x00\x04" + bcd(max(total, 0), 6) + b"\x49\x09\x78"))
        await line.tell(Apdu(Control.COMPLETION))

    async def _hand(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while words := await reader.readline():
            writer.write(b"ok\n" if self.obey(words.decode("utf-8", errors="replace").split()) else b"unknown\n")
            await writer.drain()
        writer.close()

    def obey(self, words: list[str]) -> bool:
        """A hand does something to it; False when it knows no such thing."""
        match words:
            case [("approve" | "decline" | "busy") as answer]:
                self.mood.answer = answer
            case [what, count] if what in COUNTS and count.isdecimal():
                setattr(self.mood, COUNTS[what], int(count))
            case ["card"]:
                self._card.set()
            case ["reset"]:
                self.mood = Mood()
            case [word] if word in SWITCHES:
                setattr(self.mood, SWITCHES[word], True)
            case _:
                return False
        return True


def _status(taken: Taken, *, is_bare: bool = False) -> Apdu:
    card = bytes.fromhex(TEST_CARD if is_bare else MASKED_CARD)
    receipt = taken.number % (NUMBER_MAX + 1)
    return Apdu(
        Control.STATUS_INFORMATION,
        bytes([0x27, taken.code, 0x04]) + bcd(abs(taken.amount), 6) + b"\x49" + bcd(taken.currency, 2)
        + b"\x0b" + bcd(taken.number, 3) + b"\x0c\x12\x30\x00\x0d\x11\x27\x22" + counted(card, 2)
        + b"\x29" + bcd(TERMINAL_ID, 4) + b"\x3b" + AUTHORIZATION + b"\x87" + bcd(receipt, 2)
        + b"\x8a\x0a\x8b" + counted(b"VISA\0", 2),
    )  # fmt: skip

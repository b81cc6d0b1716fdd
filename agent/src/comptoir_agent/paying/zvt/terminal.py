"""A terminal that speaks ZVT, over TCP or a serial line, as the till's side of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from comptoir_agent.lines import LineFault, Serial, Tcp
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import Kind, Lost, NotSent, Said, Wish
from comptoir_agent.paying.zvt.apdu import ACK, Apdu, Control, Garbled, bcd, read
from comptoir_agent.paying.zvt.line import Line, Writer, open_line
from comptoir_agent.paying.zvt.status import Status, read_status

# The terminal prints its own receipts, sends its steps, and starts no payment by itself (PA00P015, 06 00).
CONFIGURATION = 0x18
# 04 FF: what the customer and the cashier should do now; every other step is `working`.
STEPS = {
    0x00: "confirm", 0x01: "confirm", 0x02: "pin", 0x04: "working", 0x0A: "insert_card", 0x0B: "remove_card",
    0x0C: "insert_card", 0x0E: "working", 0x10: "insert_card", 0x15: "wrong_pin", 0x17: "working",
}  # fmt: skip
# 06 1E and bitmap 27 (chapter 10).
TROUBLES = {
    0x05: "declined", 0x64: "card_unreadable", 0x65: "card_unknown", 0x66: "card_unknown", 0x6A: "card_expired",
    0x6B: "card_expired", 0x6C: "cancelled", 0x6F: "card_unknown", 0x77: "terminal_full", 0x78: "card_removed",
    0x79: "card_declined", 0x7D: "no_acquirer", 0x83: "not_possible", 0xA0: "terminal_busy", 0xB4: "already_reversed",
    0xB5: "not_possible",
}  # fmt: skip
COMMANDS = {
    Kind.PAYMENT: Control.AUTHORISATION,
    Kind.REFUND: Control.REFUND,
    Kind.REVERSAL: Control.REVERSAL,
    Kind.RECONCILE: Control.END_OF_DAY,
    Kind.RESERVE: Control.RESERVATION,
    Kind.CAPTURE: Control.BOOK_TOTAL,
    Kind.RELEASE: Control.RESERVATION_REVERSAL,
    Kind.TIP: Control.BOOK_TIP,
}
RECEIPT_DIGITS = 4
BROKEN = (OSError, LineFault, asyncio.IncompleteReadError, TimeoutError, Garbled)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: for a receipt of a message, and for a customer who looks for a card (T3 and T4)."""

    receipt_seconds: float = 5.0
    answer_seconds: float = 180.0


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a command ended: by completion (`code` 0) or by abort; and what the terminal said before."""

    code: int
    status: Status | None


class ZvtTerminal:
    """One connection a command: a terminal that was switched off between two customers is no special case."""

    has_references = False
    late_seconds = 0.0

    def __init__(self, line: Tcp | Serial, password: str, patience: Patience = Patience()) -> None:
        # A serial line has no connection: what is left of one dialogue is heard in the next.
        self.confirms_refusals = isinstance(line, Serial)
        self._line = line
        self._password = bcd(password, 3)
        self._patience = patience
        self._wants_end = asyncio.Event()

    async def start(
        self, wish: Wish, *, leaving: Callable[[], None], step: Callable[[str], None], reference: str = "",
        original: Result | None = None,
    ) -> Said:  # fmt: skip
        """See `Terminal`: the receipt's number says what is taken back."""
        self._wants_end.clear()
        # ZVT has no way to raise a reservation: a second one holds the rest.
        if wish.kind not in COMMANDS or len(wish.receipt) > RECEIPT_DIGITS:
            raise NotSent("not_possible")
        async with self._registered(wish.currency) as line:
            if self._wants_end.is_set():
                raise NotSent("cancelled")
            leaving()
            try:
                ended = await self._command(line, Apdu(COMMANDS[wish.kind], self._words(wish)), step)
            except BROKEN as fault:
                raise Lost(str(fault)) from None
        return _said(wish, ended)

    def cancel(self) -> None:
        self._wants_end.set()

    async def query(self, reference: str = "", wish: Wish | None = None) -> Said | None:
        """Repeat receipt (06 20): the terminal says its last payment again."""
        self._wants_end.clear()
        async with self._registered(None) as line:
            try:
                ended = await self._command(line, Apdu(Control.REPEAT_RECEIPT, self._password), lambda _: None)
            except BROKEN as fault:
                raise Lost(str(fault)) from None
        if ended.code == 0xA0:
            raise NotSent("terminal_busy")
        if ended.status is None:
            return None  # it printed its receipt and said nothing, or can't do this
        return Said(ended.status.is_success, ended.status.result, _trouble(ended.status.code))

    async def is_there(self) -> bool:
        try:
            line = await open_line(self._line, ack_seconds=self._patience.receipt_seconds)
        except BROKEN:
            return False
        await line.end()
        return True

    @asynccontextmanager
    async def _registered(self, currency: int | None) -> AsyncIterator[Line]:
        """A line whose terminal knows who asks. Raises `NotSent`: up to here nothing was wished."""
        code = bcd(currency, 2) if currency is not None else b""
        words = self._password + bytes([CONFIGURATION]) + code
        try:
            line = await open_line(self._line, ack_seconds=self._patience.receipt_seconds)
        except BROKEN:
            raise NotSent("no_answer") from None
        try:
            try:
                ended = await self._command(line, Apdu(Control.REGISTRATION, words), lambda _: None, is_short=True)
            except BROKEN:
                raise NotSent("no_answer") from None
            if ended.code != 0:
                raise NotSent("terminal_busy" if ended.code == 0xA0 else "not_registered")
            yield line
        finally:
            await line.end()

    def _words(self, wish: Wish) -> bytes:
        money = b"\x04" + bcd(wish.amount, 6) + b"\x49" + bcd(wish.currency, 2)
        about = b"\x87" + bcd(wish.receipt, 2)
        match wish.kind:
            case Kind.PAYMENT | Kind.RESERVE:
                return money
            case Kind.REFUND:
                return self._password + money
            case Kind.REVERSAL | Kind.RELEASE:
                return self._password + about
            case Kind.CAPTURE | Kind.TIP:
                return self._password + money + about
            case Kind.RECONCILE:
                return self._password
            case Kind.INCREASE:
                raise NotSent("not_possible")

    async def _command(
        self, line: Line, command: Apdu, step: Callable[[str], None], *, is_short: bool = False
    ) -> _Ended:
        """Send it, acknowledge whatever comes, and go on until the terminal says that it has ended."""
        reader, writer = line.reader, line.writer
        writer.write(command.encode())
        await writer.drain()
        async with asyncio.timeout(self._patience.receipt_seconds):
            answer = await read(reader)
        if answer.is_nack:
            # 84 00 is no refusal of the command but of a message; anything else names why.
            return _Ended(answer.control & 0xFF or 0x83, None)
        if not answer.is_ack:
            raise Garbled("no acknowledgement")
        seconds = self._patience.receipt_seconds if is_short else self._patience.answer_seconds
        breaker = asyncio.create_task(self._break_off(writer)) if not is_short else None
        try:
            async with asyncio.timeout(seconds):
                return await self._hear(line, step, is_short=is_short)
        finally:
            if breaker is not None:
                breaker.cancel()

    async def _hear(self, line: Line, step: Callable[[str], None], *, is_short: bool) -> _Ended:
        reader, writer = line.reader, line.writer
        status: Status | None = None
        while True:
            message = await read(reader)
            if message.is_ack or message.is_nack:
                continue  # of the wish to break off
            if is_short and message.control in (Control.STATUS_INFORMATION, Control.INTERMEDIATE_STATUS):
                raise Garbled("it speaks of a payment that was asked before")
            if message.control == Control.STATUS_INFORMATION:
                status = read_status(message.data)
            # Only what is understood is acknowledged: a terminal may take back what nobody acknowledged.
            writer.write(Apdu(ACK).encode())
            await writer.drain()
            if message.control == Control.INTERMEDIATE_STATUS:
                step(STEPS.get(message.data[0] if message.data else -1, "working"))
            elif message.control == Control.COMPLETION:
                return _Ended(0, status)
            elif message.control == Control.ABORT:
                return _Ended(message.data[0] if message.data else 0xFF, status)

    async def _break_off(self, writer: Writer) -> None:
        await self._wants_end.wait()
        writer.write(Apdu(Control.BREAK_OFF).encode())
        await writer.drain()


def _said(wish: Wish, ended: _Ended) -> Said:
    """Approved is only what the terminal completed after it said so, in figures that are ours."""
    result = ended.status.result if ended.status is not None else Result()
    if ended.code != 0:
        if ended.status is not None and ended.status.is_success:
            # It said yes, and then that it broke off: it must be asked which one holds.
            raise Lost("aborted after approval")
        return Said(is_approved=False, result=result, trouble=_trouble(ended.code))
    if wish.kind is Kind.RECONCILE:
        return Said(is_approved=True, result=result)
    # A refusal ends by an abort: figures of a refusal before a completion may be of another payment.
    if ended.status is None or not ended.status.is_success:
        raise Lost("completed without an approval")
    return Said(is_approved=True, result=result)


def _trouble(code: int) -> str:
    return "" if code == 0 else TROUBLES.get(code, "declined")

"""Virtual card terminals on a serial line: ZVT in frames, and Concert E+."""

import asyncio
from abc import abstractmethod
from functools import reduce
from operator import xor

from comptoir_agent.paying.concert.serial_terminal import ACK, AMOUNT, ENQ, EOT, ETX, NAK, PRIVATE, STX, sealed
from comptoir_agent.paying.zvt.apdu import Apdu, read
from comptoir_agent.paying.zvt.serial_link import SerialLink
from comptoir_agent.simulate.cable import Cable, Cut
from comptoir_agent.simulate.card_ledger import Taken
from comptoir_agent.simulate.card_machine import Ask, CardMachine
from comptoir_agent.simulate.card_terminal import TillLine, VirtualCardTerminal
from comptoir_agent.simulate.serial_port import SerialPort
from comptoir_agent.simulate.terminal import LOOPBACK

KINDS = {"0": "payment", "1": "refund", "2": "reversal"}
REQUEST = 34
TRIES = 3


class OnSerialLine(VirtualCardTerminal):
    """`seconds`: whoever does not answer for so long has gone, for a line has no end that could be seen."""

    port: SerialPort | None = None
    seconds = 5.0
    is_paying = False

    @abstractmethod
    async def on_line(self, port: SerialPort) -> None:
        """As long as it is on."""

    async def serve(self, port: int, control_port: int) -> None:
        """On a pseudo-terminal, whose path it tells; `port` is for those on a network."""
        self.port = SerialPort()
        await self.port.open()
        control = await asyncio.start_server(self._hand, LOOPBACK, control_port)
        place = control.sockets[0].getsockname()[1]
        self._say({"event": "ready", "path": self.port.path, "control_port": place})
        async with control:
            await self.on_line(self.port)

    def obey(self, words: list[str]) -> bool:
        is_known = super().obey(words)
        if self.port is not None and (self.mood.cut_after >= 0 or words == ["reset"]):
            self.port.cut_after(self.mood.cut_after)
            self.mood.cut_after = -1
        return is_known


class _SerialLine(TillLine):
    """What ends here is a dialogue, not the line."""

    def __init__(self, link: SerialLink, seconds: float) -> None:
        super().__init__(link.messages, link, -1)
        self._seconds = seconds

    async def tell(self, message: Apdu) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await super().tell(message)
        except TimeoutError:
            raise Cut from None

    def pull(self) -> None:
        raise Cut


class VirtualZvtSerial(OnSerialLine):
    """The ZVT terminal, on a serial line."""

    async def on_line(self, port: SerialPort) -> None:
        link = SerialLink(port.read, port.write, ack_seconds=self.seconds)
        try:
            while True:
                line = _SerialLine(link, self.seconds)
                try:
                    command = await read(line)
                    self.is_paying = True
                    await self._obey(line, command)
                except ConnectionError:
                    continue
                finally:
                    self.is_paying = False
        finally:
            link.close()


class VirtualConcert(OnSerialLine, CardMachine):
    """Concert E+."""

    async def talk(self, cable: Cable) -> None:
        raise NotImplementedError("it has no network")

    async def on_line(self, port: SerialPort) -> None:
        self._heard = b""
        while True:
            if await self._byte(port, None) != ENQ:
                continue
            port.write(ACK)
            text = await self._request(port)
            if text is None:
                continue
            self.is_paying = True
            try:
                for answer in await self._pay(text):
                    await self._answer(port, answer)
            except Cut:
                continue
            finally:
                self.is_paying = False

    async def _request(self, port: SerialPort) -> str | None:
        if await self._byte(port, self.seconds) != STX:
            return None
        inside = b""
        while not inside.endswith(ETX):
            octet = await self._byte(port, self.seconds)
            if not octet:
                return None
            inside += octet
        check = await self._byte(port, self.seconds)
        if check != bytes([reduce(xor, inside)]) or len(inside) != REQUEST + 1:
            port.write(NAK)
            return None
        port.write(ACK)
        return inside[:-1].decode("latin-1")

    async def _pay(self, text: str) -> list[str]:
        """The answers; more than one where it says it twice."""
        mood = self.next_mood()
        reference = text[16:26].strip()
        ask = Ask(KINDS.get(text[12], "payment"), int(text[2:10]), int(text[13:16]), reference)
        if mood.answer == "busy" or not await self.customer(mood):
            return [_answer(text[:2], Taken(ask.kind, 0, ask.amount, ask.currency, 1, reference=reference))]
        taken = self.take(ask, mood)
        if isinstance(taken, int):
            taken = Taken(ask.kind, 0, ask.amount, ask.currency, taken, reference=reference)
        elif mood.loses:
            raise Cut
        else:
            taken = self.as_said(taken, mood)
        return [_answer(text[:2], taken)] * (2 if mood.says_twice else 1)

    async def _answer(self, port: SerialPort, answer: str) -> None:
        for _ in range(TRIES):
            port.write(ENQ)
            while (octet := await self._byte(port, self.seconds)) == EOT:
                continue  # of the till's question
            if octet == ACK:
                port.write(sealed(answer))
                if await self._byte(port, self.seconds) == ACK:
                    port.write(EOT)
                    return

    async def _byte(self, port: SerialPort, seconds: float | None) -> bytes:
        """One; none where nobody says any for so long."""
        try:
            async with asyncio.timeout(seconds):
                while not self._heard:
                    self._heard = await port.read()
        except TimeoutError:
            return b""
        octet, self._heard = self._heard[:1], self._heard[1:]
        return octet


def _answer(register: str, taken: Taken) -> str:
    result = "7" if taken.code else "0"
    return f"{register}{result}{abs(taken.amount):0{AMOUNT}d}1{taken.currency:03d}{taken.reference:<{PRIVATE}}"

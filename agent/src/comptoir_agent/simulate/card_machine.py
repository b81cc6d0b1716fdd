"""What virtual card terminals of every other protocol share; hand, ledger and moods are those of `card_terminal.py`."""

import asyncio
from abc import abstractmethod
from dataclasses import asdict, dataclass, replace

from comptoir_agent.simulate.cable import Cable
from comptoir_agent.simulate.card_ledger import CANCELLED, DECLINED, NOT_POSSIBLE, REVERSED, Ledger, Taken
from comptoir_agent.simulate.card_terminal import Mood, VirtualCardTerminal
from comptoir_agent.simulate.holds import OF_HOLD, change_hold
from comptoir_agent.simulate.terminal import Say

REFUSALS = (CANCELLED, DECLINED, NOT_POSSIBLE, REVERSED)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a till wishes, whatever protocol it came by. `original`: the number of the payment or hold that it is of."""

    kind: str
    amount: int
    currency: int
    reference: str = ""
    original: int | None = None
    takes_less: bool = False


class CardMachine(VirtualCardTerminal):
    """A virtual terminal; its protocol says how it is asked."""

    def __init__(self, say: Say, ledger: Ledger | None = None) -> None:
        super().__init__(say, ledger)
        self._stop = asyncio.Event()

    @abstractmethod
    async def talk(self, cable: Cable) -> None:
        """One connection, to its end."""

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cable = Cable(reader, writer, self.mood.cut_after)
        self.mood.cut_after = -1
        try:
            await self.talk(cable)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def next_mood(self) -> Mood:
        """That of this payment; the one after it meets none."""
        mood, self.mood = self.mood, Mood(cut_after=self.mood.cut_after)
        return mood

    async def customer(self, mood: Mood) -> bool:
        """Looks for a card; False when somebody gave up meanwhile."""
        self._card.clear()
        self._stop.clear()
        if mood.is_mute:
            await asyncio.Event().wait()
        if not mood.waits:
            await asyncio.sleep(self.customer_seconds)
            return not self._stop.is_set()
        self._say({"event": "waiting"})
        card, stop = asyncio.create_task(self._card.wait()), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((card, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            card.cancel()
            stop.cancel()
        return not self._stop.is_set()

    def take(self, ask: Ask, mood: Mood) -> Taken | int:
        """Into the ledger: what was taken, or declined; or a code that nothing was."""
        number = self.ledger.taken[-1].number + 1 if self.ledger.taken else 1
        code = DECLINED if mood.answer == "decline" else 0
        amount, is_part = ask.amount + mood.tip, False
        if ask.kind in OF_HOLD:
            wish = Taken(ask.kind, number, ask.amount, ask.currency, code, reference=ask.reference)
            changed = change_hold(self.ledger, wish, ask.original)
            return changed if isinstance(changed, int) else self._write(changed)
        if ask.kind == "reserve":
            amount = ask.amount
        elif ask.kind == "reversal":
            before = self._reversible(ask)
            if before is None:
                return REVERSED
            self.ledger.reverse(before)
            amount, code = -before.amount, 0
        elif ask.kind == "refund":
            amount = -ask.amount
        elif 0 < mood.part < ask.amount:
            amount, is_part = mood.part, True
        return self._write(
            Taken(ask.kind, number, amount, ask.currency, code, reference=ask.reference, is_part=is_part)
        )

    def _write(self, taken: Taken) -> Taken:
        self.ledger.add(taken)
        self._say({"event": "taken" if taken.code == 0 else "declined", **asdict(taken)})
        return taken

    def _reversible(self, ask: Ask) -> Taken | None:
        """The payment of that number; where the protocol names none, the newest of that amount."""
        every = [
            one
            for one in self.ledger.taken
            if one.kind in ("payment", "capture") and not one.code and not one.is_reversed
        ]
        if ask.original is not None:
            return next((one for one in every if one.number == ask.original), None)
        return next((one for one in reversed(every) if one.amount == ask.amount), None)

    def as_said(self, taken: Taken, mood: Mood) -> Taken:
        """What it says of it: another one's figures where it is out of order."""
        if mood.is_stale and len(self.ledger.taken) > 1:
            return self.ledger.taken[-2]
        return replace(taken, reference="00000000", amount=taken.amount + 1) if mood.strays else taken

"""A virtual terminal that speaks Caisse-AP over IP; its hand and its moods are those of `card_terminal.py`."""

from comptoir_agent.paying.concert.tags import Garbled, decode, encode
from comptoir_agent.simulate.cable import Cable
from comptoir_agent.simulate.card_ledger import CANCELLED, NOT_POSSIBLE, Taken
from comptoir_agent.simulate.card_machine import Ask, CardMachine
from comptoir_agent.simulate.card_terminal import TEST_CARD, Mood

KINDS = {"0": "payment", "1": "refund", "2": "reversal"}
NEEDED = ("CZ", "CJ", "CA", "CD", "CE")
TROUBLES = {CANCELLED: "11", NOT_POSSIBLE: "05"}


class VirtualCaisseAp(CardMachine):
    """See the module."""

    async def talk(self, cable: Cable) -> None:
        heard = b""
        asked: dict[str, str] | None = None
        # A message has no end; ours is whole with the answer mode, which is its last tag but the private one.
        while asked is None or any(tag not in asked for tag in NEEDED):
            heard += await cable.read()
            try:
                asked = decode(heard)
            except Garbled:
                return
        mood = self.next_mood()
        answer = encode(await self._answer(cable, asked, mood))
        await cable.write(answer * 2 if mood.says_twice else answer)

    async def _answer(self, cable: Cable, asked: dict[str, str], mood: Mood) -> dict[str, str]:
        echo = {tag: value for tag, value in asked.items() if tag not in ("BA", "CK")}
        if mood.answer == "busy" or asked["CD"] not in (*KINDS, "B"):
            return echo | {"AE": "01", "AF": "05"}
        if asked["CD"] == "B":
            self._say({"event": "end_of_day", "total": self.ledger.money})
            return echo | {"AE": "10"}
        ask = Ask(KINDS[asked["CD"]], int(asked["CB"]), int(asked["CE"]), asked.get("CF", ""))
        if not await self.customer(mood) or (cable.is_gone and not mood.is_stubborn):
            return echo | {"AE": "01", "AF": "11"}
        taken = self.take(ask, mood)
        if isinstance(taken, int) or taken.code:
            code = taken if isinstance(taken, int) else taken.code
            return echo | {"AE": "01", "AF": TROUBLES.get(code, "04")}
        if mood.loses:
            cable.pull()
        return echo | _approval(self.as_said(taken, mood), mood)


def _approval(taken: Taken, mood: Mood) -> dict[str, str]:
    card = TEST_CARD if mood.is_bare else f"{'*' * 12}{TEST_CARD[-4:]}"
    said = {"AE": "10", "CB": f"{abs(taken.amount):02d}", "AA": card, "AC": f"{184_000 + taken.number}", "CI": "2"}
    said |= {"AI": "A0000000421010", "CC": "00B"}
    return said | ({"CF": taken.reference} if taken.reference else {})

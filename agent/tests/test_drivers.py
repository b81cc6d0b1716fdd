"""What holds of every driver; the judge is its virtual terminal's ledger: what it took is approved here, once each."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from comptoir_agent.paying.attempts import State
from comptoir_agent.paying.terminals import Kind
from comptoir_agent.paying.zvt.apdu import Apdu, Control
from comptoir_agent.simulate.card_terminal import TEST_CARD, Mood, TillLine
from comptoir_agent.simulate.card_terminals import MACHINES
from comptoir_agent.simulate.payment_rig import DRIVERS, EUR, LUNCH, USUAL, Pace, Rig, rig, wish_of
from comptoir_agent.simulate.serial_terminals import VirtualZvtSerial

# On a serial line only time tells that nobody answers.
PACES = dict.fromkeys(("zvt-serial", "concert"), Pace(receipt=0.3, answer=0.5))
STRIDES = {} if os.environ.get("COMPTOIR_EVERY_BYTE") else {"nexo": 67, "zvt-serial": 19, "concert": 7}
every_driver = pytest.mark.parametrize("driver", DRIVERS)


def run(
    driver: str,
    folder: Path,
    story: Callable[[Rig], Awaitable[None]],
    pace: Pace = USUAL,
    *,
    allows_tips: bool = False,
) -> None:
    async def told() -> None:
        async with rig(driver, folder, pace=pace, allows_tips=allows_tips) as made:
            await story(made)

    asyncio.run(told())


@every_driver
def test_a_day_at_the_terminal(driver: str, tmp_path: Path) -> None:
    """Paid, asked twice, declined, busy, given back once, refunded: what the terminal has is what we believe."""

    async def story(shop: Rig) -> None:
        shop.hand("bare")
        shop.desk.begin("a", LUNCH)
        paid = await shop.pay("a")
        assert (paid.state, paid.result.amount, paid.result.currency) == (State.APPROVED, 1_234, EUR)
        # E+ says nothing of the card.
        assert (paid.result.last_four, paid.tip) == ("" if driver == "concert" else "1111", 0)
        shop.hand("decline")
        declined = await shop.pay("b")
        assert (declined.state, declined.trouble) == (State.DECLINED, "declined")
        shop.hand("busy")
        assert (await shop.pay("c")).state is State.DECLINED
        shop.hand("reset")

        back = wish_of(1_234, Kind.REVERSAL, receipt=paid.result.receipt)
        first, second = await shop.pay("d", back), await shop.pay("e", back)
        assert (first.state, second.state, second.trouble) == (State.APPROVED, State.DECLINED, "already_reversed")
        assert (await shop.pay("f", wish_of(500, Kind.REFUND))).state is State.APPROVED
        assert shop.machine.ledger.money == shop.approved == -500
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert TEST_CARD[:8].encode() not in kept

    run(driver, tmp_path, story)


@every_driver
def test_a_tip_and_a_part_count_only_where_they_were_wished(driver: str, tmp_path: Path) -> None:
    async def story(shop: Rig) -> None:
        await shop.pay("before")
        shop.hand("tip 150")
        tipped = await shop.pay("tip")
        assert (tipped.state, tipped.result.amount, tipped.tip) == (State.APPROVED, 1_384, 150)
        shop.hand("part 500")
        odd = await shop.pay("part")
        # Nobody wished for less: it is no payment of the sale, and somebody looks at it.
        assert (odd.state, odd.needs_person) == (State.UNKNOWN, True)
        shop.desk.decide(odd, is_paid=False)
        assert shop.machine.ledger.money == shop.approved + 500

    run(driver, tmp_path, story, allows_tips=True)


@every_driver
def test_answers_that_are_not_ours_or_come_twice_or_never(driver: str, tmp_path: Path) -> None:
    async def story(shop: Rig) -> None:
        await shop.pay("before", wish_of(700))
        for name, orders in (("stale", ["stale"]), ("stray", ["stray"]), ("lost", ["lose"]), ("twice", ["twice"])):
            await shop.is_idle()
            shop.hand(*orders)
            found = await shop.pay(name)
            assert found.state is (State.UNKNOWN if found.needs_person else State.APPROVED)
            if found.needs_person:
                await shop.look(found)
            assert shop.is_even
        await shop.is_idle()
        shop.hand("mute")
        shop.desk.begin("mute", LUNCH)
        assert (await shop.until("mute", lambda one: one.state is State.UNKNOWN)).trouble in ("no_answer", "not_sure")
        assert shop.desk.decide(shop.desk.begin("mute", LUNCH), is_paid=False).state is State.DECLINED

    run(driver, tmp_path, story, pace=Pace(receipt=1, answer=0.3))


@every_driver
def test_the_cable_cut_at_each_byte_charges_nobody_twice(driver: str, tmp_path: Path) -> None:
    """Both ways, with a terminal that then gives up and with one that takes the money all the same.

    Of the longest protocol, some bytes; `COMPTOIR_EVERY_BYTE=1` cuts it at all of them.
    """

    async def story(shop: Rig) -> None:
        await shop.pay("before")
        is_over = False
        for count in range(0, 4_000, STRIDES.get(driver, 1)):
            shop.hand(f"cut {count}", *(["stubborn"] if count // STRIDES.get(driver, 1) % 2 else []))
            shop.desk.begin(f"cut-{count}", wish_of(100 + count))
            # Whoever presses twice is answered, not charged.
            shop.desk.begin(f"cut-{count}", wish_of(100 + count))
            found = await shop.pay(f"cut-{count}", wish_of(100 + count))
            if found.needs_person:
                await shop.look(found)
            await shop.is_idle()
            is_over = shop.was_whole(found)
            shop.hand("reset")
            assert shop.is_even
            if is_over:
                break
        assert is_over, "the budget never sufficed for a whole payment"

    run(driver, tmp_path, story, PACES.get(driver, USUAL))


class Muddled(VirtualZvtSerial):
    """Says that it broke off, of something that was asked before; and takes the money."""

    is_muddled = False

    async def _money(self, line: TillLine, command: Apdu) -> None:
        if not self.is_muddled:
            await super()._money(line, command)
            return
        self._take(command, Mood())
        await line.tell(Apdu(Control.ABORT, b"\x83"))


def test_a_refusal_of_something_else_on_a_serial_line_is_no_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MACHINES, "zvt-serial", Muddled)

    async def story(shop: Rig) -> None:
        await shop.pay("before")
        assert isinstance(shop.machine, Muddled)
        shop.machine.is_muddled = True
        found = await shop.pay("a", wish_of(500))
        assert [one.state for one in found.events] == [State.PENDING, State.UNKNOWN, State.APPROVED]
        assert shop.is_even

    run("zvt-serial", tmp_path, story)

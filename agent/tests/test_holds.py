"""Money held on cards: reserved, raised, taken in part, let go, once each, whatever breaks; and tips afterwards."""

import asyncio
from pathlib import Path

import pytest

from comptoir_agent.paying.attempts import Attempt, State
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.simulate.payment_rig import EUR, LUNCH, Rig, rig, wish_of

HOLDING = ("zvt", "zvt-serial", "nexo")
ROOM = Wish(Kind.RESERVE, 20_000, EUR)


def of(hold: Attempt, kind: Kind, amount: int) -> Wish:
    return Wish(kind, amount, EUR, hold.result.receipt)


def figures(shop: Rig) -> tuple[int, int, int, int]:
    """Paid out and held: at the terminal, and as we believe."""
    return shop.machine.ledger.money, shop.machine.ledger.held, shop.approved, shop.held


@pytest.mark.parametrize("driver", HOLDING)
def test_a_part_of_what_was_reserved_is_taken_once_and_the_rest_is_let_go(driver: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with rig(driver, tmp_path) as shop:
            hold = await shop.pay("hold", ROOM)
            assert (hold.state, hold.result.amount, hold.result.last_four) == (State.APPROVED, 20_000, "1111")
            assert shop.desk.expires_ms(hold) == hold.events[-1].at_ms + 7 * 86_400_000
            assert figures(shop) == (0, 20_000, 0, 20_000)

            taken = await shop.pay("take", of(hold, Kind.CAPTURE, 15_050))
            assert (taken.state, taken.result.amount, taken.tip) == (State.APPROVED, 15_050, 0)
            assert shop.desk.expires_ms(taken) == 0
            assert figures(shop) == (15_050, 0, 15_050, 0)

            # Pressed again, with its own name and with another one; and let go afterwards.
            assert (await shop.pay("take", of(hold, Kind.CAPTURE, 15_050))).events == taken.events
            for name, kind in (("again", Kind.CAPTURE), ("go", Kind.RELEASE)):
                assert (await shop.pay(name, of(hold, kind, 15_050))).state is State.DECLINED
            assert figures(shop) == (15_050, 0, 15_050, 0)

            back = await shop.pay("back", of(taken, Kind.REVERSAL, 15_050))
            assert (back.state, figures(shop)) == (State.APPROVED, (0, 0, 0, 0))

    asyncio.run(run())


@pytest.mark.parametrize("driver", HOLDING)
def test_what_is_let_go_can_not_be_taken_and_more_than_is_held_is_refused(driver: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with rig(driver, tmp_path) as shop:
            hold = await shop.pay("hold", ROOM)
            assert (await shop.pay("much", of(hold, Kind.CAPTURE, 20_001))).state is State.DECLINED
            assert figures(shop) == (0, 20_000, 0, 20_000)

            assert (await shop.pay("go", of(hold, Kind.RELEASE, 20_000))).state is State.APPROVED
            assert figures(shop) == (0, 0, 0, 0)
            assert (await shop.pay("late", of(hold, Kind.CAPTURE, 100))).state is State.DECLINED

            shop.hand("decline")
            assert (await shop.pay("poor", ROOM)).state is State.DECLINED
            assert figures(shop) == (0, 0, 0, 0)

    asyncio.run(run())


def test_a_reservation_is_raised_where_the_protocol_can(tmp_path: Path) -> None:
    async def run() -> None:
        async with rig("nexo", tmp_path / "nexo") as shop:
            hold = await shop.pay("hold", ROOM)
            assert (await shop.pay("more", of(hold, Kind.INCREASE, 25_000))).state is State.APPROVED
            assert figures(shop) == (0, 25_000, 0, 25_000)
            assert (await shop.pay("take", of(hold, Kind.CAPTURE, 24_000))).state is State.APPROVED
            assert figures(shop) == (24_000, 0, 24_000, 0)
        for driver in ("zvt", "caisse-ap", "concert"):
            async with rig(driver, tmp_path / driver) as shop:
                found = await shop.pay("more", Wish(Kind.INCREASE, 25_000, EUR, "0001"))
                assert (found.state, found.trouble, shop.machine.ledger.taken) == (State.DECLINED, "not_possible", [])

    asyncio.run(run())


@pytest.mark.parametrize("driver", ["caisse-ap", "concert"])
def test_terminals_that_hold_nothing_say_so_before_a_byte_leaves(driver: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with rig(driver, tmp_path) as shop:
            for wish in (ROOM, Wish(Kind.CAPTURE, 100, EUR, "1"), Wish(Kind.TIP, 100, EUR, "1")):
                found = await shop.pay(wish.kind, wish)
                assert (found.state, found.trouble, found.is_leaving) == (State.DECLINED, "not_possible", False)
            assert shop.machine.ledger.taken == []

    asyncio.run(run())


@pytest.mark.parametrize("driver", HOLDING)
@pytest.mark.parametrize("kind", [Kind.RESERVE, Kind.CAPTURE, Kind.RELEASE])
def test_a_lost_answer_is_found_again_after_a_crash(driver: str, kind: Kind, tmp_path: Path) -> None:
    async def run() -> None:
        async with rig(driver, tmp_path) as shop:
            await shop.pay("before", LUNCH)
            hold = await shop.pay("hold", ROOM)
            wish = wish_of(9_000, Kind.RESERVE) if kind is Kind.RESERVE else of(hold, kind, 20_000)
            shop.hand("lose")
            shop.desk.begin("lost", wish)
            await shop.until("lost", lambda one: one.is_leaving)
            await shop.crash()
            assert shop.desk.begin("lost", wish).id == "lost"
            found = await shop.until("lost", lambda one: not one.is_open or one.needs_person)
            await shop.is_idle()
            if found.needs_person:
                found = await shop.look(found)
            assert shop.is_even
            moved = [one for one in shop.machine.ledger.taken[2:] if one.code == 0]
            assert len(moved) == int(found.state is State.APPROVED)

    asyncio.run(run())


def test_a_tip_is_added_to_its_payment_and_goes_to_no_other(tmp_path: Path) -> None:
    async def run() -> None:
        async with rig("zvt", tmp_path / "zvt") as shop:
            paid = await shop.pay("paid", LUNCH)
            tip = await shop.pay("tip", Wish(Kind.TIP, 200, EUR, paid.result.receipt))
            assert (tip.state, tip.result.amount, figures(shop)) == (State.APPROVED, 200, (1_434, 0, 1_434, 0))
            other = await shop.pay("other", Wish(Kind.TIP, 200, EUR, "9999"))
            assert (other.state, figures(shop)) == (State.DECLINED, (1_434, 0, 1_434, 0))
        async with rig("nexo", tmp_path / "nexo") as shop:
            paid = await shop.pay("paid", LUNCH)
            tip = await shop.pay("tip", Wish(Kind.TIP, 200, EUR, paid.result.receipt))
            assert (tip.trouble, figures(shop)) == ("not_possible", (1_234, 0, 1_234, 0))

    asyncio.run(run())

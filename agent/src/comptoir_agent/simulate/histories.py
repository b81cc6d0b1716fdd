"""Random histories of payments at a virtual terminal, and what each side has at the end of each.

The agent's own driver, desk and disk stand on one side, a virtual terminal that speaks the driver's true bytes on the
other. In between the cable is cut at any byte, answers are lost, late, said twice, or said as if to somebody else; the
agent dies at any moment, and so does the terminal; tills ask twice, stop, void and query in any order. A person is
asked where the terminal can't tell, looks at it, and says what is true.
"""

import asyncio
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from comptoir_agent.paying.attempts import Attempt, State
from comptoir_agent.paying.terminals import HOLDS, Kind, Wish
from comptoir_agent.simulate.payment_rig import DRIVERS, EUR, SIGNS, Pace, Rig, rig

# One folder of attempts for so many: reading it again after a crash takes longer and longer.
TOGETHER = 100
AMOUNTS = (100, 250, 1_999)
PACE = Pace(receipt=0.5, answer=0.5, late=0.02)
SERIAL_PACE = Pace(receipt=0.16, answer=0.3)
CUT_MAX = {"zvt": 180, "caisse-ap": 280, "nexo": 2_900, "zvt-serial": 320, "concert": 80}
SERIAL = ("zvt-serial", "concert")
HOLDING = ("zvt", "zvt-serial", "nexo")
LATE_SECONDS = 0.7


@dataclass(frozen=True, slots=True)
class Tally:
    """`double_charges`: attempts for which the terminal moved money more than once; `lost`: approved, nothing taken.

    `unmatched`: money that was taken for an attempt that is not approved, another sum, or an attempt that stays open.
    """

    driver: str
    histories: int = 0
    approved: int = 0
    reversals: int = 0
    cuts: int = 0
    agent_crashes: int = 0
    terminal_crashes: int = 0
    questions: int = 0
    double_charges: int = 0
    lost: int = 0
    unmatched: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        names = [name for name in self.__dataclass_fields__ if name != "driver"]
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in names})


async def tell_histories(driver: str, folder: Path, count: int, seed: int) -> Tally:
    """So many histories of a driver; the same seed tells the same wishes and faults."""
    assert driver in DRIVERS
    dice = random.Random(f"{driver}/{seed}")  # noqa: S311
    tally, began = Tally(driver), time.monotonic()
    for batch in range(0, count, TOGETHER):
        async with rig(
            driver,
            folder / f"{driver}-{seed}-{batch}",
            pace=SERIAL_PACE if driver in SERIAL else PACE,
            customer_seconds=0.001,
        ) as shop:
            # A terminal that never took anything has no last payment to be told from.
            await shop.pay("before")
            for turn in range(min(TOGETHER, count - batch)):
                tally += await _history(shop, dice, f"turn-{turn}")
    return replace(tally, seconds=round(time.monotonic() - began, 1))


async def _history(shop: Rig, dice: random.Random, name: str) -> Tally:
    machine = shop.machine
    taken_before = len(machine.ledger.taken)
    wish = _wish(shop, dice)
    cuts = _spoil(shop, dice)
    machine.customer_seconds = LATE_SECONDS if dice.random() < 0.01 else 0.001
    is_void = dice.random() < 0.03
    if is_void:
        shop.desk.void(name, wish)
    shop.desk.begin(name, wish)
    agent_crashes, terminal_crashes = await _disturb(shop, dice, name, wish)
    found, questions = await _settle(shop, name)
    shop.hand("reset")
    moved = [one for one in machine.ledger.taken[taken_before:] if one.code == 0]
    is_approved = found.state is State.APPROVED
    sign = 1 if wish.kind in HOLDS else SIGNS[wish.kind]
    is_other = sum(one.amount for one in moved) != sign * found.result.amount
    is_odd = bool(moved) and (not is_approved or is_other or is_void)
    return Tally(
        shop.driver, histories=1, approved=int(is_approved), reversals=int(wish.kind is Kind.REVERSAL), cuts=cuts,
        agent_crashes=agent_crashes, terminal_crashes=terminal_crashes, questions=questions,
        double_charges=int(len(moved) > 1), lost=int(is_approved and not moved),
        unmatched=int(found.is_open or is_odd),
    )  # fmt: skip


def _wish(shop: Rig, dice: random.Random) -> Wish:
    """A payment, or now and then one of those before is given back: also one that was given back already.

    Where terminals hold money, some of it is reserved, and what was reserved is raised, taken or let go: also twice.
    """
    if shop.driver in HOLDING and dice.random() < 0.3:
        return _hold(shop, dice)
    paid = [one for one in shop.attempts.every() if (one.state, one.wish.kind) == (State.APPROVED, Kind.PAYMENT)]
    known = [one for one in paid if one.result.receipt]
    if known and dice.random() < 0.15:
        one = dice.choice(sorted(known, key=lambda each: each.created))
        return Wish(Kind.REVERSAL, one.result.amount, EUR, one.result.receipt)
    return Wish(Kind.PAYMENT, dice.choice(AMOUNTS), EUR)


def _hold(shop: Rig, dice: random.Random) -> Wish:
    every = [one for one in shop.attempts.every() if (one.state, one.wish.kind) == (State.APPROVED, Kind.RESERVE)]
    known = sorted((one for one in every if one.result.receipt), key=lambda one: one.created)
    if not known or dice.random() < 0.4:
        return Wish(Kind.RESERVE, dice.choice(AMOUNTS), EUR)
    one = dice.choice(known[-3:])
    kind = dice.choice((Kind.CAPTURE, Kind.RELEASE, Kind.INCREASE))
    amount = {Kind.CAPTURE: max(1, one.result.amount - 50), Kind.INCREASE: one.result.amount + 100}
    return Wish(kind, amount.get(kind, one.result.amount), EUR, one.result.receipt)


def _spoil(shop: Rig, dice: random.Random) -> int:
    """What goes wrong at the terminal and on the cable; how many cuts."""
    moods = ["decline", "busy", "lose", "stubborn", "twice", "stale", "stray", "bare"]
    shop.hand(*dice.sample(moods, dice.choice((0, 0, 0, 1, 1, 2))))
    if dice.random() < 0.4:
        shop.hand(f"cut {dice.randrange(CUT_MAX[shop.driver])}")
        return 1
    return 0


async def _disturb(shop: Rig, dice: random.Random, name: str, wish: Wish) -> tuple[int, int]:
    """The till asks again and again, and either side dies; how often each."""
    crashes = [0, 0]
    for _ in range(dice.choice((0, 0, 1, 2, 3))):
        match dice.random():
            case luck if luck < 0.35:
                shop.desk.begin(name, wish)
            case luck if luck < 0.5:
                shop.desk.cancel(shop.desk.begin(name, wish))
            case luck if luck < 0.6:
                shop.desk.void(name, wish)
            case luck if luck < 0.7:
                shop.desk.ask_again(shop.desk.begin(name, wish))
            case luck if luck < 0.88:
                await _moment(dice)
                await shop.crash()
                shop.desk.begin(name, wish)
                crashes[0] += 1
            case _:
                await _moment(dice)
                await shop.crash_terminal()
                crashes[1] += 1
    return crashes[0], crashes[1]


async def _moment(dice: random.Random) -> None:
    """Any: some turns of the loop, which is finer than any clock, or some milliseconds."""
    if dice.random() < 0.6:
        for _ in range(dice.randrange(40)):
            await asyncio.sleep(0)
    else:
        await asyncio.sleep(dice.random() * 0.02)


async def _settle(shop: Rig, name: str) -> tuple[Attempt, int]:
    """To its end; where only a person can know, one looks."""
    found = await shop.until(name, lambda one: not one.is_open or one.needs_person)
    if not found.is_open:
        return found, 0
    # Nobody looks at a terminal in the middle of a payment.
    await shop.is_idle()
    found = await shop.until(name, lambda _: True)
    return (await shop.look(found) if found.is_open else found), 1

"""Random histories of card payments: faults at each step on both sides, and the terminal's ledger as the judge."""

from __future__ import annotations

import asyncio
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from clock import run
from tillside import Network, Till

from comptoir_agent.paying.attempts import State
from comptoir_agent.simulate.histories import SERIAL
from comptoir_agent.simulate.payment_rig import DRIVERS, Pace, Rig, rig

# So many sales at one terminal before it is a new one.
A_TERMINAL = 25
AMOUNTS = (1_234, 1_234, 1_234, 500, 9_990)
MOODS = ("approve", "decline", "busy", "lose", "twice", "stale", "stray", "wait", "tip 150", "bare")
# Asked what became of a payment they can't say, so a person looks, who answers yes or no and types no tip.
TELLS_NOTHING = ("caisse-ap",)
PACE = Pace(receipt=2.0, answer=4.0)


@dataclass
class Found:
    """What a run of histories came to."""

    histories: int = 0
    double_charges: int = 0
    lost: int = 0
    unmatched: int = 0
    faults: int = 0
    approved: int = 0
    unknown: int = 0

    def add(self, other: Found) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def driver_names() -> list[str]:
    """All but those on a serial line.

    The kernel hands on a pseudo-terminal's bytes when it likes, and a clock that jumps would outrun them; the agent's
    own tests tell their histories by a true clock (`comptoir_agent.simulate.histories`).
    """
    return sorted(set(DRIVERS) - set(SERIAL))


def run_histories(driver: str, count: int, seed: int) -> Found:
    found = Found()
    with tempfile.TemporaryDirectory(prefix="comptoir-histories-", dir=_memory()) as folder:
        for number in range(0, count, A_TERMINAL):
            many = min(A_TERMINAL, count - number)
            run(_terminal(driver, Path(folder) / str(number), many, f"{driver} {seed} {number}", found))
    return found


def _memory() -> str | None:
    """Files are written and renamed as ever; a disk that turns would make this a measure of the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


async def _terminal(driver: str, folder: Path, many: int, seed: str, found: Found) -> None:
    dice = random.Random(seed)
    has_tips = driver not in TELLS_NOTHING and dice.random() < 0.5
    async with rig(driver, folder, pace=PACE, allows_tips=has_tips, customer_seconds=0.02) as shop:
        network = Network(shop, dice, dice.choice((0.0, 0.1, 0.3, 0.5)))
        till = Till(shop, network, dice, dice.choice((0.0, 0.02, 0.05)))
        for _ in range(many):
            found.faults += _order(shop, dice, has_tips=has_tips)
            crash = asyncio.create_task(_crash_sometime(shop, network, dice)) if dice.random() < 0.3 else None
            await till.sale(dice.choice(AMOUNTS))
            if crash is not None:
                await crash
                found.faults += 1
            found.histories += 1
        await asyncio.gather(*network.late)
        await _come_to_rest(shop, till)
        _judge(shop, till, found)


def _order(shop: Rig, dice: random.Random, *, has_tips: bool) -> int:
    """What the next payment meets; how many faults that is.

    Where tips are allowed, nobody can tell a terminal that says a cent too much from one that got a tip.
    """
    shop.machine.obey(["reset"])
    if dice.random() < 0.4:
        return 0
    orders = [dice.choice([one for one in MOODS if one != ("stray" if has_tips else "tip 150")])]
    if dice.random() < 0.4:
        orders.append(f"cut {dice.randrange(1, 160)}")
        if dice.random() < 0.5:
            orders.append("stubborn")
    shop.hand(*orders)
    return len(orders)


async def _crash_sometime(shop: Rig, network: Network, dice: random.Random) -> None:
    """The agent dies at any step: after so many turns of the loop, or so many seconds."""
    if dice.random() < 0.8:
        for _ in range(dice.randrange(60)):
            await asyncio.sleep(0)
    else:
        await asyncio.sleep(dice.choice((0.01, 0.5, 2.0, 5.0)))
    network.is_down = True
    await shop.crash()
    network.is_down = False


async def _come_to_rest(shop: Rig, till: Till) -> None:
    """The weather clears: whatever is open is asked after until it is known, and free money goes back."""
    till.network.share = till.crash_share = 0.0
    shop.machine.obey(["reset"])
    for one in [one for one in till.attempts.values() if one.is_open]:
        await till.follow(one, may_begin=False)
    await till.give_back_free()


def _judge(shop: Rig, till: Till, found: Found) -> None:
    """By amount and number: what the terminal took, what our attempts say, what our sales hold."""
    taken = sorted(one.amount for one in shop.machine.ledger.taken if one.code == 0)
    every = shop.attempts.every()
    kept = [one for one in every if one.state is State.APPROVED]
    found.approved += len(kept)
    found.unknown += sum(any(word.state is State.UNKNOWN for word in one.events) for one in every)
    known = sorted((1 if one.wish.kind.value == "payment" else -1) * one.result.amount for one in kept)
    paid = sorted(till.tenders)
    standing = list(paid)
    for one in till.attempts.values():
        if one.is_back:
            standing += [one.wish.amount + one.tip, -(one.wish.amount + one.tip)]
    standing.sort()
    found.unmatched += _surplus(taken, known) + _surplus(known, taken)
    found.double_charges += _surplus(taken, standing)
    found.lost += _surplus(standing, taken)


def _surplus(one: list[int], other: list[int]) -> int:
    left = list(other)
    many = 0
    for amount in one:
        if amount in left:
            left.remove(amount)
        else:
            many += 1
    return many

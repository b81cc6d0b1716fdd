"""Random histories of card payments: faults at each step on both sides, and the terminal's ledger as the judge."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clock import run
from provider_rig import APPS, Account, open_account, peer, provider_rig
from provider_rig import Rig as ProviderRig
from tillside import Network, Till

from comptoir.payments.peers.command import PEERS
from comptoir_agent.paying.attempts import State
from comptoir_agent.simulate.histories import SERIAL, tell_histories
from comptoir_agent.simulate.payment_rig import DRIVERS, Pace, Rig, rig

SERVER = (*PEERS, *APPS)
SLOW_EACH = 5_000
LINES = 10
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


def shares(count: int) -> dict[str, int]:
    """How many histories of each driver, `count` in all: of what a true clock or a database slows down, no more than
    `SLOW_EACH`.
    """
    slow = sorted({*SERIAL, *SERVER})
    quick = sorted(set(DRIVERS) - set(SERIAL))
    each = min(SLOW_EACH, -(-count // (len(slow) + len(quick))))
    rest = -(-(count - each * len(slow)) // len(quick))
    return dict.fromkeys(quick, rest) | dict.fromkeys(slow, each)


def run_histories(driver: str, count: int, seed: int) -> Found:
    found = Found()
    if driver in SERVER:
        with peer(driver) as (address, typed):
            account = open_account(driver, address, typed)
            for number in range(0, count, A_TERMINAL):
                dice = random.Random(f"{driver} {seed} {number}")
                run(_counter(account, min(A_TERMINAL, count - number), dice, found))
        return found
    with tempfile.TemporaryDirectory(prefix="comptoir-histories-", dir=_memory()) as folder:
        if driver in SERIAL:
            found.add(asyncio.run(_on_lines(driver, Path(folder), count, seed)))
            return found
        for number in range(0, count, A_TERMINAL):
            many = min(A_TERMINAL, count - number)
            dice = random.Random(f"{driver} {seed} {number}")
            run(_terminal(driver, Path(folder) / str(number), many, dice, found))
    return found


async def _on_lines(driver: str, folder: Path, count: int, seed: int) -> Found:
    """On serial lines, and by a true clock: the kernel hands on a pseudo-terminal's bytes when it likes, and a clock
    that jumps would outrun them. They wait most of the time, so many of them do at once.
    """
    each = -(-count // LINES)
    lines = range(min(LINES, count))
    tallies = await asyncio.gather(
        *(tell_histories(driver, folder / str(line), min(each, count - each * line), seed + line) for line in lines)
    )
    found = Found()
    for one in tallies:
        faults = one.cuts + one.agent_crashes + one.terminal_crashes
        bad = (one.double_charges, one.lost, one.unmatched)
        found.add(Found(one.histories, *bad, faults, one.approved, one.questions))
    return found


def _memory() -> str | None:
    """Files are written and renamed as ever; a disk that turns would make this a measure of the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


async def _terminal(driver: str, folder: Path, many: int, dice: random.Random, found: Found) -> None:
    has_tips = driver not in TELLS_NOTHING and dice.random() < 0.5
    async with rig(driver, folder, pace=PACE, allows_tips=has_tips, customer_seconds=0.02) as shop:
        await _sell(shop, many, dice, found, lambda: _order(shop, dice, has_tips=has_tips))


async def _counter(account: Account, many: int, dice: random.Random, found: Found) -> None:
    async with provider_rig(account, dice, allows_tips=dice.random() < 0.5) as shop:
        await _sell(shop, many, dice, found, lambda: shop.order(dice))


async def _sell(
    shop: Rig | ProviderRig, many: int, dice: random.Random, found: Found, order: Callable[[], int]
) -> None:
    network = Network(shop, dice, dice.choice((0.0, 0.1, 0.3, 0.5)))
    till = Till(shop, network, dice, dice.choice((0.0, 0.02, 0.05)))
    for _ in range(many):
        found.faults += order()
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
    shop.hand("reset")
    if dice.random() < 0.4:
        return 0
    orders = [dice.choice([one for one in MOODS if one != ("stray" if has_tips else "tip 150")])]
    if dice.random() < 0.4:
        orders.append(f"cut {dice.randrange(1, 160)}")
        if dice.random() < 0.5:
            orders.append("stubborn")
    shop.hand(*orders)
    return len(orders)


async def _crash_sometime(shop: Rig | ProviderRig, network: Network, dice: random.Random) -> None:
    """The agent dies at any step: after so many turns of the loop, or so many seconds."""
    if dice.random() < 0.8:
        for _ in range(dice.randrange(60)):
            await asyncio.sleep(0)
    else:
        await asyncio.sleep(dice.choice((0.01, 0.5, 2.0, 5.0)))
    network.is_down = True
    await shop.crash()
    network.is_down = False


async def _come_to_rest(shop: Rig | ProviderRig, till: Till) -> None:
    """The weather clears: whatever is open is asked after until it is known, and free money goes back."""
    till.network.share = till.crash_share = 0.0
    shop.hand("reset")
    for one in [one for one in till.attempts.values() if one.is_open]:
        await till.follow(one, may_begin=False)
    await till.give_back_free()


def _judge(shop: Rig | ProviderRig, till: Till, found: Found) -> None:
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

"""Looking at card terminals from a shell: which there are, whether they answer, and a payment that is given back."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from comptoir_agent.paying.attempts import Attempt, Attempts, State
from comptoir_agent.paying.desk import Desk
from comptoir_agent.paying.drivers import DRIVERS
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.settings import TerminalSettings

SECONDS_MAX = 240.0
Tell = Callable[[str], None]


async def list_terminals(terminals: tuple[TerminalSettings, ...], tell: Tell) -> bool:
    """One line each; whether all can be reached."""
    reached = await asyncio.gather(*(DRIVERS[one.driver].make(one).is_there() for one in terminals))
    for one, is_there in zip(terminals, reached, strict=True):
        driver = DRIVERS[one.driver]
        answers = "answers" if is_there else "DOES NOT ANSWER"
        tell(f"{one.id}\t{one.line}\t{driver.title}: {driver.label}\t{answers}")
    return all(reached)


async def try_payment(settings: TerminalSettings, state: Path, wish: Wish, tell: Tell) -> bool:
    """Take an amount and give it back; whether both were approved. Its attempts are kept with those of tills.

    The agent's service must not run meanwhile: one terminal has one desk.
    """
    attempts = Attempts(state / "attempts")
    desk = Desk(settings.id, DRIVERS[settings.driver].make(settings), attempts, allows_tips=settings.allows_tips)
    desk.start()
    try:
        paid = await _run(desk, attempts, wish, tell)
        if paid.state is not State.APPROVED:
            return False
        back = replace(wish, kind=Kind.REVERSAL, amount=paid.result.amount, receipt=paid.result.receipt)
        return (await _run(desk, attempts, back, tell)).state is State.APPROVED
    finally:
        await desk.stop()


async def _run(desk: Desk, attempts: Attempts, wish: Wish, tell: Tell) -> Attempt:
    found = desk.begin(str(uuid.uuid4()), wish)
    step = ""
    async with asyncio.timeout(SECONDS_MAX):
        while found.is_open and not found.needs_person:
            if (now := desk.step_of(found)) and now != step:
                step = now
                tell(f"{wish.kind.value}: {step}")
            await desk.after(found.id, len(found.events), step, 1.0)
            found = attempts.find(found.id) or found
    card = " ".join(part for part in (found.result.brand, found.result.last_four) if part)
    tell(f"{wish.kind.value}: {found.state.value} {found.trouble} {card}".rstrip())
    if found.needs_person:
        tell("The terminal can't say what became of it: look at the terminal, then at the till (Card payments).")
    return found

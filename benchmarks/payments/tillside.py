"""The till's side of a card payment, as `card-payments.svelte.ts` and `card-attempts.ts` have it, over a bad network.

What is on its disk survives it: attempts, and the sales that they paid. Everything else may be lost at any step.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from provider_rig import Desk as ServerDesk
from provider_rig import Rig as ProviderRig
from provider_rig import Seen

from comptoir_agent.paying.attempts import Attempt as AgentAttempt
from comptoir_agent.paying.attempts import State
from comptoir_agent.paying.desk import Desk as AgentDesk
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.simulate.payment_rig import EUR, SIGNS
from comptoir_agent.simulate.payment_rig import Rig as AgentRig

Rig = AgentRig | ProviderRig
Desk = AgentDesk | ServerDesk
Attempt = AgentAttempt | Seen

SILENT_MAX = 2
PAUSE_SECONDS, NEWS_SECONDS, REST_SECONDS = 1.5, 5.0, 10.0
LATE_SECONDS = (0.0, 0.01, 1.0, 4.0, 8.0, 30.0)
OPEN = ("pending", "unknown")


class Crashed(Exception):
    """Somebody reloaded the page, or the device died."""


class Unheard(Exception):
    """The agent knows of no such attempt."""


@dataclass
class Kept:
    """An attempt on the till's disk."""

    id: str
    wish: Wish
    state: str = "pending"
    events: int = 1
    is_spent: bool = False
    is_back: bool = False
    tip: int = 0
    receipt: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_free(self) -> bool:
        return self.wish.kind is Kind.PAYMENT and self.state == "approved" and not self.is_spent and not self.is_back


@dataclass
class Network:
    """Between till and agent: drops, duplicates, delays, and so turns the order round."""

    rig: Rig
    dice: random.Random
    share: float
    is_down: bool = False
    late: list[asyncio.Task[None]] = field(default_factory=list)

    async def ask(self, act: Callable[[Desk], Attempt]) -> Attempt | None:
        """What the agent answers; None: nobody knows whether it heard."""
        for _ in range(self.dice.randrange(3)):
            await asyncio.sleep(0)
        fate = self.dice.random() / self.share if self.share else 1.0
        if fate < 0.3 or self.is_down:
            return None
        if fate < 0.5:
            self._later(act)
            return None
        if fate < 0.7:
            self._later(act)
        answer = act(self.rig.desk)
        return None if 0.7 <= fate < 1.0 else answer

    def _later(self, act: Callable[[Desk], Attempt]) -> None:
        async def deliver(seconds: float) -> None:
            await asyncio.sleep(seconds)
            if not self.is_down:
                try:
                    act(self.rig.desk)
                except Unheard:
                    return

        self.late.append(asyncio.create_task(deliver(self.dice.choice(LATE_SECONDS))))


class Till:
    """One counter."""

    def __init__(self, rig: Rig, network: Network, dice: random.Random, crash_share: float) -> None:
        self.rig = rig
        self.network = network
        self.dice = dice
        self.crash_share = crash_share
        self.attempts: dict[str, Kept] = {}
        # What our ledger says: tenders of sales, and of what went back.
        self.tenders: list[int] = []
        self._count = 0
        # The attempt of the sale that is on the screen.
        self._present = ""

    async def sale(self, amount: int) -> None:
        """To a paid sale: by card, or in cash after it was refused. Whatever crashes is started again."""
        self._present = ""
        is_paid = False
        for _ in range(1_000):
            try:
                is_paid = is_paid or await self._settle_and_pay(amount)
                await self.give_back_free()
                return
            except Crashed:
                continue
        raise AssertionError("this sale does not end")

    async def _settle_and_pay(self, amount: int) -> bool:
        before = len(self.tenders)
        for one in [one for one in self.attempts.values() if one.is_open]:
            await self.follow(one, may_begin=False)
        if self._present and self.attempts[self._present].is_spent:
            return True
        free = next((one for one in self.attempts.values() if one.is_free and one.wish.amount == amount), None)
        for _ in range(self.dice.choice((1, 1, 2))):
            if free is None:
                one = self._write(Wish(Kind.PAYMENT, amount, EUR))
                self._present = one.id
                self._may_crash()
                await self.follow(one, may_begin=True)
                free = one if one.is_free else None
            if free is not None:
                self._may_crash()
                self._seal(free)
                break
        assert len(self.tenders) - before in (0, 1)
        return True  # by card, or else in cash

    def _seal(self, one: Kept) -> None:
        """In one transaction: the tender, and that its attempt is spent."""
        assert one.is_free
        one.is_spent = True
        self._present = one.id
        self.tenders.append(one.wish.amount + one.tip)

    async def give_back_free(self) -> None:
        """Money in no sale is pointed at, and given back by the terminal; what can't be stays pointed at."""
        for one in [one for one in self.attempts.values() if one.is_free]:
            wish = Wish(Kind.REVERSAL, one.wish.amount + one.tip, EUR, receipt=one.receipt)
            for _ in range(20):
                back = self._write(wish)
                self._may_crash()
                await self.follow(back, may_begin=True)
                if back.state == "approved":
                    one.is_back = True
                    break

    def _write(self, wish: Wish) -> Kept:
        self._count += 1
        one = Kept(f"a{self._count:06d}", wish)
        self.attempts[one.id] = one
        return one

    async def follow(self, one: Kept, *, may_begin: bool) -> None:
        """See `CardPayment.#follow`: begun once, then asked after; what nobody heard of is voided."""
        known = False
        silence = 0
        wants_end = self.dice.random() < 0.08
        is_end_said = False
        rounds = 0
        while one.is_open:
            self._may_crash()
            rounds += 1
            if rounds % 10 == 0:
                # No terminal is busy for ever, and who looked for a card has found it.
                self.rig.hand("reset", "card")
            try:
                answer = await self._ask(one, may_begin=may_begin, known=known, ends=wants_end and not is_end_said)
            except Unheard:
                answer = await self.network.ask(lambda desk: desk.void(one.id, one.wish))
            if may_begin and self.dice.random() < 0.1:
                # Pressed twice: the same one.
                await self.network.ask(lambda desk: desk.begin(one.id, one.wish))
            may_begin = False
            if answer is None:
                known, silence = False, silence + 1
                if silence >= SILENT_MAX and one.state == "pending":
                    one.state = "unknown"
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            is_end_said = is_end_said or wants_end
            known, silence = True, 0
            self._hear(one, answer)
            if answer.needs_person and one.is_open:
                truth = await self._look()
                decide = partial(self._decide, one, is_paid=truth)
                answer = await self.network.ask(decide)
                if answer is not None:
                    self._hear(one, answer)
            elif one.state == "unknown":
                await asyncio.sleep(PAUSE_SECONDS)

    async def _ask(self, one: Kept, *, may_begin: bool, known: bool, ends: bool) -> Attempt | None:
        ask = self.network.ask
        if ends and not may_begin:
            return await ask(lambda desk: desk.void(one.id, one.wish))
        if may_begin:
            return await ask(lambda desk: desk.begin(one.id, one.wish))
        if known:
            found = self.rig.attempts.find(one.id)
            step = self.rig.desk.step_of(found) if found is not None else ""
            await self.rig.desk.after(one.id, one.events, step, NEWS_SECONDS)
            return await ask(lambda desk: self._found(desk, one))

        def query(desk: Desk) -> Attempt:
            found = self._found(desk, one)
            desk.ask_again(found)
            return found

        return await ask(query)

    def _found(self, desk: Desk, one: Kept) -> Attempt:
        del desk
        found = self.rig.attempts.find(one.id)
        if found is None:
            raise Unheard
        return found

    def _hear(self, one: Kept, news: Attempt) -> None:
        one.state = news.state.value
        one.events = len(news.events)
        one.tip = news.tip
        one.receipt = news.result.receipt if news.state is State.APPROVED else one.receipt

    def _decide(self, one: Kept, desk: Desk, *, is_paid: bool) -> Attempt:
        return desk.decide(self._found(desk, one), is_paid=is_paid)

    async def _look(self) -> bool:
        """What somebody reads on the terminal, once it is at rest: it took money that nobody here knows of yet."""
        self.rig.hand("reset", "card")
        await asyncio.sleep(REST_SECONDS)
        known = sum(SIGNS[one.wish.kind] * one.result.amount for one in self._approved())
        return self.rig.machine.ledger.money != known

    def _approved(self) -> list[Attempt]:
        return [one for one in self.rig.attempts.every() if one.state is State.APPROVED]

    def _may_crash(self) -> None:
        if self.dice.random() < self.crash_share:
            raise Crashed

"""Who brings attempts to one terminal, one after the other, and finds out what became of each."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace

from comptoir_agent.paying.attempts import Attempt, Attempts, State
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import NOT_FOUND, OF_HOLD, Kind, Lost, NotSent, Said, Terminal, Wish

log = logging.getLogger(__name__)

# How long cards hold an amount where nothing else was agreed.
HOLD_DAYS = 7
# Between two questions what became of an attempt.
AGAIN_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
# By what a payment or a hold is over, for whoever wants to end it, or to change it, once more.
_HOLD_ENDS = (Kind.CAPTURE, Kind.RELEASE)
ENDS = {Kind.REVERSAL: (Kind.REVERSAL,), **dict.fromkeys(OF_HOLD, _HOLD_ENDS)}


class Desk:
    """The attempts of one terminal. `allows_tips`: customers add to it there; `hold_days`: cards hold so long."""

    def __init__(
        self, name: str, terminal: Terminal, attempts: Attempts, *, allows_tips: bool = False,
        hold_days: int = HOLD_DAYS, again_seconds: tuple[float, ...] = AGAIN_SECONDS,
    ) -> None:  # fmt: skip
        self.name = name
        self.terminal = terminal
        self._attempts = attempts
        self._allows_tips = allows_tips
        self._hold_days = hold_days
        self._again = again_seconds
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._steps: dict[str, str] = {}
        self._cancelled: set[str] = set()
        self._running = ""
        self._news = asyncio.Condition()
        self._settling: asyncio.Task[None] | None = None
        self._wants_answer = asyncio.Event()
        # When a wish was seen to be lost, by a clock that nobody sets.
        self._lost: dict[str, float] = {}

    def start(self) -> None:
        """After a start, also one after a crash: nothing that was open is sent again."""
        for attempt in self._attempts.open_at(self.name):
            if attempt.state is State.PENDING and not attempt.is_leaving:
                self._attempts.note(attempt.becomes(State.DECLINED, "agent", "not_sent"))
            elif attempt.state is State.PENDING:
                self._attempts.note(attempt.becomes(State.UNKNOWN, "agent", "broken_off"))
        if self._attempts.open_at(self.name):
            self._keep_asking()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def begin(self, name: str, wish: Wish) -> Attempt:
        """Take an attempt; one that is known is answered as it stands. Raises `Differs`."""
        attempt, is_new = self._attempts.add(name, self.name, wish)
        if is_new:
            self._spawn(self._run(attempt))
        return attempt

    def step_of(self, attempt: Attempt) -> str:
        """What customer or cashier should do now: a code."""
        return self._steps.get(attempt.id, "") if attempt.is_open else ""

    def expires_ms(self, attempt: Attempt) -> int:
        """Until when money that is held may be taken: no terminal says it, so the shop's agreement does. 0: none is."""
        if attempt.wish.kind is not Kind.RESERVE or attempt.state is not State.APPROVED:
            return 0
        return attempt.events[-1].at_ms + self._hold_days * 86_400_000

    def cancel(self, attempt: Attempt) -> None:
        """Ask the terminal to stop. One that waits for its turn does not begin."""
        if attempt.state is State.PENDING:
            self._cancelled.add(attempt.id)
            if self._running == attempt.id:
                self.terminal.cancel()

    def void(self, name: str, wish: Wish) -> Attempt:
        """Nothing shall come of it any more. Raises `Differs`."""
        attempt, is_new = self._attempts.add(name, self.name, wish)
        if is_new:
            return self._note(attempt.becomes(State.CANCELLED, "till"))
        self.cancel(attempt)
        return attempt

    def ask_again(self, attempt: Attempt) -> None:
        """Somebody wants to know now."""
        if attempt.state is State.UNKNOWN:
            self._wants_answer.set()
            self._keep_asking()

    def decide(self, attempt: Attempt, *, is_paid: bool) -> Attempt:
        """A person has looked at the terminal. Only where it could not tell itself."""
        if attempt.state is not State.UNKNOWN:
            return attempt
        # Whatever it last did, it is not known: it is asked before the next one.
        self._attempts.note_mark(self.name, None)
        state = State.APPROVED if is_paid else State.DECLINED
        seen, wish = attempt.result, attempt.wish
        # A tip is in no wish: what the terminal last did says it, where it could be this one.
        amount = seen.amount if seen.mark and seen.currency == wish.currency else wish.amount
        result = replace(
            seen, amount=amount, currency=wish.currency, receipt=attempt.reference or seen.receipt
        )  # fmt: skip
        decided = attempt.becomes(state, "person", needs_person=False)
        return self._note(replace(decided, result=result) if is_paid else decided)

    async def after(self, name: str, count: int, step: str, seconds: float) -> None:
        """Until there is another word about it, or another step, or the time is up."""

        def is_news() -> bool:
            attempt = self._attempts.find(name)
            return attempt is None or len(attempt.events) != count or self._steps.get(name, "") != step

        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(is_news)
        except TimeoutError:
            return

    async def _run(self, attempt: Attempt) -> None:
        async with self._turn:
            if attempt.id in self._cancelled:
                self._note(attempt.becomes(State.CANCELLED, "till"))
                return
            self._running = attempt.id
            try:
                await self._bring(attempt)
            finally:
                self._running = ""
                self._steps.pop(attempt.id, None)
        if any(one.state is State.UNKNOWN for one in self._attempts.open_at(self.name)):
            self._keep_asking()

    async def _bring(self, attempt: Attempt) -> None:
        """To the terminal. What is not known of it or of one before it must be known first."""
        try:
            baseline = await self._baseline()
        except (NotSent, Lost) as away:
            code = away.code if isinstance(away, NotSent) else "no_answer"
            self._note(attempt.becomes(State.DECLINED, "agent", code))
            return
        if attempt.id in self._cancelled:
            self._note(attempt.becomes(State.CANCELLED, "till"))
            return
        if (refusal := self._taken_back(attempt)) is not None:
            self._note(attempt.becomes(State.DECLINED, "agent", refusal))
            return
        reference = self._attempts.fresh_reference(self.name) if self.terminal.has_references else ""
        attempt = replace(attempt, baseline=baseline, reference=reference)
        named = self._attempts.named_by(self.name, attempt.wish) if attempt.wish.receipt else None

        def leaving() -> None:
            nonlocal attempt
            attempt = self._attempts.note(replace(attempt, is_leaving=True))

        try:
            said = await self.terminal.start(
                attempt.wish, leaving=leaving, step=lambda step: self._step(attempt, step), reference=reference,
                original=named.result if named is not None else None,
            )  # fmt: skip
        except NotSent as refused:
            if refused.code == "cancelled":
                self._note(attempt.becomes(State.CANCELLED, "till"))
            else:
                self._note(attempt.becomes(State.DECLINED, "agent", refused.code))
            return
        except Lost:
            self._lose(attempt)
            return
        if said.is_approved or not self.terminal.confirms_refusals or await self._is_refused(attempt):
            self._hear(attempt, said)
        else:
            self._lose(attempt, "wrong_answer")

    async def _is_refused(self, attempt: Attempt) -> bool:
        """The terminal has taken nothing since: its last payment is the one before, or one that it did not approve."""
        if attempt.wish.kind is Kind.RECONCILE:
            return True
        try:
            last = await self.terminal.query()
        except (NotSent, Lost):
            return False
        return last is not None and (not last.is_approved or last.result.mark == attempt.baseline)

    def _taken_back(self, attempt: Attempt) -> str | None:
        """Why its payment does not go back by this attempt, or its hold is not ended: it was, or may have been.

        Terminals of the other kind know their own payments by number, and refuse the second one themselves.
        """
        wish = attempt.wish
        ends = ENDS.get(wish.kind, ())
        if not ends or not self.terminal.has_references or not wish.receipt:
            return None
        if self._attempts.ended_by(self.name, wish.receipt, ends):
            return "hold_ended" if wish.kind in OF_HOLD else "already_reversed"
        others = (one.wish for one in self._attempts.open_at(self.name) if one.state is State.UNKNOWN)
        is_open = any(one.kind in ends and one.receipt == wish.receipt for one in others)
        return "not_sure" if is_open else None

    def _hear(self, attempt: Attempt, said: Said) -> None:
        """The terminal ended it by a word of its own."""
        if not said.is_approved:
            is_cancelled = said.trouble == "cancelled"
            state = State.CANCELLED if is_cancelled else State.DECLINED
            self._note_mark(said.result)
            self._note(attempt.becomes(state, "terminal", "" if is_cancelled else said.trouble, result=said.result))
        elif self._is_ours(attempt, said):
            self._note_mark(said.result)
            self._note(attempt.becomes(State.APPROVED, "terminal", result=said.result))
        else:
            self._lose(attempt, "wrong_answer")

    def _lose(self, attempt: Attempt, trouble: str = "no_answer") -> None:
        if attempt.wish.kind is Kind.RECONCILE:
            # No money moved by it: it is simply done again by whoever wants it.
            self._attempts.note_mark(self.name, None)
            self._note(attempt.becomes(State.DECLINED, "agent", trouble))
            return
        self._lost[attempt.id] = time.monotonic()
        self._note(attempt.becomes(State.UNKNOWN, "agent", trouble))

    async def _baseline(self) -> str:
        """The mark of the terminal's last payment. Raises `NotSent` or `Lost`."""
        for unknown in self._attempts.open_at(self.name):
            if unknown.state is State.UNKNOWN and not unknown.needs_person:
                await self._settle(unknown)
        if self.terminal.has_references:
            return ""
        mark = self._attempts.mark_of(self.name)
        if mark is None or any(one.needs_person for one in self._attempts.open_at(self.name)):
            last = await self.terminal.query()
            mark = last.result.mark if last is not None else ""
            self._attempts.note_mark(self.name, mark)
        return mark

    def _keep_asking(self) -> None:
        if self._settling is None or self._settling.done():
            self._settling = self._spawn(self._settle_all())

    async def _settle_all(self) -> None:
        """Ask until each is known, or only a person can know; also one of those, when somebody asks for it."""
        tries = 0
        while True:
            is_wished = self._wants_answer.is_set()
            self._wants_answer.clear()
            async with self._turn:
                waiting = [one for one in self._attempts.open_at(self.name) if one.state is State.UNKNOWN]
                if all(one.needs_person for one in waiting) and not is_wished:
                    return
                try:
                    for one in waiting:
                        await self._settle(one)
                    return
                except (NotSent, Lost) as away:
                    log.info("%s does not say yet what became of a payment: %s", self.name, away)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._again[min(tries, len(self._again) - 1)]):
                    await self._wants_answer.wait()
            tries += 1

    async def _settle(self, attempt: Attempt) -> None:
        """Ask the terminal what became of it: paid, not paid, or what decides nothing. Raises as `query`."""
        if attempt.reference:
            last = await self._found(attempt)
        else:
            last = await self.terminal.query()
        now = self._attempts.find(attempt.id)
        if now is None or now.state is not State.UNKNOWN:
            return
        if last is not None and self._is_none_of_it(attempt, last):
            self._note(now.becomes(State.DECLINED, "terminal", last.trouble or NOT_FOUND, needs_person=False))
        elif last is not None and self._is_known(attempt, last) and self._is_ours(attempt, last):
            self._note_mark(last.result)
            state = State.APPROVED if last.is_approved else State.DECLINED
            self._note(now.becomes(state, "terminal", last.trouble, result=last.result, needs_person=False))
        elif not now.needs_person:
            could_be = last is not None and last.is_approved and self._is_ours(attempt, last)
            seen = last.result if last is not None and could_be else now.result
            self._note(now.becomes(State.UNKNOWN, "terminal", "not_sure", needs_person=True, result=seen))

    async def _found(self, attempt: Attempt) -> Said | None:
        """What the terminal has under our reference. A wish may arrive after a question for it: that is waited for."""
        last = await self.terminal.query(attempt.reference, attempt.wish)
        if last is not None and last.trouble == NOT_FOUND:
            lost_at = self._lost.setdefault(attempt.id, time.monotonic())
            wait = lost_at + self.terminal.late_seconds - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
                last = await self.terminal.query(attempt.reference, attempt.wish)
        return last

    def _is_none_of_it(self, attempt: Attempt, last: Said) -> bool:
        """Nothing was taken: by the terminal's word for this attempt, or its last one is still the one before."""
        if attempt.reference:
            return not last.is_approved
        return last.result.mark != "" and last.result.mark == attempt.baseline

    def _is_known(self, attempt: Attempt, last: Said) -> bool:
        """It can be told from the one before."""
        return attempt.reference != "" or (last.result.mark != "" and attempt.baseline != "")

    def _is_ours(self, attempt: Attempt, said: Said) -> bool:
        """A new payment of the terminal, in this currency, of this amount: or of more, where a tip may be added.

        Of less only where the till asked for that, and the terminal says that it is a part.
        """
        wish, result = attempt.wish, said.result
        if wish.kind is Kind.RECONCILE:
            return True
        is_old = not attempt.reference and result.mark != "" and result.mark == attempt.baseline
        if is_old or result.currency != wish.currency:
            return False
        if said.is_part:
            return wish.takes_less and wish.kind is Kind.PAYMENT and 0 < result.amount < wish.amount
        is_more = self._allows_tips and wish.kind is Kind.PAYMENT and result.amount > wish.amount
        return result.amount == wish.amount or is_more

    def _note_mark(self, result: Result) -> None:
        """A payment without a number leaves the last one: whatever comes later is new all the same."""
        if result.mark and not self.terminal.has_references:
            self._attempts.note_mark(self.name, result.mark)

    def _note(self, attempt: Attempt) -> Attempt:
        noted = self._attempts.note(attempt)
        self._tell()
        return noted

    def _step(self, attempt: Attempt, step: str) -> None:
        if self._steps.get(attempt.id) != step:
            self._steps[attempt.id] = step
            self._tell()

    def _tell(self) -> None:
        async def tell() -> None:
            async with self._news:
                self._news.notify_all()

        self._spawn(tell())

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

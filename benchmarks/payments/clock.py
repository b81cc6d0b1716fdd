"""An event loop whose clock jumps: when no socket has anything, the next timer is due at once."""

from __future__ import annotations

import asyncio
import selectors
from asyncio import Future
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any


class _Selector(selectors.DefaultSelector):
    jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or timeout is None or timeout <= 0:
            return found or (super().select(timeout) if timeout is None else found)
        # What was just written on the loopback may take a moment to be seen.
        found = super().select(0)
        if not found:
            self.jumped += timeout
        return found


class JumpingLoop(asyncio.SelectorEventLoop):
    """Bytes are true ones, waiting is not."""

    def __init__(self) -> None:
        self._jumps = _Selector()
        super().__init__(self._jumps)

    def run_in_executor(self, executor: Executor | None, work: Callable[..., Any], *words: Any) -> Future[Any]:  # type: ignore[override]
        """At once: while a thread opened a serial port, the clock would jump past whatever waits for it."""
        done = self.create_future()
        try:
            done.set_result(work(*words))
        except Exception as wrong:
            done.set_exception(wrong)
        return done

    def time(self) -> float:
        return super().time() + self._jumps.jumped


def run(story: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.get_loop().set_exception_handler(_say)
        runner.run(story)


def _say(loop: asyncio.AbstractEventLoop, about: dict[str, Any]) -> None:
    """A virtual terminal that is switched off at the end is no news."""
    if not isinstance(about.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(about)

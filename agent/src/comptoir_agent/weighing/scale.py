"""One scale: its line, the goods that a till wants weighed now, and what became of it.

Weighing is a conversation with a person who puts things down and lifts them: it takes as long as it takes, and the till
hears of every change. The newest wish wins; the one before is dropped, because the goods on the plate are the new ones.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from comptoir_agent.lines import Address, LineFault, Streams, connect, hang_up, swallow
from comptoir_agent.weighing.reading import Dialect, Garbled, Mark, Reading, Wish

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.15
RETRY_SECONDS = 1.0
# A till that went away leaves its goods on the plate; nobody asks for them any more.
GIVEN_UP_SECONDS = 120.0


@dataclass(slots=True)
class Weighing:
    """Goods of one till. `revision` grows with each change, so that a till can wait for the next one."""

    id: str
    wish: Wish
    reading: Reading = field(default_factory=lambda: Reading(Mark.MOVING))
    revision: int = 0
    is_over: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def learn(self, reading: Reading, *, is_over: bool) -> None:
        """Note what the scale said; wakes who waits when it is news."""
        if reading == self.reading and is_over == self.is_over:
            return
        self.reading, self.is_over = reading, is_over
        self.revision += 1
        self.changed.set()
        self.changed = asyncio.Event()

    async def after(self, revision: int, *, seconds: float) -> None:
        """Wait for something newer than `revision`, but not for ever."""
        if self.revision > revision or self.is_over:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.changed.wait()


class Scale:
    """Drives one scale, one weighing at a time."""

    def __init__(self, address: Address, dialect: Dialect) -> None:
        self._address = address
        self._dialect = dialect
        self._line = asyncio.Lock()
        self._weighing: Weighing | None = None
        self._task: asyncio.Task[None] | None = None

    def find(self, name: str) -> Weighing | None:
        """The weighing of this id, while it is the newest."""
        return self._weighing if self._weighing is not None and self._weighing.id == name else None

    def weigh(self, name: str, wish: Wish) -> Weighing:
        """Begin; a repeat is the same weighing."""
        known = self.find(name)
        if known is not None:
            return known
        self._drop()
        self._weighing = weighing = Weighing(name, wish)
        self._task = asyncio.create_task(self._run(weighing), name=f"weighing-{name}")
        return weighing

    def cancel(self, name: str) -> None:
        """The till does not want it any more."""
        if self.find(name) is not None:
            self._drop()

    def let_go(self) -> None:
        """Nobody waits any longer for news of the goods."""
        if self._weighing is not None:
            self._weighing.changed.set()

    async def is_there(self) -> bool:
        """Whether the scale answers; one that weighs right now does, or its weighing says that it does not."""
        if self._line.locked():
            return self._weighing is None or self._weighing.reading.mark is not Mark.NO_ANSWER
        async with self._line:
            try:
                streams = await connect(self._address)
            except LineFault:
                return False
            try:
                return await self._dialect.is_there(streams)
            except (TimeoutError, Garbled, OSError, asyncio.IncompleteReadError):
                return False
            finally:
                await hang_up(streams[1])

    async def stop(self) -> None:
        """Let the line go."""
        task = self._task
        self._drop()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)

    def _drop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._weighing is not None and not self._weighing.is_over:
            self._weighing.learn(self._weighing.reading, is_over=True)

    async def _run(self, weighing: Weighing) -> None:
        async with self._line:
            self._dialect.begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(GIVEN_UP_SECONDS):
                    while not weighing.is_over:
                        await self._converse(weighing)
        if not weighing.is_over:
            weighing.learn(weighing.reading, is_over=True)

    async def _converse(self, weighing: Weighing) -> None:
        """Look until there is a weight or the line breaks."""
        try:
            streams = await connect(self._address)
        except LineFault as fault:
            log.warning("scale: %s", fault)
            weighing.learn(Reading(Mark.NO_ANSWER), is_over=False)
            await asyncio.sleep(RETRY_SECONDS)
            return
        try:
            while not weighing.is_over:
                reading = await self._look(streams, weighing.wish)
                weighing.learn(reading, is_over=reading.mark is Mark.DONE)
                await asyncio.sleep(LOOK_SECONDS)
        except (OSError, asyncio.IncompleteReadError):
            weighing.learn(Reading(Mark.NO_ANSWER), is_over=False)
            await asyncio.sleep(RETRY_SECONDS)
        finally:
            await hang_up(streams[1])

    async def _look(self, streams: Streams, wish: Wish) -> Reading:
        try:
            return await self._dialect.look(streams, wish)
        except Garbled as garbled:
            log.warning("the scale says what nobody understands: %s", garbled)
            self._dialect.begin()
            await swallow(streams[0])
            return Reading(Mark.GARBLED)
        except TimeoutError:
            self._dialect.begin()
            await swallow(streams[0])
            return Reading(Mark.NO_ANSWER)

"""Customer displays on a pole: two lines of twenty characters over a serial line, in ESC/POS or in CD5220.

What is shown is what was said last. A till that scans quickly says more than such a display can take, so what is
already outdated is never sent, and nobody waits for it.
"""

import asyncio
import logging
import unicodedata
from enum import StrEnum

from comptoir_agent.lines import Address, LineFault, Streams, connect, hang_up

log = logging.getLogger(__name__)

COLUMNS = 20
RETRY_SECONDS = 2.0
# `ESC t n`, as on printers: 858 is 850 with the euro sign.
CODE_PAGES = {"cp858": 19, "cp1252": 16, "cp437": 0, "cp850": 2}
INITIALIZE, CLEAR = b"\x1b@", b"\x0c"


class DisplayDialect(StrEnum):
    """Which commands place a line."""

    ESCPOS = "escpos"
    CD5220 = "cd5220"


class PoleDisplay:
    """One display and the task that keeps it up to date."""

    def __init__(self, address: Address, dialect: DisplayDialect, code_page: str = "cp858") -> None:
        self._address = address
        self._dialect = dialect
        self._code_page = code_page
        self._wanted = ("", "")
        self._news = asyncio.Event()
        self._is_lit = True
        self._task: asyncio.Task[None] | None = None

    @property
    def is_there(self) -> bool:
        """Whether the last words reached it; a display never answers, so nothing more is known."""
        return self._is_lit

    def start(self) -> None:
        """Clear it and wait for words."""
        self._news.set()
        self._task = asyncio.create_task(self._run(), name="display")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def show(self, upper: str, lower: str) -> None:
        """Show two lines; what does not fit is cut."""
        self._wanted = (upper, lower)
        self._news.set()

    async def _run(self) -> None:
        while True:
            try:
                streams = await connect(self._address)
            except LineFault as fault:
                log.warning("display: %s", fault)
                self._is_lit = False
                await asyncio.sleep(RETRY_SECONDS)
                continue
            try:
                await self._keep_up(streams)
            except OSError as error:
                log.warning("display: %s", error)
                self._is_lit = False
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                await hang_up(streams[1])

    async def _keep_up(self, streams: Streams) -> None:
        _, writer = streams
        writer.write(INITIALIZE + b"\x1bt" + bytes([CODE_PAGES[self._code_page]]) + CLEAR)
        self._news.set()
        while True:
            await self._news.wait()
            self._news.clear()
            writer.write(self._compose(*self._wanted))
            await writer.drain()
            self._is_lit = True

    def _compose(self, upper: str, lower: str) -> bytes:
        rows = [self._encode(upper), self._encode(lower)]
        if self._dialect is DisplayDialect.CD5220:
            return b"\x1bQA" + rows[0] + b"\r" + b"\x1bQB" + rows[1] + b"\r"
        return b"".join(b"\x1f$\x01" + bytes([row]) + text for row, text in enumerate(rows, start=1))

    def _encode(self, text: str) -> bytes:
        return b"".join(_letter(one, self._code_page) for one in fit(text)).ljust(COLUMNS)


def fit(text: str) -> str:
    """Exactly what a line shows: control characters would be commands."""
    return "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", text))[:COLUMNS]


def pair(left: str, right: str) -> str:
    """A name on the left and an amount on the right; the amount is never cut."""
    room = COLUMNS - len(right) - 1
    return f"{fit(left)[:room]:<{room}} {right}" if room > 0 else right[:COLUMNS]


def _letter(one: str, code_page: str) -> bytes:
    """The letter, or the letter without its accent, or a question mark: always one place."""
    for candidate in (one, unicodedata.normalize("NFKD", one)[0]):
        try:
            return candidate.encode(code_page)
        except UnicodeEncodeError:
            continue
    return b"?"

"""Whether a drawer opened: most have a switch on the printer's port, and `DLE EOT 1` tells its level.

Which level means open differs from drawer to drawer, and some have no switch. So nothing is said of a drawer before it
was once seen to move: then it is known that there is a switch, and which level is open.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from comptoir_agent.files import write_durably
from comptoir_agent.lines import Streams

STATUS = b"\x10\x04\x01"
# Bit 2 of the answer: the level of pin 3 of the drawer's connector (ESC/POS reference, "DLE EOT n").
LEVEL_BIT = 0x04
FIXED_BITS, FIXED = 0x93, 0x12
ANSWER_SECONDS = 0.5
# A lid springs open within a fraction of it.
OPENS_SECONDS = 1.0
LOOK_SECONDS = 0.1


class Drawers:
    """The level of each open drawer, by its printer, as far as it was seen."""

    def __init__(self, state: Path) -> None:
        self._path = state / "drawers.json"
        self._open_levels: dict[str, bool] = {}
        if self._path.exists():
            self._open_levels = {str(name): bool(level) for name, level in json.loads(self._path.read_bytes()).items()}

    def switch(self, printer: str) -> "Switch":
        """The switch of this printer's drawer, for one pulse."""
        return Switch(self._open_levels.get(printer), lambda level: self._learn(printer, is_high=level))

    def _learn(self, printer: str, *, is_high: bool) -> None:
        if self._open_levels.get(printer) != is_high:
            self._open_levels[printer] = is_high
            write_durably(self._path, json.dumps(self._open_levels).encode())


@dataclass(slots=True)
class Switch:
    """Looked at before the pulse and after it."""

    open_level: bool | None
    learn: Callable[[bool], None]
    _before: bool | None = None

    async def look_before(self, streams: Streams) -> None:
        self._before = await _level(streams)

    async def is_stuck(self, streams: Streams) -> bool:
        """Whether the drawer has a switch, was shut, and is still. A drawer of which nothing is known is not stuck."""
        if self._before is None or self._before == self.open_level:
            return False
        try:
            async with asyncio.timeout(OPENS_SECONDS):
                while (level := await _level(streams)) == self._before:
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            return self.open_level is not None
        if level is not None:
            self.learn(level)
        return False


async def _level(streams: Streams) -> bool | None:
    """The level of pin 3, or nothing from a printer that does not say."""
    reader, writer = streams
    try:
        writer.write(STATUS)
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = (await reader.readexactly(1))[0]
    except (TimeoutError, OSError, asyncio.IncompleteReadError):
        return None
    return bool(answer & LEVEL_BIT) if answer & FIXED_BITS == FIXED else None

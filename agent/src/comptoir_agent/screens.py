"""Screens that customers look at, on other devices: a till says what it shows, and its screens are told at once.

A screen is let in by a code that its till shows (a QR), good once and for ten minutes; from then on it has a token of
its own. It may read what its till shows, and nothing else. What a till shows is kept in memory only, and for a moment:
a till that says nothing more has gone, and its last basket is not left standing before the next customer.
"""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from comptoir_agent.files import write_durably

FILE = "screens.json"
CODE_SECONDS = 600
# A till that shows something says so again every 15 seconds.
AWAY_SECONDS = 45.0
SCREENS_MAX = 50


class CodeUnknown(Exception):
    """Nobody gave out this code, or somebody has used it."""


class TooManyScreens(Exception):
    """More screens than a shop has."""


@dataclass(slots=True)
class Stage:
    """What one till shows. `revision` grows with each change."""

    view: str = ""
    revision: int = 0
    told_at: float = 0.0
    watching: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_shown(self) -> bool:
        """Whether the till said lately that this is what it shows."""
        return self.view != "" and time.monotonic() - self.told_at < AWAY_SECONDS

    def show(self, view: str) -> None:
        self.told_at = time.monotonic()
        if view != self.view:
            self.view = view
            self.tell()

    def tell(self) -> None:
        """Wake whoever watches."""
        self.revision += 1
        self.changed.set()
        self.changed = asyncio.Event()

    async def after(self, revision: int, *, seconds: float) -> None:
        """Wait for something newer than `revision`, but not for ever."""
        if self.revision > revision:
            return
        try:
            async with asyncio.timeout(seconds):
                await self.changed.wait()
        except TimeoutError:
            return


class Screens:
    """Which screens belong to which till, on disk; what each till shows, in memory."""

    def __init__(self, state: Path) -> None:
        self._path = state / FILE
        # By the hash of its token: the key of its till.
        self._tills: dict[str, str] = _load(self._path)
        self._codes: dict[str, tuple[str, float]] = {}
        self._stages: dict[str, Stage] = {}
        self.is_over = False

    def count(self, till: str) -> int:
        return sum(owner == till for owner in self._tills.values())

    def stage(self, till: str) -> Stage:
        return self._stages.setdefault(till, Stage())

    def open_code(self, till: str) -> str:
        """A code for one more screen of this till; the till's code before is void."""
        now = time.monotonic()
        self._codes = {code: known for code, known in self._codes.items() if known[0] != till and known[1] > now}
        code = secrets.token_urlsafe(12)
        self._codes[code] = (till, now + CODE_SECONDS)
        return code

    def join(self, code: str) -> str:
        """Let a screen in; the code is spent. Answers its token, kept as its hash."""
        till, until = self._codes.pop(code, ("", 0.0))
        if till == "" or until < time.monotonic():
            raise CodeUnknown
        if len(self._tills) >= SCREENS_MAX:
            raise TooManyScreens
        token = secrets.token_urlsafe(24)
        self._tills[_hash(token)] = till
        self._save()
        return token

    def till_of(self, token: str) -> str | None:
        return self._tills.get(_hash(token))

    def clear(self, till: str) -> None:
        """None of this till's screens is let in any more."""
        self._tills = {token: owner for token, owner in self._tills.items() if owner != till}
        self._save()
        self.stage(till).tell()

    def let_go(self) -> None:
        """Every stream ends: the screens come back when somebody is there."""
        self.is_over = True
        for stage in self._stages.values():
            stage.tell()

    def _save(self) -> None:
        write_durably(self._path, json.dumps(self._tills, indent=1).encode())


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _load(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    assert isinstance(found, dict)
    return {str(token): str(till) for token, till in found.items()}

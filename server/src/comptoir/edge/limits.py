"""Limits of the device door: sizes, and how often one device may ask."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from comptoir.edge.database import Pool, borrowed
from comptoir.platform.buckets import TokenBuckets, Turn, digest_of

BODY_BYTES_MAX = 4 * 1024 * 1024
LINES_MAX = 500
JSON_BYTES_MAX = 16 * 1024
DEVICES_REMEMBERED = 20_000


class Rate:
    """A token bucket for each key, in memory: `per_second` on average, `burst` at once.

    A device that is limited keeps its entries and sends them later, so a restart may forget the buckets.
    """

    def __init__(self, *, per_second: int, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> bool:
        """Take one token; False when there is none."""
        now = self._clock()
        left, at = self._buckets.get(key, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > DEVICES_REMEMBERED:
            self._buckets.popitem(last=False)
        return allowed


class SharedRate:
    """A token bucket in PostgreSQL (ADR 0066), for who is nobody yet: guesses are counted by every process together.

    Never for a device that is known: what it delivers waits for no such row.
    """

    def __init__(self, *, name: str, per_second: int, burst: int) -> None:
        self._terms = TokenBuckets(name=name, burst=burst, per_minute=per_second * 60)

    async def take(self, pool: Pool, asker: str) -> Turn:
        """Take one token; the turn says whether there was one."""
        terms = self._terms
        async with borrowed(pool) as connection:
            wait: int = await connection.fetchval(
                "SELECT platform_take($1, $2, $3, $4)",
                terms.name, digest_of(asker), terms.step_ms, terms.tolerance_ms,
            )  # fmt: skip
        return Turn(wait)


class Throttle:
    """Lets a key's message through when it differs from the last one, or when that was a while ago."""

    def __init__(self, *, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._last: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()

    def is_news(self, key: Hashable, message: object) -> bool:
        """Whether to act on this message now."""
        now = self._clock()
        known = self._last.get(key)
        if known is not None and known[1] == message and now - known[0] < self._seconds:
            return False
        self._last[key] = (now, message)
        self._last.move_to_end(key)
        if len(self._last) > DEVICES_REMEMBERED:
            self._last.popitem(last=False)
        return True

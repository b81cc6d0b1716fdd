"""How often a stranger may ask. In process: a bucket costs nothing, and a restart that forgets it harms nobody."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

PLACES_MAX = 20_000


@dataclass(slots=True)
class _Bucket:
    tokens_milli: int
    filled_ms: int


class TokenBuckets:
    """A bucket for each asker; the longest unused are forgotten first, so that memory stays bounded."""

    def __init__(
        self, *, burst: int, per_minute: int, clock_ms: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000
    ) -> None:
        self._burst_milli = burst * 1000
        self._per_minute = per_minute
        self._clock_ms = clock_ms
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, asker: str) -> bool:
        """Take one token; false when the asker has none left."""
        now = self._clock_ms()
        with self._lock:
            bucket = self._buckets.setdefault(asker, _Bucket(self._burst_milli, now))
            self._buckets.move_to_end(asker)
            if len(self._buckets) > PLACES_MAX:
                self._buckets.popitem(last=False)
            grown = (now - bucket.filled_ms) * self._per_minute // 60
            bucket.tokens_milli = min(self._burst_milli, bucket.tokens_milli + grown)
            bucket.filled_ms = now
            if bucket.tokens_milli < 1000:
                return False
            bucket.tokens_milli -= 1000
            return True

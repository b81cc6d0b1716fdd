"""What this process counts about itself, for Prometheus.

Each is made when it is first used, and not when this is loaded: the files that processes share belong to the process
that opened them, and the supervisor's children begin as its copies. No label says whose shop, till or person it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


@cache
def _requests(door: str, status: str) -> Histogram:
    return _request_seconds().labels(door, status)


@cache
def _request_seconds() -> Histogram:
    return Histogram(
        "comptoir_request_seconds",
        "From a request's head to the end of its answer.",
        ("door", "status"),
        buckets=SECONDS,
    )


@cache
def _entries() -> Counter:
    return Counter("comptoir_entries", "Entries that tills delivered, by what became of them.", ("answer",))


@cache
def _batch_seconds() -> Histogram:
    return Histogram(
        "comptoir_batch_seconds", "Writing the entries that waited, until they are on disk.", buckets=SECONDS
    )


def count_request(door: str, status: int, seconds: float) -> None:
    """An answer of `edge`, `pages`, `api` or `files`."""
    _requests(door, f"{status // 100}xx").observe(seconds)


def count_entries(answers: Iterable[str], seconds: float) -> None:
    """A batch that is on disk, with the answer to each of its entries."""
    for answer in answers:
        _entries().labels(answer).inc()
    _batch_seconds().observe(seconds)

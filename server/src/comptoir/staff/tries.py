"""How long a PIN waits after wrong tries in a row: the server's own count, in the till's steps (`people/tries.ts`)."""

from datetime import datetime, timedelta

FREE = 4
FIRST_WAIT = timedelta(seconds=30)
WAIT_MAX = timedelta(hours=1)


def wait_after(failures: int) -> timedelta:
    """From the fifth failure in a row on: 30 s, doubling, one hour at most. There is no last try."""
    if failures <= FREE:
        return timedelta()
    doublings: int = 2 ** min(failures - FREE - 1, 10)
    return min(WAIT_MAX, FIRST_WAIT * doublings)


def is_waiting(failures: int, failed_at: datetime | None, now: datetime) -> bool:
    """Whether it is too early for another try."""
    return failed_at is not None and now < failed_at + wait_after(failures)

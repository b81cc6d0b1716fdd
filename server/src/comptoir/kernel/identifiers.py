"""UUID version 7: identifiers that a till can choose by itself and that sort by time."""

import os
import time
from uuid import UUID


def uuid7(unix_ms: int, random: bytes) -> UUID:
    """Build the identifier of RFC 9562 §5.7 from a time and ten random bytes.

    Both are passed in so that a test or a replay gets the same identifier again.
    """
    assert 0 <= unix_ms < 1 << 48
    assert len(random) == 10
    random_a = int.from_bytes(random[:2], "big") & 0x0FFF
    random_b = int.from_bytes(random[2:], "big") & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=unix_ms << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


def new_uuid7() -> UUID:
    """A fresh identifier from the system's clock and random source; not for rules.

    Twelve of its random bits say the part of the millisecond (RFC 9562 §6.2, method 3): what one program makes one
    after the other sorts so, as the variants of an article do that were typed in one form.
    """
    unix_ms, rest_ns = divmod(time.time_ns(), 1_000_000)
    return uuid7(unix_ms, (rest_ns * 4096 // 1_000_000).to_bytes(2, "big") + os.urandom(8))

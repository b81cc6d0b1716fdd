"""How often somebody may ask: a row for each in PostgreSQL, which processes share and a restart keeps.

A row is one moment: when this asker would be due again if nothing had been saved up (the generic cell rate algorithm,
ITU-T I.371). Whoever comes earlier than what `burst` allows is refused, and a refusal writes nothing. The table is
UNLOGGED: it costs no write to the log, and is empty after a crash of PostgreSQL, which harms nobody. See ADR 0066.
"""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass

from django.db import connection

# More rows than that and the oldest go first, whoever asked.
ROWS_MAX = 200_000
MINUTE_MS = 60_000
TAKE = "SELECT platform_take(%s, %s, %s, %s)"
_LOOK = """
    SELECT due_ms - %s - (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM platform_rate
    WHERE kind = %s AND asker = %s
"""
_SWEEP = """
    DELETE FROM platform_rate WHERE due_ms < (extract(epoch FROM clock_timestamp()) * 1000)::bigint
"""
_SHORTEN = """
    DELETE FROM platform_rate r USING (
        SELECT kind, asker FROM platform_rate ORDER BY due_ms DESC OFFSET %s
    ) old WHERE r.kind = old.kind AND r.asker = old.asker
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether somebody may go on; if not, after how many seconds. It is true when they may."""

    wait_ms: int

    def __bool__(self) -> bool:
        return self.wait_ms <= 0

    @property
    def wait_seconds(self) -> int:
        return max(1, -(-self.wait_ms // 1000))


class TokenBuckets:
    """A bucket for each asker: `burst` at once, `per_minute` for as long as they like, or one in `every_seconds`.

    `name`: the same in every process. Without one the buckets are this object's own.
    Never inside a reading: it writes. In an operation the asker's row stays locked until the operation ends.
    """

    def __init__(self, *, burst: int, per_minute: int = 0, every_seconds: int = 0, name: str = "") -> None:
        self.name = name or f"own-{secrets.token_hex(8)}"
        self.step_ms = every_seconds * 1000 or max(1, MINUTE_MS // per_minute)
        self.tolerance_ms = (burst - 1) * self.step_ms

    def take(self, asker: str) -> Turn:
        """Take one token; the turn says whether there was one."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [self.name, digest_of(asker), self.step_ms, self.tolerance_ms])
            return Turn(cursor.fetchone()[0])

    def look(self, asker: str) -> Turn:
        """Whether a token is left, without taking it: for what counts only when it fails."""
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [self.tolerance_ms, self.name, digest_of(asker)])
            row = cursor.fetchone()
        return Turn(row[0] if row else 0)


def digest_of(asker: str) -> bytes:
    """What stands in the table for an asker: no address and no name. An IPv6 network is one asker: it has 2^64."""
    try:
        address = ipaddress.ip_address(asker)
    except ValueError:
        named = asker
    else:
        is_wide = address.version == 6 and address.ipv4_mapped is None
        named = str(ipaddress.ip_network((address, 64), strict=False)) if is_wide else asker
    return hashlib.sha256(named.encode()).digest()[:16]


def sweep() -> int:
    """Forget who has all tokens again, and, were there too many, the oldest. Answers how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP)
        gone: int = cursor.rowcount
        cursor.execute(_SHORTEN, [ROWS_MAX])
        return gone + int(cursor.rowcount)

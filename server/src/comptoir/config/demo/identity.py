"""Identifiers of the demo shop: chosen by the seed, so that a second start repeats the first."""

from hashlib import sha256
from random import Random
from uuid import UUID

from comptoir.kernel import uuid7

SEED = "comptoir-demo-1"
FOUNDED_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z, only to give version 7 its time


def identifier(kind: str, key: str, *, unix_ms: int = FOUNDED_MS) -> UUID:
    """The identifier of a thing of the demo shop, the same in every demo shop."""
    return uuid7(unix_ms, sha256(f"{SEED}/{kind}/{key}".encode()).digest()[:10])


def boot_of(till: str, day: str) -> str:
    """What a simulated till calls its page's life on that day (16 hex digits)."""
    return sha256(f"{SEED}/boot/{till}/{day}".encode()).hexdigest()[:16]


def chance(*parts: str) -> Random:
    """The dice of one till on one day. Text seeds give the same throws on every machine."""
    return Random("/".join((SEED, *parts)))  # noqa: S311  # a story, not a secret

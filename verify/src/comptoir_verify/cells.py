"""Rows as CSV spells them."""

from __future__ import annotations

from datetime import UTC, datetime

Cells = tuple[str, ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotCounted(Exception):
    """A body that is none: the ledger keeps it, and no table counts it."""


def cells(*values: object) -> Cells:
    """Nothing where there is none."""
    if None in values:
        return tuple(["" if value is None else str(value) for value in values])
    return tuple(map(str, values))


def milliseconds(text: str) -> str:
    """A moment, as a till or as PostgreSQL writes it, in milliseconds since 1970. Raises `NotCounted`."""
    try:
        passed = datetime.fromisoformat(text) - EPOCH
    except (ValueError, TypeError) as error:
        raise NotCounted from error
    return str((passed.days * 86_400 + passed.seconds) * 1_000 + passed.microseconds // 1_000)


def moment(text: str) -> str:
    """As it stands, where it is none."""
    try:
        return milliseconds(text)
    except NotCounted:
        return text

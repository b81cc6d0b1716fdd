"""Refusals: expected answers that a caller can act on, never sentences."""

from enum import Enum
from typing import ClassVar


class Category(Enum):
    """What kind of refusal it is; the HTTP status is chosen from it in one place."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """A refusal with a stable code that clients translate.

    The details are for the translation's placeholders and for the log, so they must
    never hold a secret or anything about a person.
    """

    code: ClassVar[str] = "kernel.refused"
    category: ClassVar[Category] = Category.INVALID

    def __init__(self, **details: str | int) -> None:
        super().__init__(self.code, details)
        self.details: dict[str, str | int] = details

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code} ({named})" if named else self.code

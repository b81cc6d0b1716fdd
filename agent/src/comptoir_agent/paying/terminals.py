"""What every card terminal can be asked, whatever it speaks. One driver a protocol stands behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comptoir_agent.paying.result import Result


class Kind(StrEnum):
    """What is asked of a terminal. Only `reconcile` moves no money."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class Wish:
    """`currency` is ISO 4217's number; `receipt` is the terminal's own, of the payment that is taken back."""

    kind: Kind
    amount: int
    currency: int
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the terminal said itself: yes, or no for a reason (`trouble` is a code)."""

    is_approved: bool
    result: Result
    trouble: str = ""


class NotSent(Exception):
    """The terminal was not reached: no byte of the wish left. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Lost(Exception):
    """The wish may have arrived, and nobody knows what became of it: it must be asked, and never be sent again."""


class Terminal(Protocol):
    """A driver."""

    async def start(self, wish: Wish, *, leaving: Callable[[], None], step: Callable[[str], None]) -> Said:
        """Ask for it. `leaving` is called before the first byte of the wish leaves. Raises `NotSent` or `Lost`."""

    def cancel(self) -> None:
        """The cashier gives up: the terminal is asked to. What it answers counts, not the wish to stop."""

    async def query(self) -> Said | None:
        """What the terminal last did; None when it can't say. Raises `NotSent` or `Lost`."""

    async def is_there(self) -> bool:
        """Whether it can be reached."""

"""What every card terminal can be asked, whatever it speaks. One driver a protocol stands behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comptoir_agent.paying.result import Result


class Kind(StrEnum):
    """What is asked of a terminal. `reconcile`, and what only holds money (`HOLDS`), move none."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"
    RECONCILE = "reconcile"
    # An amount is held on a card; later more of it (`increase`: all that is held from then on), then taken or let go.
    RESERVE = "reserve"
    INCREASE = "increase"
    CAPTURE = "capture"
    RELEASE = "release"
    # What a customer adds to a payment that was approved before.
    TIP = "tip"


HOLDS = (Kind.RESERVE, Kind.INCREASE, Kind.RELEASE)
OF_HOLD = (Kind.INCREASE, Kind.CAPTURE, Kind.RELEASE)
# They name what was asked before by the terminal's own number of it.
NAMED = (Kind.REVERSAL, Kind.TIP, *OF_HOLD)


@dataclass(frozen=True, slots=True)
class Wish:
    """`currency` is ISO 4217's number; `receipt` is the terminal's own, of what this is about.

    `takes_less`: a card that holds less than the amount may pay that part of it, and the till asks for the rest.
    """

    kind: Kind
    amount: int
    currency: int
    receipt: str = ""
    takes_less: bool = False
    # Without a line to the bank the terminal may keep the card and ask later: what is refused then is the shop's loss.
    may_be_offline: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the terminal said itself: yes, or no for a reason (`trouble` is a code). `is_part`: yes, to a part of it."""

    is_approved: bool
    result: Result
    trouble: str = ""
    is_part: bool = False


# Of a wish that the terminal, asked for its reference, has never heard of.
NOT_FOUND = "not_found"


class NotSent(Exception):
    """The terminal was not reached: no byte of the wish left. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Lost(Exception):
    """The wish may have arrived, and nobody knows what became of it: it must be asked, and never be sent again."""


class Terminal(Protocol):
    """A driver.

    `has_references`: each wish goes out under a number of ours, which comes back with its answer; such a terminal is
    asked for that one, any other for whatever it did last. `late_seconds`: so long a wish that is thought lost may
    still be on its way; until then, "never heard of it" is no answer. `confirms_refusals`: a refusal without a number
    may be of something that was asked before, so the terminal's last payment must agree with it.
    """

    has_references: bool
    late_seconds: float
    confirms_refusals: bool

    async def start(
        self, wish: Wish, *, leaving: Callable[[], None], step: Callable[[str], None], reference: str = "",
        original: Result | None = None,
    ) -> Said:  # fmt: skip
        """Ask for it. `leaving` is called before the first byte of the wish leaves. Raises `NotSent` or `Lost`.

        `original`: what was kept of the payment or the hold that this is about, if this agent knows it.
        """

    def cancel(self) -> None:
        """The cashier gives up: the terminal is asked to. What it answers counts, not the wish to stop."""

    async def query(self, reference: str = "", wish: Wish | None = None) -> Said | None:
        """What became of that wish, or what the terminal last did; None when it can't say. Raises `NotSent` or `Lost`.

        A reference that it has never heard of is `NOT_FOUND`; what it is still busy with is `NotSent`.
        """

    async def is_there(self) -> bool:
        """Whether it can be reached."""

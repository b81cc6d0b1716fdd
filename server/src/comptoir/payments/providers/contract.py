"""What every payment provider is asked, whatever it speaks: bring an amount to a terminal, say what became of it.

A driver keeps nothing. What it must remember of an attempt (the provider's own names for it) it hands to `note`, which
writes it to the database before the next request leaves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID


class Kind(StrEnum):
    """What is asked. A reversal names the payment whose money goes back; a refund, for drivers, is one of a part.

    The others are only asked of drivers that hold money: an amount is held on a card, later more of it (`increase`: all
    that is held from then on), then taken, wholly or in part, or let go. All but the first name the hold.
    """

    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"
    RESERVE = "reserve"
    INCREASE = "increase"
    CAPTURE = "capture"
    RELEASE = "release"


OF_HOLD = (Kind.INCREASE, Kind.CAPTURE, Kind.RELEASE)
ENDS_HOLD = (Kind.CAPTURE, Kind.RELEASE)
HOLDING = (Kind.RESERVE, *OF_HOLD)


class Standing(StrEnum):
    """What the provider says of an attempt. `absent`: it knows of none, and none can come any more.

    `unsure`: it knows of none, but one may still come; only somebody who looks at the app can tell.
    """

    WAITING = "waiting"
    UNSURE = "unsure"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Result:
    """What may be kept of a card payment; no field is long enough for a card's number."""

    brand: str = ""
    last_four: str = ""
    authorization: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the provider said. `amount` (minor units) and `currency` (letters) are its own figures, if it says any."""

    standing: Standing
    trouble: str = ""
    amount: int | None = None
    tip: int = 0
    currency: str = ""
    result: Result = field(default_factory=Result)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An attempt, as a driver needs it. `names` are the provider's own words for it; `paid` those of what goes back,
    or of the hold that this is about.

    `age_seconds`: since its first byte left; `is_unwanted`: the cashier has given it up; `code`: what a customer's
    phone shows, for wallets, kept nowhere.
    """

    id: UUID
    kind: Kind
    reader: str
    amount: int
    currency: str
    allows_tips: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    paid: Mapping[str, str] = field(default_factory=dict)
    age_seconds: float = 0
    is_unwanted: bool = False
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """A terminal of an account, as the provider names it."""

    id: str
    name: str
    model: str = ""
    is_online: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How an account is reached. Never printed: the secrets are in it."""

    address: str
    is_live: bool
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    # Where customers are led back to, and where the provider calls us; empty without an address of the Internet.
    origin: str = ""
    hook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leap:
    """How a till leaps into a provider's app. `back`: where the app returns to; `reference` comes back with it."""

    asked: Asked
    back: str
    reference: str
    is_ios: bool


Note = Callable[[Mapping[str, str]], None]


class NotSent(Exception):
    """No byte of the wish left, or the provider refused it by name: nothing was moved. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Lost(Exception):
    """The wish may have arrived, and nobody knows what became of it: it must be asked, and never be sent again."""


@dataclass(frozen=True, slots=True)
class Hint:
    """An app's word, which anybody could have written: when to ask, and for what, never what became of it."""

    is_failure: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """A driver with the access of one account. Every verb raises `NotSent` or `Lost`."""

    def check(self) -> str:
        """Whose account it is, in the provider's words: the credentials are right."""

    def readers(self) -> list[Reader]:
        """Its terminals."""

    def begin(self, asked: Asked, note: Note) -> Heard:
        """Ask for it, once. `Lost`: it must be looked for."""

    def look(self, asked: Asked, note: Note) -> Heard:
        """What became of it. Moves no money to the shop that was not asked for."""

    def stop(self, asked: Asked) -> None:
        """The cashier gives up: the terminal is asked to stop. What `look` says counts."""


@runtime_checkable
class App(Provider, Protocol):
    """A provider whose app, on the till's own device, takes the card. What it says when it returns is a hint."""

    def leap(self, leap: Leap) -> str:
        """The address that opens the app with the amount: it is opened once."""

    def hint(self, said: Mapping[str, str]) -> Hint:
        """What the app said when it returned, in so far as anybody may say it. Pure."""

"""From the money on the account back to the lines of a company: which credit is which payout. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

# How companies call themselves on a statement.
_COMPANIES = re.compile(
    r"stripe|adyen|sum ?up|square|block inc|mollie|viva ?(wallet|payments|\.com)|pid\d+|worldline|nexi|payone|concardis"
    r"|sixpay|elavon|worldpay|fiserv|first ?data|global ?payments|teya|paypal|zettle|opay|twint|wero|alipay|wechat"
    r"|revolut|klarna|remise ?(cb|carte)|carte[s]? ?bancaire|kartenzahlung|card ?settlement",
    re.IGNORECASE,
)
# A bank takes days, over Easter more; and none pays before it is told to.
_EARLIEST, _LATEST = timedelta(days=1), timedelta(days=10)


def is_of_a_company(text: str) -> bool:
    """Whether a movement names a company that pays out what cards paid."""
    return _COMPANIES.search(text) is not None


class Trace(StrEnum):
    """How far a payout is followed."""

    ARRIVED = "arrived"
    DIFFERS = "differs"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class PayoutSum:
    """What the lines of one payout come to. `stated`: what the company says that it pays, where it says so."""

    provider: str
    payout: str
    currency: str
    first: date
    last: date
    count: int
    gross: int
    fee: int
    net: int
    stated: int | None
    stated_on: date | None

    @property
    def amount(self) -> int:
        return self.net if self.stated is None else self.stated

    @property
    def day(self) -> date:
        return self.stated_on or self.last


@dataclass(frozen=True, slots=True)
class Credit:
    """A movement of the bank."""

    key: str
    day: date
    amount: int
    currency: str
    text: str


@dataclass(frozen=True, slots=True)
class TracedPayout:
    """A payout and the credit that it is; `adds_up`: whether its lines come to what the company says it pays."""

    payout: PayoutSum
    credit: Credit | None
    trace: Trace
    adds_up: bool


@dataclass(frozen=True, slots=True)
class Traced:
    """Every payout, and credits of companies that no file explains."""

    payouts: tuple[TracedPayout, ...]
    unexplained: tuple[Credit, ...]


def trace(payouts: Sequence[PayoutSum], credits_: Iterable[Credit]) -> Traced:
    """By the name that both say, else by the amount within the days that a bank takes, the nearest first."""
    left = {one.key: one for one in credits_}
    found: dict[tuple[str, str, str], Credit] = {}
    for payout in payouts:
        if len(payout.payout) >= 5:
            named = [one for one in left.values() if payout.payout.lower() in one.text.lower()]
            if named:
                *_others, best = sorted(named, key=partial(_fits_best, payout))
                found[_name(payout)] = left.pop(best.key)
    by_amount = sorted(
        (abs(one.day - payout.day), _name(payout), one.key)
        for payout in payouts
        if _name(payout) not in found
        for one in left.values()
        if (one.amount, one.currency) == (payout.amount, payout.currency)
        and payout.day - _EARLIEST <= one.day <= payout.day + _LATEST
    )
    for _apart, name, key in by_amount:
        if name not in found and key in left:
            found[name] = left.pop(key)
    return Traced(tuple(_traced(payout, found.get(_name(payout))) for payout in payouts), tuple(left.values()))


def _fits_best(payout: PayoutSum, credit: Credit) -> tuple[bool, timedelta]:
    """The best comes last: the same amount, then the nearest day."""
    return credit.amount == payout.amount, -abs(credit.day - payout.day)


def _name(payout: PayoutSum) -> tuple[str, str, str]:
    return payout.provider, payout.payout, payout.currency


def _traced(payout: PayoutSum, credit: Credit | None) -> TracedPayout:
    is_all = credit is not None and credit.amount == payout.amount
    state = Trace.NOT_SEEN if credit is None else Trace.ARRIVED if is_all else Trace.DIFFERS
    return TracedPayout(payout, credit, state, payout.stated is None or payout.stated == payout.net)

"""How a customer settles a total with several tenders. The same steps in the same order as `tenders.ts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from comptoir.kernel import divide_half_away
from comptoir.pricing.basket import PriceMode
from comptoir.pricing.cash import cash_rounding

CASH = "cash"
FOREIGN_CASH = "foreign_cash"


@dataclass(frozen=True, slots=True)
class GivenTender:
    """One tender as it is taken: cash says what was handed over (None: exactly what is due), others their worth."""

    kind: str
    amount: int = 0
    received: int | None = None
    gives_change: bool = False


@dataclass(frozen=True, slots=True)
class CashPart:
    """The cash part with its rounding; negative where a voucher's change leaves the drawer."""

    amount: int
    received: int
    change: int


@dataclass(frozen=True, slots=True)
class Settled:
    """`cash` is None where no cash moves. `remaining` is what another tender than cash would pay to finish."""

    cash: CashPart | None
    rounding: int
    remaining: int
    remaining_cash: int
    change: int


@dataclass(frozen=True, slots=True)
class SettleRefusal:
    """Tenders that cannot settle this total."""

    code: Literal["tenders.invalid", "tenders.too_much"]
    excess: int = 0


def settle(country: str, day: date, gross: int, tenders: Sequence[GivenTender]) -> Settled | SettleRefusal:
    """Settle a total. Cash comes last and alone is rounded; several cash tenders count as one.

    Other tenders may be worth more than is due only where one of them gives change: that is cash which leaves the
    drawer, so it is written as cash below zero.
    """
    others = [tender for tender in tenders if tender.kind != CASH]
    coins = [tender for tender in tenders if tender.kind == CASH]
    if any(tender.amount <= 0 for tender in others):
        return SettleRefusal("tenders.invalid")
    if any(tender.received is not None and tender.received < 0 for tender in coins):
        return SettleRefusal("tenders.invalid")
    otherwise = sum(tender.amount for tender in others)
    changeable = sum(tender.amount for tender in others if tender.gives_change)
    excess = otherwise - gross
    if excess > 0 and (excess >= changeable or coins):
        return SettleRefusal("tenders.too_much", excess)

    due = -excess
    rounding = cash_rounding(country, day, due, paid_otherwise=otherwise)
    in_cash = due + rounding
    if excess > 0:
        return _done(rounding, -in_cash, CashPart(in_cash, 0, -in_cash))
    if not coins:
        return Settled(None, 0, due, in_cash, 0)
    handed = sum(tender.received or 0 for tender in coins)
    received = max(handed, in_cash) if any(tender.received is None for tender in coins) else handed
    if received < in_cash:
        return Settled(CashPart(received, received, 0), 0, due - received, in_cash - received, 0)
    return _done(rounding, received - in_cash, CashPart(in_cash, received, received - in_cash))


def _done(rounding: int, change: int, cash: CashPart) -> Settled:
    return Settled(cash if cash.amount or cash.received else None, rounding, 0, 0, change)


@dataclass(frozen=True, slots=True)
class TenderLimit:
    """A ceiling of law: of what may be paid by one kind, or (`total`) of a sale that may be paid by it at all."""

    kind: str
    valid_from: date
    amount_max: int
    basis: Literal["part", "total"]


def broken_limit(
    limits: Sequence[TenderLimit], day: date, gross: int, tenders: Sequence[GivenTender]
) -> TenderLimit | None:
    """The limit that these amounts break on a day, if any. Foreign notes and coins are cash to the law."""
    for kind in dict.fromkeys(limit.kind for limit in limits):
        valid = [row for row in limits if row.kind == kind and row.valid_from <= day]
        part = sum(
            abs(tender.amount)
            for tender in tenders
            if tender.kind == kind or (kind == CASH and tender.kind == FOREIGN_CASH)
        )
        if valid and part > 0 and (abs(gross) if valid[-1].basis == "total" else part) > valid[-1].amount_max:
            return valid[-1]
    return None


@dataclass(frozen=True, slots=True)
class PayableLine:
    """A line as a tender sees it that is only for some categories."""

    category: str
    amount: int
    tax_rate_ppm: int


def eligible_amount(
    price_mode: PriceMode, lines: Sequence[PayableLine], categories: Sequence[str], already: int
) -> int:
    """What a tender may pay that is only for some categories: their lines with tax, less what such paid already."""
    wanted = [line for line in lines if not categories or line.category in categories]
    total = sum(line.amount for line in wanted)
    if price_mode == "net":
        total += sum(divide_half_away(line.amount * line.tax_rate_ppm, 1_000_000) for line in wanted)
    return max(0, total - already)


def from_foreign(amount: int, *, exponent: int, rate_ppm: int, own_exponent: int) -> int:
    """Money of another currency in our own, rounded half away from zero, once.

    `rate_ppm` is the worth of one of its units (a franc, not a centime) in millionths of one of ours.
    """
    up = 10 ** max(0, own_exponent - exponent)
    down = 10 ** max(0, exponent - own_exponent)
    return divide_half_away(amount * rate_ppm * up, 1_000_000 * down)

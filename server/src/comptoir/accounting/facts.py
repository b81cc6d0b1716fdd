"""What happened on a business day of a store, summed up from the ledger: what books are made of. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class What(StrEnum):
    """What a sum is of, and what its members say."""

    # key: tax category; second: the tax. `detail`: "payment" where it was paid before goods went.
    TURNOVER = "turnover"
    # key: kind of tender; detail: the shop's own kind, or what the balance is that paid.
    TENDER = "tender"
    ROUNDING = "rounding"
    # What a sale took off that was paid ahead (above zero): its net and its tax.
    PREPAID = "prepaid"
    # What stayed with the shop of an order that was given up: net and tax, as they came.
    KEPT = "kept"
    # What cards were loaded with, less what left them by a line. key: tax category, empty: taxed when it is used.
    VOUCHER = "voucher"
    # What is on cards that another system sold, when they were taken over, less what was taken back.
    MOVED_CARD = "moved_card"
    # Deposits on containers. key: tax category; detail: price mode.
    BOTTLE = "bottle"
    TIP = "tip"
    # Cash into the drawer or out of it. key: the deed; detail: the purpose.
    MOVED = "moved"
    # The same of foreign money, by what it is worth.
    MOVED_FOREIGN = "moved_foreign"
    FLOAT = "float"
    # Out of drawers at a closing, and out of a purse that was given back into the safe.
    COUNTED = "counted"
    # What counts were off by. key: which money (`cash`, or a kind of tender).
    DIFFERENCE = "difference"
    # What people still carried when the day closed.
    PURSE = "purse"
    # Between the safe and the bank, or the safe counted. key: the deed.
    SAFE = "safe"
    # What was left on cards that nobody will use any more. detail: what the balance was.
    BREAKAGE = "breakage"
    # What card companies kept, took back, or paid out, by their own files. key: fee, chargeback or payout.
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Fact:
    """One sum of one day of one store."""

    what: What
    store: UUID
    day: date
    key: str = ""
    detail: str = ""
    rate_ppm: int = 0
    first: int = 0
    second: int = 0

"""What happens at a till on a day, before it is priced and sealed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from comptoir.config.demo.containers import Empties, Voucher
from comptoir.config.demo.goods import Good
from comptoir.config.demo.shop import DemoTill

Tender: TypeAlias = Literal["cash", "card", "mixed"]


@dataclass(frozen=True, slots=True)
class Opening:
    at: datetime
    cashier: str
    float_amount: int


@dataclass(frozen=True, slots=True)
class CashierChanged:
    at: datetime
    cashier: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket. Without a good it is an amount that was typed."""

    good: Good | None
    unit_price: int
    quantity_milli: int
    tax_rate_ppm: int
    discount_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Selling:
    """A sale. `claimed_too_much` makes the till state a wrong total, for the books to notice.

    `brought`: empties and vouchers for them. Where nothing else is wanted, the till pays out.
    """

    at: datetime
    cashier: str
    lines: tuple[Wanted, ...]
    tender: Tender
    discount_ppm: int = 0
    cash_habit: int = 0
    claimed_too_much: int = 0
    brought: tuple[Empties | Voucher, ...] = ()


@dataclass(frozen=True, slots=True)
class Refunding:
    """Goods or money back. `sale` is the n-th sale of the day; `only_first_line` leaves the rest sold."""

    at: datetime
    cashier: str
    sale: int
    only_first_line: bool
    in_cash: bool


@dataclass(frozen=True, slots=True)
class Voiding:
    at: datetime
    cashier: str
    lines: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Copying:
    at: datetime
    cashier: str
    sale: int


@dataclass(frozen=True, slots=True)
class Pickup:
    """Cash that leaves the drawer for the safe."""

    at: datetime
    cashier: str
    amount: int


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of the day. `short` is what the drawer lacks (or has too much, below zero)."""

    at: datetime
    cashier: str
    short: int


Act: TypeAlias = Opening | CashierChanged | Selling | Refunding | Voiding | Copying | Pickup | Closing


@dataclass(frozen=True, slots=True)
class TillDay:
    """A till's day, in order. `era` says which prices the till knew."""

    till: DemoTill
    day: date
    era: int
    acts: tuple[Act, ...] = field(default=())

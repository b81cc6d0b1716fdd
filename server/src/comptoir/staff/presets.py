"""The roles that a shop begins with, by trade. A shop changes them as it likes; nothing reads this afterwards."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.kernel import currency_exponent
from comptoir.staff.rights import ALL, MEASURES, PPM_MAX, UNLIMITED, Measure, Right, Rights


class Trade(StrEnum):
    """What kind of place it is: it decides how much a cashier may give away alone."""

    RETAIL = "retail"
    COUNTER = "counter"
    RESTAURANT = "restaurant"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Preset:
    """A role to begin with. `key` says what it is for; `name` is what people read and may change."""

    key: str
    name: Promise
    rights: Rights


@dataclass(frozen=True, slots=True)
class _Habit:
    """What a cashier and a trainee of a trade may do alone: percent, and whole units of the currency."""

    discount: int
    refund: int
    void: int
    cash_out: int
    may_close: bool
    unreceipted: int = 0
    deposits: int = 50
    trainee_discount: int = 0
    trainee_void: int = 0


# Where the drawer is the cashier's own for a shift (retail), little leaves it alone; where one person does all
# (services, a counter), the same person also opens and closes.
_HABITS = {
    Trade.RETAIL: _Habit(discount=10, refund=50, void=100, cash_out=0, may_close=True, unreceipted=20, trainee_void=20),
    Trade.COUNTER: _Habit(discount=10, refund=20, void=50, cash_out=50, may_close=True, trainee_void=20),
    Trade.RESTAURANT: _Habit(discount=5, refund=0, void=0, cash_out=0, may_close=False),
    Trade.SERVICES: _Habit(discount=20, refund=100, void=200, cash_out=50, may_close=True, trainee_discount=5),
}


def presets(trade: Trade, currency: str) -> list[Preset]:
    """Owner, manager, cashier, trainee: from all to little."""
    habit = _HABITS[trade]
    unit = 10 ** currency_exponent(currency)
    cashier: dict[Right, int] = {
        Right.DISCOUNT: habit.discount * PPM_MAX // 100,
        Right.REFUND: habit.refund * unit,
        Right.CORRECT_TENDER: habit.void * unit,
        Right.VOID: habit.void * unit,
        Right.CASH_IN: UNLIMITED,
        Right.CASH_OUT: habit.cash_out * unit,
        Right.OPEN_DAY: 1,
        Right.CLOSE_DAY: int(habit.may_close),
        Right.NEW_ARTICLE: int(habit.may_close),
        Right.STAFF_PURCHASE: int(habit.may_close),
        # Each customer has a limit; going beyond it is a manager's word.
        Right.SELL_ON_ACCOUNT: UNLIMITED,
        Right.REFUND_WITHOUT_RECEIPT: habit.unreceipted * unit,
        Right.REFUND_WITHOUT_RECEIPT_DAY: 3 * habit.unreceipted * unit,
        Right.PAY_OUT_DEPOSITS: habit.deposits * unit,
    }
    trainee: dict[Right, int] = {
        Right.DISCOUNT: habit.trainee_discount * PPM_MAX // 100,
        Right.VOID: habit.trainee_void * unit,
        Right.TRAINING: 1,
        # Empties come to the counter all day long: a crate goes without asking.
        Right.PAY_OUT_DEPOSITS: 10 * unit,
    }
    manager = {right: limit for right, limit in ALL.items() if MEASURES[right] is not Measure.PPM}
    manager[Right.DISCOUNT] = PPM_MAX // 2
    return [
        Preset("owner", _("Owner"), dict(ALL)),
        Preset("manager", _("Manager"), manager),
        Preset("cashier", _("Cashier"), _allowed(cashier)),
        Preset("trainee", _("Trainee"), _allowed(trainee)),
    ]


def _allowed(rights: Rights) -> Rights:
    return {right: limit for right, limit in rights.items() if limit}

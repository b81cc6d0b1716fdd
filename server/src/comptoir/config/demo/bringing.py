"""Who brings empties back, once the shop takes deposits: with their shopping, alone, or as the machine's voucher."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from comptoir.config.demo.acts import Selling
from comptoir.config.demo.containers import CRATE, LARGE, SMALL, Empties, Voucher
from comptoir.config.demo.identity import chance
from comptoir.config.demo.shop import CAFE, PARIS, TILLS, DemoTill, Hours, offers_from

# The machine stands at the grocery's door, and prints so many papers a day at most that a till reads.
VOUCHERS_A_DAY = 20
BEFORE_CLOSING_S = 1_800


class Bringing:
    """One till's day of empties, thrown by dice of its own: the rest of the story stays as it was."""

    def __init__(self, till: DemoTill, day: date, opening: Hours) -> None:
        self._till = till
        self._day = day
        self._opening = opening
        self._dice: Random = chance(till.code, day.isoformat(), "empties")
        self._papers = 0

    def with_shopping(self, sales: Sequence[Selling]) -> list[Selling]:
        """Some customers bring bottles or a paper for them; they always pay something in the end."""
        return [self._maybe(sale) for sale in sales]

    def alone(self, cashiers: tuple[str, str], shift_change_s: int) -> list[Selling]:
        """Nobody buys anything, and the till pays out: a crate after a party, a paper on the way home."""
        if self._till.code != "A1":
            return []
        acts = []
        for _ in range(self._dice.randrange(1, 3)):
            second = self._dice.randrange(
                self._opening.opens * 60 + 1_200, self._opening.closes * 60 - BEFORE_CLOSING_S
            )
            brought = self._crate() if self._dice.random() < 0.6 else (self._voucher(),)
            cashier = cashiers[0] if second < shift_change_s else cashiers[1]
            acts.append(Selling(_time(self._day, second), cashier, (), "cash", brought=brought))
        return acts

    def _maybe(self, sale: Selling) -> Selling:
        throw = self._dice.random()
        if throw >= 0.05 or sale.claimed_too_much:
            return sale
        brought = (self._voucher(),) if throw < 0.01 else self._bottles()
        worth = sum(one.worth for one in brought)
        value = sum(line.unit_price * line.quantity_milli // 1000 for line in sale.lines)
        return replace(sale, brought=brought) if value > 3 * worth else sale

    def _bottles(self) -> tuple[Empties, ...]:
        small = Empties(SMALL, self._dice.randrange(1, 9))
        return (small, Empties(LARGE, self._dice.randrange(1, 4))) if self._dice.random() < 0.3 else (small,)

    def _crate(self) -> tuple[Empties, ...]:
        return Empties(SMALL, 20), Empties(CRATE, 1)

    def _voucher(self) -> Voucher:
        """Each paper has a number of its own, over all tills and for longer than the machine's 30 days."""
        place = [till.code for till in TILLS].index(self._till.code)
        self._papers += 1
        assert self._papers < VOUCHERS_A_DAY
        number = self._day.toordinal() % 1_000 * 100 + place * VOUCHERS_A_DAY + self._papers
        return Voucher(number, self._dice.randrange(30, 240, 15))


def takes_deposits(till: DemoTill, day: date, last_day: date) -> bool:
    """Bottles come back to the grocery, since the day on which its tills know of deposits."""
    return till.store is not CAFE and day >= offers_from(last_day)


def _time(day: date, second: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS) + timedelta(seconds=second)

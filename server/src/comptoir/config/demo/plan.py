"""The story of the demo shop: every till's days, thrown by dice that always fall the same way.

Pure: a seed, a last day and a length give the plan. The story holds one drawer that is 50 euros short
(Louis), one cashier who voids and refunds in cash near closing (Damien), and a few wrong totals.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from comptoir.config.demo.acts import (
    Act,
    CashierChanged,
    Closing,
    Copying,
    Opening,
    Pickup,
    Refunding,
    Selling,
    Tender,
    TillDay,
    Voiding,
    Wanted,
)
from comptoir.config.demo.bringing import Bringing, takes_deposits
from comptoir.config.demo.goods import Good, era_of, prices_in
from comptoir.config.demo.identity import chance
from comptoir.config.demo.rhythm import arrival_seconds, customers, demand
from comptoir.config.demo.shop import CAFE, PARIS, TILLS, DemoTill, Hours, hours

DAYS = 90
SUSPECT = "damien"
SHORT_DRAWER_CASHIER = "louis"
SHORT_DRAWER_TILL = "A1"
SHORT_DRAWER = 5_000
# By till and by how many days of trade ago: what the till states too much (or too little).
WRONG_TOTALS = {("A1", 3): 100, ("A1", 17): -10, ("B1", 31): 1_000}
SHIFT_CHANGE = 14 * 60
LINES_USUAL = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8)
LINES_CAFE = (1, 1, 1, 1, 2, 2, 2, 3)
WEIGHTS_MILLI = (250, 300, 350, 420, 500, 580, 650, 720, 850, 1000, 1200, 1500)


def plan_till(till: DemoTill, now: datetime, *, days: int = DAYS) -> Iterator[TillDay]:
    """The till's days up to this moment, oldest first. Today ends now, with the session still open."""
    last_day = now.astimezone(PARIS).date()
    calendar = [last_day - timedelta(days=days_ago) for days_ago in range(days - 1, -1, -1)]
    trading = [day for day in calendar if hours(till, day) is not None]
    for place, day in enumerate(trading):
        plan = _plan_day(till, day, last_day, days_of_trade_ago=len(trading) - place)
        if day == last_day:
            plan = replace(plan, acts=tuple(act for act in plan.acts if act.at <= now))
        if plan.acts:
            yield plan


def plan(now: datetime, *, days: int = DAYS) -> list[TillDay]:
    """Every till's days."""
    return [day for till in TILLS for day in plan_till(till, now, days=days)]


def short_drawer_day(last_day: date) -> date:
    """The evening on which the drawer lacks 50 euros: the newest full day that is a week or more ago."""
    till = next(till for till in TILLS if till.code == SHORT_DRAWER_TILL)
    day = last_day - timedelta(days=8)
    while (opening := hours(till, day)) is None or opening.closes <= SHIFT_CHANGE:
        day -= timedelta(days=1)
    return day


def _plan_day(till: DemoTill, day: date, last_day: date, *, days_of_trade_ago: int) -> TillDay:
    opening = hours(till, day)
    assert opening is not None
    dice = chance(till.code, day.isoformat())
    is_short = till.code == SHORT_DRAWER_TILL and day == short_drawer_day(last_day)
    shifts = _shifts(till, day, opening, dice)
    if is_short:
        shifts = (shifts[0], SHORT_DRAWER_CASHIER)
    era = era_of(day, last_day)
    bringing = Bringing(till, day, opening) if takes_deposits(till, day, last_day) else None
    acts = _Day(till, day, opening, dice, prices_in(era), shifts, bringing).acts(
        short=SHORT_DRAWER if is_short else _small_difference(shifts[1], dice),
        wrong_total=WRONG_TOTALS.get((till.code, days_of_trade_ago), 0),
    )
    return TillDay(till, day, era, acts)


def _shifts(till: DemoTill, day: date, opening: Hours, dice: Random) -> tuple[str, str]:
    """Who stands at the till before and after two o'clock."""
    morning = till.morning[day.toordinal() % len(till.morning)]
    if opening.closes <= SHIFT_CHANGE:
        return morning, morning
    evening = till.evening[(day.toordinal() + dice.randrange(2)) % len(till.evening)]
    return morning, evening


def _small_difference(cashier: str, dice: Random) -> int:
    """What a counted drawer lacks on a usual day. The suspect's is always right: he takes what he "gave back"."""
    return 0 if cashier == SUSPECT else dice.choice((0, 0, 0, 0, 0, 0, 5, -10, 20, -20, 50, 130, -100))


class _Day:
    """One till's day while it is thrown."""

    def __init__(
        self,
        till: DemoTill,
        day: date,
        opening: Hours,
        dice: Random,
        prices: dict[UUID, int],
        shifts: tuple[str, str],
        bringing: Bringing | None,
    ) -> None:
        self.till = till
        self.day = day
        self.opening = opening
        self.dice = dice
        self.prices = prices
        self.shifts = shifts
        self.bringing = bringing

    @property
    def closing_cashier(self) -> str:
        return self.shifts[1]

    def acts(self, *, short: int, wrong_total: int) -> tuple[Act, ...]:
        acts: list[Act] = [Opening(self._time(self.opening.opens * 60 - 300), self.shifts[0], self.till.cash_float)]
        sales = self._sales()
        if wrong_total and sales:
            place = len(sales) // 2
            sales[place] = replace(sales[place], claimed_too_much=wrong_total)
        events = self._usual_events(sales)
        if self.bringing is not None:
            acts += self.bringing.with_shopping(sales)
            acts += self.bringing.alone(self.shifts, SHIFT_CHANGE * 60)
        else:
            acts += sales
        acts += events
        if self.closing_cashier == SUSPECT:
            refunded = {act.sale for act in acts if isinstance(act, Refunding)}
            acts += self._suspicious_events(sales, refunded)
        if self.shifts[0] != self.shifts[1]:
            acts.append(CashierChanged(self._time(SHIFT_CHANGE * 60), self.shifts[1]))
            acts.append(
                Pickup(self._time(SHIFT_CHANGE * 60 - 30), self.shifts[0], self.dice.choice((100, 150, 200)) * 100)
            )
        acts.sort(key=lambda act: act.at)
        acts.append(Closing(self._time(self.opening.closes * 60 + 600), self.closing_cashier, short))
        return _spread(acts)

    def _sales(self) -> list[Selling]:
        count = customers(self.till, self.day, self.dice)
        return [self._sale(second) for second in arrival_seconds(self.till, self.opening, count, self.dice)]

    def _sale(self, second: int) -> Selling:
        lines = self._lines(second // 3600)
        value = sum(line.unit_price * line.quantity_milli // 1000 for line in lines)
        is_regular = self.dice.random() < 0.03
        return Selling(
            at=self._time(second),
            cashier=self._cashier(second),
            lines=lines,
            tender=self._tender(value),
            discount_ppm=self.dice.choice((50_000, 100_000)) if is_regular else 0,
            cash_habit=self.dice.randrange(6),
        )

    def _lines(self, hour: int) -> tuple[Wanted, ...]:
        is_cafe = self.till.store is CAFE
        wanted = demand(is_cafe, hour, self.day)
        count = self.dice.choice(LINES_CAFE if is_cafe else LINES_USUAL)
        chosen = dict.fromkeys(self.dice.choices(wanted.goods, cum_weights=wanted.sums, k=count))
        lines = tuple(self._line(good) for good in chosen)
        if self.dice.random() < 0.01:
            amount = self.dice.randrange(50, 1500, 10)
            lines += (Wanted(None, amount, 1000, 200_000),)
        return lines

    def _line(self, good: Good) -> Wanted:
        if good.unit == "KGM":
            quantity = self.dice.choice(WEIGHTS_MILLI) + self.dice.randrange(-40, 41, 5)
        else:
            quantity = self.dice.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 3)) * 1000
        fresh_to_clear = good.shelf.key in {"deli", "dairy"} and self.dice.random() < 0.04
        return Wanted(
            good, self.prices[good.id], quantity, good.tax_rate_ppm, discount_ppm=300_000 if fresh_to_clear else 0
        )

    def _tender(self, value: int) -> Tender:
        throw = self.dice.randrange(100)
        if value > 2_000 and throw == 99:
            return "mixed"
        return "cash" if throw < (48 if value < 600 else 30 if value < 2_000 else 14) else "card"

    def _usual_events(self, sales: list[Selling]) -> list[Act]:
        events: list[Act] = []
        for number, sale in enumerate(sales):
            throw = self.dice.randrange(1000)
            if throw < 8:
                later = sale.at + timedelta(minutes=self.dice.randrange(5, 50))
                if later < self._time(self.opening.closes * 60):
                    only_first = len(sale.lines) > 1
                    cashier = self._cashier_at(later)
                    events.append(Refunding(later, cashier, number, only_first, sale.tender != "card"))
            elif throw < 18:
                events.append(Voiding(sale.at - timedelta(seconds=40), sale.cashier, sale.lines[:2]))
            elif throw < 24:
                events.append(Copying(sale.at + timedelta(seconds=35), sale.cashier, number))
        return events

    def _suspicious_events(self, sales: list[Selling], refunded: set[int]) -> list[Act]:
        """Voids in the last hours, and cash given "back" for cash sales of hours ago, minutes before closing."""
        events: list[Act] = []
        for _ in range(self.dice.randrange(5, 9)):
            second = self.opening.closes * 60 - self.dice.randrange(900, 7200)
            events.append(Voiding(self._time(second), SUSPECT, self._lines(second // 3600)))
        in_cash = [
            n for n, sale in enumerate(sales) if sale.tender == "cash" and sale.at.hour < 18 and n not in refunded
        ]
        for number in self.dice.sample(in_cash, min(len(in_cash), self.dice.randrange(2, 4))):
            second = self.opening.closes * 60 - self.dice.randrange(60, 1500)
            events.append(Refunding(self._time(second), SUSPECT, number, False, True))
        return events

    def _cashier(self, second: int) -> str:
        return self.shifts[0] if second < SHIFT_CHANGE * 60 else self.shifts[1]

    def _cashier_at(self, at: datetime) -> str:
        return self._cashier(at.hour * 3600 + at.minute * 60 + at.second)

    def _time(self, second: int) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=PARIS) + timedelta(seconds=second)


def _spread(acts: list[Act]) -> tuple[Act, ...]:
    """No two acts at one moment: a cashier has two hands. Later ones wait for the one before."""
    spread: list[Act] = []
    for act in acts:
        earliest = spread[-1].at + timedelta(seconds=12, milliseconds=137) if spread else act.at
        spread.append(act if act.at >= earliest else replace(act, at=earliest))
    return tuple(spread)

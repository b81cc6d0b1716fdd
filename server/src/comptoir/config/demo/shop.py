"""The demo shop's fixed facts: who sells where, at which till, and when the doors are open."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.config.demo.identity import identifier

ORGANIZATION = identifier("organization", "shop")
LEGAL_ENTITY = identifier("legal_entity", "shop")
ORGANIZATION_NAME = "Le Comptoir d'Adèle"
LEGAL_NAME = "Le Comptoir d'Adèle SARL"
REGISTRATION = "RCS Nantes 000 000 000 (exemple)"
TAX_NUMBER = "FR00000000000"
TIMEZONE = "Europe/Paris"
PARIS = ZoneInfo(TIMEZONE)
CURRENCY = "EUR"
COUNTRY = "FR"
# Two weeks: a report of four then shows a time without and a time with.
OFFER_DAYS = 14


@dataclass(frozen=True, slots=True)
class DemoStore:
    key: str
    name: str
    address: str
    phone: str

    @property
    def id(self) -> UUID:
        return identifier("store", self.key)


@dataclass(frozen=True, slots=True)
class DemoCashier:
    key: str
    name: str
    color: str

    @property
    def id(self) -> UUID:
        return identifier("employee", self.key)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes after midnight."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class DemoTill:
    """A till, its usual trade (`sales_a_day` on a Wednesday) and its two shifts' cashiers, by key."""

    code: str
    name: str
    store: DemoStore
    sales_a_day: int
    cash_float: int
    morning: tuple[str, ...]
    evening: tuple[str, ...]

    @property
    def id(self) -> UUID:
        return identifier("till", self.code)


GROCERY = DemoStore("grocery", "Épicerie des Halles", "12 rue des Halles\n44000 Nantes", "02 40 00 00 12")
CAFE = DemoStore("cafe", "Café du Canal", "3 quai du Canal\n44000 Nantes", "02 40 00 00 03")
STORES = (GROCERY, CAFE)

CASHIERS = (
    DemoCashier("adele", "Adèle", "#2f6f5e"),
    DemoCashier("karim", "Karim", "#1f6380"),
    DemoCashier("ines", "Inès", "#8a3a78"),
    DemoCashier("louis", "Louis", "#8a5a14"),
    DemoCashier("maelle", "Maëlle", "#a03d2b"),
    DemoCashier("damien", "Damien", "#4f5560"),
)
CASHIER_IDS = {cashier.key: cashier.id for cashier in CASHIERS}

TILLS = (
    DemoTill("A1", "Caisse 1", GROCERY, 84, 15_000, ("adele", "karim"), ("karim", "louis")),
    DemoTill("A2", "Caisse 2", GROCERY, 56, 10_000, ("ines",), ("damien", "ines", "louis")),
    DemoTill("B1", "Comptoir", CAFE, 92, 12_000, ("maelle",), ("adele", "maelle")),
)
PHONE = DemoTill("T1", "Téléphone", GROCERY, 0, 5_000, ("adele",), ("adele",))


def hours(till: DemoTill, day: date) -> Hours | None:
    """When the till's store is open; None on a day when it is not."""
    weekday = day.weekday()
    if (day.month, day.day) in {(1, 1), (5, 1), (12, 25)}:
        return None
    if till.store is CAFE:
        if weekday == 0:
            return None
        return Hours(8 * 60, 18 * 60 + 30) if weekday < 5 else Hours(9 * 60, 19 * 60)
    if weekday == 6 or is_public_holiday(day):
        return Hours(8 * 60, 13 * 60) if till.code == "A1" else None
    if till.code == "A2":
        return Hours(9 * 60 + 30, 19 * 60 + 30)
    return Hours(7 * 60 + 30, 20 * 60)


def offers_from(last_day: date) -> date:
    """The first day on which the tills know the offers, and the deposits on bottles."""
    return last_day - timedelta(days=OFFER_DAYS)


def is_public_holiday(day: date) -> bool:
    """France's, the movable ones included."""
    easter = easter_sunday(day.year)
    movable = {easter + timedelta(days=offset) for offset in (1, 39, 50)}
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return (day.month, day.day) in fixed or day in movable


def easter_sunday(year: int) -> date:
    """The Gregorian computus as Butcher gives it (Nature, 20 April 1876)."""
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    full_moon = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * full_moon + 114, 31)
    return date(year, month, day + 1)

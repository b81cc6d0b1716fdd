"""What price lists and promotions say in their cells: for whom, where and when they hold, what they take off."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.catalog.folding import fold
from comptoir.catalog.public import categories, customer_groups, items_called, items_of_codes
from comptoir.moving.errors import (
    CategoryNotFound,
    DayUnreadable,
    GroupNotFound,
    HoursUnreadable,
    ItemNotFound,
    PercentUnreadable,
    StoreNotFound,
)
from comptoir.moving.titles import plain_cell
from comptoir.platform.public import stores

PPM_A_PERCENT = 10_000
WHEN_TITLES: Mapping[str, tuple[str, ...]] = {
    "from": (
        *("from", "start", "start date", "starts at", "starts_at", "date_start", "valid from", "du", "debut"),
        *("date de debut", "a partir du", "valable du", "von", "ab", "gultig ab", "startdatum", "beginn"),
    ),
    "until": (
        *("until", "end", "end date", "ends at", "ends_at", "date_end", "valid until", "au", "fin", "date de fin"),
        *("jusqu'au", "valable jusqu'au", "bis", "gultig bis", "enddatum", "ende"),
    ),
    "stores": (
        *("stores", "store", "location", "locations", "outlet", "magasins", "magasin", "boutique", "boutiques"),
        *("filialen", "filiale", "laden", "geschaft"),
    ),
    "customers": (
        *("customers", "customer group", "customer groups", "group", "customer segment", "clients"),
        *("groupe de clients", "groupe", "kunden", "kundengruppe", "kundengruppen"),
    ),
    "weekdays": ("weekdays", "days", "days of week", "jours", "jours de la semaine", "wochentage", "tage"),
    "hours": ("hours", "time", "times", "heures", "horaires", "uhrzeit", "uhrzeiten", "zeit", "zeiten"),
}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ].*)?")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?: .*)?")
_PERCENT = re.compile(r"(?P<sign>[-+\N{MINUS SIGN}]?)(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,4}))?%?")
_HOUR = r"(\d{1,2})(?:[:hH.](\d{2})?)?(?:Uhr)?"
_HOURS = re.compile(rf"{_HOUR}[-\N{{EN DASH}}àa]{_HOUR}")
_WEEKDAYS: Mapping[str, int] = {
    **dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), range(1, 8), strict=True)),
    **dict(zip(("lun", "mar", "mer", "jeu", "ven", "sam", "dim"), range(1, 8), strict=True)),
    **dict(zip(("mon", "die", "mit", "don", "fre", "sam", "son"), range(1, 8), strict=True)),
    **{str(number): number for number in range(1, 8)},
}


@dataclass(frozen=True, slots=True)
class Terms:
    """When and for whom a rule holds, as a file says it: stores and groups by their names."""

    first_day: str = ""
    last_day: str = ""
    stores: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    minutes: tuple[int, int] | None = None

    def document(self, names: "Names") -> dict[str, object]:
        """As engines read it. Raises StoreNotFound or GroupNotFound."""
        said: dict[str, object] = {
            "stores": [names.store(name) for name in self.stores],
            "customers": [names.group(name) for name in self.customers],
            "from": self.first_day,
            "until": self.last_day,
            "weekdays": list(self.weekdays),
            "minutes": list(self.minutes or ()),
        }
        return {name: value for name, value in said.items() if value}


def read_terms(said: Mapping[str, str]) -> Terms:
    """The terms of one line. Raises DayUnreadable or HoursUnreadable."""
    return Terms(
        first_day=_day(said.get("from", "")),
        last_day=_day(said.get("until", "")),
        stores=read_names(said.get("stores", "")),
        customers=read_names(said.get("customers", "")),
        weekdays=_weekdays(said.get("weekdays", "")),
        minutes=_minutes(said.get("hours", "")),
    )


def read_names(text: str) -> tuple[str, ...]:
    """Names of one cell, with bars or semicolons between them: a comma may stand in a name."""
    return tuple(dict.fromkeys(name.strip() for name in re.split(r"[|;]", plain_cell(text)) if name.strip()))


def read_percent(text: str) -> int:
    """Parts per million, with its sign: "10", "12,5 %", "-10"."""
    found = _PERCENT.fullmatch("".join(plain_cell(text).split()))
    if found is None:
        raise PercentUnreadable(percent=text[:20])
    ppm = int(found["whole"]) * PPM_A_PERCENT + int((found["part"] or "").ljust(4, "0"))
    return -ppm if found["sign"] in ("-", "\N{MINUS SIGN}") else ppm


def _day(text: str) -> str:
    """As rules write it. 01/02 may be two days, so nobody guesses which."""
    plain = plain_cell(text)
    if not plain:
        return ""
    found = _ISO.fullmatch(plain) or _DOTTED.fullmatch(plain)
    slashed = _SLASHED.fullmatch(plain)
    if found is not None:
        parts = int(found["year"]), int(found["month"]), int(found["day"])
    elif slashed is not None:
        first, second = int(slashed["first"]), int(slashed["second"])
        if first <= 12 and second <= 12 and first != second:
            raise DayUnreadable(day=text[:20])
        day, month = (first, second) if first > 12 else (second, first)
        parts = int(slashed["year"]), month, day
    else:
        raise DayUnreadable(day=text[:20])
    try:
        return date(*parts).isoformat()
    except ValueError as error:
        raise DayUnreadable(day=text[:20]) from error


def _weekdays(text: str) -> tuple[int, ...]:
    words = [word for word in re.split(r"[^a-z0-9]+", fold(plain_cell(text))) if word]
    found = [_WEEKDAYS.get(word if word.isdigit() else word[:3]) for word in words]
    if None in found:
        raise HoursUnreadable(hours=text[:30])
    return tuple(sorted({number for number in found if number is not None}))


def _minutes(text: str) -> tuple[int, int] | None:
    plain = "".join(plain_cell(text).split())
    if not plain:
        return None
    found = _HOURS.fullmatch(plain)
    if found is None:
        raise HoursUnreadable(hours=text[:30])
    start, end = (int(found[hour]) * 60 + int(found[hour + 1] or 0) for hour in (1, 3))
    if start >= 1_440 or end > 1_440 or start == end:
        raise HoursUnreadable(hours=text[:30])
    return start, end or 1_440


class Names:
    """What the shop has, by what it is called there; asked once a batch."""

    def __init__(self, codes: Iterable[str], items: Iterable[str]) -> None:
        self._codes = items_of_codes(codes)
        self._items = items_called({fold(name) for name in items if name})
        self._categories = {fold(one.name): str(one.id) for one in reversed(categories())}
        self._stores = {fold(one.name): str(one.id) for one in stores()}
        self._groups = {fold(one.name): str(one.id) for one in customer_groups() if not one.is_ended}

    def item(self, code: str, name: str = "") -> UUID:
        """The item of a code, or the only one that is called so. Raises ItemNotFound."""
        found = self._codes.get(code) if code else self._items.get(fold(name))
        if found is None:
            raise ItemNotFound(item=(code or name)[:40])
        return found

    def category(self, name: str) -> str:
        """Raises CategoryNotFound."""
        found = self._categories.get(fold(name))
        if found is None:
            raise CategoryNotFound(name=name[:40])
        return found

    def store(self, name: str) -> str:
        """Raises StoreNotFound."""
        found = self._stores.get(fold(name))
        if found is None:
            raise StoreNotFound(name=name[:40])
        return found

    def group(self, name: str) -> str:
        """Raises GroupNotFound."""
        found = self._groups.get(fold(name))
        if found is None:
            raise GroupNotFound(name=name[:40])
        return found

"""What the demo shop sells: about 300 articles, read from goods.tsv, with the shelves they lie on.

The bar codes begin with 29: GS1 leaves 200 to 299 to shops for their own numbers, so that no manufacturer's
article anywhere can carry one of ours.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

from comptoir.config.demo.identity import identifier
from comptoir.kernel import gtin_check_digit

OWN_RANGE = "2900001"


@dataclass(frozen=True, slots=True)
class TaxKind:
    """A French rate by the name that the shop gives it."""

    key: str
    name: str
    rate_ppm: int

    @property
    def id(self) -> UUID:
        return identifier("tax_class", self.key)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category of the till."""

    key: str
    name: str
    color: str
    position: int

    @property
    def id(self) -> UUID:
        return identifier("category", self.key)


@dataclass(frozen=True, slots=True)
class Good:
    """An article with the price of today. `season` names the months in which people look for it."""

    number: int
    id: UUID
    product: UUID
    shelf: Shelf
    name: str
    barcode: str
    unit: str
    unit_price: int
    tax_rate_ppm: int
    demand: int
    season: str


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A price that was another one until some days before the demo's last day."""

    name: str
    old_price: int


@dataclass(frozen=True, slots=True)
class PriceEra:
    """The prices that changed on one morning, `days_before` the demo's last day."""

    days_before: int
    changes: tuple[PriceChange, ...]


TAXES = (
    TaxKind("reduced", "Alimentation", 55_000),
    TaxKind("intermediate", "À consommer sur place", 100_000),
    TaxKind("standard", "Taux normal", 200_000),
)

SHELVES = tuple(
    Shelf(key, name, color, position)
    for position, (key, name, color) in enumerate(
        (
            ("coffee", "Café", "#6b4a2f"),
            ("bread", "Pain & viennoiserie", "#8a5a14"),
            ("snack", "Sur le pouce", "#a03d2b"),
            ("fruit", "Fruits", "#9c3a5f"),
            ("vegetable", "Légumes", "#3f6f2a"),
            ("dairy", "Crèmerie & fromages", "#7a5d00"),
            ("deli", "Charcuterie & traiteur", "#8c3b3b"),
            ("savory", "Épicerie salée", "#4a5a28"),
            ("sweet", "Épicerie sucrée", "#84502f"),
            ("candy", "Confiserie", "#8a3a78"),
            ("drink", "Boissons", "#1f6380"),
            ("wine", "Vins & bières", "#6a2440"),
            ("frozen", "Surgelés", "#2c5c8a"),
            ("home", "Maison", "#4f5560"),
        )
    )
)

ERAS = (
    PriceEra(
        days_before=58,
        changes=(
            PriceChange("Espresso", 150),
            PriceChange("Café allongé", 160),
            PriceChange("Noisette", 170),
            PriceChange("Double espresso", 260),
        ),
    ),
    PriceEra(
        days_before=23,
        changes=(
            PriceChange("Beurre doux 250 g", 265),
            PriceChange("Œufs plein air, boîte de 6", 225),
            PriceChange("Huile d'olive vierge extra 75 cl", 1290),
            PriceChange("Clémentines de Corse", 450),
        ),
    ),
)

_MONTHS = {
    "p": frozenset({4, 5, 6}),
    "e": frozenset({6, 7, 8}),
    "a": frozenset({9, 10, 11}),
    "h": frozenset({11, 12, 1, 2, 3}),
    "n": frozenset({1}),
    "x": frozenset({12}),
}


@cache
def goods() -> tuple[Good, ...]:
    """Every article, in the order of the shelves."""
    shelves = {shelf.key: shelf for shelf in SHELVES}
    text = files("comptoir.config.demo").joinpath("goods.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(_read(number, row, shelves) for number, row in enumerate(rows, start=1))


def in_season(good: Good, day: date) -> bool:
    """Whether it is the time of year for it. `v` is the new Beaujolais: from the third Thursday of November."""
    if not good.season:
        return True
    if good.season == "v":
        return day.month == 11 and day >= third_thursday(day.year)
    return any(day.month in _MONTHS[letter] for letter in good.season)


def third_thursday(year: int) -> date:
    first = date(year, 11, 1)
    return first.replace(day=1 + (3 - first.weekday()) % 7 + 14)


def era_of(day: date, last_day: date) -> int:
    """How many of the price changes had happened on that day."""
    return sum(1 for era in ERAS if (last_day - day).days <= era.days_before)


def prices_in(era: int) -> dict[UUID, int]:
    """Every article's price once the first `era` changes had happened."""
    prices = {good.id: good.unit_price for good in goods()}
    by_name = {good.name: good for good in goods()}
    for later in ERAS[era:]:
        for change in later.changes:
            prices[by_name[change.name].id] = change.old_price
    return prices


def _read(number: int, row: dict[str, str], shelves: dict[str, Shelf]) -> Good:
    payload = f"{OWN_RANGE}{number:05d}"
    key = str(number)
    return Good(
        number=number,
        id=identifier("item", key),
        product=identifier("product", key),
        shelf=shelves[row["shelf"]],
        name=row["name"],
        barcode=f"{payload}{gtin_check_digit(payload)}",
        unit=row["unit"],
        unit_price=int(row["unit_price"]),
        tax_rate_ppm=int(row["tax_rate_ppm"]),
        demand=int(row["demand"]),
        season=row["season"] or "",
    )

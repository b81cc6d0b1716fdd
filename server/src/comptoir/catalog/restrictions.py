"""Goods that not everybody may buy, or not at every hour: what a country's law says, and what the shop says beyond it.

The ages are those at which the sale in a shop becomes lawful in the whole country. Hours are mostly a matter of
towns and regions, so the law's rows name none: a shop enters those of its place, for one store if need be. A country
without a row here is held to 18 years, and a shop that knows better says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

CODES = ("beer_wine", "spirits", "tobacco", "adult")
# On an article: whatever its shelf says, everybody may buy it (cider without alcohol among the wines).
UNRESTRICTED = "none"
AGE_EVERYWHERE = 18

# Ages other than 18, by country and code, with the law that says so.
_AGES: Mapping[str, Mapping[str, int]] = {
    "DE": {"beer_wine": 16},  # Jugendschutzgesetz § 9 (1): beer and wine from 16, spirits from 18
    "AT": {"beer_wine": 16},  # youth protection acts of the Länder: 16, spirits 18
    "CH": {"beer_wine": 16},  # Lebensmittelgesetz Art. 14 (1): 16; Alkoholgesetz Art. 41 (1) i: spirits 18
    "BE": {"beer_wine": 16},  # Loi du 24 janvier 1977, art. 6 § 6: 16, spirits 18
    "LU": {"beer_wine": 16, "spirits": 16},  # Loi du 22 décembre 2006: 16
    "US": {"beer_wine": 21, "spirits": 21, "tobacco": 21},  # 23 U.S.C. § 158; Public Law 116-94 § 603
}


@dataclass(frozen=True, slots=True)
class Closed:
    """When the goods may not be sold, in minutes of the store's day; over midnight where it ends before it begins."""

    weekdays: tuple[int, ...]
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may buy goods of a code in a store, and when not. `age` 0: anybody."""

    code: str
    age: int
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnRule:
    """What the shop says itself; without a store, everywhere."""

    store: UUID | None
    rule: Rule


def law_of(country: str) -> tuple[Rule, ...]:
    """The country's ages for every code."""
    ages = _AGES.get(country, {})
    return tuple(Rule(code, ages.get(code, AGE_EVERYWHERE)) for code in CODES)


def rules_in(country: str, store: UUID, own: Iterable[OwnRule]) -> tuple[Rule, ...]:
    """What holds in a store: its own word, else the shop's, else the law."""
    said = {(found.store, found.rule.code): found.rule for found in own}
    return tuple(said.get((store, law.code)) or said.get((None, law.code)) or law for law in law_of(country))


def closed_to(rows: Iterable[Mapping[str, object]]) -> tuple[Closed, ...]:
    """The stretches as the database keeps them."""
    return tuple(Closed(tuple(row["weekdays"]), int(str(row["from"])), int(str(row["until"]))) for row in rows)  # type: ignore[arg-type]  # JSON that only `set_restriction` writes

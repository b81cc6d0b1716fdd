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

# Ages other than 18, by country and code.
AGES: Mapping[str, Mapping[str, int]] = {
    "AT": {"beer_wine": 16},
    "BE": {"beer_wine": 16},
    "CH": {"beer_wine": 16},
    "DE": {"beer_wine": 16},
    "LU": {"beer_wine": 16, "spirits": 16},
    "US": {"beer_wine": 21, "spirits": 21, "tobacco": 21},
}
# The law, where it was read and when; "not known": what may have changed since, and what a till does then.
AGE_SOURCES: Mapping[str, str] = {
    "AT": "Youth protection acts of the nine Länder, alike on this since 1 January 2019: nothing under 16, spirits and "
    "tobacco from 18; diepresse.com, 31 December 2018, and kija-sbg.at (read 25 November 2026)",
    "BE": "Loi du 24 janvier 1977, art. 6: alcohol from 16, spirits from 18; woluwe1200.be, after the federal health "
    "service, and febed.be (read 25 November 2026)",
    "CH": "LMG art. 14 (1), text at droit-bilingue.ch: 16; AlkG art. 41: spirits 18; TabPG art. 23: tobacco 18; "
    "ezv.admin.ch and jugendschutz-zentral.ch (read 25 November 2026). Ticino: 18 for all, a shop there says so",
    "DE": "JuSchG § 9 (1), text at kaiser-brauerei.com and vollnuechtern.de: beer and wine from 16, spirits from 18 "
    "(read 25 November 2026)",
    "LU": "Loi du 22 décembre 2006: alcohol from 16; tobacco from 18 since 1 August 2017; lessentiel.lu, 24 January "
    "2020 (read 25 November 2026), and still for spirits on 16 December 2024, luxtoday.lu, with the plan of 2020 to "
    "ask for 18 then (read 26 November 2026). Not known: whether that became law since. The till asks for 16 until the "
    "shop enters 18 for spirits",
    "US": "23 U.S.C. § 158: every state and the District of Columbia forbid the sale of alcohol under 21 since 1988; "
    "regulations.clym.io. Tobacco: Public Law 116-94 § 603 (a), text at natocentral.org and giannamore-law.com: 21 "
    "since 20 December 2019 (read 25 November 2026)",
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
    ages = AGES.get(country, {})
    return tuple(Rule(code, ages.get(code, AGE_EVERYWHERE)) for code in CODES)


def rules_in(country: str, store: UUID, own: Iterable[OwnRule]) -> tuple[Rule, ...]:
    """What holds in a store: its own word, else the shop's, else the law."""
    said = {(found.store, found.rule.code): found.rule for found in own}
    return tuple(said.get((store, law.code)) or said.get((None, law.code)) or law for law in law_of(country))


def closed_to(rows: Iterable[Mapping[str, object]]) -> tuple[Closed, ...]:
    """The stretches as the database keeps them."""
    return tuple(Closed(tuple(row["weekdays"]), int(str(row["from"])), int(str(row["until"]))) for row in rows)  # type: ignore[arg-type]  # JSON that only `set_restriction` writes

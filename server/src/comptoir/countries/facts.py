"""Money, clock and tax rates of the countries in which a new shop can be opened.

A shop's own tax classes begin as a copy of these rows; from then on they are the shop's, and nothing reads this again.
Each source says where the row was read and when. "Not known" in it names what nobody trustworthy was read to say, and
what a till does then: a test holds that no row says the one without the other. The assistant shows the source, so that
a bookkeeper can check.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class TaxKind(StrEnum):
    """What people call a rate, whatever it is this year; `config/locale` has the words."""

    STANDARD = "standard"
    INTERMEDIATE = "intermediate"
    REDUCED = "reduced"
    SUPER_REDUCED = "super_reduced"
    STAPLES = "staples"
    LODGING = "lodging"
    ZERO = "zero"
    EXEMPT = "exempt"


class Goods(StrEnum):
    """What a trade mostly sells, as far as taxes tell it apart."""

    GENERAL = "general"
    FOOD = "food"
    MEAL = "meal"
    DRINK = "drink"


@dataclass(frozen=True, slots=True)
class DatedTax:
    """A rate from a day on. `category` is EN 16931's (UNTDID 5305)."""

    kind: TaxKind
    rate_ppm: int
    valid_from: date
    source: str
    category: str = "S"


@dataclass(frozen=True, slots=True)
class DepositTax:
    """How the deposit on a container that comes back is taxed: as the goods in it, or it is no turnover at all
    (Directive 2006/112/EC art. 92 leaves the choice to its countries).
    """

    follows_goods: bool
    source: str


@dataclass(frozen=True, slots=True)
class Country:
    """`locale` is that of its receipts unless the shop speaks another language of the country."""

    code: str
    currency: str
    timezone: str
    locales: Mapping[str, str]
    taxes: tuple[DatedTax, ...]
    deposit: DepositTax
    goods: Mapping[Goods, TaxKind] = field(default_factory=dict)

    def tax_of(self, goods: Goods) -> TaxKind:
        """How these goods are usually taxed; what the law does not name is taxed at the standard rate."""
        return self.goods.get(goods, TaxKind.STANDARD)

    def locale(self, language: str) -> str:
        """The locale for a language; one that the country does not speak is written its way all the same."""
        return self.locales.get(language, f"{language}-{self.code}")


_READ = "read 25 November 2026"
_READ_LATER = "read 26 November 2026"
_DEPOSIT_UNKNOWN = (
    "Not known: which of the two ways of Directive 2006/112/EC art. 92 the country took. The till takes the deposits "
    "of sample articles as no turnover, until the shop says otherwise"
)
_AT = f"UStG 1994 § 10; usp.gv.at, Steuersätze der Umsatzsteuer ({_READ})"
_BE = f"Arrêté royal n° 20 of 20 July 1970; finance.belgium.be, VAT rates ({_READ})"
_CH = (
    "MWSTG art. 25, BV art. 130: rates since 1 January 2024; notice of the tax administration of 12 December 2022 as "
    f"quoted by taxlawblog.ch ({_READ})"
)
_DE = f"UStG § 12; juracademy.de, Der Steuersatz ({_READ})"
_FR = f"economie.gouv.fr/cedef, taux de TVA: last changed on 1 January 2014 ({_READ})"
_GB = f"GOV.UK, VAT rates, as quoted by mobilexpense.com and ifs-london.com ({_READ})"
_LU = (
    "Loi TVA of 12 February 1979, art. 39 and 40, again at their height since 1 January 2024; fiduciaire-lpg.lu, "
    f"taux de TVA 2025 ({_READ})"
)

COUNTRIES: tuple[Country, ...] = (
    Country(
        "AT", "EUR", "Europe/Vienna", {"de": "de-AT"},
        (
            DatedTax(TaxKind.STANDARD, 200_000, date(2016, 1, 1), _AT),
            DatedTax(TaxKind.INTERMEDIATE, 130_000, date(2016, 1, 1), _AT),
            DatedTax(TaxKind.REDUCED, 100_000, date(2016, 1, 1), _AT),
            DatedTax(
                TaxKind.STAPLES, 49_000, date(2026, 7, 1),
                "Milk, butter, yoghurt, eggs, bread, rice, flour, pasta, salt, some fruit and vegetables, from 1 July "
                "2026: decision of the government of 28 January 2026, krone.at and lex-press.at; the list by numbers "
                "of the customs tariff at helpcenter.etron.info (read 26 November 2026). Not known: the law as voted "
                "and published. The till sells nothing at this rate until the shop gives an article this class; "
                "sample articles have 10 %",
            ),
        ),
        DepositTax(
            True, "UStR 2000 Rz 348, 1170 and 2393: the deposit on a returnable container shares the tax of the goods "
            f"in it; lexisnexis.at, USt 2008/42 ({_READ_LATER})",
        ),
        {Goods.FOOD: TaxKind.REDUCED, Goods.MEAL: TaxKind.REDUCED},
    ),
    Country(
        "BE", "EUR", "Europe/Brussels", {"fr": "fr-BE", "de": "de-BE"},
        (
            DatedTax(TaxKind.STANDARD, 210_000, date(1996, 1, 1), _BE),
            DatedTax(
                TaxKind.INTERMEDIATE, 120_000, date(2010, 1, 1),
                f"{_BE}; meals on the spot. Meals taken away stay at 6 %: the government took that part of its reform "
                f"of 1 March 2026 back, lebrol.com and econostrum.info ({_READ}). Drinks without alcohol on the spot "
                "were to go from 21 to 12 % by the same reform (draft decree, bfs.be), which the Council of State "
                "found wanting on 7 February 2026 and which did not come on 1 March as it was: bx1.be, 9 February 2026 "
                "(read 26 November 2026). Not known: whether a later decree lowered them. The till sells drinks at "
                "21 % until the shop gives them this class",
            ),
            DatedTax(TaxKind.REDUCED, 60_000, date(1996, 1, 1), _BE),
        ),
        DepositTax(False, _DEPOSIT_UNKNOWN),
        {Goods.FOOD: TaxKind.REDUCED, Goods.MEAL: TaxKind.INTERMEDIATE},
    ),
    Country(
        "CH", "CHF", "Europe/Zurich", {"de": "de-CH", "fr": "fr-CH"},
        (
            DatedTax(TaxKind.STANDARD, 81_000, date(2024, 1, 1), _CH),
            DatedTax(TaxKind.REDUCED, 26_000, date(2024, 1, 1), _CH),
            DatedTax(TaxKind.LODGING, 38_000, date(2024, 1, 1), _CH),
        ),
        DepositTax(
            False, "MWSTG art. 18 (2) h: no turnover where it is a line of its own and paid back; gate.estv.admin.ch "
            f"({_READ_LATER})",
        ),
        {Goods.FOOD: TaxKind.REDUCED},
    ),
    Country(
        "DE", "EUR", "Europe/Berlin", {"de": "de-DE"},
        (
            DatedTax(TaxKind.STANDARD, 190_000, date(2021, 1, 1), _DE),
            DatedTax(
                TaxKind.REDUCED, 70_000, date(2021, 1, 1),
                f"{_DE}; meals in restaurants, without drinks, since 1 January 2026 (read in summaries)",
            ),
        ),
        DepositTax(
            True, "UStAE 10.1 (8): part of the price of the drink; economia48.com, Flaschenpfand "
            f"({_READ_LATER})",
        ),
        {Goods.FOOD: TaxKind.REDUCED, Goods.MEAL: TaxKind.REDUCED},
    ),
    Country(
        "FR", "EUR", "Europe/Paris", {"fr": "fr-FR"},
        (
            DatedTax(TaxKind.STANDARD, 200_000, date(2014, 1, 1), f"CGI art. 278; {_FR}"),
            DatedTax(TaxKind.INTERMEDIATE, 100_000, date(2014, 1, 1), f"CGI art. 278 bis and 279; {_FR}"),
            DatedTax(TaxKind.REDUCED, 55_000, date(2014, 1, 1), f"CGI art. 278-0 bis; {_FR}"),
            DatedTax(TaxKind.SUPER_REDUCED, 21_000, date(2014, 1, 1), f"CGI art. 281 quater to 281 octies; {_FR}"),
        ),
        DepositTax(False, _DEPOSIT_UNKNOWN),
        {
            Goods.FOOD: TaxKind.REDUCED, Goods.MEAL: TaxKind.INTERMEDIATE, Goods.DRINK: TaxKind.INTERMEDIATE,
        },
    ),
    Country(
        "GB", "GBP", "Europe/London", {"en": "en-GB"},
        (
            DatedTax(TaxKind.STANDARD, 200_000, date(2011, 1, 4), f"VATA 1994 s. 2; Finance (No. 2) Act 2010; {_GB}"),
            DatedTax(TaxKind.REDUCED, 50_000, date(1997, 9, 1), f"VATA 1994 s. 29A and Schedule 7A; {_GB}"),
            DatedTax(TaxKind.ZERO, 0, date(1994, 9, 1), f"VATA 1994 s. 30 and Schedule 8; {_GB}", "Z"),
        ),
        DepositTax(
            True, "VATREC17022 at gov.uk: tax is charged on a container also where the charge is refundable "
            f"({_READ_LATER})",
        ),
        {Goods.FOOD: TaxKind.ZERO},
    ),
    Country(
        "LU", "EUR", "Europe/Luxembourg", {"fr": "fr-LU", "de": "de-LU"},
        (
            DatedTax(TaxKind.STANDARD, 170_000, date(2024, 1, 1), _LU),
            DatedTax(TaxKind.INTERMEDIATE, 140_000, date(2024, 1, 1), _LU),
            DatedTax(TaxKind.REDUCED, 80_000, date(2024, 1, 1), _LU),
            DatedTax(TaxKind.SUPER_REDUCED, 30_000, date(2024, 1, 1), _LU),
        ),
        DepositTax(False, _DEPOSIT_UNKNOWN),
        # Meals and drinks without alcohol: paperjam.lu, "Quelle TVA par produit" (read 25 November 2026).
        {
            Goods.FOOD: TaxKind.SUPER_REDUCED, Goods.MEAL: TaxKind.SUPER_REDUCED, Goods.DRINK: TaxKind.SUPER_REDUCED,
        },
    ),
)  # fmt: skip

_BY_CODE = {country.code: country for country in COUNTRIES}


def country_of(code: str) -> Country | None:
    """The facts of a country; None where we have none: then nobody should guess them."""
    return _BY_CODE.get(code)

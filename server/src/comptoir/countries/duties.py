"""What a country demands of a till before it may take real money, where Comptoir has no part for it yet.

A row stands here as long as its part is missing; whoever writes the part (the fiscal app) removes the row. A shop
under a duty opens in training only: selling on would look like help and be an offence of the shopkeeper's.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Duty:
    """`code` names the words that say what is missing. `trades` empty: all of them.

    `exemption` names the words of the one case in which the law does not ask it; the owner must say that it is theirs.
    `is_untaxed`: that case also means that the shop charges no tax, for the reason in `untaxed_source`.
    """

    code: str
    country: str
    valid_from: date
    source: str
    trades: tuple[str, ...] = ()
    exemption: str = ""
    untaxed_source: str = ""

    @property
    def is_untaxed(self) -> bool:
        return self.untaxed_source != ""


DUTIES: tuple[Duty, ...] = (
    Duty(
        "at_rksv", "AT", date(2017, 4, 1),
        "BAO § 131b, RKSV: each receipt signed by a certified device. Free of it: up to 15,000 EUR of turnover a year, "
        "or 7,500 EUR of it in cash, which cards are, too; ÖStZ 2015/919 at 360.lexisnexis.at, docsflow-marketing."
        "pages.dev for 2026 (read 25 November 2026). In the open up to 45,000 EUR since 1 January 2026: wtgl.at",
        exemption="at_small",
    ),
    Duty(
        "be_gks", "BE", date(2015, 1, 1),
        "Arrêtés royaux of 30 December 2009 and 16 June 2013: a registered till with a control module. Since 2016 from "
        "25,000 EUR a year without tax of meals eaten on the spot on, drinks and take-away left out; "
        "horecawallonie.be, securex.be, upheld by the Conseil d'État: levif.be (read 25 November 2026)",
        trades=("cafe",),
        exemption="be_few_meals",
    ),
    Duty(
        "de_tse", "DE", date(2020, 1, 1),
        "AO § 146a, KassenSichV § 1: every electronic till needs a certified technical security device (TSE)",
    ),
    Duty(
        "fr_attestation", "FR", date(2018, 1, 1),
        "CGI art. 286 I 3° bis, as restored by the finance act for 2026, art. 125: certificate, or attestation by the "
        "publisher. Not asked of those who charge no VAT (CGI art. 293 B)",
        exemption="fr_franchise",
        untaxed_source="CGI art. 293 B: TVA non applicable",
    ),
)  # fmt: skip


def duty_of(country: str, trade: str, day: date) -> Duty | None:
    """The duty that a new shop of this trade stands under and that we can't fulfil yet."""
    for duty in DUTIES:
        if duty.country == country and duty.valid_from <= day and (not duty.trades or trade in duty.trades):
            return duty
    return None

"""Amounts that cross an app carry their currency."""

from dataclasses import dataclass

from comptoir.kernel.errors import Category, DomainError

# ISO 4217 list one, the currencies in use. Two digits unless named below.
_TWO_DIGITS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS "
    "UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"

CURRENCY_EXPONENTS: dict[str, int] = (
    dict.fromkeys(_TWO_DIGITS.split(), 2)
    | dict.fromkeys(_NO_DIGITS.split(), 0)
    | dict.fromkeys(_THREE_DIGITS.split(), 3)
)


class CurrencyUnknown(DomainError):
    """Not a currency of ISO 4217: without its exponent an amount means nothing."""

    code = "kernel.currency_unknown"
    category = Category.INVALID


def currency_exponent(currency: str) -> int:
    """How many decimal digits the minor unit stands for (EUR 2, JPY 0, KWD 3).

    ISO 4217 as published: HUF and ISK differ from daily habit, and the habit is a matter
    of display and of cash rounding, never of the stored unit.
    """
    exponent = CURRENCY_EXPONENTS.get(currency)
    if exponent is None:
        raise CurrencyUnknown(currency=currency)
    return exponent


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency.

    Adding two currencies is a bug of ours, never a customer's mistake, so it raises
    `ValueError` and not a refusal.
    """

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.amount <= other.amount

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be combined")

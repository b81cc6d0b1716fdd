import pytest

from comptoir.kernel import Category, CurrencyUnknown, DomainError, Money, currency_exponent
from tests.conformance.cases import load


def test_money_adds_subtracts_and_compares() -> None:
    assert Money(1299, "EUR") + Money(1, "EUR") - Money(300, "EUR") == Money(1000, "EUR")
    assert -Money(5, "JPY") == Money(-5, "JPY")
    assert Money(1, "EUR") < Money(2, "EUR") <= Money(2, "EUR")


def test_two_currencies_never_combine() -> None:
    with pytest.raises(ValueError, match="EUR and CHF"):
        Money(1, "EUR") + Money(1, "CHF")
    with pytest.raises(ValueError, match="EUR and CHF"):
        Money(1, "EUR") - Money(1, "CHF")
    with pytest.raises(ValueError, match="EUR and CHF"):
        assert Money(1, "EUR") < Money(1, "CHF")
    assert Money(1, "EUR") != Money(1, "CHF")


def test_exponents_are_the_published_ones() -> None:
    published = load("currency_exponents.json")["exponents"]

    assert {currency: currency_exponent(currency) for currency in published} == published
    assert (published["EUR"], published["JPY"], published["KWD"], published["HUF"]) == (2, 0, 3, 2)


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(CurrencyUnknown) as refusal:
        currency_exponent("eur")

    assert refusal.value.code == "kernel.currency_unknown"
    assert refusal.value.category is Category.INVALID
    assert refusal.value.details == {"currency": "eur"}


def test_a_refusal_shows_its_code_and_details() -> None:
    class TillAsleep(DomainError):
        """Only here."""

        code = "tests.till_asleep"
        category = Category.CONFLICT

    assert str(TillAsleep(till="A1", minutes=3)) == "tests.till_asleep (till='A1', minutes=3)"
    assert str(TillAsleep()) == "tests.till_asleep"

"""Amounts as some providers write them: in whole units with decimals, as text or number. Ours are minor units."""

from decimal import Decimal, InvalidOperation

from comptoir.kernel import CURRENCY_EXPONENTS, currency_exponent


def major(amount: int, currency: str) -> str:
    """1234 euro cents as 12.34."""
    exponent = currency_exponent(currency)
    if exponent == 0:
        return str(amount)
    whole, rest = divmod(amount, 10**exponent)
    return f"{whole}.{rest:0{exponent}}"


def minor(said: object, currency: str) -> int | None:
    """12.34, text or decimal, as 1234; none where it is no amount of this currency."""
    if isinstance(said, bool) or not isinstance(said, str | int | Decimal) or currency not in CURRENCY_EXPONENTS:
        return None
    try:
        exact = Decimal(said).scaleb(currency_exponent(currency))
    except InvalidOperation:
        return None
    return int(exact) if exact.is_finite() and exact == exact.to_integral_value() else None

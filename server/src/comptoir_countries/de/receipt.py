"""What a German sealing device signs of a receipt (`Kassenbeleg-V1`), and what the QR code says of it. Pure.

Source: DSFinV-K, annex I, as quoted in public code and by device makers' manuals; to be read again at the BZSt.
"""

from collections.abc import Mapping, Sequence

PROCESS_TYPE = "Kassenbeleg-V1"
# Gross by rate, in this order: standard, reduced, average rates of agriculture (10.7 and 5.5 %), none.
RATES_PPM = (190_000, 70_000, 107_000, 55_000, 0)


def process_data(
    gross_by_rate: Mapping[int, int], payments: Sequence[tuple[int, str]], *, purpose: str = "Beleg"
) -> str:
    """`Beleg^75.33_7.99_0.00_0.00_0.00^10.00:Bar_5.00:Unbar`. Amounts in minor units, payments with their word.

    Raises ValueError for a rate that has no place: nobody guesses one.
    """
    strange = set(gross_by_rate) - set(RATES_PPM)
    if strange:
        raise ValueError(f"no place for the rates {sorted(strange)}")
    rates = "_".join(amount(gross_by_rate.get(rate, 0)) for rate in RATES_PPM)
    return f"{purpose}^{rates}^" + "_".join(f"{amount(paid)}:{word}" for paid, word in payments)


def amount(minor: int) -> str:
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}.{cents:02}"


def qr_text(client: str, data: str, tse: Mapping[str, object]) -> str:
    """Version, till, process type, data, number, counter, start, end, algorithm, time format, signature, key."""
    parts = (
        "V0", client, PROCESS_TYPE, data, tse["number"], tse["counter"], tse["start"], tse["log_time"],
        tse["algorithm"], tse["time_format"], tse["signature"], tse["public_key"],
    )  # fmt: skip
    return ";".join(str(part) for part in parts)

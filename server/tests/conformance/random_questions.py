"""Random questions for both engines, biased towards what has gone wrong before: ties, signs, limits."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

Json = dict[str, Any]

RATES = (0, 21_000, 25_000, 55_000, 70_000, 81_000, 100_000, 190_000, 200_000, 210_000, 250_000, 1_000_000)
CATEGORIES = ("S", "S", "S", "S", "Z", "E", "AE", "O")
COUNTRIES = (
    "AU",
    "BE",
    "CA",
    "CH",
    "CZ",
    "DE",
    "DK",
    "EE",
    "FI",
    "FR",
    "HU",
    "IE",
    "IT",
    "LT",
    "NL",
    "NO",
    "NZ",
    "SE",
    "SK",
    "ZZ",
)


def question(random: Random) -> Json:
    """Mostly baskets; now and then one of the smaller calls."""
    match random.randrange(10):
        case 0:
            return {"call": "refund_share", "input": refund_share(random)}
        case 1:
            return {"call": "price_refund", "input": refund(random)}
        case 2:
            day = f"{random.randint(2001, 2030)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
            given: Json = {"country": random.choice(COUNTRIES), "day": day, "payable": amount(random)}
            if random.random() < 0.3:
                given["payable"] = random.randint(-12, 12)
            if random.random() < 0.3:
                given["paid_otherwise"] = amount(random)
            return {"call": "cash_rounding", "input": given}
        case 3:
            return {"call": "split_equally", "input": {"amount": amount(random), "parts": random.randint(0, 40)}}
        case _:
            return {"call": "price", "input": basket(random)}


def basket(random: Random) -> Json:
    """Zero to a dozen lines, seldom fifty; one basket in twenty holds a fault."""
    count = 50 if random.random() < 0.01 else random.randint(0, 12)
    rates = random.sample(RATES, random.randint(1, 4))
    lines = [line(random, rates) for _ in range(count)]
    found: Json = {"price_mode": random.choice(("gross", "gross", "net")), "lines": lines}
    kind = random.randrange(6)
    if kind == 0:
        found["discount_ppm"] = discount_rate(random)
    elif kind == 1:
        found["discount_amount"] = random.choice((1, 2, 99, 500, random.randint(0, 100_000), random.randint(0, 10**12)))
    if random.random() < 0.05:
        break_it(random, found)
    return found


def line(random: Random, rates: Sequence[int]) -> Json:
    found: Json = {
        "unit_price": amount(random),
        "quantity_milli": quantity(random),
        "tax_category": random.choice(CATEGORIES),
        "tax_rate_ppm": random.choice(rates),
    }
    base = abs(found["unit_price"] * found["quantity_milli"]) // 1000
    if base > 10**12:
        # Beyond the limit, and so the end of the whole basket: seldom enough.
        found["quantity_milli"] = random.choice((1_000, -1_000)) if random.random() < 0.98 else 2_000
        base = min(base, abs(found["unit_price"]))
    kind = random.randrange(8)
    if kind == 0:
        found["discount_ppm"] = discount_rate(random)
    elif kind == 1 and base:
        sign = 1 if (found["unit_price"] > 0) == (found["quantity_milli"] > 0) else -1
        found["discount_amount"] = sign * random.randint(0, base)
    return found


def amount(random: Random) -> int:
    size = random.choice((0, 5, 15, 25, 99, 100, 1_000))
    match random.randrange(12):
        case 0 | 1:
            pass
        case 2:
            size = random.randint(0, 10**12)
        case 3:
            size = random.randint(0, 10**8)
        case _:
            size = random.randint(0, 20_000)
    return -size if random.random() < 0.1 else size


def quantity(random: Random) -> int:
    match random.randrange(12):
        case 0 | 1 | 2:
            size = random.randint(1, 5_000)
        case 3:
            size = random.choice((0, 1, 500, 250, 125, 10**6))
        case 4:
            size = random.randint(0, 10**9) if random.random() < 0.2 else 3_000
        case _:
            size = 1_000 * random.randint(1, 6)
    return -size if random.random() < 0.1 else size


def discount_rate(random: Random) -> int:
    return random.choice((50_000, 100_000, 333_333, 500_000, 1_000_000, 1, random.randint(0, 1_000_000)))


def refund_share(random: Random) -> Json:
    sold = quantity(random)
    sign = -1 if sold < 0 else 1
    already = sign * random.randint(0, abs(sold))
    rest = abs(sold) - abs(already)
    now = sign * random.randint(0, rest + (1 if random.random() < 0.05 else 0))
    return {"amount": amount(random), "quantity_milli": sold, "already_milli": already, "now_milli": now}


def refund(random: Random) -> Json:
    rates = random.sample(RATES, random.randint(1, 4))
    lines = [
        {"amount": -amount(random), "tax_category": random.choice(CATEGORIES), "tax_rate_ppm": random.choice(rates)}
        for _ in range(random.randint(1, 12))
    ]
    return {"price_mode": random.choice(("gross", "net")), "lines": lines}


def break_it(random: Random, found: Json) -> None:
    """One fault, so that both sides must find the same one (or the same first of several)."""
    where = random.choice(found["lines"]) if found["lines"] and random.random() < 0.8 else found
    fault: Mapping[str, Any] = random.choice(
        (
            {"discount_ppm": 1_000_001},
            {"discount_ppm": -1},
            {"discount_amount": -(10**12)},
            {"discount_amount": 10**12 + 1},
            {"discount_ppm": 10, "discount_amount": 10},
            {"tax_rate_ppm": 1_000_001},
            {"tax_rate_ppm": -1},
            {"tax_category": random.choice(("", "s", "STANDARD", "É", "S "))},
            {"unit_price": 10**12 + 1},
            {"quantity_milli": -(10**12) - 1},
        )
    )
    for name, value in fault.items():
        if name.startswith("discount") or where is not found:
            where[name] = value


def entry_value(random: Random, depth: int = 4) -> Any:
    """A value of an entry, with letters of many alphabets, controls, and names that sort differently."""
    match random.randrange(8 if depth else 4):
        case 0:
            return random.randint(-(2**53) + 1, 2**53 - 1)
        case 1:
            return random.randint(-1000, 1000)
        case 2 | 3:
            return text(random)
        case 4 | 5:
            return [entry_value(random, depth - 1) for _ in range(random.randint(0, 4))]
        case _:
            return {text(random): entry_value(random, depth - 1) for _ in range(random.randint(0, 6))}


def text(random: Random) -> str:
    """Controls, ASCII, Latin, symbols, and both sides of the surrogates, where orders differ."""
    planes = ((0, 0x20), (0x20, 0x7F), (0x20, 0x7F), (0x80, 0x2FF), (0x2020, 0x20CF), (0xE000, 0xFFFF), (2**16, 2**17))
    return "".join(chr(random.randrange(*random.choice(planes))) for _ in range(random.randint(0, 8)))

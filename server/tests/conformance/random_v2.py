"""Random baskets and rules for both engines 2: few articles and small numbers, so that promotions meet and tie."""

from random import Random
from typing import Any

from tests.conformance.random_questions import amount, discount_rate, quantity

Json = dict[str, Any]

ITEMS = {
    "apple": ("fruit", "food"),
    "pear": ("fruit", "food"),
    "bread": ("bakery", "food"),
    "cola": ("soft", "drinks"),
    "beer": ("drinks",),
    "salad": ("meals",),
    "soup": ("meals",),
}
CATEGORIES = ("fruit", "food", "bakery", "soft", "drinks", "meals")
GROUPS = ("members", "staff", "trade")
STORES = ("north", "south")
COUPONS = ("TEN", "GIFT")
LISTS = ("happy", "trade", "members", "winter")
CENTS = (0, 1, 5, 15, 25, 50, 99, 100, 199, 250, 333, 500, 1_000, 1_999)
PERCENTS = (1, 50_000, 100_000, 150_000, 250_000, 333_333, 500_000, 1_000_000)
VAT: tuple[Json, ...] = tuple({"category": "S", "rate_ppm": rate} for rate in (55_000, 100_000, 190_000, 200_000))
LEVELS: tuple[list[Json], ...] = (
    [{"code": "GST", "category": "S", "rate_ppm": 50_000}, {"code": "PST", "category": "S", "rate_ppm": 70_000}],
    [{"code": "GST", "category": "S", "rate_ppm": 50_000}],
    [
        {"code": "GST", "category": "S", "rate_ppm": 50_000},
        {"code": "QST", "category": "S", "rate_ppm": 99_750, "compound": True},
    ],
    [
        {"code": "STATE", "category": "S", "rate_ppm": 62_500},
        {"code": "COUNTY", "category": "S", "rate_ppm": 2_500},
        {"code": "CITY", "category": "S", "rate_ppm": 12_345, "compound": True},
    ],
    [{"code": "ECO", "category": "S", "unit_amount": 25, "in_base": True}, {"category": "S", "rate_ppm": 200_000}],
    [{"category": "S", "rate_ppm": 200_000}, {"code": "BAG", "category": "O", "unit_amount": 10}],
)


def shop(random: Random, baskets_count: int) -> Json:
    """Rules, and baskets that are priced by them; one basket in thirty holds a fault, one shop in fifty another."""
    rules: Json = {
        "price_lists": [price_list(random, name) for name in random.sample(LISTS, random.choice((0, 0, 1, 2)))],
        "promotions": [promotion(random, f"p{number}") for number in range(random.choice((1, 1, 2, 2, 3, 4, 6, 9)))],
    }
    if random.random() < 0.02:
        random.choice(rules["promotions"]).update(rule_fault(random))
    return {"rules": rules, "baskets": [basket(random) for _ in range(baskets_count)]}


def basket(random: Random) -> Json:
    lines = [line(random) for _ in range(random.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12)))]
    found: Json = {"price_mode": random.choice(("gross", "gross", "gross", "net")), "lines": lines}
    add_deposits(random, lines)
    found["moment"] = moment(random)
    if random.random() < 0.5:
        found["store"] = random.choice(STORES)
    if random.random() < 0.4:
        found["customer_groups"] = random.sample(GROUPS, random.randint(1, 2))
    if random.random() < 0.4:
        found["coupons"] = random.sample(COUPONS, random.randint(1, 2))
    if random.random() < 0.15:
        found["switch"] = random.choice(("keep_price", "keep_net"))
    if random.random() < 0.1:
        found["exemption"] = {"category": random.choice(("AE", "E", "G"))}
        if random.random() < 0.3:
            found["exemption"]["codes"] = [random.choice(("GST", "PST", "QST"))]
    add_discount(random, found, 2_500)
    if random.random() < 0.03:
        break_it(random, found)
    return found


def moment(random: Random) -> Json:
    day = f"2026-{random.randint(10, 12)}-{random.randint(1, 28):02}"
    return {"day": day, "weekday": random.randint(1, 7), "minute": random.randrange(1_440)}


def line(random: Random) -> Json:
    item = random.choice(tuple(ITEMS))
    price = random.choice(CENTS) if random.random() < 0.9 else min(amount(random), 10**11)
    found: Json = {"unit_price": price, "quantity_milli": pieces(random), "item": item, "categories": list(ITEMS[item])}
    kind = random.randrange(24)
    if kind == 0:
        return returned_line(random, found)
    if kind == 1:
        found["kind"] = "fixed"
    if kind == 2:
        found["open"] = True
    if kind == 3:
        found["override"] = random.choice(CENTS)
    if kind == 4:
        found["price_mode"] = random.choice(("gross", "net"))
    if kind in (5, 6):
        found["components"] = [component(random) for _ in range(random.randint(1, 4))]
    else:
        add_taxes(random, found)
    if kind in (7, 8, 5):
        found["modifiers"] = [modifier(random) for _ in range(random.randint(1, 3))]
    base = price * found["quantity_milli"] // 1_000
    if kind != 1 and base > 0 and kind not in (2, 3):
        # Seldom more than the line costs, which would end the whole basket.
        add_discount(random, found, base if random.random() < 0.05 else base // 3)
    if random.random() < 0.3:
        found["list_prices"] = {name: random.choice(CENTS) for name in random.sample(LISTS, random.randint(1, 2))}
    return found


def pieces(random: Random) -> int:
    if random.random() < 0.8:
        return 1_000 * random.choice((1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 12))
    return quantity(random) if random.random() < 0.5 else random.randint(1, 5_000)


def add_taxes(random: Random, found: Json) -> None:
    if random.random() < 0.8:
        found["taxes"] = [random.choice(VAT)]
    else:
        found["taxes"] = random.choice(LEVELS)
    if random.random() < 0.2:
        found["switched_taxes"] = [random.choice(VAT)] if random.random() < 0.8 else random.choice(LEVELS)


def component(random: Random) -> Json:
    found: Json = {"item": "part", "quantity_milli": random.choice((1_000, 1_000, 2_000, 500, 1))}
    found["unit_price"] = random.choice(CENTS)
    add_taxes(random, found)
    return found


def modifier(random: Random) -> Json:
    found: Json = {"code": "more", "unit_price": random.choice((0, 20, 50, 50, -30, -200))}
    if random.random() < 0.3:
        found["count"] = random.randint(1, 3)
    return found


def returned_line(random: Random, found: Json) -> Json:
    found = {**found, "kind": "return", "quantity_milli": -found["quantity_milli"]}
    if random.random() < 0.3:
        found["components"] = [{**component(random), "amount": -random.choice(CENTS)} for _ in range(2)]
        found["amount"] = sum(part["amount"] for part in found["components"])
    else:
        found["amount"] = -random.choice(CENTS)
        add_taxes(random, found)
    return found


def add_deposits(random: Random, lines: list[Json]) -> None:
    """Deposits that follow an article, and some that come back."""
    articles = [number for number, one in enumerate(lines, start=1) if one.get("kind", "fixed") == "fixed"]
    for number in articles:
        if random.random() < 0.1:
            lines.append(
                {"kind": "deposit", "unit_price": 25, "quantity_milli": 1_000, "of_line": number, **taxed(random)}
            )
    if random.random() < 0.1:
        lines.append({"kind": "deposit", "unit_price": 25, "quantity_milli": -3_000, **taxed(random)})


def taxed(random: Random) -> Json:
    return {"taxes": [random.choice(VAT)]}


def add_discount(random: Random, found: Json, size: int) -> None:
    match random.randrange(12):
        case 0:
            found["discount_ppm"] = discount_rate(random)
        case 1:
            found["discount_amount"] = random.randint(0, size)
        case 2:
            found["final_amount"] = random.randint(0, size)
        case _:
            pass


def price_list(random: Random, name: str) -> Json:
    percents: list[Json] = [
        {"category": category, "ppm": random.choice((-200_000, -100_000, 50_000, -333_333))}
        for category in random.sample(CATEGORIES, random.choice((0, 1, 2)))
    ]
    if random.random() < 0.3:
        percents.append({"ppm": random.choice((-50_000, 100_000))})
    found: Json = {"id": name, "rank": random.randint(0, 2), "percents": percents, "when": when(random)}
    if random.random() < 0.3:
        found["step"] = random.choice((5, 10, 100))
    return found


def when(random: Random) -> Json:
    """Seldom strict: most rules should hold."""
    found: Json = {}
    if random.random() < 0.1:
        found["stores"] = [random.choice(STORES)]
    if random.random() < 0.15:
        found["customers"] = random.sample(GROUPS, random.randint(1, 2))
    if random.random() < 0.1:
        found["coupon"] = random.choice(COUPONS)
    if random.random() < 0.1:
        found["from"] = f"2026-{random.randint(9, 12):02}-01"
    if random.random() < 0.1:
        found["until"] = f"2026-{random.randint(10, 12)}-28"
    if random.random() < 0.1:
        found["weekdays"] = random.sample(range(1, 8), random.randint(1, 6))
    if random.random() < 0.1:
        start, end = random.sample(range(1_440), 2)
        found["minutes"] = [start, end]
    return found


def match(random: Random) -> Json:
    found: Json = {}
    kind = random.randrange(6)
    if kind in (0, 1, 4):
        found["items"] = random.sample(tuple(ITEMS), random.randint(1, 4))
    if kind in (2, 3, 4):
        found["categories"] = random.sample(CATEGORIES, random.randint(1, 2))
    if random.random() < 0.15:
        found["except_items"] = random.sample(tuple(ITEMS), random.randint(1, 2))
    if random.random() < 0.1:
        found["except_categories"] = [random.choice(CATEGORIES)]
    return found


def promotion(random: Random, name: str) -> Json:
    kind = random.choice(("each", "each", "set", "set", "set", "basket"))
    found: Json = {"id": name, "kind": kind, "when": when(random)}
    found["stacking"] = random.choice(("exclusive", "combinable"))
    if random.random() < 0.4:
        found["priority"] = random.randint(0, 2)
    if random.random() < 0.15:
        found["regular_only"] = True
    if random.random() < 0.25:
        found["needs"] = {"match": match(random), **random.choice(({"amount": 1_000}, {"quantity_milli": 3_000}))}
    effect = random.choice(("percent_ppm", "amount") if kind == "basket" else ("percent_ppm", "amount", "price"))
    found[effect] = random.choice(PERCENTS) if effect == "percent_ppm" else random.choice(CENTS[1:])
    if kind == "set":
        found["parts"] = [
            {"match": match(random), "count": random.choice((1, 1, 2, 3))}
            for _ in range(random.choice((1, 1, 2, 2, 3)))
        ]
        if effect == "percent_ppm":
            found.update(random.choice(({}, {"cheapest": 1}, {"part": len(found["parts"])})))
        if random.random() < 0.3:
            found["sets_max"] = random.randint(1, 3)
    else:
        found["match"] = match(random)
    if kind == "basket" and random.random() < 0.2:
        found["discount_max"] = random.choice((100, 500))
    return found


def break_it(random: Random, found: Json) -> None:
    """One fault, so that both sides must find the same one."""
    match random.randrange(4):
        case 0:
            found["moment"].update(random.choice(({"weekday": 0}, {"minute": 1_440}, {"day": "22.11.2026"})))
        case 1:
            found.update(random.choice(({"discount_ppm": 1_000_001}, {"final_amount": -1})))
        case _ if found["lines"]:
            random.choice(found["lines"]).update(line_fault(random))
        case _:
            pass


def rule_fault(random: Random) -> Json:
    faults: tuple[Json, ...] = (
        {"percent_ppm": 0},
        {"kind": "never"},
        {"priority": -1},
        {"when": {"from": "2026-13-01"}},
        {"when": {"minutes": [60, 60]}},
        {"when": {"weekdays": [8]}},
        {"colour": "red"},
        {"id": ""},
        {"stacking": "sometimes"},
        {"needs": {}},
        {"when": {"coupon": "ÉTÉ"}},
        {"priority": "1"},
        {"regular_only": 1},
    )
    return random.choice(faults)


def line_fault(random: Random) -> Json:
    faults: tuple[Json, ...] = (
        {"kind": "deposit"},
        {"kind": "deposit", "of_line": 99},
        {"kind": "return"},
        {"kind": "fixed", "discount_ppm": 100},
        {"amount": 5},
        {"of_line": 1},
        {"taxes": []},
        {"taxes": [{"category": "S", "rate_ppm": 1_000_001}]},
        {"taxes": [{"category": "s", "rate_ppm": 1}]},
        {"taxes": [{"category": "S", "rate_ppm": 1, "unit_amount": 1}]},
        {"taxes": [{"category": "S", "code": "vat", "rate_ppm": 1}]},
        {"taxes": [{"category": "S", "rate_ppm": 900_000}] * 3},
        {"discount_ppm": 1, "final_amount": 0},
        {"discount_amount": -5},
        {"final_amount": 10**12},
        {"modifiers": [{"code": "m", "unit_price": 1, "count": 0}]},
        {"components": [{"item": "c", "quantity_milli": 0, "unit_price": 1, "taxes": [VAT[0]]}], "taxes": []},
        {"override": 10**12 + 1},
        {"unit_price": 10**12, "quantity_milli": 10**12},
    )
    return random.choice(faults)

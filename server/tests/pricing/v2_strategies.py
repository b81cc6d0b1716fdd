"""Baskets and rules for the property tests of engine 2: few articles, so that promotions meet."""

from typing import Any

from hypothesis import strategies as st

from comptoir.pricing.v2 import Basket, Component, Line, Modifier, Moment, Promotion, Tax, read_promotion

Json = dict[str, Any]

ITEMS = ("apple", "bread", "cola", "beer", "salad")
CATEGORY_OF = {"apple": "fruit", "bread": "bakery", "cola": "drinks", "beer": "drinks", "salad": "meals"}
CATEGORIES = tuple(sorted(set(CATEGORY_OF.values())))
NOON = Moment("2026-11-22", 7, 720)
STANDARD = Tax("", "S", 200_000)
REDUCED = Tax("", "S", 55_000)
TAX_SETS: tuple[tuple[Tax, ...], ...] = (
    (STANDARD,),
    (REDUCED,),
    (Tax("", "Z"),),
    (Tax("GST", "S", 50_000), Tax("PST", "S", 70_000)),
    (Tax("GST", "S", 50_000), Tax("QST", "S", 95_000, is_compound=True)),
    (Tax("ECO", "S", unit_amount=25, is_in_base=True), STANDARD),
    (STANDARD, Tax("BAG", "O", unit_amount=10)),
)

quantities = st.one_of(
    st.integers(min_value=1, max_value=7).map(lambda count: count * 1_000), st.integers(min_value=1, max_value=4_000)
)
amounts = st.integers(min_value=0, max_value=3_000)
ratios = st.sampled_from([1, 50_000, 100_000, 333_333, 500_000, 1_000_000])


@st.composite
def lines(draw: st.DrawFn) -> Line:
    item = draw(st.sampled_from(ITEMS))
    is_bundle = draw(st.integers(min_value=0, max_value=9)) == 0
    return Line(
        draw(amounts),
        draw(quantities),
        () if is_bundle else draw(st.sampled_from(TAX_SETS)),
        item=item,
        categories=(CATEGORY_OF[item],),
        modifiers=draw(st.lists(st.builds(Modifier, st.just("m"), st.integers(-50, 200)), max_size=2)),
        components=draw(st.lists(components(), min_size=1, max_size=3)) if is_bundle else (),
        discount_ppm=draw(st.one_of(st.just(0), st.just(0), ratios)),
    )


@st.composite
def components(draw: st.DrawFn) -> Component:
    return Component("part", draw(quantities), draw(amounts), draw(st.sampled_from(TAX_SETS)))


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    return Basket(
        draw(st.sampled_from(["gross", "gross", "net"])),
        draw(st.lists(lines(), max_size=6)),
        NOON,
        discount_ppm=draw(st.one_of(st.just(0), ratios)),
    )


def matches() -> st.SearchStrategy[Json]:
    return st.one_of(
        st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3).map(lambda items: {"items": items}),
        st.sampled_from(CATEGORIES).map(lambda category: {"categories": [category]}),
        st.sampled_from(ITEMS).map(lambda item: {"except_items": [item]}),
        st.just({}),
    )


@st.composite
def effects(draw: st.DrawFn, *, has_price: bool = True) -> Json:
    match draw(st.integers(min_value=0, max_value=2 if has_price else 1)):
        case 0:
            return {"percent_ppm": draw(ratios)}
        case 1:
            return {"amount": draw(st.integers(min_value=1, max_value=900))}
        case _:
            return {"price": draw(st.integers(min_value=0, max_value=4_000))}


@st.composite
def promotions(draw: st.DrawFn, *, identifier: str, priority: int = 0) -> Promotion:
    kind = draw(st.sampled_from(["each", "set", "set", "basket"]))
    document: Json = {"id": identifier, "kind": kind, "priority": priority}
    document["stacking"] = draw(st.sampled_from(["exclusive", "combinable"]))
    document |= draw(effects(has_price=kind != "basket"))
    if draw(st.booleans()):
        document["needs"] = {"amount": draw(amounts), "match": draw(matches())}
    if kind == "set":
        parts = draw(st.lists(st.tuples(matches(), st.integers(1, 3)), min_size=1, max_size=3))
        document["parts"] = [{"match": match, "count": count} for match, count in parts]
        if "percent_ppm" in document and draw(st.booleans()):
            document["part" if draw(st.booleans()) else "cheapest"] = draw(st.integers(1, len(parts)))
        if draw(st.booleans()):
            document["sets_max"] = draw(st.integers(1, 2))
    else:
        document["match"] = draw(matches())
    return read_promotion(document)


@st.composite
def rule_sets(draw: st.DrawFn, *, count_max: int, priorities: int = 1) -> list[Promotion]:
    count = draw(st.integers(min_value=0, max_value=count_max))
    return [
        draw(promotions(identifier=f"p{number}", priority=draw(st.integers(0, priorities - 1))))
        for number in range(count)
    ]

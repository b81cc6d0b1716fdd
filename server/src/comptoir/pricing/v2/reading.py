"""Rules as they are written (docs/developer/pricing.md, "Rules"), read strictly: what is not understood is refused
where it is written, and left out by a till that is older than the rule."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from comptoir.pricing.engine import AMOUNT_MAX, PPM
from comptoir.pricing.errors import RuleInvalid
from comptoir.pricing.v2.rules import (
    Effect,
    Match,
    Needs,
    Part,
    PriceList,
    Promotion,
    PromotionKind,
    RewardOn,
    Stacking,
    When,
)

RANK_MAX = 1_000
PARTS_MAX = 8
COUNT_MAX = 1_000
NAMED_MAX = 10_000
MARKUP_MAX = 9_000_000
DAY_MINUTES = 1_440

_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])").fullmatch

T = TypeVar("T")
Document = Mapping[str, object]


def is_day(text: str) -> bool:
    """Whether the text is a day as conditions write it; days compare as texts."""
    return _DAY(text) is not None


def read_price_list(document: object) -> PriceList:
    """A price list from its document."""
    source = _object(document, {"id", "name", "rank", "when", "percents", "step"})
    identifier = _identifier(source.get("id"))
    categories: dict[str, int] = {}
    everything: int | None = None
    for entry in _list(source.get("percents", []), NAMED_MAX):
        percent = _object(entry, {"category", "ppm"})
        ppm = _integer(percent.get("ppm"), -PPM, MARKUP_MAX)
        if "category" in percent:
            categories[_identifier(percent["category"])] = ppm
        else:
            everything = ppm
    return PriceList(
        identifier,
        _integer(source.get("rank", 0), 0, RANK_MAX),
        _when(source.get("when", {})),
        categories,
        everything,
        _integer(source.get("step", 1), 1, AMOUNT_MAX),
    )


def read_promotion(document: object) -> Promotion:
    """A promotion from its document."""
    common = {"id", "name", "kind", "priority", "stacking", "when", "needs", "percent_ppm", "amount"}
    kind = _one_of(_object(document, None).get("kind"), ("each", "set", "basket"))
    match kind:
        case "each":
            source = _object(document, common | {"match", "price", "regular_only"})
            parts = [Part(_match(source.get("match", {})), 1)]
        case "set":
            source = _object(document, common | {"parts", "price", "regular_only", "cheapest", "part", "sets_max"})
            parts = [_part(entry) for entry in _list(source.get("parts"), PARTS_MAX)]
            _require(bool(parts))
        case _:
            source = _object(document, common | {"match", "regular_only", "discount_max"})
            parts = [Part(_match(source.get("match", {})), 1)]
    reward_on, reward_number = _reward(source, parts)
    return Promotion(
        id=_identifier(source.get("id")),
        kind=cast(PromotionKind, kind),
        effect=_effect(source),
        parts=parts,
        priority=_integer(source.get("priority", 0), 0, RANK_MAX),
        stacking=cast(Stacking, _one_of(source.get("stacking", "exclusive"), ("exclusive", "combinable"))),
        when=_when(source.get("when", {})),
        needs=_needs(source["needs"]) if "needs" in source else None,
        is_regular_only=_boolean(source.get("regular_only", False)),
        reward_on=reward_on,
        reward_number=reward_number,
        sets_max=_integer(source.get("sets_max", 0), 0, AMOUNT_MAX),
        discount_max=_integer(source.get("discount_max", 0), 0, AMOUNT_MAX),
    )


def _reward(source: Document, parts: list[Part]) -> tuple[RewardOn, int]:
    """A rate may be on the cheapest units of a set, or on one of its parts; anything else is on the whole set."""
    if "cheapest" not in source and "part" not in source:
        return "set", 0
    _require("percent_ppm" in source and not ("cheapest" in source and "part" in source))
    if "part" in source:
        return "part", _integer(source["part"], 1, len(parts))
    return "cheapest", _integer(source["cheapest"], 1, sum(part.count for part in parts))


def _effect(source: Document) -> Effect:
    named = [name for name in ("percent_ppm", "amount", "price") if name in source]
    _require(len(named) == 1)
    if named == ["percent_ppm"]:
        return Effect(percent_ppm=_integer(source["percent_ppm"], 1, PPM))
    if named == ["amount"]:
        return Effect(amount=_integer(source["amount"], 1, AMOUNT_MAX))
    return Effect(price=_integer(source["price"], 0, AMOUNT_MAX))


def _part(document: object) -> Part:
    source = _object(document, {"match", "count"})
    return Part(_match(source.get("match", {})), _integer(source.get("count"), 1, COUNT_MAX))


def _needs(document: object) -> Needs:
    source = _object(document, {"match", "amount", "quantity_milli"})
    _require("amount" in source or "quantity_milli" in source)
    return Needs(
        _match(source.get("match", {})),
        _integer(source.get("amount", 0), 0, AMOUNT_MAX),
        _integer(source.get("quantity_milli", 0), 0, AMOUNT_MAX),
    )


def _match(document: object) -> Match:
    source = _object(document, {"items", "categories", "except_items", "except_categories"})
    return Match(
        _identifiers(source.get("items", [])),
        _identifiers(source.get("categories", [])),
        _identifiers(source.get("except_items", [])),
        _identifiers(source.get("except_categories", [])),
    )


def _when(document: object) -> When:
    source = _object(document, {"stores", "customers", "coupon", "from", "until", "weekdays", "minutes"})
    minutes: tuple[int, int] | None = None
    if "minutes" in source:
        start, end = _numbers(source["minutes"], 0, DAY_MINUTES, count=2)
        _require(start != end and start < DAY_MINUTES)
        minutes = (start, end)
    return When(
        _identifiers(source.get("stores", [])),
        _identifiers(source.get("customers", [])),
        _identifier(source["coupon"]) if "coupon" in source else "",
        _day(source["from"]) if "from" in source else "",
        _day(source["until"]) if "until" in source else "",
        frozenset(_numbers(source.get("weekdays", []), 1, 7)),
        minutes,
    )


def _require(is_right: bool) -> None:
    if not is_right:
        raise RuleInvalid


def _object(value: object, members: set[str] | None) -> Document:
    _require(isinstance(value, dict))
    found = cast(Document, value)
    _require(members is None or members.issuperset(found))
    return found


def _list(value: object, count_max: int) -> list[object]:
    _require(isinstance(value, list) and len(value) <= count_max)
    return cast("list[object]", value)


def _integer(value: object, lowest: int, highest: int) -> int:
    _require(type(value) is int and lowest <= value <= highest)
    return cast(int, value)


def _numbers(value: object, lowest: int, highest: int, count: int | None = None) -> list[int]:
    entries = _list(value, NAMED_MAX)
    _require(count is None or len(entries) == count)
    return [_integer(entry, lowest, highest) for entry in entries]


def _boolean(value: object) -> bool:
    _require(type(value) is bool)
    return cast(bool, value)


def _text(value: object, is_right: Callable[[str], object]) -> str:
    _require(isinstance(value, str) and bool(is_right(value)))
    return cast(str, value)


def _identifier(value: object) -> str:
    return _text(value, _IDENTIFIER)


def _identifiers(value: object) -> frozenset[str]:
    return frozenset(_identifier(entry) for entry in _list(value, NAMED_MAX))


def _day(value: object) -> str:
    return _text(value, is_day)


def _one_of(value: object, choices: tuple[str, ...]) -> str:
    return _text(value, choices.__contains__)

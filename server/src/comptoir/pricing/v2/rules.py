"""Price lists and promotions as the engine holds them. They are written as data and read by `reading`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Stacking: TypeAlias = Literal["exclusive", "combinable"]
PromotionKind: TypeAlias = Literal["each", "set", "basket"]
RewardOn: TypeAlias = Literal["set", "cheapest", "part"]


@dataclass(frozen=True, slots=True)
class When:
    """Conditions on the basket as a whole; an empty one holds always.

    `minutes` are the first one in and the first one out; a window over midnight (22:00 to 2:00) belongs to the
    weekday on which it began.
    """

    stores: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    coupon: str = ""
    first_day: str = ""
    last_day: str = ""
    weekdays: frozenset[int] = frozenset()
    minutes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Which articles: those named, or of a category named; all when nothing is named. Exceptions win."""

    items: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    except_items: frozenset[str] = frozenset()
    except_categories: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not self.items and not self.categories


@dataclass(frozen=True, slots=True)
class Needs:
    """What the basket must hold before a promotion applies, counted before any reduction: an offer that is added
    never takes another one away."""

    match: Match
    amount: int = 0
    quantity_milli: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a promotion does: a rate off, an amount off, or a price instead. Exactly one is set."""

    percent_ppm: int | None = None
    amount: int | None = None
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So many whole units of these articles make a part of a set."""

    match: Match
    count: int


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion. `each` reduces every unit; `set` reduces sets of whole units (3 for 2, a menu, buy and get);
    `basket` reduces what is left of all lines together. A smaller `priority` goes first.
    """

    id: str
    kind: PromotionKind
    effect: Effect
    parts: Sequence[Part]
    priority: int = 0
    stacking: Stacking = "exclusive"
    when: When = field(default_factory=When)
    needs: Needs | None = None
    is_regular_only: bool = False
    reward_on: RewardOn = "set"
    reward_number: int = 0
    sets_max: int = 0
    discount_max: int = 0


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices for some customers, stores, days or hours. An item's own price stands with the item; here stand
    rates on categories and on everything, and the step that such a price is rounded to. Smaller `rank` goes first.
    """

    id: str
    rank: int = 0
    when: When = field(default_factory=When)
    category_ppm: Mapping[str, int] = field(default_factory=dict)
    everything_ppm: int | None = None
    step: int = 1


@dataclass(slots=True)
class Index:
    """Promotions by priority, and which of their parts an item or a category can meet.

    The parts of all promotions are numbered in one row: those of promotion n begin at `first_parts[n]`, and
    `owners` says whose a part is.
    """

    promotions: Sequence[Promotion]
    first_parts: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    by_item: dict[str, list[int]] = field(default_factory=dict)
    by_category: dict[str, list[int]] = field(default_factory=dict)
    everywhere: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rules:
    """Price lists by rank, and the promotions on goods and on the basket, indexed."""

    price_lists: Sequence[PriceList]
    goods: Index
    whole: Index


def compile_rules(*, price_lists: Sequence[PriceList] = (), promotions: Sequence[Promotion] = ()) -> Rules:
    """Index the rules once, so that a basket asks only those that can concern its lines.

    The order in which they were written never matters: equals go by identifier.
    """
    lists = sorted(price_lists, key=lambda rule: (rule.rank, rule.id))
    ordered = sorted(promotions, key=lambda rule: (rule.priority, rule.id))
    return Rules(
        lists,
        _indexed([promotion for promotion in ordered if promotion.kind != "basket"]),
        _indexed([promotion for promotion in ordered if promotion.kind == "basket"]),
    )


def _indexed(promotions: Sequence[Promotion]) -> Index:
    index = Index(promotions)
    for number, promotion in enumerate(promotions):
        index.first_parts.append(len(index.owners))
        for part in promotion.parts:
            place = len(index.owners)
            index.owners.append(number)
            if part.match.is_everything:
                index.everywhere.append(place)
            for item in part.match.items:
                index.by_item.setdefault(item, []).append(place)
            for category in part.match.categories:
                index.by_category.setdefault(category, []).append(place)
    return index


NO_RULES = compile_rules()

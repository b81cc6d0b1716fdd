"""A sample basket priced by the real engine, with a promotion as it stands in a form, saved or not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from comptoir.backoffice.offers import Document
from comptoir.catalog.prices import price_at
from comptoir.catalog.public import (
    CategoryView,
    ItemView,
    RuleView,
    categories,
    items_named,
    list_price_histories,
    price_histories,
    price_lists,
    promotions,
    search_items,
)
from comptoir.catalog.rules import list_prices_at
from comptoir.platform.public import StoreView
from comptoir.pricing import PricingError, v2
from comptoir.pricing.v2.conditions import holds
from comptoir.tax.public import classes_on

NEWEST = (1 << 62) - 1
LINES_MAX = 50
QUANTITY_MAX = 999
DAYS_AHEAD = 400


@dataclass(frozen=True, slots=True)
class Setting:
    """Where, when and for whom the sample is sold."""

    store: StoreView
    day: date
    minute: int
    customers: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    with_others: bool = True

    @property
    def moment(self) -> v2.Moment:
        return v2.Moment(self.day.isoformat(), self.day.isoweekday(), self.minute)


@dataclass(frozen=True, slots=True)
class SampleLine:
    """So many of an article."""

    item: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a promotion took, by its name."""

    name: str
    amount: int
    is_this: bool

    @property
    def minus(self) -> int:
        return -self.amount


@dataclass(frozen=True, slots=True)
class TriedLine:
    """A line of the sample as a receipt would show it. `list_name` says whose price it is when a list's."""

    item: ItemView
    quantity: int
    unit_price: int
    base: int
    amount: int
    list_name: str
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What the sample comes to. `reasons` are the conditions that did not hold, by their names."""

    lines: tuple[TriedLine, ...]
    before: int
    gross: int
    gives: int
    reasons: tuple[str, ...]

    @property
    def saved(self) -> int:
        return self.before - self.gross


def try_out(lines: Sequence[SampleLine], rule: UUID, document: Document, setting: Setting) -> Trial:
    """Price the sample with this promotion, beside all that stands or alone; inside a reading."""
    draft = {**document, "id": str(rule)}
    promotion = v2.read_promotion(draft)
    standing = [view for view in promotions() if not view.is_ended and view.id != rule] if setting.with_others else []
    lists = [view for view in price_lists() if not view.is_ended]
    names = {str(view.id): view.name for view in (*standing, *lists)} | {str(rule): str(document["name"])}
    rules = v2.compile_rules(
        price_lists=[v2.read_price_list(view.document) for view in lists],
        promotions=[promotion, *_understood(standing)],
    )
    items = items_named((line.item for line in lines), day=setting.day)
    sold = [line for line in lines if line.item in items][:LINES_MAX]
    basket = v2.Basket(
        price_mode="net" if setting.store.price_mode == "net" else "gross",
        lines=_engine_lines(sold, items, setting),
        moment=setting.moment,
        store=str(setting.store.id),
        customer_groups=setting.customers,
        coupons=setting.coupons,
    )
    priced = v2.price(basket, rules)
    tried = tuple(
        TriedLine(
            items[line.item],
            line.quantity,
            found.unit_price,
            found.base,
            found.amount,
            names.get(found.price_list, ""),
            tuple(
                Taken(names.get(award.promotion, ""), award.amount, award.promotion == str(rule))
                for award in found.promotions
            ),
        )
        for line, found in zip(sold, priced.lines, strict=True)
    )
    gives = sum(award.amount for award in priced.promotions if award.promotion == str(rule))
    return Trial(
        tried,
        sum(line.base for line in tried),
        sum(line.amount for line in tried),
        gives,
        () if gives else _reasons(promotion.when, basket),
    )


def sample_for(document: Document, rule: UUID) -> list[SampleLine]:
    """A basket with which the promotion can be seen at work: of each part so many as it asks for."""
    promotion = v2.read_promotion({**document, "id": str(rule)})
    found: list[SampleLine] = []
    for part in promotion.parts:
        candidates = _candidates(part.match, part.count)
        if not candidates:
            continue
        count, rest = divmod(part.count, len(candidates))
        found += [
            SampleLine(item.id, min(count + (place < rest), QUANTITY_MAX))
            for place, item in enumerate(candidates)
            if count + (place < rest)
        ]
    return found


def moment_when(document: Document, now: datetime) -> datetime:
    """Now, or else the next moment at which the promotion's days and hours hold."""
    when = v2.read_promotion({**document, "id": "sample"}).when
    start = when.minutes[0] if when.minutes else 0
    first = date.fromisoformat(when.first_day) if when.first_day else now.date()
    moments = [now]
    midnight = now.replace(hour=0, minute=0)
    for offset in range(DAYS_AHEAD):
        day = max(first, now.date()) + timedelta(days=offset)
        moments.append(midnight.replace(year=day.year, month=day.month, day=day.day) + timedelta(minutes=start))
    for moment in moments:
        if holds(replace(when, stores=frozenset(), customers=frozenset(), coupon=""), _empty(moment)):
            return moment
    return now


def _engine_lines(sold: Sequence[SampleLine], items: Mapping[UUID, ItemView], setting: Setting) -> list[v2.Line]:
    """As the till would ask: the store's price, the lists' prices, the taxes of the day."""
    prices = price_histories(line.item for line in sold)
    listed = list_price_histories(line.item for line in sold)
    taxes = {tax.id: tax.rate for tax in classes_on(setting.day)}
    parents = {category.id: category for category in categories(with_ended=True)}
    lines = []
    for line in sold:
        view = items[line.item]
        price = price_at(prices.get(line.item, ()), store=setting.store.id, position=NEWEST)
        rate = taxes.get(view.tax_class)
        tax = v2.Tax("", rate.category if rate else "S", rate.rate_ppm if rate else 0)
        lines.append(
            v2.Line(
                unit_price=price.unit_price if price else 0,
                quantity_milli=line.quantity * 1000,
                taxes=(tax,),
                item=str(line.item),
                categories=[str(category) for category in lineage(view.category, parents)],
                list_prices=list_prices_at(listed.get(line.item, ()), NEWEST),
            )
        )
    return lines


def lineage(category: UUID, known: Mapping[UUID, CategoryView]) -> Iterable[UUID]:
    """A category and those around it, its own first."""
    seen: set[UUID] = set()
    place: UUID | None = category
    while place is not None and place in known and place not in seen:
        seen.add(place)
        yield place
        place = known[place].parent


def _candidates(match: Any, count: int) -> list[ItemView]:
    """Up to three articles that a part is about, of those that are on sale."""
    wanted = min(3, count)
    named = [view for view in items_named(UUID(item) for item in match.items).values() if not view.is_archived]
    if not named:
        shelves: list[UUID | None] = [UUID(category) for category in sorted(match.categories)] or [None]
        named = [view for shelf in shelves for view in search_items(category=shelf, limit=8).items]
    allowed = [
        view
        for view in named
        if view.unit == "C62"
        and view.unit_price
        and str(view.id) not in match.except_items
        and str(view.category) not in match.except_categories
    ]
    return allowed[:wanted]


def _understood(views: Iterable[RuleView]) -> list[v2.Promotion]:
    """As a till does: a rule that this program does not know is left out."""
    found = []
    for view in views:
        try:
            found.append(v2.read_promotion(view.document))
        except PricingError:
            continue
    return found


def _reasons(when: Any, basket: v2.Basket) -> tuple[str, ...]:
    """Which conditions of the promotion this basket does not meet, asked of the engine one by one."""
    nothing = type(when)()
    alone = {
        "store": replace(nothing, stores=when.stores),
        "customer": replace(nothing, customers=when.customers),
        "coupon": replace(nothing, coupon=when.coupon),
        "day": replace(nothing, first_day=when.first_day, last_day=when.last_day),
        "hour": replace(nothing, weekdays=when.weekdays, minutes=when.minutes),
    }
    return tuple(name for name, condition in alone.items() if not holds(condition, basket))


def _empty(moment: datetime) -> v2.Basket:
    at = v2.Moment(moment.date().isoformat(), moment.isoweekday(), moment.hour * 60 + moment.minute)
    return v2.Basket(price_mode="gross", lines=(), moment=at)

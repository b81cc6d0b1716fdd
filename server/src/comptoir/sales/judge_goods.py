"""Menus, what was asked with articles, and who may buy them: judged by what the till knew of its shop's goods.

Nothing here refuses. An honest till knew at least what stood at its entry's position and perhaps something newer, so
only what was right at no moment from then on is said. A till that was away for a month is not suspicious.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from comptoir.catalog.goods import ArticleAt, PlaceAt
from comptoir.catalog.prices import price_at
from comptoir.catalog.restrictions import Closed, Rule
from comptoir.sales.bodies import SaleBody, SoldLine, StatedComponent
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Sender
from comptoir.sales.places import Placed
from comptoir.sales.state import NO_SHOP_RULES, ShopRules, State
from comptoir.sales.tax_rates import Moment, judge_among

# A basket may be open while the hour strikes at which its goods may no longer be sold.
CLOSED_TOLERANCE = 60
DAY_MINUTES = 1_440


def judge_goods(
    sale: SaleBody, sender: Sender, state: State, known: Moment, *, device_time: str
) -> Iterator[Difference]:
    """What differs in a sale's menus and questions, and which goods went to whom nobody had looked at."""
    rules = state.rules.get(sender.organization, NO_SHOP_RULES)
    placed = Placed(sale, sender, state, known)
    for line in sale.lines:
        if line.kind != "article" or line.is_return or line.item is None:
            continue
        if line.components:
            yield from _judge_menu(line, placed, rules)
        if line.pack is not None:
            yield from _judge_pack(line, rules, known.position)
        if line.modifiers or not rules.goods.is_empty:
            yield from _judge_modifiers(line, placed, rules)
        if not rules.goods.is_empty:
            yield from _judge_buyer(line, sale, sender, rules, known.position, device_time)


def _judge_menu(line: SoldLine, placed: Placed, rules: ShopRules) -> Iterator[Difference]:
    """Each part one of its place's choices, at its own price and tax."""
    sender, state, known = placed.sender, placed.state, placed.moment
    versions = [article.places for article in rules.goods.articles_from(line.item, known.position)]
    fitting = [places for places in versions if _fits(line.components, places)]
    if not fitting:
        yield Difference("menu", line.line, ", ".join(component.name for component in line.components)[:200], "")
    else:
        stated = _surcharges(line)
        asked = [_asked(line.components, places) for places in fitting]
        if stated not in asked:
            yield Difference("modifier", line.line, str(_sum(stated)), str(_sum(asked[0])))
    for component in line.components:
        article = component.article
        history = state.prices.get((sender.organization, article)) if article is not None else None
        if history is None:
            yield Difference("unknown_item", line.line, component.item, "")
            continue
        standing = price_at(history, store=sender.store, position=known.position)
        later = {price.unit_price for price in history if price.position > known.position}
        if standing is None or component.unit_price not in {standing.unit_price, *later}:
            right = "" if standing is None else str(standing.unit_price)
            yield Difference("price", line.line, str(component.unit_price), right)
        if standing is not None and component.taxes:
            found: list[Difference] = []
            part = _taxed(line, component)
            judge_among(part, placed.rates(part, standing), found)
            yield from found


def _judge_pack(line: SoldLine, rules: ShopRules, position: int) -> Iterator[Difference]:
    """How many are in one: as it was at a moment that the till may have known of."""
    counts = [article.pack for article in rules.goods.articles_from(line.item, position)]
    if line.pack not in counts:
        yield Difference("pack", line.line, str(line.pack), str(counts[0] or ""))


def _surcharges(line: SoldLine) -> Counter[tuple[str, int]]:
    """What was taken for dearer choices: named by the choice's article."""
    parts = {component.item for component in line.components}
    return Counter((one.code, one.unit_price * one.count) for one in line.modifiers if one.code in parts)


def _asked(components: Sequence[StatedComponent], places: Sequence[PlaceAt]) -> Counter[tuple[str, int]]:
    """What the menu asks for them."""
    return Counter(
        (component.item, amount)
        for component, place in zip(components, places, strict=True)
        if (amount := place.surcharges.get(component.item, 0))
    )


def _sum(surcharges: Counter[tuple[str, int]]) -> int:
    return sum(amount * times for (_, amount), times in surcharges.items())


def _taxed(line: SoldLine, component: StatedComponent) -> SoldLine:
    """The part as a line, for the question which tax it should have had."""
    [tax, *_] = component.taxes
    return SoldLine(
        line=line.line, quantity_milli=component.quantity_milli, unit_price=component.unit_price,
        amount=component.amount, tax_category=tax.category, tax_rate_ppm=tax.rate_ppm, place=line.place,
    )  # fmt: skip


def _fits(components: Sequence[StatedComponent], places: Sequence[PlaceAt]) -> bool:
    return len(components) == len(places) and all(
        component.item in place.items and component.quantity_milli == place.quantity_milli
        for component, place in zip(components, places, strict=True)
    )


def _judge_modifiers(line: SoldLine, placed: Placed, rules: ShopRules) -> Iterator[Difference]:
    """Each at a price that it had (brought to the taxes of the line's place), and of each question so many as it asks
    for.
    """
    goods, position = rules.goods, placed.moment.position
    parts = {component.item for component in line.components}
    for modifier in line.modifiers:
        if modifier.code in parts:
            continue  # a surcharge: judged with its menu
        prices = {placed.charged(price, line) for price in goods.option_prices(modifier.code, position)}
        if modifier.unit_price not in prices:
            right = " / ".join(map(str, sorted(prices)))
            yield Difference("modifier", line.line, str(modifier.unit_price), right)
    owners = [line.item, *(component.article for component in line.components)]
    yield from _judge_counts(line, [item for item in owners if item is not None], rules, position)


def _judge_counts(line: SoldLine, owners: Sequence[UUID], rules: ShopRules, position: int) -> Iterator[Difference]:
    """How many options of each question: of a menu, once for each part that asks it."""
    goods = rules.goods
    taken: Counter[str] = Counter()
    for modifier in line.modifiers:
        taken[modifier.code] += modifier.count
    asked = Counter(group for item in owners for group in _groups(goods.articles_from(item, position)))
    for group, times in asked.items():
        versions = [version for version in goods.groups_from(group, position) if version is not None]
        ranges = {
            (times * version.minimum, times * version.maximum, sum(taken[option] for option in version.prices))
            for version in versions
        }
        if ranges and not any(minimum <= count <= maximum for minimum, maximum, count in ranges):
            minimum, maximum, count = min(ranges)
            yield Difference("modifier_count", line.line, str(count), f"{minimum}-{maximum}")


def _groups(versions: Sequence[ArticleAt]) -> Sequence[str]:
    """What was always asked, from an entry's position on: what came or went meanwhile may have been unknown."""
    return [group for group in versions[0].groups if all(group in version.groups for version in versions)]


def _judge_buyer(
    line: SoldLine, sale: SaleBody, sender: Sender, rules: ShopRules, position: int, device_time: str
) -> Iterator[Difference]:
    """Goods that not everybody may buy, or not at every hour."""
    checked = max((check.age for check in sale.age_checks), default=0)
    things = [(line.item, line.category), *((component.article, component.category) for component in line.components)]
    for item, category in things:
        moments = rules.goods.rules_of(
            item, rules.categories(category), country=sale.country, store=sender.store, position=position
        )
        held = [rule for rule in moments if rule is not None]
        if len(held) < len(moments):
            continue
        if all(checked < rule.age for rule in held):
            yield Difference("age_check", line.line, str(checked or ""), f"{held[0].code} {held[0].age}")
        if all(_is_closed(rule, device_time) for rule in held):
            yield Difference("closed_hours", line.line, device_time[:16], held[0].code)


def _is_closed(rule: Rule, device_time: str) -> bool:
    """Whether its hours were over for a while already, by the till's clock."""
    at = datetime.fromisoformat(device_time)
    minute = 60 * at.hour + at.minute
    return any(_is_within(closed, at.weekday(), minute) for closed in rule.closed)


def _is_within(closed: Closed, weekday: int, minute: int) -> bool:
    """In the stretch, and not in its first hour. Over midnight it belongs to the evening on which it began."""
    length = (closed.ends - closed.begins) % DAY_MINUTES or DAY_MINUTES
    for days_ago in (0, 1):
        passed = minute + days_ago * DAY_MINUTES - closed.begins
        if (weekday - days_ago) % 7 in closed.weekdays and CLOSED_TOLERANCE <= passed < length:
            return True
    return False

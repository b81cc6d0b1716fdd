"""Menus, packs, questions asked with articles, and who may buy them, as a till knew them at a feed position.

Versions are only added. A till fetches articles one by one and its settings apart, so what it knew is at least what
stood at an entry's position, and perhaps something newer: the question is always "was it ever right from then on?".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from comptoir.catalog.restrictions import UNRESTRICTED, OwnRule, Rule, closed_to, rules_in

T = TypeVar("T")


class GoodsVersion(NamedTuple):
    """What was said of an article, a category, or (by the organization) of restricted goods, from a position on."""

    subject: UUID
    position: int
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceAt:
    """A place of a menu: one of these articles, so many of it, dearer choices at a surcharge."""

    items: frozenset[str]
    quantity_milli: int
    surcharges: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ArticleAt:
    """What was said of an article; a variant says what its article says."""

    places: tuple[PlaceAt, ...] = ()
    groups: tuple[str, ...] = ()
    restriction: str = ""
    # Of a pack: how many of its article are in one; 0 of everything else.
    pack: int = 0


@dataclass(frozen=True, slots=True)
class GroupAt:
    """A question: so many of its options, each with its price."""

    minimum: int
    maximum: int
    prices: Mapping[str, int]


PLAIN = ArticleAt()


@dataclass(slots=True)
class GoodsHistory:
    """All versions of an organization's goods, each subject's in order of positions."""

    articles: dict[UUID, list[tuple[int, ArticleAt]]] = field(default_factory=dict)
    categories: dict[UUID, list[tuple[int, str]]] = field(default_factory=dict)
    groups: dict[str, list[tuple[int, GroupAt | None]]] = field(default_factory=dict)
    own_rules: list[tuple[int, tuple[OwnRule, ...]]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.articles or self.categories or self.groups)

    def articles_from(self, item: UUID | None, position: int) -> Sequence[ArticleAt]:
        """What stood of an article at a position, and all that came after; PLAIN where nothing was said yet."""
        return _from(self.articles.get(item, ()) if item is not None else (), position, PLAIN)

    def pack_count(self, item: UUID, position: int, stated: int | None) -> int:
        """How many left the shelf with one: what its till said, where that was ever right, else what stood then."""
        versions = [pack for _, article in self.articles.get(item, ()) if (pack := article.pack)]
        return stated if stated is not None and stated in versions else self.articles_from(item, position)[0].pack

    def groups_from(self, group: str, position: int) -> Sequence[GroupAt | None]:
        """The same of a question; None: it is not asked."""
        return _from(self.groups.get(group, ()), position, None)

    def option_prices(self, option: str, position: int) -> frozenset[int]:
        """What an option cost at a position or later."""
        return frozenset(
            group.prices[option]
            for name in self.groups
            for group in self.groups_from(name, position)
            if group is not None and option in group.prices
        )

    def rules_of(
        self, item: UUID | None, categories: Iterable[str], *, country: str, store: UUID, position: int
    ) -> list[Rule | None]:
        """Who could buy an article at a position, and ever after; None: anybody."""
        shelves = [UUID(category) for category in categories]
        moments = {position} | {
            changed
            for history in (
                self.articles.get(item, ()) if item is not None else (),
                *(self.categories.get(shelf, ()) for shelf in shelves),
                self.own_rules,
            )
            for changed, _ in history
            if changed > position
        }
        return [self._rule_at(item, shelves, country, store, moment) for moment in sorted(moments)]

    def _rule_at(
        self, item: UUID | None, shelves: Sequence[UUID], country: str, store: UUID, position: int
    ) -> Rule | None:
        code = self.articles_from(item, position)[0].restriction
        for shelf in shelves:
            code = code or _from(self.categories.get(shelf, ()), position, "")[0]
        if code in ("", UNRESTRICTED):
            return None
        nothing: tuple[OwnRule, ...] = ()
        own = _from(self.own_rules, position, nothing)[0]
        return next((rule for rule in rules_in(country, store, own) if rule.code == code), None)


def goods_history(versions: Iterable[GoodsVersion], groups: Iterable[GoodsVersion]) -> GoodsHistory:
    """From rows in order of positions; a group's document is empty once it is no longer asked."""
    history = GoodsHistory()
    for subject, position, document in versions:
        if "rules" in document:
            history.own_rules.append((position, tuple(map(_own_rule, document["rules"]))))
        elif "shelf" in document:
            history.categories.setdefault(subject, []).append((position, document["shelf"]))
        else:
            history.articles.setdefault(subject, []).append((position, _article(document)))
    for subject, position, document in groups:
        history.groups.setdefault(str(subject), []).append((position, _group(document) if document else None))
    return history


def _from(history: Sequence[tuple[int, T]], position: int, before: T) -> Sequence[T]:
    standing = before
    later = []
    for changed, said in history:
        if changed <= position:
            standing = said
        else:
            later.append(said)
    return [standing, *later]


def _article(document: Mapping[str, Any]) -> ArticleAt:
    return ArticleAt(
        tuple(
            PlaceAt(frozenset(place["items"]), place["count"] * 1_000, place.get("surcharges", {}))
            for place in document.get("bundle", ())
        ),
        tuple(document.get("modifiers", ())),
        document.get("restriction", ""),
        document.get("pack", 0),
    )


def _group(document: Mapping[str, Any]) -> GroupAt:
    prices = {option["id"]: option["price"] for option in document["options"]}
    return GroupAt(document["minimum"], document["maximum"], prices)


def _own_rule(row: Mapping[str, Any]) -> OwnRule:
    store = row.get("store")
    return OwnRule(UUID(store) if store else None, Rule(row["code"], row["age"], closed_to(row["closed"])))

"""Price lists and promotions as a till knew them at a feed position: the question of every sale that they priced."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from uuid import UUID

from comptoir.pricing import PricingError, v2

Rule = TypeVar("Rule")


class RuleVersion(NamedTuple):
    """A rule from a position on: its document, or None once it has ended."""

    rule: UUID
    position: int
    document: object | None


class ListPrice(NamedTuple):
    """An item's own price in a list from a position on; None once the list no longer names it."""

    price_list: UUID
    position: int
    unit_price: int | None


@dataclass(slots=True)
class RuleHistory:
    """All versions of an organization's rules, compiled once for each state that was asked for."""

    price_lists: Sequence[RuleVersion] = ()
    promotions: Sequence[RuleVersion] = ()
    _compiled: dict[int, v2.Rules] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.price_lists and not self.promotions

    def at(self, position: int) -> v2.Rules:
        """The rules as a till had them at this position."""
        versions = [version.position for version in (*self.price_lists, *self.promotions)]
        state = max((found for found in versions if found <= position), default=0)
        rules = self._compiled.get(state)
        if rules is None:
            rules = self._compiled[state] = v2.compile_rules(
                price_lists=_read(v2.read_price_list, _standing(self.price_lists, state)),
                promotions=_read(v2.read_promotion, _standing(self.promotions, state)),
            )
        return rules


def list_prices_at(history: Iterable[ListPrice], position: int) -> dict[str, int]:
    """What each list asked for an item at this position."""
    newest: dict[UUID, ListPrice] = {}
    for price in history:
        known = newest.get(price.price_list)
        if price.position <= position and (known is None or known.position < price.position):
            newest[price.price_list] = price
    return {str(name): price.unit_price for name, price in newest.items() if price.unit_price is not None}


def _standing(versions: Iterable[RuleVersion], position: int) -> list[object]:
    newest: dict[UUID, RuleVersion] = {}
    for version in versions:
        known = newest.get(version.rule)
        if version.position <= position and (known is None or known.position < version.position):
            newest[version.rule] = version
    return [version.document for version in newest.values() if version.document is not None]


def _read(read: Callable[[object], Rule], documents: Iterable[object]) -> list[Rule]:
    """A rule that this program does not understand is left out, as a till leaves it out."""
    found = []
    for document in documents:
        try:
            found.append(read(document))
        except PricingError:
            continue
    return found

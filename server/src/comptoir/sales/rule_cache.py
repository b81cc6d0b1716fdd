"""Price lists and promotions in memory, as prices are: versions are never changed, so what was read stays true."""

from collections import OrderedDict
from uuid import UUID

from comptoir.sales.state import ShopRules

ORGANIZATIONS_MAX = 1_000


class RuleCache:
    """Rules by organization, complete up to the feed position at which they were read."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, tuple[int, ShopRules]] = OrderedDict()

    def get(self, organization: UUID, position: int) -> ShopRules | None:
        """The rules of an organization, when what is remembered reaches this position."""
        known = self._known.get(organization)
        return known[1] if known is not None and position <= known[0] else None

    def remember(self, organization: UUID, position: int, rules: ShopRules) -> None:
        self._known[organization] = (position, rules)
        self._known.move_to_end(organization)
        while len(self._known) > ORGANIZATIONS_MAX:
            self._known.popitem(last=False)

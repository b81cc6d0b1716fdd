"""What the ledgers of one process remember between batches."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from uuid import UUID

from comptoir.sales.price_cache import PriceCache
from comptoir.sales.rule_cache import RuleCache
from comptoir.sales.staff_reader import StaffMemory
from comptoir.sales.state import Head
from comptoir.sales.terms_reader import TermsMemory

HEADS_REMEMBERED = 20_000


class Memory:
    """What the ledgers of one process remember together: heads as they left them, and prices.

    Whatever it says is checked by the write itself; a wrong memory costs a round trip, never a wrong row.
    """

    def __init__(self) -> None:
        self.prices = PriceCache()
        self.rules = RuleCache()
        self.staff = StaffMemory()
        self.terms = TermsMemory()
        self._heads: OrderedDict[UUID, Head] = OrderedDict()

    def head(self, chain: UUID) -> Head | None:
        return self._heads.get(chain)

    def remember(self, heads: Mapping[UUID, Head]) -> None:
        for chain, head in heads.items():
            self._heads[chain] = head
            self._heads.move_to_end(chain)
        while len(self._heads) > HEADS_REMEMBERED:
            self._heads.popitem(last=False)

    def forget(self, chains: Iterable[UUID]) -> None:
        for chain in chains:
            self._heads.pop(chain, None)

"""Input of the operation that makes codes."""

from dataclasses import dataclass
from uuid import UUID

# Items that are given their codes in one transaction: a longer one would stall the feed.
GIVEN_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCodes:
    """A code of the shop's own for each of these items that has none."""

    organization: UUID
    person: UUID | None
    items: tuple[UUID, ...]

"""Input of the operation that says what a label of an article must say."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.catalog.net_content import NetContent


@dataclass(frozen=True, slots=True, kw_only=True)
class StateContent:
    """How much is in one of it, without its package, and where it comes from. Both are stated anew."""

    organization: UUID
    person: UUID | None
    item: UUID
    net: NetContent | None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTracking:
    """How its stock is kept from now on. What lies there stays as it was said."""

    organization: UUID
    person: UUID | None
    item: UUID
    tracking: str

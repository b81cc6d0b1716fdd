"""What may be written about alerts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.alerts.troubles import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTroubles:
    """What is wrong now: the rest is over."""

    organization: UUID
    now: datetime
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTold:
    """Somebody was told of these."""

    organization: UUID
    now: datetime
    alerts: tuple[UUID, ...]

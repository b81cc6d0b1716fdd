"""Input of the operations on one person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPerson:
    """Everything that is kept of a customer, for them."""

    organization: UUID
    person: UUID | None
    customer: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEmployee:
    """Everything that is kept of somebody of the house, for them."""

    organization: UUID
    person: UUID | None
    employee: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePerson:
    """A customer is forgotten, for a reason of `Erasure.Reason`."""

    organization: UUID
    person: UUID | None
    customer: UUID
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseAgain:
    """Who was erased before a restore is erased again: whatever they owe now, the shop forgot it then."""

    organization: UUID
    customers: tuple[UUID, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRestrictions:
    """What the law kept until yesterday goes today."""

    organization: UUID
    now: datetime

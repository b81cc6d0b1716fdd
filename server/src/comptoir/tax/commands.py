"""Input of tax's operations."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTaxClass:
    """A kind of goods in the eyes of the tax office."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRate:
    """The rate of a class from a day on."""

    organization: UUID
    person: UUID | None
    id: UUID
    tax_class: UUID
    category: str
    rate_ppm: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClassSwitch:
    """At a place the class is taxed as another one; None: as everywhere."""

    organization: UUID
    person: UUID | None
    tax_class: UUID
    place: str
    becomes: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveExemption:
    """A reason for owing no tax: new, or as it shall be from now on. `groups`: for whom; empty for anybody."""

    organization: UUID
    person: UUID | None
    id: UUID
    category: str
    name: str
    vatex: str = ""
    mention: str = ""
    evidence: str = ""
    groups: tuple[UUID, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStorePlaces:
    """Whether a store's tills ask where goods are eaten: `place` is what a basket begins with, empty for no."""

    organization: UUID
    person: UUID | None
    store: UUID
    place: str
    keeps: str

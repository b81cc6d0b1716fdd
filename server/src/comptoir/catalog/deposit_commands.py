"""Commands about containers with a deposit and the vouchers of machines that take them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBottleDeposit:
    """A container with a deposit, new or changed: what it is called, what it is worth, how it is taxed."""

    organization: UUID
    person: UUID | None
    item: UUID
    name: str
    category: UUID
    unit_price: int
    tax_class: UUID
    day: date
    follows_tax: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndBottleDeposit:
    """Customers no longer pay a deposit for this container, and tills take none back."""

    organization: UUID
    person: UUID | None
    item: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerCount:
    """So many of a container around one article."""

    item: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContainers:
    """The containers that an article is sold in; none takes them away."""

    organization: UUID
    person: UUID | None
    item: UUID
    containers: tuple[ContainerCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddBottleVoucherPattern:
    """How the vouchers of a reverse vending machine are read, in every store or in one."""

    organization: UUID
    person: UUID | None
    id: UUID
    pattern: str
    tax_class: UUID
    days_unique: int = 30
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndBottleVoucherPattern:
    """Tills read such vouchers no longer."""

    organization: UUID
    person: UUID | None
    id: UUID

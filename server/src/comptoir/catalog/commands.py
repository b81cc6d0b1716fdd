"""Input of the catalogue's operations. `day` decides the tax rate: the clock is passed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCategory:
    """A shelf of the till."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    color: str = "#2f6f5e"
    position: int = 0
    parent: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProduct:
    """A product with its one item, its codes and its price in every store."""

    organization: UUID
    person: UUID | None
    id: UUID
    item: UUID
    name: str
    category: UUID
    tax_class: UUID
    unit_price: int
    day: date
    unit: str = "C62"
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditProduct:
    """Everything about an item but its price; `barcodes` replaces all its codes."""

    organization: UUID
    person: UUID | None
    item: UUID
    name: str
    category: UUID
    tax_class: UUID
    unit: str
    barcodes: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice:
    """A new price from now on, in every store, or in one that then has its own."""

    organization: UUID
    person: UUID | None
    item: UUID
    unit_price: int
    day: date
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveProduct:
    """Take an item off the tills; its past sales keep naming it."""

    organization: UUID
    person: UUID | None
    item: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreProduct:
    """Put an archived item back on the tills, at its last price."""

    organization: UUID
    person: UUID | None
    item: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePriceList:
    """A price list as it stands from now on; `document` without its id."""

    organization: UUID
    person: UUID | None
    id: UUID
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPriceList:
    """The list holds no longer; sales that were priced by it keep naming it."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SetListPrice:
    """An item's own price in a list; null takes it out of the list."""

    organization: UUID
    person: UUID | None
    price_list: UUID
    item: UUID
    unit_price: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePromotion:
    """A promotion as it stands from now on; `document` without its id."""

    organization: UUID
    person: UUID | None
    id: UUID
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPromotion:
    """The promotion holds no longer; sales that it reduced keep naming it."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddScaleLabel:
    """A row of the shop's table of scale labels, for every store or for one."""

    organization: UUID
    person: UUID | None
    id: UUID
    prefix: str
    item_digits: int
    value_digits: int
    kind: str
    decimals: int
    has_inner_check: bool = False
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveScaleLabel:
    """Tills read labels with this prefix as ordinary codes again."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """Tell the tills that their settings changed (stores, cashiers, categories, taxes)."""

    organization: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One line of a file. Category and tax class by name, as people write them."""

    number: int
    name: str
    category: str
    tax_class: str
    unit_price: int
    unit: str = "C62"
    barcodes: tuple[str, ...] = ()
    item: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """Up to 500 lines, committed at once."""

    organization: UUID
    person: UUID | None
    lines: tuple[ImportLine, ...]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProducts:
    """A whole file, committed every 500 lines."""

    organization: UUID
    person: UUID | None
    lines: tuple[ImportLine, ...]
    day: date

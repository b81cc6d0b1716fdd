"""Input of the catalogue's operations. `day` decides the tax rate: the clock is passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

# Lines of an import that are one transaction.
BATCH_LINES_MAX = 500


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
class EndCategory:
    """Take a shelf off the tills."""

    organization: UUID
    person: UUID | None
    category: UUID


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
    is_open: bool = False


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
    """A new price from now on, in every store, or in one that then has its own.

    `is_open`: cashiers type the price, and this one is what is usual; null leaves that as it is.
    """

    organization: UUID
    person: UUID | None
    item: UUID
    unit_price: int
    day: date
    store: UUID | None = None
    is_open: bool | None = None


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
class ListPriceLine:
    """One own price; null takes the item out of the list. `number` says which line it was for the person."""

    number: int
    item: UUID
    unit_price: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetListPrices:
    """Many own prices of a list."""

    organization: UUID
    person: UUID | None
    price_list: UUID
    lines: tuple[ListPriceLine, ...]


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
class NamedContainer:
    """So many of a container with a deposit, by its name."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One line of a file. Category, tax class and containers by name, as people write them.

    `containers`: null where the file says nothing of deposits, and then they stay as they are.
    """

    number: int
    name: str
    category: str
    tax_class: str
    unit_price: int
    unit: str = "C62"
    barcodes: tuple[str, ...] = ()
    item: UUID | None = None
    containers: tuple[NamedContainer, ...] | None = None
    # Whether cashiers type the price; null leaves that as it is.
    is_open: bool | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPhoto:
    """A picture of a tile (`photos.tile_picture`) for an item; empty takes its picture away."""

    organization: UUID
    person: UUID | None
    item: UUID
    picture: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeItem:
    """What is in an item, who may buy it, and what is asked with it. Everything is stated anew."""

    organization: UUID
    person: UUID | None
    item: UUID
    allergens: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    ingredients: str = ""
    restriction: str = ""
    modifiers: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way in which variants differ: a size, a color."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One cell of the matrix. A known item keeps its history; one that is not named any more leaves the tills."""

    item: UUID
    choices: tuple[str, ...]
    unit_price: int
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeVariants:
    """The whole matrix of an item, as it is from now on."""

    organization: UUID
    person: UUID | None
    parent: UUID
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPack:
    """Another unit of an item: so many in one, with a code and a price of its own."""

    organization: UUID
    person: UUID | None
    parent: UUID
    item: UUID
    name: str
    count: int
    unit_price: int
    day: date
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePack:
    """Say that a pack holds so many of its article from now on."""

    organization: UUID
    person: UUID | None
    item: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSoldOut:
    """Tell a store's tills that they have none left, or some again."""

    organization: UUID
    person: UUID | None
    store: UUID
    item: UUID
    is_sold_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeFavorites:
    """What a store's tills show first, in order."""

    organization: UUID
    person: UUID | None
    store: UUID
    items: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedHours:
    """A stretch in which goods may not be sold: weekdays from Monday = 0, minutes of the store's day."""

    weekdays: tuple[int, ...]
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRestriction:
    """What the shop, or one store, says about a kind of restricted goods."""

    organization: UUID
    person: UUID | None
    code: str
    age: int
    closed: tuple[ClosedHours, ...] = ()
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRestriction:
    """The law, or the shop's word for all stores, holds again."""

    organization: UUID
    person: UUID | None
    code: str
    store: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictCategory:
    """What the law says about everything on a shelf; empty: nothing."""

    organization: UUID
    person: UUID | None
    category: UUID
    restriction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierOption:
    """One answer to a group's question, and what it costs beside the article."""

    id: UUID
    name: str
    price: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveModifierGroup:
    """A question asked with articles: at least `minimum`, at most `maximum` of its options."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    minimum: int
    maximum: int
    options: tuple[ModifierOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndModifierGroup:
    """The question is asked no more."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePlace:
    """A place of a menu: one of these, so many of it. A dearer choice costs its surcharge on top of the menu."""

    name: str
    items: tuple[UUID, ...]
    count: int = 1
    surcharges: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeBundle:
    """What a menu is made of; without places it is an ordinary article again."""

    organization: UUID
    person: UUID | None
    item: UUID
    places: tuple[BundlePlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCustomerGroup:
    """A group of customers by its name; the id is chosen where the form is made."""

    organization: UUID
    person: UUID | None
    id: UUID
    name: str
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCustomerGroup:
    """The group is given up; rules that held for it keep its id."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCouponCodes:
    """So many codes that are good once, for a promotion with a code; the form's page chose the batch's id."""

    organization: UUID
    person: UUID | None
    batch: UUID
    promotion: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCouponCodes:
    """None of a batch's codes is good any more."""

    organization: UUID
    person: UUID | None
    batch: UUID

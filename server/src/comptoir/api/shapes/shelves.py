"""What shelves, questions, limits of age, deposits and scales of a shop are, for all its articles."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import AliasChoices, Field

from comptoir.api.shapes.articles import Price
from comptoir.api.shapes.common import Count, Flag, Id, Name, Sent, Whole, Words

Age = Annotated[Whole, Field(ge=0, le=99)]
Minute = Annotated[Whole, Field(ge=0, le=1_440)]
Restricted = Literal["beer_wine", "spirits", "tobacco", "adult"]


class ModifierOption(Schema):
    """One answer to a question, and what it costs beside the article."""

    id: Id
    name: Annotated[Name, Field(max_length=60)]
    price: Annotated[Whole, Field(ge=-1_000_000_000, le=1_000_000_000)] = 0


class ModifierTerms(Sent):
    """A question asked with articles: at least `minimum`, at most `maximum` of its options."""

    name: Annotated[Name, Field(max_length=60)]
    minimum: Annotated[Whole, Field(ge=0, le=30)]
    maximum: Annotated[Whole, Field(ge=1, le=30)]
    options: Annotated[list[ModifierOption], Field(min_length=1, max_length=30)]


class NewModifierGroup(ModifierTerms):
    """A question to make."""

    id: Id | None = None


class ModifierGroup(Schema):
    """A question that is asked with articles."""

    id: Id
    name: str
    minimum: int
    maximum: int
    options: list[ModifierOption]


class ModifierGroups(Schema):
    """The questions that stand, by name."""

    modifier_groups: list[ModifierGroup]


class ClosedHours(Schema):
    """A stretch in which goods may not be sold: weekdays from Monday = 0, minutes of the store's day."""

    weekdays: Annotated[list[Annotated[Whole, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    begins: Minute
    ends: Minute


class RestrictionTerms(Sent):
    """From which age, and when not, a kind of goods is sold."""

    age: Age
    closed: Annotated[list[ClosedHours], Field(max_length=14)] = []


class Restriction(Schema):
    """What holds for a kind of goods: the law (`is_law`), or what the shop or one store says beyond it."""

    code: str
    store: Id | None
    is_law: bool
    age: int
    closed: list[ClosedHours]


class RestrictedCategory(Schema):
    """A shelf about whose goods the law says something."""

    category: Id
    restriction: str


class Restrictions(Schema):
    """The law of the shop's country, what the shop says beyond it, and the shelves that are restricted."""

    restrictions: list[Restriction]
    categories: list[RestrictedCategory]


class CategoryRestriction(Sent):
    """What the law says about everything on a shelf; empty: nothing."""

    restriction: Literal["", "beer_wine", "spirits", "tobacco", "adult"]


class DepositTerms(Sent):
    """A container with a deposit: what it is called, what it is worth, how it is taxed."""

    name: Name
    category: Id
    unit_price: Price
    tax_class: Id
    follows_tax: Flag = False
    position: Count = 0


class NewDeposit(DepositTerms):
    """A container to make."""

    id: Id | None = None


class Deposit(Schema):
    """A container with its deposit, in every store."""

    id: Id = Field(validation_alias=AliasChoices("item", "id"))
    name: str
    category: Id
    unit_price: int
    tax_class: Id
    tax_category: str
    tax_rate_ppm: int
    follows_tax: bool
    position: int


class Deposits(Schema):
    """The containers that stand, in the order of the till's grid."""

    deposits: list[Deposit]


class NewVoucherPattern(Sent):
    """How the vouchers of a reverse vending machine are read, in every store or in one."""

    id: Id | None = None
    pattern: Annotated[Name, Field(max_length=40)]
    tax_class: Id
    days_unique: Annotated[Whole, Field(ge=1, le=366)] = 30
    store: Id | None = None


class VoucherPattern(Schema):
    """How a machine writes its vouchers; without a store, in all of them."""

    id: Id
    pattern: str
    tax_class: Id
    days_unique: int
    store: Id | None


class VoucherPatterns(Schema):
    """The patterns that stand."""

    voucher_patterns: list[VoucherPattern]


class NewScaleLabel(Sent):
    """How a scale writes weight or price into a barcode, for every store or for one."""

    id: Id | None = None
    prefix: Annotated[Words, Field(pattern=r"^[0-9]{1,3}$")]
    item_digits: Annotated[Whole, Field(ge=1, le=10)]
    value_digits: Annotated[Whole, Field(ge=1, le=10)]
    kind: Literal["weight", "price", "pieces"]
    decimals: Annotated[Whole, Field(ge=0, le=6)]
    has_inner_check: Flag = False
    store: Id | None = None


class ScaleLabel(Schema):
    """A row of the shop's table of scale labels; without a store it holds in all."""

    id: Id
    prefix: str
    item_digits: int
    value_digits: int
    kind: str
    decimals: int
    has_inner_check: bool
    store: Id | None


class ScaleLabels(Schema):
    """The whole table, by prefix."""

    scale_labels: list[ScaleLabel]

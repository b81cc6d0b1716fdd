"""Articles, the shelves they stand on and the taxes they carry."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Flag, Id, Name, Page, Sent, Whole, Words

Price = Annotated[Whole, Field(ge=0, le=1_000_000_000, description="In minor units of the shop's currency.")]
Codes = Annotated[list[Annotated[Words, Field(max_length=64)]], Field(max_length=50)]


class Article(Schema):
    """Something that is sold. `unit_price` is null when only single stores have one; `unit` is of UN/ECE Rec. 20."""

    id: Id
    name: str
    category: Id
    category_name: str
    tax_class: Id
    tax_category: str
    tax_rate_ppm: int
    unit: str
    barcodes: list[str]
    unit_price: int | None
    is_open_price: bool
    is_archived: bool


class ArticlePage(Page):
    """Articles by name."""

    articles: list[Article]


class NewArticle(Sent):
    """An article to make; `id` is the program's own, if it likes."""

    id: Id | None = None
    name: Name
    category: Id
    tax_class: Id
    unit_price: Price
    unit: Annotated[Words, Field(max_length=8)] = "C62"
    barcodes: Codes = []
    is_open_price: Flag = False


class ArticleChange(Sent):
    """What is not named stays; the price has an address of its own."""

    name: Name | None = None
    category: Id | None = None
    tax_class: Id | None = None
    unit: Annotated[Words, Field(max_length=8)] | None = None
    barcodes: Codes | None = None


class NewPrice(Sent):
    """A price from now on, in every store or in one. `is_open_price`: the till asks for it at each sale."""

    unit_price: Price
    store: Id | None = None
    is_open_price: Flag | None = None


class Category(Schema):
    """A shelf of the till."""

    id: Id
    name: str
    color: str
    position: int
    parent: Id | None


class Categories(Schema):
    """Every shelf in the shop's order."""

    categories: list[Category]


class NewCategory(Sent):
    """A shelf to make."""

    id: Id | None = None
    name: Name
    color: Annotated[Words, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#2f6f5e"
    position: Annotated[Whole, Field(ge=0, le=1_000_000)] = 0
    parent: Id | None = None


class TaxClass(Schema):
    """A class of goods with today's rate; null before its first one."""

    id: Id
    name: str
    tax_category: str | None
    tax_rate_ppm: int | None


class TaxClasses(Schema):
    """Every class in the shop's order."""

    tax_classes: list[TaxClass]


class RangeWord(Sent):
    """A shelf or an article, and whether the store carries it; `is_in` null: as it is said elsewhere."""

    category: Id | None = None
    article: Id | None = None
    is_in: Flag | None


class NewRange(Sent):
    """What one store carries or, without one, each store that says nothing itself. What is not named stays."""

    store: Id | None = None
    words: Annotated[list[RangeWord], Field(min_length=1, max_length=500)]


class RangeRow(Schema):
    """A word that holds; `store` null: for every store that says nothing itself."""

    store: Id | None
    category: Id | None
    article: Id | None
    is_in: bool


class Ranges(Schema):
    """Everything that was said; what nobody said anything of, every store carries."""

    words: list[RangeRow]

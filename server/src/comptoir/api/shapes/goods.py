"""What articles have besides a name and a price: variants, packs, menus, a picture, what is in them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AliasChoices, Field, model_validator

from comptoir.api.shapes.articles import Codes, Price
from comptoir.api.shapes.common import Flag, Id, Moment, Name, Positive, Sent, Text, Whole, Words

ARTICLES_MAX = 500
ROWS_MAX = 200
Value = Annotated[Name, Field(max_length=60)]
Allergen = Literal[
    "gluten", "crustaceans", "eggs", "fish", "peanuts", "soybeans", "milk", "nuts", "celery", "mustard", "sesame",
    "sulphites", "lupin", "molluscs",
]  # fmt: skip
Measure = Literal["GRM", "KGM", "MLT", "CLT", "LTR", "MTR", "MTK", "C62"]
Number = Annotated[Whole, Field(ge=1, le=10_000)]
Sheet = Literal["a4_65", "a4_24", "a4_21", "a4_8", "57x32", "100x50"]


class OptionPart(Schema):
    """One way in which variants differ: a size, a color."""

    name: Value
    values: Annotated[list[Value], Field(max_length=100)]


class Member(Schema):
    """A variant or a pack of an article: an article itself, with its price in every store."""

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    name: str
    choices: list[str]
    pack_count: int | None
    unit_price: int | None
    barcodes: list[str]
    is_archived: bool


class Choice(Schema):
    """An article that may be chosen at a place of a menu, and what it costs on top."""

    article: Id
    surcharge: Price = 0


class Place(Schema):
    """A place of a menu: one of these, so many of it."""

    name: Annotated[Name, Field(max_length=40)]
    count: Annotated[Whole, Field(ge=1, le=20)] = 1
    choices: Annotated[list[Choice], Field(min_length=1, max_length=30)]


class Containers(Schema):
    """So many of a container with a deposit around one article."""

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    count: int


class NetContent(Schema):
    """How much is in one of it, in thousandths of a unit of UN/ECE Rec. 20."""

    milli: Annotated[Whole, Field(ge=1, le=1_000_000_000)]
    unit: Measure


class Details(Schema):
    """An article beyond its name and price. A variant or pack takes from its `parent` what it lacks itself.

    `restriction` is what the law says of it (`none`: nothing, whatever its shelf says); `modifiers` are the questions
    asked with it; `photo` is a name under `/photos`.
    """

    article: Id
    parent: Id | None
    choices: list[str]
    options: list[OptionPart]
    pack_count: int | None
    members: list[Member]
    photo: str
    allergens: list[str]
    traces: list[str]
    ingredients: str
    restriction: str
    modifiers: list[Id]
    places: list[Place]
    containers: list[Containers]
    net: NetContent | None
    origin: str
    sold_out_in: list[Id]


class Description(Sent):
    """What is in an article, who may buy it and what is asked with it; everything is stated anew."""

    allergens: list[Allergen] = []
    traces: list[Allergen] = []
    ingredients: Text = ""
    restriction: Annotated[Words, Field(max_length=16)] = ""
    modifiers: Annotated[list[Id], Field(max_length=100)] = []


class Content(Sent):
    """How much is in it and where it comes from; both are stated anew."""

    net: NetContent | None = None
    origin: Words = ""


class NewVariant(Sent):
    """One cell of the matrix; `article` where it is one that is there."""

    article: Id | None = None
    choices: Annotated[list[Value], Field(min_length=1, max_length=4)]
    unit_price: Price
    barcodes: Codes = []


class Matrix(Sent):
    """The whole matrix of an article; a variant that is not named any more leaves the tills."""

    options: Annotated[list[OptionPart], Field(max_length=4)]
    variants: Annotated[list[NewVariant], Field(max_length=1_000)]


class NewPack(Sent):
    """Another unit of an article: so many in one, with codes and a price of its own."""

    id: Id | None = None
    name: Name
    count: Number
    unit_price: Price
    barcodes: Codes = []


class PackCount(Sent):
    """What a pack holds from now on; earlier sales took what it held then."""

    count: Number


class Menu(Sent):
    """What a menu is made of; without places it is an ordinary article again."""

    places: Annotated[list[Place], Field(max_length=8)]


class NewContainers(Sent):
    """So many of a container."""

    article: Id
    count: Annotated[Whole, Field(ge=1, le=999)]


class ContainersSet(Sent):
    """The containers that an article is sold in; none takes them away."""

    containers: Annotated[list[NewContainers], Field(max_length=4)]


class Picture(Sent):
    """A photograph (PNG, JPEG, GIF or WebP) as base64; the server cuts it to a tile. Null takes it away."""

    picture: Annotated[Words, Field(max_length=2_000_000, pattern=r"^[A-Za-z0-9+/=]*$")] | None


class SoldOut(Sent):
    """Whether a store has none left."""

    is_sold_out: Flag


class PriceLine(Sent):
    """What an article shall cost in every store."""

    article: Id
    unit_price: Price


class PriceBatch(Sent):
    """New prices, worked out when the catalogue stood at `position`: one that changed since is not overwritten."""

    lines: Annotated[list[PriceLine], Field(min_length=1, max_length=ARTICLES_MAX)]
    position: Positive


class PriceSpan(Sent):
    """A batch as its answer named it."""

    first: Annotated[Positive, Field(ge=1)]
    last: Annotated[Positive, Field(ge=1)]


class RowWords(Sent):
    """What a row of the grid says of an article; what is not named is not asked. `unit_price` null: only single stores
    have a price.
    """

    name: Name | None = None
    category: Id | None = None
    tax_class: Id | None = None
    unit_price: Price | None = None
    is_archived: Flag | None = None

    def named(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in said.items() if value is not None or name == "unit_price"}


class RowChange(Sent):
    """What an article shall be, and what the program read of the same fields: where somebody else changed one of them
    since, the row is left.
    """

    article: Id
    was: RowWords
    shall: RowWords

    @model_validator(mode="after")
    def _was_read(self) -> "RowChange":
        if not self.shall.named().keys() <= self.was.named().keys():
            raise ValueError("`was` says nothing of something that `shall` names")
        return self


class RowChanges(Sent):
    """Rows of the grid, each for itself."""

    rows: Annotated[list[RowChange], Field(min_length=1, max_length=ROWS_MAX)]


class RowsChanged(Schema):
    """How many articles were changed, and those that were left."""

    changed: int
    left: list["LeftLine"]


class LabelFile(Sent):
    """Labels of some articles, in the order of their names: what is not sold in the store has none. `copies` of each.

    `sheet`: the paper; `skipped`: places of the first sheet that are used already.
    """

    articles: Annotated[list[Id], Field(min_length=1, max_length=ARTICLES_MAX)]
    sheet: Sheet
    copies: Annotated[Whole, Field(ge=1, le=50)] = 1
    skipped: Annotated[Whole, Field(ge=0, le=64)] = 0


class LeftLine(Schema):
    """An article that stayed as it was, and why."""

    article: Id
    code: str


class PricesChanged(Schema):
    """A batch stands in the feed from `first` to `last`; 0 where nothing was written."""

    first: int
    last: int
    changed: int
    left: list[LeftLine]


class CatalogPosition(Schema):
    """Where the catalogue's feed stands."""

    position: int


class Articles(Sent):
    """Some articles."""

    articles: Annotated[list[Id], Field(min_length=1, max_length=ARTICLES_MAX)]


class GivenCode(Schema):
    """An article's new code, in 14 digits."""

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    code: str


class GivenCodes(Schema):
    """One for each of those that had none."""

    given: list[GivenCode]


class UncodedArticle(Schema):
    """An article that no reader finds."""

    article: Id = Field(validation_alias=AliasChoices("id", "article"))
    name: str


class UncodedArticles(Schema):
    """The oldest first, 500 at most."""

    articles: list[UncodedArticle]


class WaitingLabel(Schema):
    """A label to print; `is_wanted`: asked for by hand."""

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    name: str
    is_wanted: bool


class WaitingLabels(Schema):
    """What waits in a store, and what to send back when it hangs: `position` and `seen_at`."""

    labels: list[WaitingLabel]
    position: int
    seen_at: datetime


class WantedLabels(Sent):
    """Print these articles' labels anew, in these stores."""

    stores: Annotated[list[Id], Field(min_length=1, max_length=ARTICLES_MAX)]
    articles: Annotated[list[Id], Field(min_length=1, max_length=ARTICLES_MAX)]


class HungLabels(Sent):
    """These labels hang as the catalogue stood at `position`; without articles: all that waited then."""

    position: Positive
    seen_at: Moment
    articles: Annotated[list[Id], Field(min_length=1, max_length=ARTICLES_MAX)] | None = None


class LabelCount(Schema):
    """How many labels were put on the list."""

    labels: int

"""Price lists: what a group pays, somewhere or at some hours."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Sent, Whole

PRICE_MAX = 10**12


class PriceList(Schema):
    """A price list as it stands; `document` is what the pricing engines read (developer/pricing)."""

    id: Id
    name: str
    is_ended: bool
    document: dict[str, Any]


class PriceLists(Schema):
    """Every price list, those that ended last."""

    price_lists: list[PriceList]


class ListPrice(Schema):
    """An article's own price in a list."""

    article: Id
    name: str
    unit_price: int


class ListPrices(Schema):
    """The own prices of a list, by name."""

    prices: list[ListPrice]


class NewListPrice(Sent):
    """An own price from now on; null takes the article out of the list."""

    unit_price: Annotated[Whole, Field(ge=0, le=PRICE_MAX)] | None

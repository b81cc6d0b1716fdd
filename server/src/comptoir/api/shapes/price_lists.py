"""Rules of price: price lists (what a group pays, somewhere or at some hours), promotions, and codes good once."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AliasChoices, Field

from comptoir.api.shapes.common import Document, Id, Page, Sent, Whole

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

    article: Id = Field(validation_alias=AliasChoices("item", "article"))
    name: str
    unit_price: int


class ListPrices(Schema):
    """The own prices of a list, by name."""

    prices: list[ListPrice]


class NewListPrice(Sent):
    """An own price from now on; null takes the article out of the list."""

    unit_price: Annotated[Whole, Field(ge=0, le=PRICE_MAX)] | None


class Promotion(PriceList):
    """A promotion as it stands; `document` is what the pricing engines read (developer/pricing)."""


class Promotions(Schema):
    """Every promotion, those that ended last."""

    promotions: list[Promotion]


class NewRule(Sent):
    """A price list or promotion to make; `document` without its `id`, which stands beside it."""

    id: Id | None = None
    document: Document


class RuleTerms(Sent):
    """A price list or promotion as it shall stand from now on; one that ended holds again."""

    document: Document


class NewCouponCodes(Sent):
    """So many codes that are good once. `id` is the batch's own: sent twice, they are made once."""

    id: Id | None = None
    count: Annotated[Whole, Field(ge=1, le=5_000)]


class CouponCode(Schema):
    """A code that is good once, of the batch that was made with it."""

    code: str
    batch: Id
    is_withdrawn: bool
    made_at: datetime


class CouponCodePage(Page):
    """The codes of a promotion, in order of the codes."""

    codes: list[CouponCode]

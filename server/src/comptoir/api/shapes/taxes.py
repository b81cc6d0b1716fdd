"""Classes of tax with their rates, places where goods are eaten, and reasons for owing no tax."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Count, Day, Flag, Id, Name, Sent, Whole, Words

Place = Literal["here", "away"]


class Rate(Schema):
    """A rate from a day on."""

    valid_from: date
    category: str
    rate_ppm: int


class RatedClass(Schema):
    """A class of tax with every rate that it had and will have."""

    id: Id
    name: str
    rates: list[Rate]


class NewTaxClass(Sent):
    """A kind of goods in the eyes of the tax office."""

    id: Id | None = None
    name: Name
    position: Count = 0


class NewRate(Sent):
    """The rate of a class from a day on: rates are added, never changed."""

    id: Id | None = None
    category: Annotated[Words, Field(max_length=2)]
    rate_ppm: Annotated[Whole, Field(ge=0, le=1_000_000)]
    valid_from: Day


class Switch(Schema):
    """At a place the class is taxed as another one."""

    tax_class: Id
    place: str
    becomes: Id


class StorePlaces(Schema):
    """What a store's tills begin a basket with (empty: nobody is asked), and what stays when it is another place."""

    store: Id
    place: str
    keeps: str


class Places(Schema):
    """Eaten here or taken away: the classes that change, and what each store asks."""

    switches: list[Switch]
    stores: list[StorePlaces]


class NewSwitch(Sent):
    """What a class becomes at a place; null: as everywhere."""

    place: Place
    becomes: Id | None


class StorePlacesTerms(Sent):
    """`place`: what a basket begins with, empty where nobody is asked. `keeps`: the price, or the net below it."""

    place: Literal["", "here", "away"]
    keeps: Literal["keep_price", "keep_net"]


class PriceMode(Sent):
    """Whether a store's prices hold their tax (`gross`) or the till adds it (`net`)."""

    price_mode: Literal["gross", "net"]


class ReasonTerms(Sent):
    """Why a customer may owe no tax. `groups`: for whom; none for anybody."""

    category: Annotated[Words, Field(max_length=8)]
    name: Annotated[Name, Field(max_length=60)]
    vatex: Annotated[Words, Field(max_length=32)] = ""
    mention: Words = ""
    evidence: Annotated[Words, Field(max_length=32)] = ""
    groups: Annotated[list[Id], Field(max_length=100)] = []
    is_active: Flag = True


class NewReason(ReasonTerms):
    """A reason to accept."""

    id: Id | None = None


class Reason(Schema):
    """A reason for owing no tax, as it stands."""

    id: Id
    revision: int
    category: str
    name: str
    vatex: str
    mention: str
    evidence: str
    groups: list[Id]
    is_active: bool


class Reasons(Schema):
    """Every reason, those that are accepted no longer too."""

    exemptions: list[Reason]

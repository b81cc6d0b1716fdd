"""The shop, its stores and its tills."""

from datetime import datetime

from ninja import Schema

from comptoir.api.shapes.common import Id


class Store(Schema):
    """A place that sells. `price_mode`: whether its prices hold their tax (`gross`) or the till adds it (`net`)."""

    id: Id
    legal_entity: Id
    name: str
    address: str
    phone: str
    timezone: str
    price_mode: str


class Stores(Schema):
    """The shop and every store in order of their making."""

    organization: Id
    name: str
    country: str
    currency: str
    currency_exponent: int
    stores: list[Store]


class Till(Schema):
    """A till and the device of its newest enrolment, as it last reported itself."""

    id: Id
    code: str
    name: str
    store: str
    is_active: bool
    device: str | None
    last_seen_at: datetime | None
    unsent: int | None
    unsent_since: datetime | None
    version: str | None


class Tills(Schema):
    """Every till by its code."""

    tills: list[Till]

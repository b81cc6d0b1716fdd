"""The shop itself: companies, stores with their hours, tills and their devices, agents on its hardware."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from ninja import Schema
from pydantic import AfterValidator, AliasChoices, Field

from comptoir.api.shapes.common import Flag, Id, Name, Sent, Text, Whole, Words

MinuteOfDay = Annotated[Whole, Field(ge=0, le=1_439)]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone such as Europe/Paris")
    return name


class NewCompany(Sent):
    """A company that sells."""

    id: Id | None = None
    name: Name
    registration: Annotated[Words, Field(max_length=40)] = ""
    tax_number: Annotated[Words, Field(max_length=40)] = ""


class Company(Schema):
    """A company (legal entity) of the shop."""

    id: Id
    name: str
    registration: str
    tax_number: str


class Companies(Schema):
    """Every company."""

    companies: list[Company]


class NewStore(Sent):
    """A place that sells; a time zone is one of IANA's."""

    id: Id | None = None
    legal_entity: Id
    name: Name
    address: Text = ""
    timezone: Annotated[Words, Field(max_length=64), AfterValidator(_zone)]
    price_mode: Literal["gross", "net"]
    phone: Annotated[Words, Field(max_length=40)] = ""


class Hours(Schema):
    """A stretch of a day from Monday = 0, in minutes of the store's clock; `closes` may lie beyond midnight."""

    weekday: Annotated[Whole, Field(ge=0, le=6)]
    opens: MinuteOfDay
    closes: Annotated[Whole, Field(ge=1, le=2_160)]


class StoreDay(Sent):
    """When a store's business day begins, and when its doors are open."""

    day_starts_minute: MinuteOfDay
    opening_hours: Annotated[list[Hours], Field(max_length=50)]


class Returns(Sent):
    """What goods that come back without a receipt are worth: for so many days, in cash or not."""

    returns_days: Annotated[Whole, Field(ge=1, le=365)]
    returns_in_cash: Flag


class StoreSettings(Schema):
    """How a store works."""

    id: Id
    price_mode: str
    day_starts_minute: int
    opening_hours: list[Hours]
    returns_days: int
    returns_in_cash: bool


class NewTill(Sent):
    """A numbering of a store; its code stands on receipts."""

    id: Id | None = None
    store: Id
    code: Annotated[Words, Field(min_length=1, max_length=8, pattern=r"^[A-Za-z0-9]+$")]
    name: Name


class OneTill(Schema):
    """A till."""

    id: Id
    code: str
    name: str
    store: str = Field(validation_alias=AliasChoices("store_name", "store"))
    is_active: bool


class Enrolment(Schema):
    """One device's time as a till; its chain names it. `renewal` of its key: `asked`, `waiting` for the old key's word,
    `renewed` (another chain goes on), or empty.
    """

    chain: Id
    number: int
    device_label: str
    app_version: str
    issued_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    entries_count: int
    renewal: str


class Enrolments(Schema):
    """Every device that ever was this till, the newest first."""

    enrolments: list[Enrolment]


class RegisteredTill(Schema):
    """A device's time as a till. `kind` is what it is: a browser. `model` is what the browser said of itself; `serial`
    the fingerprint of its key (SHA-256, hex), which no other device has. `until` is null while its key is believed;
    `state` is `valid`, `waiting`
    (a new key, not in force yet), `rotated` (renewed by the next number), `revoked` or `lost`.
    """

    till: Id
    code: str
    name: str
    place: str
    chain: Id
    number: int
    kind: str
    device: str
    model: str
    serial: str
    version: str
    since: datetime
    until: datetime | None
    last_sequence: int
    state: str


class TillRegister(Schema):
    """Every device that ever was a till, by till, the newest first."""

    tills: list[RegisteredTill]


class IssuedCode(Schema):
    """A one-time code, good for some minutes; told once, and null when the same request is sent again."""

    code: str | None
    expires_at: datetime


class Agent(Schema):
    """A program on a shop's hardware, as it last reported itself."""

    id: Id
    name: str
    store_name: str
    address: str
    version: str
    kept_count: int
    joined_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None


class Agents(Schema):
    """Those that are trusted first."""

    agents: list[Agent]

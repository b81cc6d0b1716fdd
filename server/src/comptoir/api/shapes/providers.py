"""Accounts with payment providers and their terminals. Secrets go in, and never come out."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from comptoir.api.shapes.common import NO_NUL, Flag, Id, Sent

Title = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Value = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]
Values = Annotated[dict[str, Value], Field(default_factory=dict, max_length=12)]


class ProviderAccount(Schema):
    """An account. `check_trouble`: why its provider refused it when it was last asked."""

    id: Id
    driver: str
    name: str
    is_live: bool
    is_active: bool
    settings: dict[str, str]
    checked_at: datetime | None
    check_trouble: str


class ProviderAccounts(Schema):
    """Every account, those out of use as well."""

    accounts: list[ProviderAccount]


class ProviderAccountTerms(Sent):
    """`settings` and `secrets` by the driver's own names; a secret that is left out stays as it is kept."""

    name: Title
    settings: Values
    secrets: Values
    is_active: Flag = True


class NewProviderAccount(ProviderAccountTerms):
    """The driver of an account, and whether its money is real, stay what they are."""

    id: Id | None = None
    driver: Annotated[str, StringConstraints(min_length=1, max_length=16, pattern=NO_NUL)]
    is_live: Flag = False


class ProviderTerminal(Schema):
    """A terminal that the provider named, and which tills may choose it."""

    id: Id
    account: Id
    driver: str
    reader: str
    name: str
    store: Id | None
    till: Id | None
    allows_tips: bool
    is_active: bool


class ProviderTerminals(Schema):
    """The terminals of all accounts, by name."""

    terminals: list[ProviderTerminal]


class ProviderTerminalTerms(Sent):
    """Which tills may choose it: those of a store, or one of them. Without a store: none."""

    name: Title
    store: Id | None = None
    till: Id | None = None
    allows_tips: Flag = False


class NewTerminalTrial(Sent):
    """The least that the provider takes is asked of the terminal, or given back. `id` is the program's own: sent twice,
    it is asked once.
    """

    id: Id | None = None
    kind: Literal["payment", "reversal"] = "payment"


class TerminalTrial(Schema):
    """How the last trial of a terminal stands."""

    id: Id
    terminal: Id
    kind: str
    amount: int
    state: str
    step: str
    trouble: str

"""Input of the operations about receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseReceipts:
    """How receipts look from now on; without a store, everywhere that chose nothing itself."""

    organization: UUID
    person: UUID | None
    store: UUID | None
    language: str
    code: str
    template: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetChoice:
    """A store that had receipts of its own takes the common ones again."""

    organization: UUID
    person: UUID | None
    store: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDelivery:
    """A customer wants a receipt. `id` is made where it was asked, so that a repeat is recognized."""

    organization: UUID
    id: UUID
    chain: UUID
    sequence: int
    digest: str
    channel: str
    address: str
    language: str
    essentials: str
    cashier: UUID | None
    consented_at: datetime
    now: datetime
    # Of the device that asks; a person in the back office may name any till's sale.
    till: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOrder:
    """A person in the back office sends a quote, or the paper of goods kept aside, by mail.

    `id` is made with the page, so that a second tap sends nothing. Whoever sends it says that the customer agreed.
    """

    organization: UUID
    person: UUID | None
    id: UUID
    order: UUID
    address: str
    language: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDeliveries:
    """Take what is due, for one try each."""

    organization: UUID
    now: datetime
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeDelivery:
    """How a try ended. Without a code it went well."""

    organization: UUID
    id: UUID
    attempt: int
    now: datetime
    code: str = ""
    detail: str = ""
    is_permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDelivery:
    """A person wants another try of one that failed."""

    organization: UUID
    person: UUID | None
    id: UUID
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseAddress:
    """A customer wants to be forgotten."""

    organization: UUID
    person: UUID | None
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePublicPage:
    """What a look at the public page brought, and how this server can write to customers."""

    organization: UUID
    address: str
    is_reachable: bool
    code: str
    now: datetime
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepNote:
    """A note of a sale (`line` 0) or of one of its lines, with the salt of its commitment."""

    organization: UUID
    till: UUID
    chain: UUID
    sequence: int
    digest: str
    line: int
    salt: bytes
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseNote:
    """Forget a note's text."""

    organization: UUID
    person: UUID | None
    entry: UUID
    line: int
    now: datetime

"""Programs that hear of what happens, and what each was told."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Flag, Id, Sent, Words

Address = Annotated[Words, Field(min_length=1, max_length=200)]
Title = Annotated[Words, Field(min_length=1, max_length=80)]
Kinds = Annotated[list[Annotated[Words, Field(max_length=40)]], Field(min_length=1, max_length=40)]


class Webhook(Schema):
    """A program that hears. `off_by`: person, failing or gone; `former_until`: how long the secret of before holds."""

    id: Id
    name: str
    address: str
    kinds: list[str]
    is_on: bool
    off_by: str
    failing_since: datetime | None
    heard_at: datetime | None
    made_at: datetime
    former_until: datetime | None
    waiting: int
    failed: int


class Webhooks(Schema):
    """All of them, and what may be heard of."""

    webhooks: list[Webhook]
    kinds: list[str]


class NewWebhook(Sent):
    """Where, and what it hears of. `id` is the program's own: sent twice, it is added once."""

    id: Id | None = None
    name: Title
    address: Address
    kinds: Kinds


class WebhookTerms(Sent):
    """What it is called, where it is and what it hears of, from now on."""

    name: Title
    address: Address
    kinds: Kinds


class WebhookSecret(Schema):
    """The secret by which the program checks messages. It is told this once."""

    webhook: Id
    secret: str | None


class WebhookTurn(Sent):
    """Whether it hears."""

    is_on: Flag


class WebhookMessage(Schema):
    """What it was told; `position` is the event's place in the shop's log, null for a test."""

    id: Id
    position: int | None
    kind: str
    subject: Id
    happened_at: datetime
    state: str
    attempts: int
    next_try_at: datetime | None
    status: int
    code: str
    took_ms: int
    concluded_at: datetime | None
    body: str


class WebhookMessages(Schema):
    """The newest first, fifty at most: `before` goes on behind one of them."""

    messages: list[WebhookMessage]


class WebhookReplay(Sent):
    """One message; null: all that did not arrive."""

    message: Id | None = None


class WebhookReplayed(Schema):
    """How many are sent again."""

    count: int

"""Who cosigns the log, what was said of it, the check of the books, and what the country's law asks."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Sent, Words


class LogWitness(Schema):
    """A witness. `behind`: how many lines were logged since the head that it cosigned last."""

    id: Id
    name: str
    address: str
    key: str
    made_at: datetime
    cosigned_size: int
    cosigned_at: datetime | None
    code: str
    status: int
    failing_since: datetime | None
    behind: int


class LogAlarm(Schema):
    """What a witness said of the log. `is_proven`: by its own signature."""

    id: Id
    witness: Id
    name: str
    kind: str
    their_size: int
    our_size: int
    is_proven: bool
    raised_at: datetime
    seen_at: datetime | None


class LogWitnesses(Schema):
    """All of them, what they said, and the key by which a witness knows this log."""

    witnesses: list[LogWitness]
    alarms: list[LogAlarm]
    log_key: str


class NewWitness(Sent):
    """Where it is, and the key by which it is believed: never learned from this server. Sent twice, it is one."""

    id: Id | None = None
    address: Annotated[Words, Field(min_length=1, max_length=480)]
    key: Annotated[Words, Field(min_length=1, max_length=400)]


class CheckedBooks(Schema):
    """What was followed by its bytes, and each document that is not as its till sealed it (100 at most)."""

    chains: int
    entries: int
    faults: list[str]


class LawChannel(Schema):
    """What waits for an office outside. `fault`: what it said last, or what went wrong, in English."""

    channel: str
    name: str
    waiting: int
    accepted: int
    remarks: int
    rejected: int
    oldest: datetime | None
    tries: int
    next_try: datetime | None
    fault: str


class LawTables(Schema):
    """Which version of the country's tables holds today, and the one that comes."""

    version: int
    valid_from: date | None
    next_version: int | None
    next_from: date | None


class Law(Schema):
    """Empty and null where nobody prepared anything for the shop's country."""

    plugin: str
    law: str
    tables: LawTables | None
    channels: list[LawChannel]


class DataPackFile(Sent):
    """A signed pack, as base64 of its bytes."""

    content: Annotated[str, Field(min_length=1, max_length=1_400_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class RetryWish(Sent):
    """Which office."""

    channel: Annotated[Words, Field(min_length=1, max_length=32)]


class Retried(Schema):
    """How many messages wait."""

    waiting: int

"""Signed archives of everything that tills sealed."""

from datetime import date, datetime

from ninja import Schema

from comptoir.api.shapes.common import Id


class Archive(Schema):
    """One archive. `has_file`: whether this computer still has it; its digest says what it was."""

    id: Id
    number: int
    first: date
    last: date
    made_at: datetime
    digest: str
    entries: int
    bytes: int
    has_file: bool


class ArchiveList(Schema):
    """All of them, the newest first."""

    archives: list[Archive]

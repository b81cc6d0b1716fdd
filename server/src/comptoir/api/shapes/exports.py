"""Files of everything."""

from datetime import datetime

from ninja import Schema

from comptoir.api.shapes.common import Id, Sent


class NewExport(Sent):
    """`id` is the program's own, if it likes: sent twice, it is one file."""

    id: Id | None = None


class Export(Schema):
    """A file of everything. `state` is `waiting`, `working`, `ready`, `failed`, `cancelled` or `expired`; `reason` says
    why it failed: `disk` or `broken`. `sha256` is of the whole file, which can be fetched until `kept_until`.
    """

    id: Id
    state: str
    tables_done: int
    tables: int
    rows: int
    entries: int
    bytes: int
    sha256: str | None
    reason: str | None
    asked_at: datetime
    ended_at: datetime | None
    kept_until: datetime | None


class ExportList(Schema):
    """The newest twenty, the last one first."""

    exports: list[Export]

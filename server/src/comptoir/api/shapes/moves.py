"""Moving in: files of another system, or of this one, tried, taken over and taken back."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Name, Sent, Words


class NewMove(Sent):
    """A file to try, as base64; nothing is written before it is taken over. `id` is the program's own: sent twice, it
    is one move. Of articles: `category`, `tax` and `way` stand where the file says nothing, `store` is where it counts.
    """

    id: Id | None = None
    file_name: Name
    content: Annotated[Words, Field(max_length=2_400_000, pattern=r"^[A-Za-z0-9+/=]*$")]
    category: Words = ""
    tax: Words = ""
    way: Words = ""
    store: Id | None = None


class BadLine(Schema):
    """A line that is not taken, and why."""

    number: int
    code: str
    details: dict[str, Any]


class Move(Schema):
    """A file, and how far it is. `state`: trying, tried, taking, stopped, taken, returning, returned or failed."""

    id: Id
    kind: str
    file_name: str
    system: str
    state: str
    is_at_work: bool
    lines: int
    lines_done: int
    created: int
    changed: int
    unchanged: int
    skipped: int
    bad: int
    bad_lines: list[BadLine]
    left_out: list[str]
    created_at: datetime


class Moves(Schema):
    """The newest files, the last one first."""

    moves: list[Move]

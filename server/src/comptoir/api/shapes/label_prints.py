"""Labels on their way to a label printer of the store."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from comptoir.api.shapes.common import NO_NUL, Id, Sent, Whole

Served = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=NO_NUL)]


class LabelPrinter(Schema):
    """A label printer. `agent` and `printer` name it; `is_heard`: its agent asked for labels just now."""

    agent: Id
    printer: str
    name: str
    width_mm: int
    height_mm: int
    seen_at: datetime
    is_heard: bool


class LabelPrinters(Schema):
    """What the agents of a store serve, by name; those that nobody heard of for a week are gone."""

    printers: list[LabelPrinter]


class LabelPrint(Schema):
    """Labels sent to a printer in one go; `name` is the first article's.

    `sent`: the agent has them; `returning`: they are being taken back; `unsure`: some may have come out. `trouble` is
    what keeps or kept them from paper, such as `paper_out`.
    """

    id: Id
    store: Id
    name: str
    count: int
    printer_name: str
    state: Literal["waiting", "sent", "returning", "printed", "failed", "unsure", "cancelled"]
    trouble: str
    made_at: datetime


class LabelPrints(Schema):
    """What waits and what became of the others in the last twelve hours, the newest first: 30 at most."""

    prints: list[LabelPrint]


class NewLabelPrint(Sent):
    """Print these articles' labels, `copies` of each, in the order of their names: 500 labels at most.

    What is not sold in the store has none. More than fifty become several prints. `id` is the first one's.
    """

    id: Id | None = None
    agent: Id
    printer: Served
    articles: Annotated[list[Id], Field(min_length=1, max_length=500)]
    copies: Annotated[Whole, Field(ge=1, le=500)] = 1


class PrintedAgain(Sent):
    """The same labels as a print of its own."""

    id: Id | None = None

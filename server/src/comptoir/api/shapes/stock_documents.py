"""Documents that move goods without a sale."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Id, Page, Sent, Whole, Words
from comptoir.api.shapes.stock import LotParts

QUANTITY_MAX = 10**12
LossReason = Literal["loss", "damaged", "waste"]


class GoodsLine(Sent):
    """So many of an article, in thousandths."""

    article: Id
    quantity_milli: Annotated[Whole, Field(ge=1, le=QUANTITY_MAX)]
    lots: LotParts = []


class NewLoss(Sent):
    """Goods that are gone and nobody bought. `id` is the document's own: sent twice, they are gone once."""

    id: Id | None = None
    store: Id
    reason: LossReason
    lines: Annotated[list[GoodsLine], Field(min_length=1, max_length=500)]
    note: Words = ""


class NewCount(Sent):
    """What lies in a store of an article, also what is kept aside. `id` is the counting's own. `lots`, where they are
    named, are all that lie there.
    """

    id: Id | None = None
    store: Id
    article: Id
    quantity_milli: Annotated[Whole, Field(ge=0, le=QUANTITY_MAX)]
    lots: LotParts = []


class Loss(Schema):
    """A line of a document that wrote goods off."""

    document: Id
    line: int
    store: Id
    article: Id
    quantity_milli: int
    reason: str
    lost_at: datetime


class LossPage(Page):
    """Losses, the newest documents first."""

    losses: list[Loss]


class Worth(Schema):
    """An article on the shelf of a store: so many, worth so much by moving average and by first in, first out, without
    tax. Below zero: more went than the books know.
    """

    store: Id
    article: Id
    quantity_milli: int
    average: int
    fifo: int


class WorthPage(Page):
    """Shelves by store and article."""

    shelves: list[Worth]


class Written(Schema):
    """The document that the movements name."""

    document: Id


class NewTransfer(Sent):
    """Goods leave a store for another one. `id` is the document's own: sent twice, they leave once."""

    id: Id | None = None
    origin: Id
    destination: Id
    lines: Annotated[list[GoodsLine], Field(min_length=1, max_length=500)]
    note: Words = ""


class Arrival(Sent):
    """What came of a transfer; what is not named did not come. `id` is the arrival's own."""

    id: Id | None = None
    lines: Annotated[list[GoodsLine], Field(max_length=500)]


class TransferLine(Schema):
    """So many left, and so many came."""

    article: Id
    sent_milli: int
    received_milli: int | None


class Transfer(Schema):
    """Goods between two stores; `received_at` is null while they are on their way."""

    id: Id
    origin: Id
    destination: Id
    note: str
    sent_at: datetime
    received_at: datetime | None
    lines: list[TransferLine]


class TransferRow(Schema):
    """A transfer in a list."""

    id: Id
    origin: Id
    destination: Id
    sent_at: datetime
    received_at: datetime | None
    lines: int


class Transfers(Schema):
    """The newest transfers, the last one first."""

    transfers: list[TransferRow]

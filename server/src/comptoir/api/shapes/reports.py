"""Reports: what can be asked, answers, those that are kept or mailed, and questions in SQL."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from comptoir.api.shapes.common import Flag, Id, Name, Sent, Whole, Words

Part = Annotated[Words, Field(max_length=40)]


class Measure(Schema):
    """A figure that a cube holds. `unit`: money in minor units, quantities in thousandths, rates per million."""

    name: str
    unit: str


class Cube(Schema):
    """Sums of one kind: what they can be told apart by, and the figures."""

    name: str
    dimensions: list[str]
    measures: list[Measure]
    has_store: bool


class Cubes(Schema):
    """What reports are made of."""

    cubes: list[Cube]


class Report(Schema):
    """A report that every shop has; ask for it by its `slug`."""

    slug: str
    cube: str
    by: list[str]
    measures: list[str]


class Reports(Schema):
    """The reports that every shop has."""

    reports: list[Report]


class ReportRow(Schema):
    """A line: keys and names of what it is about, and its figures in the order of the measures."""

    keys: list[str]
    names: list[str]
    values: list[int | None]


class Answer(Schema):
    """A report of some business days; `whole` counts also the rows that a limit left out."""

    by: list[str]
    measures: list[str]
    rows: list[ReportRow]
    whole: list[int | None]
    count: int


class KeptTerms(Sent):
    """A report of one's own: figures of a cube, told apart by one or two things, of so many days until today."""

    name: Annotated[Name, Field(max_length=80)]
    cube: Part
    by: Annotated[list[Part], Field(min_length=1, max_length=2)]
    measures: Annotated[list[Part], Field(min_length=1, max_length=5)]
    days: Annotated[Whole, Field(ge=1, le=1_100)]
    store: Id | None = None
    compare: Annotated[Words, Field(max_length=8)] = ""


class NewKept(KeptTerms):
    """A report to keep."""

    id: Id | None = None


class Kept(Schema):
    """A report that somebody keeps, for everybody who sees reports."""

    id: Id
    name: str
    cube: str
    by: list[str]
    measures: list[str]
    days: int
    store: Id | None
    compare: str


class KeptReports(Schema):
    """By name."""

    saved_reports: list[Kept]


class NewMailing(Sent):
    """A report that is sent by mail. `report` is a slug, or the identifier of a saved one."""

    id: Id | None = None
    report: Part
    form: Literal["pdf", "xlsx", "csv"]
    rhythm: Literal["day", "week", "month"]
    hour: Annotated[Whole, Field(ge=0, le=23)] = 7
    address: Annotated[Name, Field(max_length=254)]
    language: Annotated[Words, Field(pattern=r"^(fr|de|en)$")] = "fr"
    store: Id | None = None
    compare: Annotated[Words, Field(max_length=8)] = ""


class Mailing(Schema):
    """A report by mail, and how the last one went; `code` says why it did not."""

    id: Id
    report: str
    form: str
    rhythm: str
    hour: int
    address: str
    language: str
    store: Id | None
    compare: str
    next_at: datetime
    sent_at: datetime | None
    code: str


class Mailings(Schema):
    """What is sent to whom."""

    mailings: list[Mailing]


class Inquiry(Sent):
    """A question in SQL, of the tables that `GET /inquiries` names. `run` is what it can be stopped by."""

    sql: Annotated[Words, Field(min_length=1, max_length=20_000)]
    run: Id | None = None


class InquiryColumn(Schema):
    """A column and its kind in PostgreSQL's words."""

    name: str
    kind: str


class InquiryTable(Schema):
    """A table that may be asked for."""

    group: str
    name: str
    columns: list[InquiryColumn]


class InquiryTables(Schema):
    """What may be asked for."""

    tables: list[InquiryTable]


class InquiryAnswer(Schema):
    """The rows; numbers with a fraction are texts, exact to the last digit. `is_cut`: there were more."""

    columns: list[str]
    rows: list[list[str | int | bool | None]]
    is_cut: bool


class Stopped(Schema):
    """Whether it ran."""

    is_stopped: Flag

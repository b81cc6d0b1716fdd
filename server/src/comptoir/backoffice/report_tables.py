"""A report as a table that page, spreadsheet and print share: what stands in each cell is decided here, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.report_words import DIMENSIONS, MEASURES, label
from comptoir.insights.public import CUBES, Answer, Name, Question, Report, Row, Unit, ask, names_of
from comptoir.kernel import divide_half_away

PPM = 1_000_000
# A rate is shown to a tenth of a percent.
SHOWN_PPM = 1_000
DAYS_OF_WEEK = 7
# 52 weeks: a Saturday is compared with a Saturday.
DAYS_OF_YEAR = 364


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell: exact, as people read it, how many a rate tells of, and whether somebody should look at it."""

    value: int | None
    unit: Unit
    text: str
    count: int | None = None
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures; the first of a series is drawn as columns, the second as a line."""

    title: str
    unit: Unit
    is_series: bool = False
    has_counts: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is about, and its figures."""

    labels: Sequence[str]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole report. `count` rows there are; a page may show fewer."""

    heads: Sequence[str]
    columns: Sequence[Column]
    lines: Sequence[Line]
    whole: Line | None
    count: int
    hint: str = ""

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.lines)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked of a report: days and places, what to compare with, in which language and money."""

    organization: UUID
    first: date
    last: date
    store: UUID | None
    compare: str
    currency: str
    language: str
    day_starts_minute: int
    limit: int
    # A spreadsheet sorts days by their ISO form.
    is_for_programs: bool = False

    @property
    def days_back(self) -> int | None:
        """How far back the days lie that it is compared with: whole weeks, so that weekdays meet."""
        days = (self.last - self.first).days + 1
        match self.compare:
            case "before":
                return (days + DAYS_OF_WEEK - 1) // DAYS_OF_WEEK * DAYS_OF_WEEK
            case "year":
                return DAYS_OF_YEAR
            case _:
                return None

    def question(self, report: Report) -> Question:
        filters = {"store": self.store} if self.store else {}
        return Question(
            self.organization, report.cube, report.by, report.measures, self.first, self.last, filters, self.limit
        )


def table_of(report: Report, asked: Asked) -> Table:
    """Ask, name the rows, and set the figures of the days before beside the first one where that was wished."""
    question = asked.question(report)
    answer = ask(question)
    before = _before(question, asked)
    rows = _by_the_clock(answer.rows, report, asked)
    names = [names_of(asked.organization, dimension, rows, index) for index, dimension in enumerate(report.by)]
    lines = [
        Line(
            [
                key
                if asked.is_for_programs and dimension in ("day", "week")
                else label(dimension, key, names[index].get(key), asked.language)
                for index, (dimension, key) in enumerate(zip(report.by, row.keys, strict=True))
            ],
            _figures(report, row, before.get(row.keys) if before is not None else None, asked, _unit_of(row, names)),
        )
        for row in rows
    ]
    whole = Line([_("Total")], _figures(report, answer.whole, before.get(()) if before else None, asked, ""))
    return Table(
        [str(DIMENSIONS[dimension]) for dimension in report.by], _columns(report, asked), lines,
        whole if rows else None, answer.count,
    )  # fmt: skip


def change_text(now: int, before: int, language: str) -> str:
    """ "+12 %" against the days before; nothing where there was nothing."""
    if before <= 0:
        return ""
    percent = divide_half_away((now - before) * 100, before)
    sign = "+" if percent > 0 else formats.MINUS if percent < 0 else "±"
    return f"{sign}{formats.whole_percent(percent, language)}"


def figure(value: int | None, unit: Unit, currency: str, language: str, goods_unit: str = "") -> Figure:
    """A figure as people read it."""
    return Figure(value, unit, "–" if value is None else _text(value, unit, currency, language, goods_unit))


def _text(value: int, unit: Unit, currency: str, language: str, goods_unit: str) -> str:
    match unit:
        case Unit.MONEY:
            return formats.money(value, currency, language)
        case Unit.QUANTITY:
            return formats.quantity(value, goods_unit, language)
        case Unit.TENTHS:
            return formats.quantity(value * 100, "", language)
        case Unit.RATE:
            return formats.rate(divide_half_away(value, SHOWN_PPM) * SHOWN_PPM, language)
        case Unit.COUNT:
            return formats.number(value, language)


def _before(question: Question, asked: Asked) -> Mapping[tuple[str, ...], Row] | None:
    """The rows of the days compared with, under the keys beside which they stand; the whole stands under none."""
    back = asked.days_back
    if back is None:
        return None
    if "month" in question.by:  # a month is compared with the same month, whatever its weekdays
        earlier = question.between(_year_before(question.first), _year_before(question.last))
    else:
        days = timedelta(days=back)
        earlier = question.between(question.first - days, question.last - days)
    answer: Answer = ask(earlier)
    return {(): answer.whole} | {tuple(_beside(question.by, row.keys, back)): row for row in answer.rows}


def _beside(by: Sequence[str], keys: Sequence[str], back: int) -> list[str]:
    """The key of the row beside which an earlier one stands: only days, weeks and months move."""
    return [_later(name, key, back) for name, key in zip(by, keys, strict=True)]


def _later(dimension: str, key: str, back: int) -> str:
    match dimension:
        case "day" | "week":
            return (date.fromisoformat(key) + timedelta(days=back)).isoformat()
        case "month":
            month = date.fromisoformat(key)
            return month.replace(year=month.year + 1).isoformat()
        case _:
            return key


def _year_before(day: date) -> date:
    """The last of February of a leap year has none."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - 1, day=last)


def _by_the_clock(rows: Sequence[Row], report: Report, asked: Asked) -> Sequence[Row]:
    """Hours from the one at which the day begins: one in the morning is late, not early."""
    if "hour" not in report.by:
        return rows
    at = list(report.by).index("hour")

    def place(row: Row) -> tuple[tuple[str, ...], int]:
        return row.keys[:at], (int(row.keys[at]) * 60 - asked.day_starts_minute) % 1_440

    return sorted(rows, key=place)


def _unit_of(row: Row, names: Sequence[Mapping[str, Name]]) -> str:
    """The unit of the goods that a row is about."""
    return next((known[key].unit for key, known in zip(row.keys, names, strict=True) if key in known), "")


def _figures(report: Report, row: Row, before: Row | None, asked: Asked, goods_unit: str) -> list[Figure]:
    measures = CUBES[report.cube].measures
    found = [
        figure(value, measures[name].unit, asked.currency, asked.language, goods_unit)
        for name, value in zip(report.measures, row.values, strict=True)
    ]
    if asked.days_back is None:
        return found
    earlier = (before.values[0] if before else 0) or 0
    then = figure(earlier, found[0].unit, asked.currency, asked.language, goods_unit)
    change = Figure(None, Unit.RATE, change_text(found[0].value or 0, earlier, asked.language))
    return [found[0], then, change, *found[1:]]


def _columns(report: Report, asked: Asked) -> list[Column]:
    measures = CUBES[report.cube].measures
    columns = [Column(str(MEASURES[name]), measures[name].unit) for name in report.measures]
    columns[0] = replace(columns[0], is_series=True)
    if asked.days_back is None:
        return columns
    is_year = asked.compare == "year" or "month" in report.by
    then = _("A year before") if is_year else _("Before")
    return [columns[0], Column(then, columns[0].unit, is_series=True), Column(_("Difference"), Unit.RATE), *columns[1:]]

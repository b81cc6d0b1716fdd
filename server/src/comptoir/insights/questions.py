"""A question to the sums, and its answer. A question is data, whoever asks it.

Asked inside `reading(organization)`. Every name in the SQL comes from `cubes.py`, every value is a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db import connection

from comptoir.insights.cubes import CUBES, Cube, Measure, Ratio
from comptoir.kernel import divide_half_away

SqlValue: TypeAlias = int | str | date | UUID | list[UUID] | None
ROWS_MAX = 50_000
# What a row is filtered by, where its cube has it.
_COLUMNS = {"store": "store_id", "till": "till", "cashier": "cashier"}
# A reading from end to end compares each row with the list of organizations, which is taken apart again for each: three
# times as slow as the key, where it is taken apart once. One question to the database, and for the next one as before.
_BY_KEY = "SET LOCAL enable_seqscan = off; {}; SET LOCAL enable_seqscan = on"
# How many lines a row of articles stands for: a row of none is no row.
_LINES = "c_lines"


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures, told apart by what, of which days and places."""

    organization: UUID
    cube: str
    by: Sequence[str]
    measures: Sequence[str]
    first: date
    last: date
    filters: Mapping[str, UUID] = field(default_factory=dict)
    limit: int = ROWS_MAX

    def __post_init__(self) -> None:
        cube = CUBES[self.cube]
        assert self.measures, "a question without a figure"
        assert set(self.measures) <= set(cube.measures)
        assert set(self.by) <= set(cube.dimensions)
        assert set(self.filters) <= set(cube.filters)

    def between(self, first: date, last: date) -> "Question":
        """The same of other days."""
        return replace(self, first=first, last=last)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an answer: what it is about, and its figures in the order of the question's measures."""

    keys: tuple[str, ...]
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows by the first measure, or in time's order; the whole counts what a limit left out, too."""

    rows: Sequence[Row]
    whole: Row
    count: int


def ask(question: Question) -> Answer:
    """The answer as the sums stand. The whole is added up from its parts: nothing is read twice for it."""
    cube = CUBES[question.cube]
    found = _found(question, cube)
    added = {name: sum(sums[name] for sums in found.values()) for name in _sums(question, cube)}
    rows = [_row(question, cube, keys, sums) for keys, sums in found.items()]
    whole = _row(question, cube, (), added)
    return Answer(_sorted(rows, question, cube)[: question.limit], whole, len(rows))


def _found(question: Question, cube: Cube) -> dict[tuple[str, ...], Mapping[str, int]]:
    """The sums of each row, by its keys."""
    sums = _sums(question, cube)
    keys = [f"coalesce({cube.dimensions[name].key}, '')" for name in question.by]
    parameters: dict[str, SqlValue] = {
        "organization": question.organization,
        **question.filters,
    }
    source = _source(question, cube, question.by, parameters)
    selected = ", ".join([*keys, *(f"coalesce(sum(x.{name}), 0)::int8" for name in sums)])
    grouped = f"GROUP BY {', '.join(str(number) for number in range(1, len(keys) + 1))}" if keys else ""
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEY.format(f"SELECT {selected} FROM ({source}) x {grouped}"), parameters)  # noqa: S608  # names of ours
        cursor.nextset()
        rows = cursor.fetchall()
    found: dict[tuple[str, ...], Mapping[str, int]] = {
        tuple(row[: len(keys)]): dict(zip(sums, row[len(keys) :], strict=True)) for row in rows
    }
    # What was sold on days alone that were taken off its month again has no row.
    return {at: row for at, row in found.items() if row.get(_LINES)} if cube.months else found


def _sums(question: Question, cube: Cube) -> Mapping[str, str]:
    """The sums that the measures are made of: name and formula."""
    needed: dict[str, str] = {_LINES: "lines_count"} if cube.months else {}
    for name in question.measures:
        match cube.measures[name]:
            case Measure(sum=formula):
                needed[f"m_{name}"] = formula
            case Ratio(over=over, under=under):
                needed |= {f"r_{over}": over, f"r_{under}": under}
    return needed


def _source(question: Question, cube: Cube, by: Sequence[str], parameters: dict[str, SqlValue]) -> str:
    """The days' rows, added up by the columns that tell them apart before any name is looked up."""
    narrowed = "".join(f" AND {_COLUMNS[name]} = %({name})s" for name in question.filters)
    figures = ", ".join(f"sum(counts * ({formula})) AS {name}" for name, formula in _sums(question, cube).items())
    parts = []
    for number, span in enumerate(_spans(question.first, question.last, has_months=cube.months is not None)):
        parameters |= {f"first_{number}": span.first, f"last_{number}": span.last}
        table = cube.months if span.is_months else cube.table
        parts.append(
            f"SELECT *, {span.counts} AS counts FROM {table} WHERE organization_id = %(organization)s"  # noqa: S608
            f" AND day BETWEEN %(first_{number})s AND %(last_{number})s{narrowed}"
        )
    kept = ", ".join(
        ["organization_id", *dict.fromkeys(column for name in by for column in cube.dimensions[name].columns)]
    )
    return f"SELECT {kept}, {figures} FROM ({' UNION ALL '.join(parts)}) days GROUP BY {kept}"  # noqa: S608


@dataclass(frozen=True, slots=True)
class _Span:
    """Days that are added (1), or taken off again from a month that has them (-1)."""

    first: date
    last: date
    is_months: bool
    counts: int = 1


def _spans(first: date, last: date, *, has_months: bool) -> list[_Span]:
    """Whole months where they are shorter to read, and at both ends the days that they lack or have too many of.

    A month is one row for what up to 31 days say: of two ways to the same sum the one with fewer days is read.
    """
    if not has_months:
        return [_Span(first, last, is_months=False)]
    begin, days_before = _nearest(first)
    end, days_after = _nearest(last + timedelta(days=1))
    if begin >= end:
        return [_Span(first, last, is_months=False)]
    after = None if days_after is None else replace(days_after, counts=-days_after.counts)
    at_ends = [span for span in (days_before, after) if span is not None]
    if sum((span.last - span.first).days + 1 for span in at_ends) > (last - first).days:
        return [_Span(first, last, is_months=False)]
    return [_Span(begin, end - timedelta(days=1), is_months=True), *at_ends]


def _nearest(day: date) -> tuple[date, _Span | None]:
    """The first of a month that is nearest, and the days between: from `day` to it, or from it to `day`, those to be
    taken off. As the end of a time it is the other way round.
    """
    this = day.replace(day=1)
    following = (this + timedelta(days=32)).replace(day=1)
    if day == this:
        return this, None
    if day - this <= following - day:
        return this, _Span(this, day - timedelta(days=1), is_months=False, counts=-1)
    return following, _Span(day, following - timedelta(days=1), is_months=False)


def _row(question: Question, cube: Cube, keys: tuple[str, ...], sums: Mapping[str, int]) -> Row:
    return Row(tuple(keys), tuple(_value(cube.measures[name], name, sums) for name in question.measures))


def _value(measure: Measure | Ratio, name: str, sums: Mapping[str, int]) -> int | None:
    if isinstance(measure, Measure):
        return sums[f"m_{name}"]
    over, under = sums[f"r_{measure.over}"], sums[f"r_{measure.under}"]
    if not under:
        return None
    return divide_half_away(over * measure.scale * (1 if under > 0 else -1), abs(under))


def _sorted(rows: Sequence[Row], question: Question, cube: Cube) -> list[Row]:
    """By each key in turn: in time's order, or the one first that comes to most in the first figure."""
    sums: dict[tuple[str, ...], int] = {}
    for row in rows:
        for length in range(1, len(row.keys) + 1):
            sums[row.keys[:length]] = sums.get(row.keys[:length], 0) + (row.values[0] or 0)

    def place(row: Row) -> list[tuple[int, str]]:
        return [
            (0 if cube.dimensions[name].is_time else -sums[row.keys[: index + 1]], row.keys[index])
            for index, name in enumerate(question.by)
        ]

    return sorted(rows, key=place)

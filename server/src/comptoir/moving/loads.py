"""What a file can hold, and what each kind of it must be able to do: be read, taken over in batches, given back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine
from comptoir.moving.errors import TableEmpty, TableTooLong
from comptoir.moving.models import Move
from comptoir.moving.tables import Table
from comptoir.moving.titles import Places

LINES_MAX = 200_000


class Counted(Protocol):
    """Lines that are taken over at once."""

    @property
    def lines_count(self) -> int: ...


BatchT = TypeVar("BatchT", bound=Counted, covariant=True)
LineT = TypeVar("LineT")


@dataclass(frozen=True, slots=True)
class Lines(Generic[LineT]):
    """Lines of a list, up to 500, that are taken over at once."""

    lines: tuple[LineT, ...]

    @property
    def lines_count(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Generic[BatchT]):
    """What a file will do. `left_out`: columns that say nothing here; `skipped`: lines of other things."""

    source: str
    left_out: tuple[str, ...]
    batches: Sequence[BatchT]
    bad: tuple[BadLine, ...]
    skipped: int
    lines: int


def plan_of(
    table: Table,
    places: Places,
    systems: Sequence[tuple[str, frozenset[str]]],
    lines: Sequence[LineT | BadLine | None],
    *,
    at_once: int,
) -> Plan[Lines[LineT]]:
    """What a list will do, each line by itself; null is a line of something else.

    `systems`: the first one whose signs are all among the titles wrote it.
    """
    good = [line for line in lines if line is not None and not isinstance(line, BadLine)]
    titles = {fold(title) for title in table.header}
    used = {place for several in places.values() for place in several}
    return Plan(
        source=next((system for system, signs in systems if signs <= titles), "plain"),
        left_out=tuple(title for place, title in enumerate(table.header) if place not in used and title),
        batches=tuple(Lines(tuple(good[start : start + at_once])) for start in range(0, len(good), at_once)),
        bad=tuple(line for line in lines if isinstance(line, BadLine)),
        skipped=sum(line is None for line in lines),
        lines=len(table.rows),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a batch."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: tuple[BadLine, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.bad + other.bad,
        )


@dataclass(frozen=True, slots=True)
class Load:
    """A kind of file.

    `take` does a batch in the running operation, and what is to be remembered for the way back unless it is a trial;
    `give_back` takes the next lines back and answers how many they were.
    """

    plan: Callable[[Move], Plan[Any]]
    take: Callable[[Move, Any, datetime, bool], Outcome]
    give_back: Callable[[Move, datetime], int]
    # What stands in the database instead of the file: of files that hold what nobody may read again.
    keep: Callable[[Plan[Any]], bytes] | None = None


def check_length(table: Table) -> None:
    """Raises TableEmpty or TableTooLong."""
    if not table.rows:
        raise TableEmpty
    if len(table.rows) > LINES_MAX:
        raise TableTooLong(lines_max=LINES_MAX)

"""The hours of the week as a map: how busy each was, on a day of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.backoffice import formats
from comptoir.backoffice.report_tables import Asked
from comptoir.backoffice.report_words import label, short_weekday
from comptoir.insights.public import Question, Report, ask
from comptoir.kernel import divide_half_away

LEVELS = 5
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Spot:
    """An hour of a weekday: sales on one such day, on average, to a tenth; and how busy that is, from 0 to `LEVELS`."""

    weekday: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class PeakHour:
    """An hour across the week."""

    name: str
    spots: Sequence[Spot]


@dataclass(frozen=True, slots=True)
class Peaks:
    """The map; `weekdays` short, as its columns are called."""

    weekdays: Sequence[str]
    hours: Sequence[PeakHour]


def peaks_of(report: Report, asked: Asked) -> Peaks | None:
    """Every hour between the first and the last with trade; nothing where nobody sold."""
    question: Question = asked.question(report)
    found = {row.keys: row.values[0] or 0 for row in ask(question).rows}
    if not any(found.values()):
        return None
    days = _days(asked)
    means = {key: divide_half_away(count * 10, days[key[0]]) for key, count in found.items()}
    most = max(means.values())
    hours = sorted({key[1] for key in means}, key=lambda hour: (int(hour) * 60 - asked.day_starts_minute) % 1_440)
    weekdays = [str(number) for number in range(1, DAYS_OF_WEEK + 1)]
    return Peaks(
        [short_weekday(day, asked.language) for day in weekdays],
        [
            PeakHour(
                label("hour", hour, None, asked.language),
                [_spot(day, means.get((day, hour), 0), most, asked) for day in weekdays],
            )
            for hour in hours
        ],
    )


def _spot(weekday: str, tenths: int, most: int, asked: Asked) -> Spot:
    """Anything at all is at least the first level."""
    level = -(-tenths * LEVELS // most) if tenths > 0 else 0
    text = formats.quantity(tenths * 100, "", asked.language) if tenths else ""
    return Spot(label("weekday", weekday, None, asked.language), text, level)


def _days(asked: Asked) -> dict[str, int]:
    """How many of each weekday lie in the days asked for."""
    count = (asked.last - asked.first).days + 1
    begin = asked.first.isoweekday()
    found = {str(day): count // DAYS_OF_WEEK for day in range(1, DAYS_OF_WEEK + 1)}
    for further in range(count % DAYS_OF_WEEK):
        found[str((begin + further - 1) % DAYS_OF_WEEK + 1)] += 1
    return found

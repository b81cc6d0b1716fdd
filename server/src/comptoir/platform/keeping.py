"""How long rows stay: each app names its own timers in its `timers.py`; `comptoir.retention` lets them run.

A timer says which rows are over when their class's term is, and what becomes of a batch of them. It knows neither the
country nor the clock nor what the shop decided: it is told a moment, and everything that ended before it is over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import QuerySet

from comptoir.platform.privacy import OWN, Kept

Rows: TypeAlias = "QuerySet[Any, Any]"


class Unit(StrEnum):
    """What a term is counted in."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be said of a class: at least, at most, and what is usual, each in its unit.

    `waits`: nothing goes before the shop has said how long; otherwise what is usual holds until it says otherwise.
    `is_law`: a country may ask for more than `least`; where nobody has written down what it asks, `usual` is the least.
    """

    unit: Unit
    usual: int
    least: int
    most: int
    waits: bool = False
    is_law: bool = False
    source: str = ""

    @property
    def is_fixed(self) -> bool:
        return self.least == self.most


# A payer may contest a payment for 13 months; the shop answers with what its terminal said.
_CONTESTED = "Directive (EU) 2015/2366 art. 71"
RULES: Mapping[Kept, Rule] = MappingProxyType(
    {
        Kept.CUSTOMERS: Rule(Unit.MONTH, 36, 12, 120, waits=True),
        Kept.HOURS: Rule(Unit.MONTH, 60, 12, 120, waits=True, is_law=True),
        Kept.PAYMENTS: Rule(Unit.MONTH, 25, 13, 120, waits=True, source=_CONTESTED),
        Kept.LINKS: Rule(Unit.MONTH, 25, 13, 120, waits=True, source=_CONTESTED),
        Kept.PARKED: Rule(Unit.DAY, 400, 30, 3650, waits=True),
        Kept.LETTERS: Rule(Unit.DAY, 30, 1, 365),
        Kept.INVITATIONS: Rule(Unit.DAY, 30, 1, 365),
        Kept.MOVES: Rule(Unit.DAY, 30, 1, 90),
        Kept.EXPORTS: Rule(Unit.DAY, 7, 7, 7),
        Kept.CALLS_OUT: Rule(Unit.DAY, 30, 1, 365),
        Kept.CALLS_IN: Rule(Unit.DAY, 30, 1, 365),
        # A program that repeats a wish within a week is told the same again.
        Kept.ANSWERS: Rule(Unit.DAY, 7, 7, 30),
        Kept.PRINTS: Rule(Unit.DAY, 7, 1, 90),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Rows of one kind. `old`: those that ended before a moment; `forget`: what becomes of these keys, now.

    Both run inside an operation of their organization (`old` also inside a reading), and name it in what they ask.
    """

    name: str
    kept: Kept
    old: Callable[[datetime], Rows]
    forget: Callable[[Sequence[Any], datetime], None]


def removing(name: str, kept: Kept, old: Callable[[datetime], Rows]) -> Timer:
    """A timer whose rows are taken away as they are."""

    def forget(keys: Sequence[Any], now: datetime) -> None:
        old(now).model._default_manager.filter(pk__in=keys).delete()

    return Timer(name=name, kept=kept, old=old, forget=forget)


@lru_cache(maxsize=1)
def timers() -> tuple[Timer, ...]:
    """Those of the installed apps, in the order in which they run: always the same."""
    from django.apps import apps

    found: list[Timer] = []
    for app in apps.get_app_configs():
        if app.name.startswith(OWN) and find_spec(f"{app.name}.timers") is not None:
            found += import_module(f"{app.name}.timers").TIMERS
    assert len({timer.name for timer in found}) == len(found), "two timers of one name"
    return tuple(sorted(found, key=lambda timer: timer.name))


def forget_batch(timer: Timer, before: datetime, *, now: datetime, most: int) -> int:
    """Let at most so many rows go in the running operation; answers how many. Rows that somebody holds are skipped."""
    old = timer.old(before).select_for_update(skip_locked=True)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:most])
    if keys:
        timer.forget(keys, now)
    return len(keys)


def count_old(asked: Sequence[tuple[Timer, datetime]]) -> list[int]:
    """How many rows ended before the moment of each, in one question. Inside a reading."""
    if not asked:
        return []
    parts, parameters = [], list[Any]()
    for timer, before in asked:
        sql, values = timer.old(before).order_by().values("pk").query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608  # Django's own text
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)  # Django's own text of our conditions
        [row] = cursor.fetchall()
    return list(row)

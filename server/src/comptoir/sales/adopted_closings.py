"""Closings and later tips, when a person adopts an entry: asked with the ledger's own statements."""

import re
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from django.db import connection

from comptoir.sales.closing_reader import judge_closings
from comptoir.sales.late_tips import judge_late_tips
from comptoir.sales.rows import LateFinding, Rows

T = TypeVar("T")


def judge_adopted(rows: Rows) -> list[LateFinding]:
    """What an adopted closing or tip says otherwise than the ledger, and the closing that waited for the entry."""
    return [
        *_at_once(judge_closings(rows.closed, rows.filled, _fetch)),
        *_at_once(judge_late_tips(rows.late_tips, _fetch)),
    ]


async def _fetch(query: str, *parameters: Any) -> Sequence[Any]:
    """The statements number their parameters; Django's driver names them."""
    named = {f"p{number}": parameter for number, parameter in enumerate(parameters, start=1)}
    with connection.cursor() as cursor:
        cursor.execute(re.sub(r"\$(\d+)", r"%(p\1)s", query), named)
        found: Sequence[Any] = cursor.fetchall()
    return found


def _at_once(asked: Coroutine[Any, Any, T]) -> T:
    """Nothing in it waits: Django's connection answers before it returns."""
    try:
        asked.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    raise AssertionError("a question to Django's connection waited")

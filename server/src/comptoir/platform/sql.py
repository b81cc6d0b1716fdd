"""Pages and books read by SQL into frozen dataclasses.

Models stay private to their apps, and a page is one set-based question, not a walk over objects. Every
table is read under row-level security, inside `reading(organization)`; nothing is ever written here.
A sum has no upper bound in PostgreSQL (numeric) nor in Python: it comes as an integer, however large.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias, TypeVar
from uuid import UUID

from django.db import connection

Row = TypeVar("Row")
SqlValue: TypeAlias = bool | int | str | date | datetime | UUID | list[UUID] | list[str] | None
Parameters: TypeAlias = Mapping[str, SqlValue]


def select(into: type[Row], query: str, parameters: Parameters) -> list[Row]:
    """Every row of the query, its columns in the order of the dataclass's fields."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [into(*map(_whole, row)) for row in cursor.fetchall()]


def select_one(into: type[Row], query: str, parameters: Parameters) -> Row | None:
    """The first row, or null when there is none."""
    rows = select(into, query, parameters)
    return rows[0] if rows else None


def _whole(value: object) -> object:
    """A sum as the integer that it is; PostgreSQL says it as a decimal without a fraction."""
    return int(value) if isinstance(value, Decimal) else value

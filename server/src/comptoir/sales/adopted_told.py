"""What an entry that a person adopts tells the shop's other tills: late, as everything of it."""

from collections.abc import Sequence

from django.db import connection

from comptoir.sales.rows import ToldRow
from comptoir.sales.told import TYPES, organizations_of, places_of, tell_sql

SQL = tell_sql("%s", ["%s"] * len(TYPES))


def tell(told: Sequence[ToldRow]) -> None:
    """The last of the operation, as it is the last of a batch."""
    if not told:
        return
    organizations = organizations_of(told)
    with connection.cursor() as cursor:
        cursor.execute(SQL.lock, [organizations])
        cursor.execute(SQL.forget, [organizations])
        cursor.execute(SQL.write, [list(column) for column in zip(*told, strict=True)])
        cursor.execute(SQL.nudge, [places_of(told)])

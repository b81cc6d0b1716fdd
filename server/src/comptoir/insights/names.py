"""What people call the keys of an answer. Asked after the figures, of the rows that are shown alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from comptoir.insights.counting import NOBODY
from comptoir.insights.questions import Row, SqlValue


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and for an article the unit that it is sold in."""

    text: str
    unit: str = ""


_NAMES = {
    "store": "SELECT id, name, '' FROM platform_store WHERE {keyed}",
    "till": "SELECT id, code || ' · ' || name, '' FROM tills_till WHERE {keyed}",
    "cashier": "SELECT id, name, '' FROM identity_employee WHERE {keyed}",
    "item": "SELECT id, name, unit FROM catalog_item WHERE {keyed}",
    "category": "SELECT id, name, '' FROM catalog_category WHERE {keyed}",
    "price_list": """
        SELECT DISTINCT ON (rule) rule, document ->> 'name', '' FROM catalog_price_list
        WHERE organization_id = %(organization)s AND rule = ANY(%(keys)s) ORDER BY rule, position DESC
    """,
    "tender": "SELECT id, name, '' FROM payments_tender_kind WHERE {keyed}",
}
_KEYED = "organization_id = %(organization)s AND id = ANY(%(keys)s)"


def names_of(organization: UUID, dimension: str, rows: Sequence[Row], index: int) -> Mapping[str, Name]:
    """By key; what has no name, or no longer, is absent. A key of several words names its last one."""
    query = _NAMES.get(dimension)
    keys = {row.keys[index] for row in rows} if query else set()
    wanted = {key: key.rsplit(" ", 1)[-1] for key in keys if key and not key.endswith(NOBODY)}
    if query is None or not wanted:
        return {}
    parameters: dict[str, SqlValue] = {"organization": organization, "keys": [UUID(key) for key in wanted.values()]}
    with connection.cursor() as cursor:
        cursor.execute(query.format(keyed=_KEYED), parameters)
        found = {str(row[0]): Name(row[1], row[2]) for row in cursor.fetchall()}
    return {key: found[own] for key, own in wanted.items() if own in found}

"""An item as a till would read it now."""

from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from comptoir.catalog.documents import Placeholders, document, documents_sql
from comptoir.catalog.feed import newest_position
from comptoir.platform.tenancy import reading

_ONE = documents_sql(Placeholders("%(organization)s", "%(store)s", "%(position)s", "%(items)s"))


def read_document(organization: UUID, store: UUID, item: UUID) -> dict[str, Any]:
    """Its document; empty when tills do not show it."""
    with reading(organization), connection.cursor() as cursor:
        cursor.execute(
            _ONE, {"organization": organization, "store": store, "position": newest_position(), "items": [item]}
        )
        row = cursor.fetchone()
    return {} if row is None else msgspec.json.decode(msgspec.json.encode(document(row)))

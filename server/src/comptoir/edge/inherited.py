"""What a till inherits: every setting as it counts there (`platform.inherited`)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from comptoir.edge.database import Connection
from comptoir.platform.inherited import SETTINGS

READ_INHERITED = "SELECT name, value::text AS value FROM platform_inherited($1, $2, $3)"


async def read_inherited(connection: Connection, organization: UUID, store: UUID, till: UUID) -> Mapping[str, Any]:
    """The value of every setting, inside a reading; the default where nobody said anything."""
    counts = {one.name: one.default for one in SETTINGS.values()}
    for row in await connection.fetch(READ_INHERITED, organization, store, till):
        counts[row["name"]] = msgspec.json.decode(row["value"])
    return counts

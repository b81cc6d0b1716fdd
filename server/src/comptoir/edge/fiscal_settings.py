"""What a country's plugin tells its tills: a part of the settings document."""

from uuid import UUID

import msgspec

from comptoir.edge.database import Connection

# A till's own document is laid over that of all tills, member by member.
READ_FISCAL = """
    SELECT d.plugin, d.document::text FROM fiscal_till_document d
    WHERE d.organization_id = $1 AND d.subject IN ('', $2) ORDER BY d.plugin, d.subject
"""


class FiscalSettings(msgspec.Struct, frozen=True):
    """The module that the till loads, and what its server side says to it."""

    plugin: str
    facts: dict[str, object]


async def read_fiscal_settings(
    connection: Connection, organization: UUID, till: UUID
) -> FiscalSettings | msgspec.UnsetType:
    """Absent where no plugin said anything."""
    rows = await connection.fetch(READ_FISCAL, organization, str(till))
    if not rows:
        return msgspec.UNSET
    plugin = rows[0]["plugin"]
    facts: dict[str, object] = {}
    for row in rows:
        if row["plugin"] == plugin:
            facts |= msgspec.json.decode(row["document"], type=dict[str, object])
    return FiscalSettings(plugin, facts)

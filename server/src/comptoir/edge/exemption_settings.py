"""The reasons for which the shop's customers owe no tax: a part of the settings document."""

from uuid import UUID

import asyncpg
import msgspec

from comptoir.edge.database import Connection

READ_EXEMPTIONS = """
    SELECT x.id, x.revision, x.category, r.name, r.vatex, r.mention, r.evidence, r.groups::text AS groups, x.is_active
    FROM tax_exemption_reason x
    JOIN tax_exemption_revision r ON r.organization_id = x.organization_id AND r.reason_id = x.id
        AND r.number = x.revision
    WHERE x.organization_id = $1 ORDER BY x.place, x.id
"""


class ExemptionSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reason in its newest revision; tills seal which it was."""

    id: UUID
    revision: int
    category: str
    name: str
    vatex: str = ""
    mention: str = ""
    evidence: str = ""
    groups: list[UUID] = []


async def read_exemption_settings(
    connection: Connection, organization: UUID
) -> list[ExemptionSettings] | msgspec.UnsetType:
    """Absent where the shop never wrote one down: its tills then offer the usual ones. Who accepts none any more sends
    none.
    """
    rows = await connection.fetch(READ_EXEMPTIONS, organization)
    if not rows:
        return msgspec.UNSET
    return [_reason(row) for row in rows if row["is_active"]]


def _reason(row: asyncpg.Record) -> ExemptionSettings:
    groups = msgspec.json.decode(row["groups"], type=list[UUID])
    return ExemptionSettings(
        row["id"], row["revision"], row["category"], row["name"], row["vatex"], row["mention"], row["evidence"], groups
    )

"""Agents: the programs on a shop's hardware."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class AgentRow:
    """An agent as it last reported itself."""

    id: UUID
    name: str
    store_name: str
    timezone: str
    address: str
    version: str
    kept_count: int
    joined_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None


def agents(organization: UUID) -> list[AgentRow]:
    """Those that are trusted first, by store and name."""
    return select(
        AgentRow,
        """
        SELECT a.id, a.name, p.name, p.timezone, a.address, a.version, a.kept_count, a.joined_at, a.last_seen_at,
               a.revoked_at
        FROM tills_agent a
        JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
        WHERE a.organization_id = %(organization)s
        ORDER BY a.revoked_at IS NOT NULL, p.name, a.name, a.id
        """,
        {"organization": organization},
    )

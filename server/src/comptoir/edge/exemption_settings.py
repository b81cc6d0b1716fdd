"""The reasons for which the shop's customers owe no tax, and who never does: parts of the settings document."""

from datetime import date
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


# Those that end soon too: a till that is away looks at the day itself. More than these no till holds in a list.
READ_EXEMPT_CUSTOMERS = """
    SELECT e.id, c.name, e.reason_id AS reason, e.evidence, e.valid_from, e.valid_until, e.customer_id AS customer
    FROM customers_standing_exemption e
    JOIN customers_customer c ON c.organization_id = e.organization_id AND c.id = e.customer_id
    WHERE e.organization_id = $1 AND e.ended_position IS NULL AND e.valid_until >= $2::date
    ORDER BY c.name, e.id LIMIT 1000
"""


class ExemptCustomerSettings(msgspec.Struct, frozen=True):
    """A customer who owes no tax for one of the reasons, through the last day; `id` is what the sale names."""

    id: UUID
    name: str
    reason: UUID
    evidence: str
    valid_from: date
    valid_until: date
    # Whose account it is, where they have one.
    customer: UUID


async def read_exempt_customers(
    connection: Connection, organization: UUID, today: date
) -> list[ExemptCustomerSettings] | msgspec.UnsetType:
    """Absent in most shops."""
    rows = await connection.fetch(READ_EXEMPT_CUSTOMERS, organization, today)
    return [ExemptCustomerSettings(*row) for row in rows] if rows else msgspec.UNSET


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

"""Tills whose newest entry says a time that cannot be: their clock is off, and receipts and days with it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class WrongClock:
    """What the till said, and what it could have said at least or at most."""

    till: UUID
    code: str
    name: str
    received_at: datetime
    said: str
    possible: str


# Of the newest valid enrolment the newest entry. Whoever is put right seals the next entry rightly.
_WRONG = """
    SELECT t.id, t.code, t.name, e.received_at, d.claimed, d.computed
    FROM tills_till t
    JOIN LATERAL (
        SELECT n.id FROM tills_enrolment n
        WHERE n.organization_id = t.organization_id AND n.till_id = t.id AND n.revoked_at IS NULL
        ORDER BY n.number DESC LIMIT 1
    ) n ON true
    JOIN tills_chain_head h ON h.organization_id = t.organization_id AND h.chain_id = n.id
    JOIN sales_entry e ON e.organization_id = h.organization_id AND e.chain_id = h.chain_id
        AND e.sequence = h.sequence AND e.branch = 0
    JOIN sales_discrepancy d ON d.organization_id = e.organization_id AND d.entry_id = e.id AND d.code = 'clock'
    WHERE t.organization_id = %(organization)s AND t.is_active AND e.received_at > %(since)s
    ORDER BY t.code
"""


def wrong_clocks(organization: UUID, since: datetime) -> list[WrongClock]:
    """Of tills that were heard of since; inside `reading`."""
    return select(WrongClock, _WRONG, {"organization": organization, "since": since})

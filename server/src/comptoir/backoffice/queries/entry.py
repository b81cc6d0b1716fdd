"""Any sealed entry by its identifier, also of a kind that is no sale."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select_one


@dataclass(frozen=True, slots=True)
class EntryHead:
    """Where and when an entry was sealed. `device_time` is null for a clock that is no time."""

    id: UUID
    number: str
    kind: str
    device_time: datetime | None
    received_at: datetime
    timezone: str
    store_name: str
    till_code: str
    till_name: str
    digest: bytes
    is_sale: bool

    @property
    def digest_text(self) -> str:
        return bytes(self.digest).hex()


def entry_head(organization: UUID, entry: UUID) -> EntryHead | None:
    return select_one(EntryHead, _HEAD, {"organization": organization, "entry": entry})


_HEAD = """
    SELECT n.id, t.code || '-' || e.number || '-' || n.sequence, n.kind, n.device_time, n.received_at, p.timezone,
           p.name, t.code, t.name, n.digest, s.id IS NOT NULL
    FROM sales_entry n
    JOIN tills_enrolment e ON e.organization_id = n.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN sales_sale s ON s.organization_id = n.organization_id AND s.id = n.id
    WHERE n.organization_id = %(organization)s AND n.id = %(entry)s
"""

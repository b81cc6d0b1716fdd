"""The register of tills and keys: which device was which till, with which program, from when until when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class RegisteredKey:
    """A key that a till had or has, with its device: the register of keys and of tills."""

    till: UUID
    till_code: str
    till_name: str
    store_name: str
    timezone: str
    is_active: bool
    chain: UUID
    number: int
    public_key: str
    device: str
    user_agent: str
    version: str
    since: datetime
    ended_at: datetime | None
    ended_by: str | None
    last_sequence: int
    state: str


REGISTER = """
    SELECT t.id, t.code, t.name, p.name, p.timezone, t.is_active, n.id, n.number,
        encode(sha256(n.public_key), 'hex'), d.label, d.user_agent, d.app_version, n.issued_at,
        coalesce(n.revoked_at, f.issued_at), u.name,
        coalesce(h.sequence, 0),
        CASE WHEN n.is_waiting AND n.revoked_at IS NULL THEN 'waiting'
             WHEN n.revoked_at IS NULL AND n.ended_sequence IS NOT NULL THEN 'rotated'
             WHEN n.revoked_at IS NULL THEN 'valid'
             WHEN EXISTS (
                SELECT 1 FROM tills_office_entry o WHERE o.organization_id = n.organization_id AND o.kind = 'key_lost'
                    AND convert_from(o.content, 'UTF8')::jsonb #>> '{body,chain}' = n.id::text
             ) THEN 'lost' ELSE 'revoked' END
    FROM tills_enrolment n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    JOIN fleet_device d ON d.organization_id = n.organization_id AND d.id = n.device_id
    LEFT JOIN tills_chain_head h ON h.organization_id = n.organization_id AND h.chain_id = n.id
    LEFT JOIN tills_enrolment f ON f.organization_id = n.organization_id AND f.rotated_from = n.id
        AND f.revoked_at IS NULL AND n.ended_sequence IS NOT NULL
    LEFT JOIN identity_user u ON u.id = n.revoked_by
    WHERE n.organization_id = %(organization)s
    ORDER BY t.code, n.number DESC
"""


def registered_keys(organization: UUID) -> list[RegisteredKey]:
    """Every key that ever was, by till, newest first."""
    return select(RegisteredKey, REGISTER, {"organization": organization})

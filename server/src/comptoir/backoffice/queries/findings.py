"""What looks wrong in entries that are no sales: closings whose sums are not their entries', tips without their sale.

A tip whose sale has come since is settled: it is said no more, and nothing had to be written for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.scope import Scope
from comptoir.platform.sql import select
from comptoir.sales.day_report import SessionRow


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """A discrepancy, and the entry that it is about."""

    entry: UUID
    number: str
    code: str
    claimed: str
    computed: str
    # The person whom its first word names, in whose purse the money is.
    person_name: str | None


def findings_of(scope: Scope, sessions: Sequence[SessionRow]) -> list[EntryFinding]:
    """Of the closings and the later tips of these sessions, in order."""
    if not sessions:
        return []
    ids = ",".join(str(session.id) for session in sessions)
    return select(EntryFinding, _OF_SESSIONS, {**scope.parameters(), "sessions": ids})


def findings_in(organization: UUID, entry: UUID) -> list[EntryFinding]:
    """Of one entry."""
    return select(EntryFinding, _OF_ENTRY, {"organization": organization, "entry": entry})


_OPEN = """
    (x.code <> 'tip_unknown_sale' OR NOT EXISTS (
        SELECT 1 FROM sales_tip t
        JOIN sales_entry s ON s.organization_id = t.organization_id AND s.chain_id = t.sale_chain
            AND s.sequence = t.sale_sequence
        WHERE t.organization_id = x.organization_id AND t.entry_id = x.entry_id
          AND s.kind IN ('sale', 'exchange', 'payment')
          AND x.claimed = s.chain_id || '/' || s.sequence || '/' || encode(s.digest, 'hex')
    ))
"""
_FINDING = f"""
    SELECT x.entry_id, t.code || '-' || c.number || '-' || n.sequence, x.code, x.claimed, x.computed,
        (SELECT w.name FROM identity_employee w
         WHERE w.organization_id = x.organization_id AND w.id::text = split_part(x.claimed, ' ', 1))
    FROM sales_discrepancy x
    JOIN sales_entry n ON n.organization_id = x.organization_id AND n.id = x.entry_id
    JOIN tills_enrolment c ON c.organization_id = n.organization_id AND c.id = n.chain_id
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    WHERE x.organization_id = %(organization)s AND {_OPEN}
"""  # noqa: S608  # a constant of ours; every value is a parameter
_OF_SESSIONS = f"""
    {_FINDING} AND x.entry_id IN (
        SELECT a.entry_id FROM sales_act a
        WHERE a.organization_id = %(organization)s AND a.deed IN ('closing', 'forgotten')
          AND a.happened_at >= %(since)s - interval '2 days' AND a.happened_at < %(until)s + interval '2 days'
          AND a.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
        UNION ALL
        SELECT g.entry_id FROM sales_tip g
        WHERE g.organization_id = %(organization)s AND g.sale_chain IS NOT NULL
          AND g.given_at >= %(since)s - interval '2 days' AND g.given_at < %(until)s + interval '2 days'
          AND g.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
    )
    ORDER BY n.device_time, n.sequence, x.number
"""  # noqa: S608
_OF_ENTRY = f"{_FINDING} AND x.entry_id = %(entry)s ORDER BY x.number"

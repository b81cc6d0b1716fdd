"""What waits to be done in the background, and since when: nothing here is counted twice or remembered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from comptoir.platform.sql import select

# The log and its followers are moved within a second; a mailbox may be away for an evening.
SOON, LATER = timedelta(minutes=15), timedelta(hours=12)


class Work(StrEnum):
    """The kinds of waiting."""

    LOG = "log"
    FOLLOWERS = "followers"
    RECEIPTS = "receipts"
    WEBHOOKS = "webhooks"


PATIENCE = {Work.LOG: SOON, Work.FOLLOWERS: SOON, Work.RECEIPTS: LATER, Work.WEBHOOKS: LATER}


@dataclass(frozen=True, slots=True)
class Queue:
    """So many wait; `since`: when the one that has waited longest came, where it is known."""

    work: Work
    waiting: int
    since: datetime | None

    def is_stuck(self, now: datetime) -> bool:
        """Whether it has waited longer than anybody is away."""
        return self.since is not None and now - self.since > PATIENCE[self.work]


@dataclass(frozen=True, slots=True)
class _Row:
    work: str
    waiting: int
    since: datetime | None


# Of an outbox only entries say when they came. A follower's oldest line is the first one behind its cursor.
_WAITING = """
    SELECT 'log', count(*), min(e.received_at) FROM platform_outbox o
    LEFT JOIN sales_entry e ON e.organization_id = o.organization_id AND e.id = o.subject AND o.topic = 'sales.entry'
    WHERE o.organization_id = %(organization)s
    UNION ALL
    SELECT 'followers', coalesce(max(h.position - c.position), 0), min(first.logged_at)
    FROM platform_consumer_cursor c
    JOIN platform_log_head h ON h.organization_id = c.organization_id AND h.position > c.position
    LEFT JOIN LATERAL (
        SELECT l.logged_at FROM platform_log l
        WHERE l.organization_id = c.organization_id AND l.position > c.position ORDER BY l.position LIMIT 1
    ) first ON true
    WHERE c.organization_id = %(organization)s
    UNION ALL
    SELECT 'receipts', count(*), min(requested_at) FROM papers_delivery
    WHERE organization_id = %(organization)s AND state = 'queued'
    UNION ALL
    SELECT 'webhooks', count(*), min(m.happened_at) FROM webhooks_message m
    JOIN webhooks_endpoint p ON p.organization_id = m.organization_id AND p.id = m.endpoint_id AND p.is_on
    WHERE m.organization_id = %(organization)s AND m.state = 'queued'
"""


def queues(organization: UUID) -> list[Queue]:
    """All of them, empty ones too. Inside `reading`."""
    rows = select(_Row, _WAITING, {"organization": organization})
    return [Queue(Work(row.work), row.waiting, row.since) for row in rows]

"""Reads sealed entries for archives, checks and plugins, a piece at a time: never a whole shop in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.journal import receipt_number, to_base64url
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization

AT_ONCE = 1_000

# The last sequence that a till wrote before the business day after `last` began, on its store's clock. By sequence and
# not by date: an entry whose clock was wrong is between its neighbors, and none is left out.
_CHAINS = """
    SELECT n.id, n.till_id, t.code, n.number, t.store_id, n.public_key, n.certificate,
        coalesce((
            SELECT max(e.sequence) FROM sales_entry e
            WHERE e.organization_id = n.organization_id AND e.chain_id = n.id AND e.branch = 0 AND e.device_time <
                ((%(last)s::date + 1)::timestamp + p.day_starts_minute * interval '1 minute') AT TIME ZONE p.timezone
        ), 0) AS until,
        coalesce((
            SELECT max(a.last_sequence) FROM fiscal_archived_chain a
            WHERE a.organization_id = n.organization_id AND a.chain_id = n.id
        ), 0) AS archived
    FROM tills_enrolment n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    WHERE n.organization_id = %(organization)s ORDER BY t.code, n.number
"""
_ENTRIES = """
    SELECT e.sequence, e.branch, e.kind, e.digest, e.content, e.seal, e.device_time FROM sales_entry e
    WHERE e.organization_id = %(organization)s AND e.chain_id = %(chain)s
        AND (e.sequence, e.branch) > (%(after)s, %(branch)s) AND e.sequence <= %(until)s
    ORDER BY e.sequence, e.branch LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """A till's key and what it wrote: up to `until` of the days asked for; up to `archived` is in an archive."""

    id: UUID
    till: UUID
    till_code: str
    enrolment: int
    store: UUID
    public_key: bytes
    certificate: str
    until: int
    archived: int

    @property
    def key_text(self) -> str:
        return to_base64url(bytes(self.public_key))

    def number(self, sequence: int) -> str:
        """What a customer holds of an entry."""
        return receipt_number(self.till_code, self.enrolment, sequence)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it lies there."""

    sequence: int
    branch: int
    kind: str
    digest: bytes
    content: bytes
    seal: bytes
    device_time: datetime | None


def chains(last: date) -> list[Chain]:
    """Every chain of the organization, also those with nothing in these days."""
    return select(Chain, _CHAINS, {"organization": current_organization(), "last": last})


def entries(chain: UUID, after: int, until: int) -> Iterator[StoredEntry]:
    """Those behind `after`, up to `until`, in order; those that a person adopted stand behind the chain's own."""
    # Behind every branch of the last one that is left out.
    place = (after, 32_767)
    while True:
        found = select(
            StoredEntry, _ENTRIES,
            {
                "organization": current_organization(), "chain": chain, "after": place[0], "branch": place[1],
                "until": until, "limit": AT_ONCE,
            },
        )  # fmt: skip
        yield from found
        if len(found) < AT_ONCE:
            return
        place = (found[-1].sequence, found[-1].branch)

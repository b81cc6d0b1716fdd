"""A tip that came after its sale was sealed names that sale: one that nobody knows is said, until the sale comes.

Asked once everything of the batch is written, because both may stand in it. The finding stays as it was written;
pages say it only while the sale is away (`backoffice/queries/findings.py`), so an ordinary sale never looks for it.
"""

from collections.abc import Sequence
from uuid import UUID

from comptoir.sales.bodies import LateTipBody
from comptoir.sales.closing_reader import Fetch
from comptoir.sales.rows import GivenLater, LateFinding

UNKNOWN = "tip_unknown_sale"


def given_later(body: LateTipBody, organization: UUID, entry: UUID) -> GivenLater:
    """What is asked about it."""
    named = body.refers_to
    return GivenLater(organization, entry, named.chain, named.sequence, named.digest_bytes() or b"")


async def judge_late_tips(tips: Sequence[GivenLater], fetch: Fetch) -> list[LateFinding]:
    """Those whose sale is not in the ledger."""
    if not tips:
        return []
    columns: list[Sequence[object]] = list(zip(*tips, strict=True))
    organizations, entries, chains, sequences, digests = columns
    return [
        LateFinding(organization, entry, UNKNOWN, f"{chain}/{sequence}/{bytes(digest).hex()}", "")
        for organization, entry, chain, sequence, digest in await fetch(
            READ_UNKNOWN, organizations, entries, chains, sequences, digests
        )
    ]


# By the chain alone: see `closing_reader`.
READ_UNKNOWN = """
    SELECT wanted.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::bytea[])
        AS wanted(organization_id, entry_id, chain, sequence, digest)
    LEFT JOIN LATERAL (
        SELECT organization_id, id, digest, kind FROM sales_entry
        WHERE chain_id = wanted.chain AND sequence = wanted.sequence OFFSET 0
    ) e ON e.organization_id = wanted.organization_id AND e.digest = wanted.digest
        AND e.kind IN ('sale', 'exchange', 'payment')
    WHERE e.id IS NULL
"""

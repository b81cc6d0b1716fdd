"""Codes that are good once. A till spends one by itself, so two tills without a network may accept the same: that is
found when the later of both entries arrives, and said of both.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.sales import statements as sql
from comptoir.sales.bodies import SaleBody
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Received
from comptoir.sales.rows import CouponUseRow, LateFinding, Rows
from comptoir.sales.state import State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

TWICE = "coupon_twice"
# Only codes that are good once have rows here; what merely names a promotion may be shown by everybody.
READ_CODES = """
    SELECT made.organization_id, made.code, used.entry_id
    FROM unnest($1::uuid[], $2::text[]) AS wanted(organization_id, code)
    JOIN catalog_coupon_code made ON made.organization_id = wanted.organization_id AND made.code = wanted.code
    LEFT JOIN sales_coupon_use used ON used.organization_id = made.organization_id AND used.code = made.code
    ORDER BY used.entry_id
"""
# Findings are numbered within their entry. Whoever adds one to an old entry holds that entry's lock.
WRITE_LATE_FINDINGS = """
    INSERT INTO sales_discrepancy (organization_id, entry_id, number, code, claimed, computed)
    SELECT late.organization_id, late.entry_id, coalesce((
            SELECT max(d.number) FROM sales_discrepancy d
            WHERE d.organization_id = late.organization_id AND d.entry_id = late.entry_id
        ), 0) + row_number() OVER (PARTITION BY late.entry_id ORDER BY late.claimed), late.code, late.claimed,
        late.computed
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
        AS late(organization_id, entry_id, code, claimed, computed)
"""


def shows_codes(received: Received) -> bool:
    """Whether the entry is a sale that states coupons: such a batch takes the careful way."""
    return isinstance(received.body, SaleBody) and bool(received.body.coupons)


async def read_codes(batch: Sequence[Received], connection: Connection, state: State) -> None:
    """Who used the codes of this batch before; locked, so that of two batches at once the second sees the first."""
    wanted = sorted(set(_codes(batch)), key=lambda pair: (pair[0].bytes, pair[1]))
    if not wanted:
        return
    await connection.execute(sql.LOCK_VOUCHERS, [lock_key(organization, code) for organization, code in wanted])
    organizations, codes = zip(*wanted, strict=True)
    for organization, code, entry in await connection.fetch(READ_CODES, organizations, codes):
        known = state.code_uses.setdefault((organization, code), [])
        if entry is not None:
            known.append(entry)


def judge_codes(sale: SaleBody, organization: UUID, state: State, rows: Rows, entry: UUID) -> Iterator[Difference]:
    """Note the use of each code that is good once; a second use is said of both entries."""
    for code in dict.fromkeys(sale.coupons):
        uses = state.code_uses.get((organization, code))
        if uses is None or entry in uses:
            continue
        if uses:
            yield Difference(TWICE, None, code, str(uses[0]))
        if len(uses) == 1:
            rows.late_findings.append(LateFinding(organization, uses[0], TWICE, code, str(entry)))
        uses.append(entry)
        rows.coupon_uses.append(CouponUseRow(organization, code, entry))


async def write_late_findings(findings: Sequence[LateFinding], connection: Connection) -> None:
    """After everything else of the batch: an entry may stand in it itself."""
    locks = sorted({_key(finding.entry_id.bytes) for finding in findings})
    await connection.execute(sql.LOCK_VOUCHERS, locks)
    columns: list[Sequence[object]] = list(zip(*findings, strict=True))
    organizations, entries, codes, claimed, computed = columns
    await connection.execute(WRITE_LATE_FINDINGS, organizations, entries, codes, claimed, computed)


def lock_key(organization: UUID, code: str) -> int:
    return _key(sha256(organization.bytes + code.encode()).digest())


def _key(content: bytes) -> int:
    return int.from_bytes(content[:8], "big", signed=True)


def _codes(batch: Iterable[Received]) -> Iterator[tuple[UUID, str]]:
    for received in batch:
        if isinstance(received.body, SaleBody):
            for code in received.body.coupons:
                yield received.sender.organization, code

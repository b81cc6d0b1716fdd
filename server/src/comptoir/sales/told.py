"""What an entry must let the shop's other tills know at once: a code that is used up, what a person gave back.

A till hears it through the device door (`edge/told.py`) and then refuses the same code, or counts what its cashier gave
at the next counter. It stays as long as it matters and no longer, so that what a new till reads is bounded.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.journal import Envelope
from comptoir.sales.bodies import SaleBody
from comptoir.sales.bottle_deposits import days_unique, patterns_of
from comptoir.sales.entries import Sender
from comptoir.sales.rows import Rows, ToldRow
from comptoir.sales.state import State
from comptoir.sales.tenders import vouchers_of

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CHANNEL = "comptoir_told"
# A code that is good once is good never again; after a year no till holds it as good any more.
CODE_DAYS = 400
# A card's balance is asked of the server wherever there is a line; of one that moved long ago nobody need hear.
CARD_DAYS = 30
# A day of the store, and the night behind it.
RETURN_DAYS = 2
# A month, and as long behind it as a till may have been away.
MONTH_DAYS = 62

# The last lock that a transaction takes, held until its end, so positions are seen in their order.
LOCK = """
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT hashtextextended('comptoir.told:' || organization, 0) AS key
        FROM unnest($1::uuid[]) AS organization ORDER BY 1
    ) AS keys
"""
FORGET = "DELETE FROM sales_told WHERE organization_id = ANY($1::uuid[]) AND ends_at < now()"
# Positions follow the clock: they grow although what has ended is deleted, and after a restore too.
WRITE = """
    INSERT INTO sales_told (organization_id, position, store_id, till_id, kind, subject, amount, happened_at, ends_at)
    SELECT organization_id, greatest(
            (SELECT coalesce(max(t.position), 0) FROM sales_told t WHERE t.organization_id = fresh.organization_id),
            (extract(epoch FROM clock_timestamp()) * 1000000)::int8
        ) + row_number() OVER (PARTITION BY organization_id ORDER BY number),
        store_id, till_id, kind, subject, amount, happened_at, ends_at
    FROM unnest(
        $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int8[], $7::timestamptz[], $8::timestamptz[]
    ) WITH ORDINALITY AS fresh(
        organization_id, store_id, till_id, kind, subject, amount, happened_at, ends_at, number
    )
"""
NUDGE = f"SELECT pg_notify('{CHANNEL}', place) FROM unnest($1::text[]) AS place"  # noqa: S608  # a name of ours


async def write_told(told: Sequence[ToldRow], connection: Connection) -> None:
    """The very last of a batch: what is said is seen in the order in which it was committed."""
    if not told:
        return
    organizations = organizations_of(told)
    await connection.execute(LOCK, organizations)
    await connection.execute(FORGET, organizations)
    await connection.execute(WRITE, *zip(*told, strict=True))
    await connection.execute(NUDGE, places_of(told))


def derive_told(
    sale: SaleBody, envelope: Envelope, sender: Sender, state: State, rows: Rows, *, at: datetime, now: datetime
) -> None:
    """Add what this entry tells; after everything else of it was derived."""
    said = list(_said(sale, envelope, sender, state, rows))
    # A clock that runs ahead keeps nothing for longer.
    since = min(at, now)
    for kind, subject, amount, days in said:
        ends_at = since + timedelta(days=days)
        if ends_at > now:
            store = None if kind == "coupon" else sender.store
            rows.told.append(ToldRow(sender.organization, store, sender.till, kind, subject, amount, at, ends_at))


def _said(
    sale: SaleBody, envelope: Envelope, sender: Sender, state: State, rows: Rows
) -> Iterator[tuple[str, str, int, int]]:
    organization = sender.organization
    for line in sale.lines:
        if line.bottle_voucher:
            days = days_unique(patterns_of(line.bottle_voucher, sender, state))
            yield "bottle_voucher", line.bottle_voucher, 0, days
    for code in dict.fromkeys(sale.coupons):
        if (organization, code) in state.code_uses:
            yield "coupon", code, 0, CODE_DAYS
    for voucher in dict.fromkeys(vouchers_of(sale)):
        if (organization, voucher) in rows.vouchers:
            yield "card", str(voucher), rows.vouchers[organization, voucher].balance, CARD_DAYS
    if envelope.kind == "refund" and sale.without_receipt and sale.cashier is not None:
        yield "return", str(sale.cashier), -sale.gross, RETURN_DAYS
    if sale.buyer is not None:
        yield "staff", str(sale.buyer), sale.gross, MONTH_DAYS


def places_of(told: Sequence[ToldRow]) -> list[str]:
    """Whom to nudge: the tills beside the one that spoke. The others hear it at their next exchange."""
    return sorted({f"{row.organization_id} {row.store_id}" for row in told if row.store_id is not None})


def organizations_of(told: Sequence[ToldRow]) -> list[UUID]:
    """Whose tills are told."""
    return sorted({row.organization_id for row in told})

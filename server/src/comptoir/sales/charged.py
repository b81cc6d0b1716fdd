"""What a store truly charged for its articles: the prices of its lists and promotions, beside what the catalogue asks.

Derived in the background in the order of the log, so that no sale waits for it, and goods that came back without a
receipt are held against it there (journal format §5.12). Of its own sales a till knows; of the others' it may not have
heard: that is said in words of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias
from uuid import UUID

import asyncpg

from comptoir.platform.follower import next_batch
from comptoir.sales.bodies import SaleBody, SoldLine
from comptoir.sales.components import sale_in
from comptoir.sales.coupon_codes import write_late_findings
from comptoir.sales.rows import LateFinding

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CONSUMER = "charged"
BATCH = 500
OWN, ELSEWHERE = "return_charged", "return_charged_elsewhere"

# Only what a list, a promotion or an order priced, and what came back without a receipt: of most sales nothing is read.
# Each step is a look-up by key. A fresh shop has no statistics, so that any index of an organization looks as good as
# the key: only in the key's order there is nothing to sort.
READ_ENTRIES = """
    SELECT l.subject, s.kind, s.store_id, s.till_id, s.sold_at, e.content
    FROM platform_log l
    CROSS JOIN LATERAL (
        SELECT kind, store_id, till_id, sold_at FROM sales_sale
        WHERE organization_id = l.organization_id AND id >= l.subject AND id <= l.subject ORDER BY id LIMIT 1
    ) s
    CROSS JOIN LATERAL (
        SELECT content FROM sales_entry
        WHERE organization_id = l.organization_id AND id >= l.subject AND id <= l.subject ORDER BY id LIMIT 1
    ) e
    WHERE l.organization_id = $1 AND l.position > $2 AND l.position <= $3
        AND CASE
            WHEN s.kind = 'refund' THEN position('"without_receipt":'::bytea IN e.content) > 0
            WHEN s.kind NOT IN ('sale', 'exchange') THEN false
            ELSE position('"price_list":'::bytea IN e.content) > 0 OR position('"promotions":'::bytea IN e.content) > 0
                OR position('"quoted"'::bytea IN e.content) > 0
        END
    ORDER BY l.position
"""
WRITE_PRICES = """
    INSERT INTO sales_charged_price (
        organization_id, store_id, item_id, day, till_id, unit_price, first_at, last_at
    )
    SELECT $1, $2, item, ($4::timestamptz AT TIME ZONE 'UTC')::date, $3, unit_price, $4, $4
    FROM unnest($5::uuid[], $6::int8[]) AS charged(item, unit_price)
    CROSS JOIN LATERAL (SELECT 1 FROM catalog_item WHERE organization_id = $1 AND id = charged.item OFFSET 0) known
    ON CONFLICT (organization_id, store_id, item_id, day, till_id, unit_price) DO UPDATE
    SET first_at = least(sales_charged_price.first_at, excluded.first_at),
        last_at = greatest(sales_charged_price.last_at, excluded.last_at)
"""
# `$4` to `$5`: the time that counts. What is charged after the moment can't have been known then.
READ_LOWEST = """
    SELECT wanted.item, charged.till_id, charged.unit_price
    FROM unnest($3::uuid[]) AS wanted(item)
    CROSS JOIN LATERAL (
        SELECT till_id, min(unit_price) AS unit_price FROM sales_charged_price
        WHERE organization_id = $1 AND store_id = $2 AND item_id = wanted.item
            AND day BETWEEN ($4::timestamptz AT TIME ZONE 'UTC')::date AND ($5::timestamptz AT TIME ZONE 'UTC')::date
            AND last_at >= $4 AND first_at <= $5
        GROUP BY till_id
    ) charged
"""
# As many as a till reads in a second; of more, a till without a line knows the rest by its own sales.
READ_REDUCED = """
    SELECT item_id, min(unit_price) FROM sales_charged_price
    WHERE organization_id = $1 AND store_id = $2 AND day >= ($3::timestamptz AT TIME ZONE 'UTC')::date AND last_at >= $3
    GROUP BY item_id ORDER BY item_id LIMIT 20000
"""
READ_DAYS = "SELECT returns_days FROM platform_store WHERE organization_id = $1 AND id = $2"


class Turned(NamedTuple):
    """A sale or a return as the log has it."""

    entry: UUID
    kind: str
    store: UUID
    till: UUID
    at: datetime
    body: SaleBody


async def fold_charged(connection: Connection, organization: UUID) -> int:
    """Read one batch of the log; answers how many positions. 0: nothing is left.

    Prices, findings and cursor are one transaction: nothing is counted or said twice.
    """
    async with next_batch(connection, organization, consumer=CONSUMER, batch=BATCH) as read:
        findings: list[LateFinding] = []
        found = await connection.fetch(READ_ENTRIES, organization, read.after, read.last)
        for entry, kind, store, till, at, content in found:
            body = sale_in(content)
            if body is None:
                continue
            turned = Turned(entry, kind, store, till, at, body)
            if turned.kind == "refund":
                findings += await _judge(turned, connection, organization)
            # What the shop asks of its own people it asks of no customer.
            elif body.buyer is None and (charged := _charged(body.lines)):
                await connection.execute(
                    WRITE_PRICES, organization, turned.store, turned.till, turned.at, *zip(*charged, strict=True)
                )
        if findings:
            await write_late_findings(findings, connection)
    return read.count


async def lowest_charged(
    connection: Connection, organization: UUID, store: UUID, items: Sequence[UUID], *, since: datetime, until: datetime
) -> dict[tuple[UUID, UUID], int]:
    """The least by item and till; what nothing was charged for below the catalogue's price is absent."""
    rows = await connection.fetch(READ_LOWEST, organization, store, items, since, until)
    return {(item, till): price for item, till, price in rows}


def charged_for(line: SoldLine) -> int | None:
    """What the shop asked for one unit, its promotions taken off, rounded down: a third of "3 for 1 euro" is 33 cents.

    Twin: `chargedFor` of till-core. What a person typed or took off by hand is no price of the shop's; neither is what
    was added to the article, nor tax that was not taken.
    """
    if line.item is None or line.quantity_milli <= 0 or line.voucher is not None:
        return None
    if line.kind not in ("article", "quoted") or line.price_source in ("override", "open"):
        return None
    taken = sum(award.amount for award in line.promotions)
    asked = (line.unit_price * line.quantity_milli - taken * 1_000) // line.quantity_milli
    return max(0, min(asked, line.unit_price))


def _charged(lines: Sequence[SoldLine]) -> list[tuple[UUID, int]]:
    found = {(line.item, price) for line in lines if line.item is not None and (price := charged_for(line)) is not None}
    return sorted(found)


async def _judge(turned: Turned, connection: Connection, organization: UUID) -> list[LateFinding]:
    days: int = await connection.fetchval(READ_DAYS, organization, turned.store)
    since = turned.at - timedelta(days=days)
    items = list({line.item for line in turned.body.lines if line.item is not None})
    charged = await lowest_charged(connection, organization, turned.store, items, since=since, until=turned.at)
    return list(_findings(turned, charged, organization))


def _findings(turned: Turned, charged: Mapping[tuple[UUID, UUID], int], organization: UUID) -> Iterator[LateFinding]:
    for line in turned.body.lines:
        prices = {till: price for (item, till), price in charged.items() if item == line.item}
        if not prices or line.unit_price <= min(prices.values()):
            continue
        own = prices.get(turned.till)
        code, lowest = (OWN, own) if own is not None and own < line.unit_price else (ELSEWHERE, min(prices.values()))
        yield LateFinding(organization, turned.entry, code, str(line.unit_price), str(lowest))

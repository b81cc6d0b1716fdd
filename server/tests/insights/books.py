"""The sums as they stand, folded from the log and counted again; and what the day report says of the same days."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import UUID

import asyncpg

from comptoir.backoffice.scope import Scope
from comptoir.insights.commands import BeginMailing, SaveReport
from comptoir.insights.counting import DAYS, ITEM_MONTH
from comptoir.insights.fold import Connection, fold
from comptoir.insights.public import begin_mailing, save_report, stop_code
from comptoir.insights.rebuilding import Recounted, rebuild
from comptoir.kernel import new_uuid7
from comptoir.platform.sequencer import sequence_all
from comptoir.platform.tenancy import reading
from comptoir.sales.day_report import Report, report
from tests.sales.shop import Shop, rows

T = TypeVar("T")
Row = dict[str, object]
TABLES = [table.table for table in (*DAYS, ITEM_MONTH)]


def connected(dsn: str, work: Callable[[Connection], Awaitable[T]]) -> T:
    async def run() -> T:
        connection = await asyncpg.connect(dsn)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


def follow(dsn: str, organization: UUID) -> int:
    """Sequence and fold until nothing is left; answers how many positions were read."""

    async def work(connection: Connection) -> int:
        await sequence_all(connection)
        read = 0
        while step := await fold(connection, organization):
            read += step
        return read

    return connected(dsn, work)


def count_again(dsn: str, organization: UUID) -> list[Recounted]:
    async def work(connection: Connection) -> list[Recounted]:
        return [part async for part in rebuild(connection, organization)]

    return connected(dsn, work)


def sums(shop: Shop, table: str) -> list[Row]:
    """The rows of one table, without what they all share."""
    found = [{name: value for name, value in row.items() if name != "organization_id"} for row in stored(shop, table)]
    return sorted(found, key=str)


def everything(shop: Shop) -> dict[str, list[Row]]:
    return {table: sums(shop, table) for table in TABLES}


def stored(shop: Shop, table: str) -> list[Row]:
    return rows(f"insights_{table.removeprefix('insights_')}", shop.organization)


def assert_rebuild_equal(dsn: str, shop: Shop) -> None:
    """What was added up entry by entry is what a recount from nothing comes to, row by row."""
    before = everything(shop)

    parts = count_again(dsn, shop.organization)

    assert everything(shop) == before
    assert [part for part in parts if not part.was_equal] == []


def day_report(shop: Shop, first: date, last: date | None = None) -> Report:
    with reading(shop.organization):
        return report(Scope(shop.organization, None, first, last or first, first, "Europe/Paris"))


def assert_like_day_report(shop: Shop, day: date) -> None:
    """Totals, taxes, tenders, discounts and cashiers of a day, to the cent."""
    told = day_report(shop, day)

    def total(table: str, measure: str) -> int:
        return sum(int(str(row[measure])) for row in sums(shop, table) if row["day"] == day)

    counted = {
        name: total("sales_hour", name)
        for name in ("sales_count", "refunds_count", "sold", "refunded", "net", "tax", "gross", "cash_rounding")
    }
    assert counted == {name: getattr(told.totals, name) for name in counted}
    assert (total("sales_hour", "line_discount"), total("sales_hour", "basket_discount")) == (
        told.discounts.lines,
        told.discounts.baskets,
    )
    taxes = [
        (row["tax_category"], row["tax_rate_ppm"], row["net"], row["tax"], row["gross"])
        for row in sums(shop, "tax_day")
        if row["day"] == day
    ]
    assert sorted(taxes, key=str) == sorted(
        ((row.tax_category, row.tax_rate_ppm, row.net, row.tax, row.gross) for row in told.taxes), key=str
    )
    tenders: dict[object, list[int]] = {}
    for row in sums(shop, "tender_day"):
        if row["day"] == day:
            known = tenders.setdefault(row["kind"], [0, 0])
            known[0] += int(str(row["count"]))
            known[1] += int(str(row["amount"]))
    assert tenders == {row.kind: [row.count, row.amount] for row in told.tenders}
    by_cashier: dict[str, int] = {}
    for row in sums(shop, "sales_hour"):
        if row["day"] == day:
            by_cashier[str(row["cashier"])] = by_cashier.get(str(row["cashier"]), 0) + int(str(row["gross"]))
    assert by_cashier == {str(row.cashier): row.sold + row.refunded for row in told.cashiers}


def kept_report(organization: UUID) -> dict[str, dict[str, object]]:
    """A report that somebody put together, as its pages name it."""
    report = new_uuid7()
    save_report(
        SaveReport(
            organization=organization, person=None, id=report, name="Épicerie", cube="sales", by=("day",),
            measures=("gross",), days=7,
        )
    )  # fmt: skip
    keys: dict[str, dict[str, object]] = {name: {"report": report} for name in ("own-report", "own-report-remove")}
    mailing = new_uuid7()
    begin_mailing(
        BeginMailing(
            organization=organization, person=None, id=mailing, report=str(report), form="csv", rhythm="day", hour=7,
            address="a@essai.example", language="fr", now=datetime.now(UTC),
        )
    )  # fmt: skip
    keys |= {"report-mail-end": {"mailing": mailing}, "report-mail-stop": {"code": stop_code(organization, mailing)}}
    return keys | {"own-report-file": {"report": report, "form": "csv"}}

"""What tills learn of machines' vouchers: taxed by the rate of the store's own day, not of the server's."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from comptoir.catalog.operations import add_rate
from comptoir.edge.deposit_settings import read_deposit_settings
from comptoir.kernel import new_uuid7
from comptoir.tax.commands import AddRate
from tests.databases import TestDatabase
from tests.sales.bottles import furnish
from tests.sales.shop import open_shop, rows


def test_a_voucher_is_taxed_by_the_rate_of_the_stores_day(db: None, database: TestDatabase) -> None:
    shop = open_shop()
    furnish(shop)
    [pattern] = rows("catalog_bottle_voucher_pattern", shop.organization)
    tax_class = pattern["tax_class_id"]
    assert isinstance(tax_class, UUID)
    add_rate(
        AddRate(
            organization=shop.organization, person=None, id=new_uuid7(), tax_class=tax_class, category="S",
            rate_ppm=200_000, valid_from=date(2027, 1, 1),
        )
    )  # fmt: skip

    async def taxed(day: date) -> tuple[str, int]:
        connection: Any = await asyncpg.connect(database.app)
        try:
            async with connection.transaction():
                await connection.execute(
                    "SELECT set_config('comptoir.organizations', $1, true)", str(shop.organization)
                )
                found = await read_deposit_settings(connection, shop.organization, shop.store, day)
        finally:
            await connection.close()
        [voucher] = found.vouchers
        return voucher.tax_category, voucher.tax_rate_ppm

    assert asyncio.run(taxed(date(2026, 12, 31))) == ("O", 0)
    assert asyncio.run(taxed(date(2027, 1, 1))) == ("S", 200_000)

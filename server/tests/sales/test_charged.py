"""What lists and promotions made of a price counts for goods without a receipt: at its own till, and at the others'."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import asyncpg
import pytest

from comptoir.kernel import new_uuid7
from comptoir.platform.sequencer import sequence_all
from comptoir.sales.bodies import SoldLine, StatedAward
from comptoir.sales.charged import charged_for, fold_charged, lowest_charged
from comptoir.sales.simulation import BasketLine, Body, Sealed, SimulatedTill
from tests.sales.shop import Shop, discrepancies, new_till, rows, submit
from tests.sales.test_ledger import begin
from tests.sales.test_unreceipted import back

CASES = json.loads((Path(__file__).parents[3] / "conformance/charged_prices.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_was_charged_for_one_unit(case: dict[str, Any]) -> None:
    awards = tuple(StatedAward(new_uuid7(), amount) for amount in case["line"].get("promotions", ()))
    line = SoldLine(line=1, item=new_uuid7(), **{**case["line"], "promotions": awards})
    assert charged_for(line) == case["price"]


def sold(
    till: SimulatedTill,
    line: BasketLine,
    unit_price: int,
    members: Mapping[str, Any],
    *,
    item: UUID | None = None,
    buyer: UUID | None = None,
) -> Sealed:
    """One piece at the price of a list, or with a promotion taken off."""
    amount = unit_price - sum(award["amount"] for award in members.get("promotions", ()))
    tax = (amount * line.tax_rate_ppm * 2 + 1_000_000 + line.tax_rate_ppm) // (2 * (1_000_000 + line.tax_rate_ppm))
    taxed: Body = {"net": amount - tax, "tax": tax, "gross": amount}
    body: Body = {
        "id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier), "country": "FR",
        "currency": "EUR", "price_mode": "gross",
        "lines": [
            {
                "line": 1, "item": str(item or line.item), "name": line.name, "quantity_milli": 1_000, "unit": "C62",
                "unit_price": unit_price, "amount": amount, "line_discount": 0, "basket_discount": 0,
                "tax_category": "S", "tax_rate_ppm": line.tax_rate_ppm, **members,
            }
        ],
        "tax_subtotals": [{"tax_category": "S", "tax_rate_ppm": line.tax_rate_ppm, **taxed}], **taxed,
        "cash_rounding": 0, "tenders": [{"kind": "card", "amount": amount}],
        **({"buyer": str(buyer)} if buyer else {}),
    }  # fmt: skip
    return till.seal("sale", body)


def at_list_price(till: SimulatedTill, line: BasketLine, price: int) -> Sealed:
    return sold(till, line, price, {"price_source": "list", "price_list": str(new_uuid7())})


def fold(dsn: str, organization: UUID) -> list[int]:
    """Twice: the second time nothing is left, and nothing is said again."""

    async def run() -> list[int]:
        connection = await asyncpg.connect(dsn)
        try:
            await sequence_all(connection)
            counts = []
            for _ in range(2):
                read = 0
                while step := await fold_charged(connection, organization):
                    read += step
                counts.append(read)
            return counts
        finally:
            await connection.close()

    return asyncio.run(run())


def findings(shop: Shop) -> list[tuple[str, str, str]]:
    return sorted(row for row in discrepancies(shop.organization) if row[0].startswith("return_"))


def test_more_than_a_list_or_a_promotion_made_of_it_is_flagged_once(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    award = {"promotion": str(new_uuid7()), "amount": 300}
    returns: list[Sealed | bytes] = [back(till, shop.wine, 890)]
    returns += [at_list_price(till, shop.wine, 700), back(till, shop.wine, 700), back(till, shop.wine, 890)]
    returns += [sold(till, shop.wine, 890, {"promotions": [award]}), back(till, shop.wine, 590)]
    returns += [back(till, shop.wine, 700)]

    submit(database.app, till, returns)
    read, again = fold(database.app, shop.organization)

    assert (read > 0, again) == (True, 0)
    # What came back before anything was reduced was worth the catalogue's price.
    assert findings(shop) == [("return_charged", "700", "590"), ("return_charged", "890", "700")]


def test_of_another_till_s_price_this_one_may_not_have_known(shop: Shop, database) -> None:
    one, two = new_till(shop), new_till(shop, "A2")
    begin(database.app, one)
    begin(database.app, two)
    submit(database.app, one, [at_list_price(one, shop.wine, 700)])
    submit(database.app, two, [back(two, shop.wine, 890), back(two, shop.bread, 115)])
    fold(database.app, shop.organization)
    assert findings(shop) == [("return_charged_elsewhere", "890", "700")]


def test_what_a_person_gave_away_and_an_article_that_nobody_knows_are_no_prices(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    list_price = {"price_source": "list", "price_list": str(new_uuid7())}
    by_hand = {"price_source": "override", "regular_price": 890, "promotions": []}
    submit(
        database.app,
        till,
        [
            sold(till, shop.wine, 100, by_hand),
            sold(till, shop.wine, 50, list_price, item=new_uuid7()),
            back(till, shop.wine, 890),
        ],
    )
    fold(database.app, shop.organization)
    assert findings(shop) == []
    assert rows("sales_charged_price", shop.organization, "unit_price") == []


def test_what_staff_paid_is_no_price_that_customers_were_asked(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    staff = {"price_source": "list", "price_list": str(new_uuid7())}
    entries: list[Sealed | bytes] = [sold(till, shop.wine, 700, staff, buyer=till.cashier), back(till, shop.wine, 890)]
    entries += [at_list_price(till, shop.wine, 800), back(till, shop.wine, 890)]

    submit(database.app, till, entries)
    fold(database.app, shop.organization)

    assert findings(shop) == [("return_charged", "890", "800")]
    assert [row["unit_price"] for row in rows("sales_charged_price", shop.organization)] == [800]


def test_the_lowest_counts_within_its_time_only(shop: Shop, database) -> None:
    till = new_till(shop)
    begin(database.app, till)
    submit(database.app, till, [at_list_price(till, shop.wine, 700), at_list_price(till, shop.wine, 650)])
    fold(database.app, shop.organization)
    charged = rows("sales_charged_price", shop.organization, "unit_price")
    assert [row["unit_price"] for row in charged] == [650, 700]
    moment, second_first = cast(datetime, charged[0]["last_at"]), cast(datetime, charged[1]["first_at"])

    async def lowest(since: datetime, until: datetime) -> list[int]:
        connection = await asyncpg.connect(database.app)
        try:
            await connection.execute("SELECT set_config('comptoir.organizations', $1, false)", str(shop.organization))
            assert shop.wine.item is not None
            found = await lowest_charged(
                connection, shop.organization, shop.store, [shop.wine.item], since=since, until=until
            )
            return list(found.values())
        finally:
            await connection.close()

    day = timedelta(days=1)
    assert asyncio.run(lowest(moment - day, moment + day)) == [650]
    assert asyncio.run(lowest(moment + timedelta(seconds=1), moment + day)) == []
    assert asyncio.run(lowest(moment - day, second_first - timedelta(seconds=1))) == []

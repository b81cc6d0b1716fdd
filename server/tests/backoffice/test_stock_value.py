"""What the stock is worth, today and on a past day as its own page says it, and what a day earned; as Parquet, too."""

import io
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.test import Client

from comptoir.backoffice.queries.item_margin import earned_with, last_sale
from comptoir.backoffice.sale_margins import Margin
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.backoffice.test_stock_pages import stocked
from tests.databases import TestDatabase
from tests.insights.books import follow
from tests.sales.shop import add_till, enrol, submit
from tests.sales.stockroom import catch_up


def test_the_worth_of_the_stock_is_that_of_the_stock_page_on_any_day(
    owner: Client, day: Day, database: TestDatabase
) -> None:
    stocked(day, database)

    today = owner.get("/reports/stock-value.csv").content.decode("utf-8-sig").splitlines()
    then = owner.get("/reports/stock-value.csv?from=2026-11-20&to=2026-11-20").content.decode("utf-8-sig").splitlines()
    elsewhere = owner.get("/reports/stock-value.csv?store=nonsense").content.decode("utf-8-sig").splitlines()

    assert today == [
        '"Category","Store"'.replace('"', "") + ',"Worth, average (EUR)","Worth, first in first out (EUR)",Items',
        "Épicerie,Centre,32.00,32.00,1",
        "Total,,32.00,32.00,1",
    ]
    assert then[1:] == ["Épicerie,Centre,0.00,0.00,0", "Total,,0.00,0.00,0"]
    assert elsewhere == today


def test_a_report_is_a_table_of_whole_numbers_in_parquet(owner: Client, day: Day, database: TestDatabase) -> None:
    stocked(day, database)

    file = owner.get("/reports/stock-value.parquet")

    from arro3.io import read_parquet

    table = read_parquet(io.BytesIO(file.content)).read_all()
    assert file["Content-Disposition"].startswith('attachment; filename="stock-value-')
    assert table.schema.names == ["Category", "Store", "Worth, average", "Worth, first in first out", "Items"]
    assert [table.column(number).to_pylist() for number in range(5)] == [["Épicerie"], ["Centre"], [3200], [3200], [1]]


def test_the_margin_of_a_day_is_its_net_less_what_the_goods_had_cost(
    owner: Client, day: Day, database: TestDatabase
) -> None:
    follow(database.app, day.organization)
    stocked(day, database)
    till = enrol(day.shop, add_till(day.shop, "M1"), now=day.till.now)
    till.now = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    submit(database.app, till, [till.start_chain(), till.open(0), till.sell([day.shop.wine])])
    catch_up(database.app, day.organization)
    follow(database.app, day.organization)
    days = "from=2026-11-24&to=2026-11-24"

    [head, *told] = owner.get(f"/reports/margin.csv?{days}").content.decode("utf-8-sig").splitlines()
    beside = owner.get(f"/reports/margin.csv?{days}&compare=before").content.decode("utf-8-sig").splitlines()

    assert head.startswith("Day,Margin (EUR),Of the net,Cost is known of,Net (EUR)")
    # 8.90 with 20 % in it is 7.42 net; the wine had cost 4.00.
    assert told == ["2026-11-24,3.42,46.0916,100,7.42,4.00,4.00", "Total,3.42,46.0916,100,7.42,4.00,4.00"]
    assert beside[1] == "2026-11-24,3.42,,46.0916,100,7.42,4.00,4.00"
    assert "€3.42" in owner.get(f"/reports/margin?{days}&compare=before").content.decode()

    # The article's own page says the same of its days and of its last sale.
    wine, today = UUID(str(day.shop.wine.item)), date(2026, 11, 24)
    with reading(day.organization):
        places = stores()
        sums = [
            earned_with(day.organization, wine, rate_ppm=200_000, stores=places, today=today + timedelta(days=later))
            for later in (24, 25, 30, 365)
        ]
        last = last_sale(day.organization, wine, places)
    # Of the 19th are two more, for 8.90 and 8.01, whose cost nobody had said: they count at that of the others.
    earned = Margin(net=742, average=400, fifo=400, is_known=True)
    both = Margin(net=2_151, average=1_200, fifo=1_200, is_known=True)
    assert [[(one.days, one.quantity_milli, one.margin) for one in found] for found in sums] == [
        [(30, 3_000, both), (365, 3_000, both)], [(30, 1_000, earned), (365, 3_000, both)], [(365, 3_000, both)], [],
    ]  # fmt: skip
    assert last is not None
    assert (last.quantity_milli, last.margin) == (1_000, earned)
    page = owner.get(f"/products/{wine}").content.decode()
    assert ("Last sale" in page, "€3.42" in page, f"/sales/{last.sale}" in page) == (True, True, True)


def test_a_margin_of_goods_whose_cost_nobody_said_is_no_more_than_a_bound(
    owner: Client, day: Day, database: TestDatabase
) -> None:
    """8.90 of the wine has a cost, 1.15 of the bread has none."""
    follow(database.app, day.organization)
    stocked(day, database)
    till = enrol(day.shop, add_till(day.shop, "M1"), now=day.till.now)
    till.now = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    submit(database.app, till, [till.start_chain(), till.open(0), till.sell([day.shop.wine, day.shop.bread])])
    catch_up(database.app, day.organization)
    follow(database.app, day.organization)

    address = "/reports/margin.csv?from=2026-11-24&to=2026-11-24"
    [head, *told] = owner.get(address).content.decode("utf-8-sig").splitlines()

    # 7.42 and 1.09 net; no share of the net is said.
    assert head.startswith('Day,"Margin, at most (EUR)",Of the net,Cost is known of,Net (EUR)')
    assert told[0] == "2026-11-24,4.51,,88.5572,8.51,4.00,4.00"

"""What the stock is worth, today and on a past day as its own page says it, and what a day earned; as Parquet, too."""

import io
from datetime import UTC, datetime

from django.test import Client

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

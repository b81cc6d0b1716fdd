"""The report of what the stock is worth: today and on a past day, equal to the stock's own page, and as Parquet."""

import io

from django.test import Client

from tests.backoffice.conftest import Day
from tests.backoffice.test_stock_pages import stocked
from tests.databases import TestDatabase


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

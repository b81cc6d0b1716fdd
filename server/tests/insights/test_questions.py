"""What a question says of articles is what their days say, whichever months it is read from."""

from datetime import date, timedelta
from uuid import UUID

import psycopg

from comptoir.insights.questions import Question, Row, ask
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.sales.shop import Shop

FIRST, LAST = date(2026, 9, 20), date(2026, 12, 10)
DAILY, FIRST_ONLY, LAST_ONLY = (new_uuid7() for _ in range(3))


def test_articles_of_any_days_are_the_sum_of_those_days(shop: Shop, database) -> None:
    sold = {day: [DAILY] for day in _days(FIRST, LAST)}
    # Whoever is sold on a day alone that is taken off its month again is no row of the answer.
    sold[date(2026, 10, 1)].append(FIRST_ONLY)
    sold[date(2026, 10, 31)].append(LAST_ONLY)
    with psycopg.connect(database.owner) as owner:
        _keep(owner, shop, sold)
    ends = [FIRST, date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 20), date(2026, 10, 31)]
    ends += [date(2026, 11, 1), date(2026, 11, 17), date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1), LAST]

    for begin in ends:
        for end in (day for day in ends if day >= begin):
            expected = _by_day(sold, begin, end)
            question = Question(shop.organization, "items", ("item",), ("amount", "quantity"), begin, end)
            with reading(shop.organization):
                answer = ask(question)
            assert {UUID(row.keys[0]): row.values for row in answer.rows} == expected, (begin, end)
            amounts, quantities = zip(*expected.values(), strict=True)
            assert answer.whole == Row((), (sum(amounts), sum(quantities)))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _amount(day: date) -> int:
    """No two ranges of days come to the same."""
    return day.toordinal() ** 2


def _keep(owner: psycopg.Connection, shop: Shop, sold: dict[date, list[UUID]]) -> None:
    rows = [
        (shop.organization, day, shop.store, item, 1, 1_000, 0, _amount(day), 0)
        for day, items in sold.items()
        for item in items
    ]
    with owner.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO insights_item_day (organization_id, day, store_id, item, lines_count, quantity_milli,"
            " returned_milli, amount, discount) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
    owner.execute(
        "INSERT INTO insights_item_month (organization_id, day, store_id, item, lines_count, quantity_milli,"
        " returned_milli, amount, discount) SELECT organization_id, date_trunc('month', day)::date, store_id, item,"
        " sum(lines_count), sum(quantity_milli), sum(returned_milli), sum(amount), sum(discount)"
        " FROM insights_item_day WHERE organization_id = %s GROUP BY 1, 2, 3, 4",
        [shop.organization],
    )


def _by_day(sold: dict[date, list[UUID]], begin: date, end: date) -> dict[UUID, tuple[int, int]]:
    found: dict[UUID, tuple[int, int]] = {}
    for day in _days(begin, end):
        for item in sold[day]:
            amount, quantity = found.get(item, (0, 0))
            found[item] = (amount + _amount(day), quantity + 1_000)
    return found

"""Sums that are read together with what the follower has not read yet: at every moment what the ledger says, each sale
once, and of sales only those that wait.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from comptoir.backoffice.queries import acts, dashboard
from comptoir.backoffice.scope import Scope
from comptoir.insights import booked
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill
from tests.insights.books import count_again, follow
from tests.insights.test_fold import THURSDAY, opening, till_at
from tests.sales.shop import Shop, submit

NEXT_DAY = THURSDAY + timedelta(days=1)


def told(shop: Shop) -> tuple[object, ...]:
    """What pages say of Thursday and Friday: the day, the books' turnover, the only cashier."""
    scope = Scope(shop.organization, None, THURSDAY, NEXT_DAY, NEXT_DAY, "Europe/Paris")
    with reading(shop.organization):
        facts = booked.booked([shop.store], THURSDAY, NEXT_DAY)
        [person] = acts.conduct(scope, "cashier")
        net = sorted((fact.day, fact.rate_ppm, fact.first) for fact in facts if fact.what == "turnover")
        return dashboard.totals(scope), net, (person.sales_count, person.sold, person.refunded, person.discounted)


def sales_read(shop: Shop) -> int:
    """How many sales the books' sums read, by the database's own count. Of a table of two rows, with statistics or
    without, a plan may read all and sort: here it goes by the key, as it does in a shop's.
    """
    with reading(shop.organization), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        before = _fetched(cursor)
        booked.booked([shop.store], date(2020, 1, 1), NEXT_DAY)
        return _fetched(cursor) - before


def _fetched(cursor: CursorWrapper) -> int:
    cursor.execute(
        "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'sales_sale'"
    )
    [(count,)] = cursor.fetchall()
    return int(count)


def test_sums_and_what_waits_say_at_every_moment_what_the_ledger_says(shop: Shop, database) -> None:
    till = till_at(shop)
    begin = [till.start_chain(), opening(till, THURSDAY)]
    first, second = till.sell([shop.bread]), till.sell([shop.wine], discount_ppm=100_000)
    submit(database.app, till, [*begin, first, second])

    waiting = told(shop)
    assert waiting[0] == dashboard.Totals(gross=916, sold=916, refunded=0, sales_count=2, refunds_count=0)
    assert waiting[1] == [(THURSDAY, 55_000, 109), (THURSDAY, 200_000, 667)]
    assert (waiting[2], sales_read(shop)) == ((2, 916, 0, 89), 2)
    follow(database.app, shop.organization)
    assert (told(shop), sales_read(shop)) == (waiting, 0)

    # After midnight in the same session: the evening before, whether it waits or was followed.
    till.now = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    submit(database.app, till, [till.refund(first, {1: 1_000})])
    later = told(shop)
    assert later[0] == dashboard.Totals(gross=801, sold=916, refunded=-115, sales_count=2, refunds_count=1)
    assert (later[1], later[2]) == ([(THURSDAY, 55_000, 0), (THURSDAY, 200_000, 667)], (2, 916, -115, 89))
    # The sums of Thursday and what waits are two rows of a rate, added up.
    assert sales_read(shop) == 1
    follow(database.app, shop.organization)
    assert (told(shop), sales_read(shop)) == (later, 0)
    assert all(part.was_equal for part in count_again(database.app, shop.organization))
    assert (told(shop), sales_read(shop)) == (later, 0)


def test_a_session_that_opens_later_in_the_log_places_what_waits(shop: Shop, database) -> None:
    till: SimulatedTill = till_at(shop, now=datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
    begin = [till.start_chain(), opening(till, THURSDAY), till.sell([shop.bread])]
    submit(database.app, till, begin)

    assert told(shop)[1] == [(THURSDAY, 55_000, 109)]
    follow(database.app, shop.organization)
    assert told(shop)[1] == [(THURSDAY, 55_000, 109)]

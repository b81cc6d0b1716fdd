"""The story is the same every time it is told, and it is the story that we promised."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

from comptoir.config.demo.acts import Closing, Opening, Refunding, Selling, TillDay, Voiding
from comptoir.config.demo.containers import Voucher
from comptoir.config.demo.plan import SUSPECT, plan, short_drawer_day
from comptoir.config.demo.shop import CAFE, PARIS, TILLS, easter_sunday, hours, is_public_holiday, offers_from

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@cache
def ninety_days() -> list[TillDay]:
    return plan(NOW)


def test_two_plans_are_equal() -> None:
    assert plan(NOW, days=5) == plan(NOW, days=5)


def test_a_shorter_plan_is_the_end_of_a_longer_one() -> None:
    short = plan(NOW, days=5)

    assert [day.day for day in short if day.till.code == "A1"] == [date(2026, 11, day) for day in range(16, 21)]
    assert {(day.till.code, day.day): len(day.acts) for day in short}.items() <= {
        (day.till.code, day.day): len(day.acts) for day in ninety_days()
    }.items()


def test_every_day_opens_once_and_closes_once_but_today_is_still_open() -> None:
    for day in ninety_days():
        kinds = Counter(type(act) for act in day.acts)
        is_today = day.day == date(2026, 11, 20)
        assert (kinds[Opening], kinds[Closing]) == (1, 0 if is_today else 1), day.day
        assert isinstance(day.acts[0], Opening)
        assert all(before.at < after.at for before, after in zip(day.acts, day.acts[1:], strict=False))
        assert all(act.at <= NOW for act in day.acts)


def test_the_trade_of_ninety_days_is_that_of_two_small_shops() -> None:
    sales = [act for day in ninety_days() for act in day.acts if isinstance(act, Selling)]
    by_weekday = Counter(act.at.weekday() for act in sales)

    assert 17_000 < len(sales) < 24_000
    assert by_weekday[5] > by_weekday[1] > by_weekday[6]
    assert Counter(act.tender for act in sales).keys() == {"cash", "card", "mixed"}
    assert {act.at.utcoffset() for act in sales} == {timedelta(hours=1), timedelta(hours=2)}


def test_one_drawer_is_fifty_euros_short_and_it_is_louis_who_closed_it() -> None:
    short = [
        (day.till.code, act.cashier, day.day)
        for day in ninety_days()
        for act in day.acts
        if isinstance(act, Closing) and act.short == 5_000
    ]

    assert short == [("A1", "louis", short_drawer_day(date(2026, 11, 20)))]


def test_one_cashier_voids_and_refunds_far_more_than_the_others() -> None:
    evenings: Counter[str] = Counter()
    voids: Counter[str] = Counter()
    cash_back: Counter[str] = Counter()
    for day in ninety_days():
        if isinstance(day.acts[-1], Closing):
            evenings[day.acts[-1].cashier] += 1
        voids.update(act.cashier for act in day.acts if isinstance(act, Voiding))
        cash_back.update(act.cashier for act in day.acts if isinstance(act, Refunding) and act.in_cash)

    assert evenings[SUSPECT] >= 10
    assert voids[SUSPECT] > 5 * evenings[SUSPECT]
    assert all(voids[name] < 2 * evenings[name] for name in evenings if name != SUSPECT)
    assert cash_back[SUSPECT] > 2 * max(cash_back[name] for name in evenings if name != SUSPECT)


def test_shops_are_closed_when_they_are() -> None:
    grocery = next(till for till in TILLS if till.code == "A1")
    cafe = next(till for till in TILLS if till.store is CAFE)

    assert hours(cafe, date(2026, 11, 16)) is None
    assert hours(grocery, date(2026, 12, 25)) is None
    sunday = hours(grocery, date(2026, 11, 22))
    assert sunday is not None
    assert sunday.closes == 13 * 60
    assert easter_sunday(2026) == date(2026, 4, 5)
    assert is_public_holiday(date(2026, 5, 14))  # Ascension
    assert not is_public_holiday(date(2026, 5, 15))


def test_today_before_opening_has_no_session() -> None:
    early = datetime(2026, 11, 20, 4, 0, tzinfo=PARIS)

    assert date(2026, 11, 20) not in {day.day for day in plan(early, days=3)}


def test_empties_come_back_since_the_shop_takes_deposits_and_each_paper_once() -> None:
    sales = [act for day in ninety_days() for act in day.acts if isinstance(act, Selling)]
    brought = [act for act in sales if act.brought]
    papers = [one.number for act in brought for one in act.brought if isinstance(one, Voucher)]

    assert min(act.at.astimezone(PARIS).date() for act in brought) >= offers_from(date(2026, 11, 20))
    assert any(act.lines for act in brought)
    assert any(not act.lines for act in brought)
    assert len(papers) == len(set(papers)) > 5

"""One business day: a till's session and the office's pages name the same, also after midnight."""

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo

import pytest
from django.db import connection
from django.test import Client

from comptoir.backoffice import access
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Body, Sealed, SimulatedTill
from comptoir.sales.turnover import business_day, day_by_clock
from tests.backoffice.conftest import Day
from tests.backoffice.test_figures import table, text
from tests.conformance.cases import Json, load
from tests.sales.shop import add_till, enrol

CASES: list[Json] = load("business_days.json")["cases"]
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
# In Paris: 23:59, 00:30, 03:59, 04:00.
NIGHTS = {
    "winter": ("2026-11-20", "2026-11-20T22:59Z", "2026-11-20T23:30Z", "2026-11-21T02:59Z", "2026-11-21T03:00Z"),
    "spring": ("2026-03-28", "2026-03-28T22:59Z", "2026-03-28T23:30Z", "2026-03-29T01:59Z", "2026-03-29T02:00Z"),
    "autumn": ("2026-10-24", "2026-10-24T21:59Z", "2026-10-24T22:30Z", "2026-10-25T02:59Z", "2026-10-25T03:00Z"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_moment_belongs_to_the_day_that_the_vector_says(case: Json) -> None:
    moment = datetime.fromisoformat(case["at"])

    found = business_day(moment, case["timezone"], case["day_starts_minute"])

    assert found == date.fromisoformat(case["day"]), case["why"]


def test_the_database_counts_alike(db: None) -> None:
    rows = []
    with connection.cursor() as cursor:
        for case in CASES:
            store = "SELECT %s::text AS timezone, %s::smallint AS day_starts_minute, %s::timestamptz AS at"
            cursor.execute(
                f"SELECT {day_by_clock('p.at')} FROM ({store}) p",
                [case["timezone"], case["day_starts_minute"], case["at"]],
            )
            rows.append((case["id"], cursor.fetchone()[0].isoformat()))

    assert rows == [(case["id"], case["day"]) for case in CASES]


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS)
def test_every_page_counts_a_night_to_its_evening(
    night: tuple[str, ...], owner: Client, day: Day, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a till whose opening never came: the store's clock decides, and says the same as the till's session would."""
    evening, *moments = night
    morning = datetime.fromisoformat(moments[3]).date().isoformat()
    till = enrol(day.shop, add_till(day.shop, "B1"), now=_at(moments[0]))
    till.now, till.cashier, till.session = _at(moments[0]), day.cashier, new_uuid7()
    entries: list[Sealed | bytes] = [till.start_chain()]
    for moment in moments:
        till.now = _at(moment)
        entries.append(till.sell([day.shop.bread]))  # 1.15
    send(till, entries)

    for now, is_morning in zip(moments, (False, False, False, True), strict=True):
        monkeypatch.setattr(access, "datetime", _clock(now))
        gross, count = ("1.15", 1) if is_morning else ("3.45", 3)
        assert f"<h1>€{gross} today" in text(owner, "/today")
        assert f"<h1>€{gross}</h1>" in text(owner, "/day-report")
        assert f"Totals,Sales,{count},,,{gross}" in table(owner, "/day-report.csv", {})
    # The rest of the pages, by their address.
    for span, count in ((evening, 3), (morning, 1)):
        query = {"from": span, "to": span}
        assert len(table(owner, "/sales.csv", query)) == 1 + count
        assert f"Totals,Sales,{count},,,{'3.45' if count == 3 else '1.15'}" in table(
            owner, "/day-report.csv", {"day": span}
        )


def test_the_hours_after_midnight_come_last(owner: Client, day: Day, send: Send) -> None:
    till = enrol(day.shop, add_till(day.shop, "B1"), now=_at("2026-11-20T22:10Z"))
    till.cashier, till.session = day.cashier, new_uuid7()
    entries: list[Sealed | bytes] = [till.start_chain()]
    for moment in ("2026-11-20T22:10Z", "2026-11-21T00:10Z"):  # 23:10 and 01:10 in Paris
        till.now = _at(moment)
        entries.append(till.sell([day.shop.bread]))
    send(till, entries)

    page = text(owner, "/today", {"day": "2026-11-20"})
    hours = [page.index(f'<th scope="row">{hour}:00</th>') for hour in (23, 0, 1)]
    assert hours == sorted(hours)
    assert '<th scope="row">2:00</th>' not in page


def test_a_session_keeps_its_day_past_the_hour(owner: Client, day: Day, send: Send) -> None:
    """A bar that goes on until five: the till's X report says all of it, and so do the pages."""
    till = enrol(day.shop, add_till(day.shop, "B1"), now=_at("2026-11-20T19:00Z"))
    till.cashier, till.session = day.cashier, new_uuid7()
    till.now = _at("2026-11-20T19:00Z")
    opening: Body = {"session": str(till.session), "cashier": str(day.cashier), "currency": "EUR", "float": 0}
    entries: list[Sealed | bytes] = [
        till.start_chain(), till.seal("opening", {**opening, "business_day": "2026-11-20"})
    ]  # fmt: skip
    till.now = _at("2026-11-21T04:00Z")  # 05:00 in Paris
    entries.append(till.sell([day.shop.bread]))
    send(till, entries)

    assert "<h1>€1.15" in text(owner, "/today", {"day": "2026-11-20"})
    assert "<h1>€0.00" in text(owner, "/today", {"day": "2026-11-21"})
    assert "Totals,Sales,1,,,1.15" in table(owner, "/day-report.csv", {"day": "2026-11-20"})


def _clock(text: str) -> type[datetime]:
    """What a visit reads, standing still."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Standing":
            return cls.fromisoformat(text).astimezone(tz)

    return Standing


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

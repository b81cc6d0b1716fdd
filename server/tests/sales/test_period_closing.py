"""Closings of months and years by sequence: what they hold, who comes too early, too late or at the same time."""

import asyncio
import json
import os
import threading
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import psycopg
import pytest
from django.db import connection

from comptoir.config.verification_office import office_faults
from comptoir.kernel import new_uuid7
from comptoir.platform.sequencer import sequence_all
from comptoir.platform.tenancy import reading
from comptoir.sales.errors import PeriodNotNext, PeriodRunning, PeriodUnreadable
from comptoir.sales.period_closing import PeriodClosed, close_period_by_log, following, period_closings, recomputed
from comptoir.sales.periods import ClosePeriodByLog
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.public import office_entries, revoke_enrolment
from tests.sales.shop import Shop, add_till, enrol, rows, submit, value

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    return enrol(shop, add_till(shop, "A1"), now=BEGIN)


def company(shop: Shop) -> UUID:
    [found] = rows("platform_legalentity", shop.organization)
    return UUID(str(found["id"]))


def close(shop: Shop, name: str, now: datetime = NOW) -> PeriodClosed:
    return close_period_by_log(
        ClosePeriodByLog(organization=shop.organization, company=company(shop), name=name, person=new_uuid7(), now=now)
    )


def a_day(till: SimulatedTill, shop: Shop, day: str, pieces: int = 1) -> list[Sealed]:
    """Bread is sold so often, once with wine by card, one bread comes back, and the day is closed."""
    till.now = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    entries = [till.start_chain()] if till.sequence == 0 else []
    entries.append(till.open(10_000))
    sold = [till.sell([shop.bread]) for _ in range(pieces)]
    entries += [*sold, till.sell([shop.wine], card=890), till.refund(sold[0], {1: 1_000})]
    entries.append(
        till.seal(
            "closing",
            {
                "session": str(till.session), "cashier": str(till.cashier), "currency": "EUR", "period": "day",
                "business_day": day, "cash_expected": 0,
            },
        )
    )  # fmt: skip
    return entries


def log(dsn: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await sequence_all(connection)
        finally:
            await connection.close()

    asyncio.run(run())


def deliver(dsn: str, till: SimulatedTill, *days: list[Sealed]) -> None:
    submit(dsn, till, [entry for day in days for entry in day])
    log(dsn)


def test_a_month_holds_its_days_by_sequence_with_taxes_tenders_and_perpetual_totals(
    shop: Shop, till: SimulatedTill, database
) -> None:
    deliver(database.app, till, a_day(till, shop, "2026-09-29", 2), a_day(till, shop, "2026-10-05", 1))

    september = close(shop, "2026-09").closing
    october = close(shop, "2026-10").closing

    [euros] = september.currencies
    assert (euros.total.gross, euros.total.refunded, euros.total.documents) == (2 * 115 + 890, -115, 4)
    assert [(row.category, row.rate_ppm, row.net, row.tax, row.gross) for row in euros.taxes] == [
        ("S", 55_000, 109, 6, 115), ("S", 200_000, 742, 148, 890),
    ]  # fmt: skip
    assert euros.total.net == 109 + 742
    assert [(row.kind, row.amount) for row in euros.tenders] == [("card", 890), ("cash", 115)]
    assert [(one.first, one.last) for one in september.chains] == [(1, 7)]
    assert [(one.first, one.last) for one in october.chains] == [(8, 12)]
    [after] = october.currencies
    assert (after.total.gross, after.perpetual.gross, after.perpetual.refunded) == (1_005, 2_125, -230)
    assert after.perpetual.documents == 7
    assert [(row.till_code, row.perpetual.gross) for row in after.tills] == [("A1", 2_125)]
    with reading(shop.organization):
        assert [recomputed(one) for one in period_closings()] == [True, True]


def test_a_repeat_and_two_at_once_close_once(shop: Shop, till: SimulatedTill, database) -> None:
    deliver(database.app, till, a_day(till, shop, "2026-10-05"))
    found: list[PeriodClosed] = []

    def at_once() -> None:
        try:
            found.append(close(shop, "2026-10"))
        finally:
            connection.close()

    both = [threading.Thread(target=at_once) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    again = close(shop, "2026-10")

    assert {one.entry for one in found} == {again.entry}
    assert [row["kind"] for row in rows("tills_office_entry", shop.organization)] == ["key_enrolled", "period_closing"]


def test_a_month_without_a_sale_is_closed_empty_and_keeps_the_totals(shop: Shop, till: SimulatedTill, database) -> None:
    deliver(database.app, till, a_day(till, shop, "2026-09-29"))
    close(shop, "2026-09")

    empty = close(shop, "2026-10").closing

    assert [(one.first, one.last) for one in empty.chains] == [(7, 6)]
    [euros] = empty.currencies
    assert (euros.total.gross, euros.total.documents, euros.taxes, euros.tenders) == (0, 0, [], [])
    assert euros.perpetual.gross == 1_005


def test_what_a_till_brings_late_is_in_the_next_closing(shop: Shop, till: SimulatedTill, database) -> None:
    away = enrol(shop, add_till(shop, "B2"), now=BEGIN)
    september = a_day(away, shop, "2026-09-30", 3)
    deliver(database.app, till, a_day(till, shop, "2026-09-29"))
    first = close(shop, "2026-09").closing
    # A till that was away, and an entry before the end of what was closed, which a person adopted.
    deliver(database.app, away, september)
    moved = value(
        "UPDATE platform_log SET position = position + 1000 WHERE subject = (SELECT id FROM sales_entry"
        " WHERE chain_id = %s AND sequence = 3) RETURNING position", till.identity.chain,
    )  # fmt: skip
    head = "UPDATE platform_log_head SET position = %s WHERE organization_id = %s RETURNING position"
    value(head, moved, shop.organization)

    second = close(shop, "2026-10").closing

    assert [(one.till_code, one.first, one.last) for one in first.chains] == [("A1", 1, 6), ("B2", 1, 0)]
    assert [(one.till_code, one.first, one.last) for one in second.chains] == [("A1", 7, 6), ("B2", 1, 8)]
    assert second.late_count == 1
    assert second.currencies[0].total.gross == 3 * 115 + 890 + 115


def test_periods_are_closed_in_order_and_when_they_are_over(shop: Shop, till: SimulatedTill, database) -> None:
    deliver(database.app, till, a_day(till, shop, "2026-09-29"))
    before = rows("tills_office_entry", shop.organization)

    for name, refusal in (
        ("2026-11", PeriodRunning), ("2026", PeriodRunning), ("2026-13", PeriodUnreadable), ("2025", PeriodNotNext),
    ):  # fmt: skip
        with pytest.raises(refusal):
            close(shop, name)
    assert rows("tills_office_entry", shop.organization) == before
    close(shop, "2026-09")
    with pytest.raises(PeriodRunning):
        close(shop, "2026-11")
    with pytest.raises(PeriodNotNext):
        close(shop, "2026-08")


def test_a_year_is_closed_after_its_december_and_holds_all_of_it(shop: Shop, till: SimulatedTill, database) -> None:
    later = datetime(2027, 1, 10, tzinfo=UTC)
    deliver(database.app, till, a_day(till, shop, "2026-11-05"), a_day(till, shop, "2026-12-24", 2))
    close(shop, "2026-11", later)
    with pytest.raises(PeriodNotNext):
        close(shop, "2026", later)
    close(shop, "2026-12", later)

    year = close(shop, "2026", later).closing

    assert (year.period, [(one.first, one.last) for one in year.chains]) == ("year", [(1, 12)])
    assert year.currencies[0].total.gross == 1_005 + 1_120
    assert following("2026-12") == "2027-01"


def test_a_sale_changed_in_the_database_is_no_longer_what_was_closed(shop: Shop, till: SimulatedTill, database) -> None:
    deliver(database.app, till, a_day(till, shop, "2026-09-29"))
    closed = close(shop, "2026-09")

    value(
        "UPDATE sales_sale SET gross = gross + 1, net = net + 1 "
        f"WHERE kind = 'sale' AND organization_id = '{shop.organization}' RETURNING 1"
    )

    with reading(shop.organization):
        assert not recomputed(closed)


def test_what_is_in_the_chain_can_only_be_added_to(shop: Shop, till: SimulatedTill, database) -> None:
    close(shop, "2026-09")

    with psycopg.connect(database.app) as app:
        asked = "SELECT has_table_privilege('comptoir_app', 'tills_office_entry', %s)"
        allowed = {
            right: app.execute(asked, [right]).fetchone() for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
    assert allowed == {"INSERT": (True,), "UPDATE": (False,), "DELETE": (False,), "TRUNCATE": (False,)}


def faults(shop: Shop) -> list[tuple[str, str]]:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        return [(document, what) for _, document, _, what in office_faults(owner, shop.organization)]


def test_the_chain_is_verified_and_each_change_is_named(shop: Shop, till: SimulatedTill, database) -> None:
    close(shop, "2026-09")
    close(shop, "2026-10")
    assert faults(shop) == []

    log(database.app)
    value("UPDATE tills_office_entry SET kind = 'other' WHERE kind = 'key_enrolled' RETURNING 1")
    assert faults(shop) == [("S-1", "it stands elsewhere than its bytes say")]
    value("UPDATE tills_office_entry SET signature = decode(repeat('00', 64), 'hex') WHERE sequence = 2 RETURNING 1")
    assert ("S-2", "its signature is not this server's") in faults(shop)
    at = value(
        "SELECT l.position FROM platform_log l JOIN tills_office_entry o ON o.id = l.subject WHERE o.sequence = 3"
        " AND o.organization_id = %s", shop.organization,
    )  # fmt: skip
    value("DELETE FROM tills_office_entry WHERE sequence = 3 RETURNING 1")
    assert [what for document, what in faults(shop) if document == "office"] == [
        f"an entry that stands in the log at {at} is missing or is another one"
    ]


def test_a_lost_key_is_written_down_with_the_last_entry_that_is_believed(
    shop: Shop, till: SimulatedTill, database
) -> None:
    deliver(database.app, till, a_day(till, shop, "2026-09-29"))
    chain = till.identity.chain

    command = RevokeEnrolment(organization=shop.organization, chain=chain, now=NOW, is_lost=True)
    assert revoke_enrolment(command)
    assert not revoke_enrolment(command)

    with reading(shop.organization):
        [lost] = office_entries("key_lost")
    body = json.loads(lost.content)["body"]
    assert (body["chain"], body["last_sequence"], body["last_digest"]) == (str(chain), 6, till.previous)


@pytest.mark.parametrize(
    ("name", "running", "over"),
    [
        # Winter and summer: Paris is one hour, then two, before UTC; the month ends by the wall, on both sides.
        ("2026-10", "2026-10-31T22:59:59Z", "2026-10-31T23:00:00Z"),
        ("2026-09", "2026-09-30T21:59:59Z", "2026-09-30T22:00:00Z"),
        ("2026-03", "2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z"),
        ("2026-02", "2026-02-28T22:59:59Z", "2026-02-28T23:00:00Z"),
    ],
)
def test_a_period_is_over_by_the_stores_clock(shop: Shop, name: str, running: str, over: str) -> None:
    value("UPDATE platform_store SET timezone = 'Europe/Paris', day_starts_minute = 0 RETURNING 1")

    with pytest.raises(PeriodRunning):
        close(shop, name, datetime.fromisoformat(running))
    assert rows("tills_office_entry", shop.organization) == []
    assert close(shop, name, datetime.fromisoformat(over)).closing.name == name


def test_a_day_that_ends_in_the_night_ends_its_month_then(shop: Shop) -> None:
    value("UPDATE platform_store SET timezone = 'America/New_York', day_starts_minute = 240 RETURNING 1")

    with pytest.raises(PeriodRunning):
        close(shop, "2026-10", datetime(2026, 11, 1, 8, 59, tzinfo=UTC))
    assert close(shop, "2026-10", datetime(2026, 11, 1, 9, 0, tzinfo=UTC)).closing.name == "2026-10"

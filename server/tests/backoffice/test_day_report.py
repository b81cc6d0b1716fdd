"""A business day, its counts, purses and handovers: what is sold after midnight belongs to the evening before."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.test import Client

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import add_employee
from comptoir.journal import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Body, Sealed, SimulatedTill, sale_body
from tests.backoffice.conftest import Day
from tests.backoffice.test_figures import table, text
from tests.databases import TestDatabase
from tests.insights.books import follow
from tests.sales.shop import add_till, enrol

EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # 20:00 in Paris
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


@pytest.fixture
def bar(day: Day, send: Send) -> SimulatedTill:
    """A night: 50.00 in the drawer, a sale before and one after midnight, a purse, a handover, a closing at two."""
    lea = new_uuid7()
    add_employee(AddEmployee(organization=day.organization, person=None, id=lea, name="Léa"))
    till = enrol(day.shop, add_till(day.shop, "B1"), now=EVENING)
    till.now, till.cashier, till.session = EVENING, day.cashier, new_uuid7()
    who: dict[str, EntryValue] = {"session": str(till.session), "cashier": str(day.cashier)}
    entries: list[Sealed | bytes] = [till.start_chain()]

    def at(hours: int, kind: str, body: Body) -> None:
        till.now = EVENING + timedelta(hours=hours)
        entries.append(till.seal(kind, {**who, **body}))

    at(0, "opening", {"currency": "EUR", "business_day": "2026-11-20", "float": 5_000})
    entries.append(till.sell([day.shop.bread]))
    at(1, "cash_movement", {"reason": "transfer", "amount": 2_000, "purse": str(lea)})
    at(2, "technical_event", {"event": "x_report"})
    at(3, "cash_count", {"purpose": "handover", "to": str(lea), "cash_expected": 3_115, "cash_counted": 3_095,
                         "cash_difference": -20, "reason": "miscounted"})  # fmt: skip
    till.now = EVENING + timedelta(hours=5)
    entries.append(till.sell([day.shop.wine]))
    at(5, "technical_event", {"event": "basket_voided", "lines_count": 1, "gross": 115})
    at(6, "cash_count", {"purpose": "return", "purse": str(lea), "into": "drawer", "cash_expected": 2_000,
                         "cash_counted": 2_000, "cash_difference": 0})  # fmt: skip
    at(6, "closing", {"currency": "EUR", "period": "day", "business_day": "2026-11-20", "cash_expected": 5_985,
                      "cash_counted": 5_985, "cash_difference": 0, "cash_left": 5_000, "differences": -20})  # fmt: skip
    send(till, entries)
    return till


def test_what_is_sold_after_midnight_belongs_to_the_evening_before(owner: Client, bar: SimulatedTill) -> None:
    rows = table(owner, "/day-report.csv", {"day": "2026-11-20"})

    assert "Totals,Sales,2,,,10.05" in rows
    assert "Totals,Voided baskets,1,,,1.15" in rows
    assert [
        row for row in table(owner, "/day-report.csv", {"day": "2026-11-21"}) if row.startswith("Totals,Sales")
    ] == ["Totals,Sales,0,,,0.00"]
    assert table(owner, "/day-report.csv", {"session": str(bar.session)}) == rows


def test_the_journal_tells_counts_purses_handovers_and_reports_in_order(owner: Client, bar: SimulatedTill) -> None:
    rows = [row for row in table(owner, "/day-report.csv", {"day": "2026-11-20"}) if row.startswith("Cash journal")]

    assert rows == [
        "Cash journal,B1-1-4 · 2026-11-20 21:00:00 · Cash given to a purse · Amir · Léa,,,,20.00",
        "Cash journal,B1-1-5 · 2026-11-20 22:00:00 · X report · Amir,,,,",
        "Cash journal,B1-1-6 · 2026-11-20 23:00:00 · Drawer handed over · Amir · Léa · Miscounted · counted 30.95"
        ",,,,-0.20",
        "Cash journal,B1-1-9 · 2026-11-21 02:00:00 · Purse given back · Amir · Léa · counted 20.00,,,,0.00",
        "Cash journal,B1-1-10 · 2026-11-21 02:00:00 · Day closed · Amir · counted 59.85,,,,0.00",
    ]


def test_the_page_names_the_day_the_difference_in_between_and_what_stays(owner: Client, bar: SimulatedTill) -> None:
    page = text(owner, "/day-report", {"day": "2026-11-20"})

    assert "of which in between: −€0.20" in page
    assert "€50.00" in page
    assert "(purse of Léa)" in page
    assert "Amir → Léa" in page


def test_a_till_can_be_asked_by_itself(owner: Client, day: Day, bar: SimulatedTill) -> None:
    both = {"day": "2026-11-20"}

    mine = table(owner, "/day-report.csv", {**both, "till": str(bar.identity.till)})
    other = table(owner, "/day-report.csv", {**both, "till": str(day.till.identity.till)})

    assert mine == table(owner, "/day-report.csv", both)
    assert "Totals,Sales,0,,,0.00" in other
    assert "Totals,Voided baskets,0,,,0.00" in other
    assert not [row for row in other if row.startswith(("Float", "Cash"))]


def test_a_sealed_total_that_does_not_add_up_is_named_and_counts_as_it_is(
    owner: Client, bar: SimulatedTill, day: Day, send: Send, database: TestDatabase
) -> None:
    days = {"from": "2026-11-20", "to": "2026-11-20"}
    follow(database.app, day.organization)
    assert "away from the items" not in text(owner, "/reports/items", days)
    honest = text(owner, "/day-report", {"day": "2026-11-20"})
    body = sale_body(
        [day.shop.bread], session=bar.session, cashier=day.cashier, country="FR", currency="EUR", day=bar.now
    )
    payment: dict[str, EntryValue] = {"kind": "cash", "amount": 215, "received": 215, "change": 0}
    send(bar, [bar.seal("sale", {**body, "gross": 215, "tenders": [payment]})])

    page = text(owner, "/day-report", {"day": "2026-11-20"})
    rows = table(owner, "/day-report.csv", {"day": "2026-11-20"})

    follow(database.app, day.organization)
    assert "The takings of these days are €1.00 away from the items" in text(owner, "/reports/categories", days)
    assert "/sales?flagged=1&amp;from=2026-11-20" in owner.get("/reports/items", days).content.decode()
    assert "away from the items" not in text(owner, "/reports/days", days)
    assert "does not add up" not in honest
    assert "Beyond net and tax" not in honest
    assert "Sales of this day state a total that does not add up" in page
    assert "The takings are €1.00 away from net and tax" in page
    assert "Totals,Beyond net and tax,,,,1.00" in rows
    assert "Totals,Sales,3,,,12.20" in rows


def test_sums_beyond_what_a_column_holds_are_said_and_break_no_page(owner: Client, day: Day) -> None:
    """Each amount fits into 64 bits, their sum does not: a till that seals nonsense closes no report."""
    most = 2**63 - 1
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as connection:
        connection.execute("UPDATE sales_tender SET amount = %s WHERE organization_id = %s", [most, day.organization])
        connection.execute("UPDATE sales_sale SET gross = %s WHERE organization_id = %s", [most, day.organization])

    page = owner.get("/day-report", {"day": "2026-11-19"})
    file = owner.get("/day-report.csv", {"day": "2026-11-19"})

    assert (page.status_code, file.status_code) == (200, 200)
    # Two sales and a refund.
    assert "276701161105643274.21" in file.content.decode("utf-8-sig")
    for address in ("/today?day=2026-11-19", "/acts?from=2026-11-19&to=2026-11-19", "/customers", "/gift-cards"):
        assert owner.get(address).status_code == 200, address

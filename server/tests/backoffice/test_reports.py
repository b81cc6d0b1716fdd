"""Reports as pages and files: every figure against the day that tills sealed."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.test import Client
from pypdf import PdfReader

from comptoir.backoffice.report_choice import SLUGS
from comptoir.backoffice.report_files import FORMS
from comptoir.backoffice.report_words import GROUPS, TITLES
from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import Role, add_employee
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.stock.commands import CountItem
from comptoir.stock.fold import fold as fold_stock
from comptoir.stock.operations import count_item
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.insights.books import connected, follow
from tests.sales.shop import add_till, enrol

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
PERIOD = "from=2026-11-19&to=2026-11-19"


@pytest.fixture
def told(day: Day, database: TestDatabase) -> Day:
    """The day, and the reports that have read it."""
    follow(database.app, day.organization)
    return day


def lines(owner: Client, slug: str, query: str = PERIOD) -> list[list[str]]:
    answer = owner.get(f"/reports/{slug}.csv?{query}")
    assert answer.status_code == 200
    return [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()]


def page(owner: Client, slug: str, query: str = PERIOD) -> str:
    answer = owner.get(f"/reports/{slug}?{query}")
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]*>", " ", answer.content.decode()).split())


# 2 bread 2.30 and wine 8.90 in cash; wine 8.01 by card with 10 % off; one bread back, 1.15 in cash.
SALES = ["2", "9.61", "-1.15"]


REPORTS: dict[str, tuple[str, list[list[str]]]] = {
    "days": ("Day", [["2026-11-19", "18.06", *SALES], ["Total", "18.06", *SALES]]),
    "weeks": ("Week", [["2026-11-16", "18.06", *SALES], ["Total", "18.06", *SALES]]),
    "months": ("Month", [["November 2026", "18.06", *SALES], ["Total", "18.06", *SALES]]),
    "weekdays": ("Weekday", [["Thursday", "18.06", *SALES], ["Total", "18.06", *SALES]]),
    "hours": ("Hour", [["12:00", "18.06", *SALES], ["Total", "18.06", *SALES]]),
    "cashiers": ("Cashier", [["Amir", "18.06", *SALES, "0.89"], ["Total", "18.06", *SALES, "0.89"]]),
    "stores": ("Store", [["Centre", "18.06", *SALES, "0.89"], ["Total", "18.06", *SALES, "0.89"]]),
    "tills": ("Till", [["A1 · Caisse A1", "18.06", *SALES], ["Total", "18.06", *SALES]]),
    "baskets": ("Hour", [["12:00", "2", "9.61", "2.0", "50"], ["Total", "2", "9.61", "2.0", "50"]]),
    "peaks": ("Weekday", [["Thursday", "12:00", "2", "18.06"], ["Total", "", "2", "18.06"]]),
    "items": ("Item", [["Vin", "16.91", "2", "0", "0.89"], ["Pain", "1.15", "1", "-1", "0.00"],
              ["Total", "18.06", "3", "-1", "0.89"]]),
    "categories": ("Category", [["Épicerie", "18.06", "5", "0.89"], ["Total", "18.06", "5", "0.89"]]),
    "taxes": ("Tax", [["S 20%", "16.91", "14.09", "2.82"], ["S 5.5%", "1.15", "1.09", "0.06"],
              ["Total", "18.06", "15.18", "2.88"]]),
    "tenders": ("Way to pay", [["Cash", "10.05", "2"], ["Card", "8.01", "1"], ["Total", "18.06", "3"]]),
}  # fmt: skip


def test_each_report_says_what_was_sealed(owner: Client, told: Day) -> None:
    for slug, (head, rows) in REPORTS.items():
        found = lines(owner, slug)

        assert found[0][0] == head, slug
        assert found[1:] == rows, slug


def test_the_page_says_the_answer_first_and_the_same_in_its_table(owner: Client, told: Day) -> None:
    found = page(owner, "hours")

    assert "Sales by hour · 19 Nov 2026 – 19 Nov 2026" in found
    assert "€18.06" in found
    assert "12:00 €18.06 2 €9.61 −€1.15" in found
    assert 'data-chart="report-table"' not in owner.get(f"/reports/hours?{PERIOD}").content.decode()  # one row


def test_every_report_has_a_place_in_the_index_words_and_a_page(owner: Client, told: Day) -> None:
    index = owner.get("/reports").content.decode()

    listed = [slug for _, slugs in GROUPS.values() for slug in slugs]
    assert sorted(listed) == sorted(SLUGS) == sorted(TITLES)
    for slug in SLUGS:
        if slug != "stores":  # there is one
            assert f'href="/reports/{slug}"' in index, slug
        page(owner, slug)
        page(owner, slug, f"{PERIOD}&compare=year")
        page(owner, slug, "from=2020-01-01&to=2020-01-02&compare=before")


def test_days_are_compared_with_the_days_beside_which_they_stand(
    owner: Client, told: Day, send: Send, database: TestDatabase
) -> None:
    till = enrol(told.shop, add_till(told.shop, "B1"), now=told.till.now - timedelta(days=7))
    till.now = told.till.now - timedelta(days=7)
    send(till, [till.start_chain(), till.open(0), till.sell([told.shop.wine])])
    follow(database.app, told.organization)

    assert lines(owner, "days", f"{PERIOD}&compare=before")[:2] == [
        ["Day", "Takings (EUR)", "Before (EUR)", "Difference", "Sales", "Average basket (EUR)", "Refunded (EUR)"],
        ["2026-11-19", "18.06", "8.90", "+103%", "2", "9.61", "-1.15"],
    ]
    assert "€18.06, +103%" in page(owner, "cashiers", f"{PERIOD}&compare=before")


def test_a_month_is_compared_with_the_same_month_of_the_year_before(
    owner: Client, told: Day, send: Send, database: TestDatabase
) -> None:
    till = enrol(told.shop, add_till(told.shop, "B1"), now=told.till.now - timedelta(days=380))
    till.now = told.till.now - timedelta(days=380)
    send(till, [till.start_chain(), till.open(0), till.sell([told.shop.wine])])
    follow(database.app, told.organization)

    assert lines(owner, "months", "from=2026-11-01&to=2026-11-30&compare=before")[:2] == [
        [
            "Month",
            "Takings (EUR)",
            "A year before (EUR)",
            "Difference",
            "Sales",
            "Average basket (EUR)",
            "Refunded (EUR)",
        ],
        ["November 2026", "18.06", "8.90", "+103%", "2", "9.61", "-1.15"],
    ]


def test_a_year_of_articles_comes_from_months_and_the_days_at_both_ends(
    owner: Client, told: Day, send: Send, database: TestDatabase
) -> None:
    for number, back in enumerate((10, 20, 60, 200)):
        till = enrol(told.shop, add_till(told.shop, f"B{number}"), now=told.till.now - timedelta(days=back))
        till.now = told.till.now - timedelta(days=back)
        send(till, [till.start_chain(), till.open(0), till.sell([told.shop.wine])])
    follow(database.app, told.organization)

    for back, wines in ((0, "16.91"), (15, "25.81"), (20, "34.71"), (59, "34.71"), (60, "43.61"), (365, "52.51")):
        first = date(2026, 11, 19) - timedelta(days=back)
        assert lines(owner, "items", f"from={first}&to=2026-11-19")[1][:2] == ["Vin", wines], back


def test_a_store_narrows_and_another_s_shows_nothing(owner: Client, told: Day) -> None:
    assert lines(owner, "days", f"{PERIOD}&store={told.shop.store}")[1][1] == "18.06"
    assert len(lines(owner, "days", f"{PERIOD}&store={new_uuid7()}")) == 3  # not one of theirs: as if none was asked


def test_the_spreadsheet_holds_numbers_and_text_that_is_no_formula(owner: Client, told: Day) -> None:
    add_employee(AddEmployee(organization=told.organization, person=None, id=new_uuid7(), name="=Léa"))

    answer = owner.get(f"/reports/items.xlsx?{PERIOD}")

    assert answer["Content-Disposition"] == 'attachment; filename="items-2026-11-19-2026-11-19.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        sheet = ElementTree.fromstring(folder.read("xl/worksheets/sheet1.xml"))
        assert b"Sales by item" in folder.read("xl/workbook.xml")
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    cells = {str(cell.get("r")): (cell.get("t"), "".join(cell.itertext())) for cell in sheet.iterfind(".//m:c", space)}
    assert (cells["A2"], cells["B2"], cells["C2"]) == (("inlineStr", "Vin"), (None, "16.91"), (None, "2"))
    assert (cells["A4"], cells["B4"]) == (("inlineStr", "Total"), (None, "18.06"))


def test_the_print_has_the_title_the_shop_and_every_row(owner: Client, told: Day) -> None:
    answer = owner.get(f"/reports/cashiers.pdf?{PERIOD}&compare=year")

    [sheet] = PdfReader(io.BytesIO(answer.content)).pages
    said = sheet.extract_text()
    assert "Sales by cashier" in said
    assert "Essai · 19 Nov 2026 – 19 Nov 2026 · 1" in said
    assert "Amir" in said
    assert "€18.06" in said


def test_every_report_is_a_file_of_every_form(owner: Client, told: Day) -> None:
    wrong = {
        (slug, form): answer.status_code
        for slug in TITLES
        for form in FORMS
        if (answer := owner.get(f"/reports/{slug}.{form}?{PERIOD}")).status_code != 200
    }
    assert wrong == {}
    [sheet] = PdfReader(io.BytesIO(owner.get(f"/reports/peaks.pdf?{PERIOD}").content)).pages
    # The total has one name under two columns of names; no head is cut within a word.
    assert "Weekday\nHour\nSales\nTakings\nThursday\n12:00\n2\n€18.06\nTotal\n2\n€18.06" in sheet.extract_text()


def test_losses_are_rates_beside_the_others(owner: Client, told: Day, send: Send, database: TestDatabase) -> None:
    lea = new_uuid7()
    add_employee(AddEmployee(organization=told.organization, person=None, id=lea, name="Léa"))
    till = enrol(told.shop, add_till(told.shop, "B1"), now=told.till.now)
    till.now, till.cashier = told.till.now, lea
    entries: list[Sealed | bytes] = [till.start_chain(), till.open(0)]
    entries += [till.sell([told.shop.bread]) for _ in range(20)]
    who = {"session": str(till.session), "cashier": str(lea)}
    entries += [till.seal("technical_event", {**who, "event": "drawer_opened", "reason": "change"}) for _ in range(6)]
    send(till, entries)
    told.till.now += timedelta(minutes=5)
    send(told.till, [told.till.sell([told.shop.bread]) for _ in range(30)])
    follow(database.app, told.organization)

    assert lines(owner, "losses") == [
        ["Cashier", "Sales", "Voids", "Voids (n)", "Drawer opened", "Drawer opened (n)", "Refunds", "Refunds (n)",
         "Discounts", "Discounts (n)", "Typed prices", "Typed prices (n)"],
        ["Amir", "32", "3.1", "1", "0", "0", "3.1", "1", "3.1", "1", "0", "0"],
        ["Léa", "20", "0", "0", "30", "6", "0", "0", "0", "0", "0", "0"],
        ["Everybody", "52", "1.9", "1", "11.5", "6", "1.9", "1", "1.9", "1", "0", "0"],
    ]  # fmt: skip
    found = page(owner, "losses")
    assert "Léa stands out" in found
    assert "30% stands out 6" in found


def test_what_was_counted_and_not_sold_rests(owner: Client, told: Day, database: TestDatabase) -> None:
    for item, quantity in ((told.shop.bread.item, 4_000), (told.shop.wine.item, 7_000)):
        assert item is not None
        count_item(
            CountItem(
                organization=told.organization,
                person=None,
                store=told.shop.store,
                item=item,
                quantity_milli=quantity,
                id=new_uuid7(),
                now=told.till.now,
            )
        )

    follow(database.app, told.organization)
    connected(database.app, lambda connection: fold_stock(connection, told.organization))

    assert len(lines(owner, "dead-stock")) == 1
    assert lines(owner, "dead-stock", "from=2026-11-20&to=2026-11-25")[1:] == [
        ["Vin", "Centre", "7"],
        ["Pain", "Centre", "4"],
        ["Items", "", "2"],
    ]


def test_only_who_may_see_reports_does(told: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    cashier, accountant = sign_in(told.organization, Role.CASHIER), sign_in(told.organization, Role.ACCOUNTANT)

    for address in ("/reports", "/reports/days", "/reports/days.csv"):
        assert (cashier.get(address).status_code, accountant.get(address).status_code) == (403, 200)
    for address in ("/reports/nothing", "/reports/days.exe", "/reports/nothing.csv"):
        assert accountant.get(address).status_code == 404

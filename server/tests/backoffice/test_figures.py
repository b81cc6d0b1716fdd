"""The figures of dashboard, list, detail and day report, exactly, from the ledger's rows.

The day: 2 bread (1.15, 5.5 %) + 1 wine (8.90, 20 %) = 11.20 in cash; 1 wine with 10 % off = 8.01 by card; 1 bread back
= −1.15 in cash; a voided basket of 8.90; opening with 100.00, 1.00 too little at the closing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from comptoir.backoffice.pages import sales
from comptoir.backoffice.scope import Scope
from comptoir.identity.public import Role
from comptoir.platform.tenancy import reading
from comptoir.sales.listing import Filters, list_sales
from comptoir.sales.models import Sale
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import NOON, Day

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
DAY = {"day": "2026-11-19"}
WEEK = {"from": "2026-11-16", "to": "2026-11-22"}


def text(client: Client, address: str, query: dict[str, str] | None = None) -> str:
    answer = client.get(address, query or {})
    assert answer.status_code == 200
    return answer.content.decode()


def table(client: Client, address: str, query: dict[str, str]) -> list[str]:
    answer = client.get(address, query)
    assert isinstance(answer, HttpResponse | StreamingHttpResponse)
    content = answer.getvalue().decode("utf-8-sig")
    assert content.endswith("\r\n")
    return content.split("\r\n")[:-1]


def sale_of(day: Day, gross: int) -> UUID:
    with reading(day.organization):
        key = Sale.objects.get(gross=gross).pk
    assert isinstance(key, UUID)
    return key


def test_the_dashboard_says_what_the_day_came_to(owner: Client) -> None:
    page = text(owner, "/today", DAY)

    assert "<h1>€18.06 on this day</h1>" in page  # 11.20 + 8.01 − 1.15
    assert ">2</p>" in page
    assert "€9.61" in page  # (1120 + 801) / 2 = 960.5, half away from zero
    assert "−€1.15" in page
    assert '<th scope="row">12:00</th><td class="figure" data-value="18.06">€18.06</td>' in page
    assert page.index("€16.91") < page.index(">€1.15<")  # wine 8.90 + 8.01 before bread 2.30 − 1.15


def test_a_day_without_trade_says_so(owner: Client) -> None:
    page = text(owner, "/today", {"day": "2026-11-18"})

    assert "<h1>€0.00 on this day</h1>" in page
    assert "Nothing sold yet on this day" in page


def test_a_day_is_compared_with_the_same_weekday_before(owner: Client, day: Day, send: Send) -> None:
    till = day.till
    till.now = NOON - timedelta(days=7)
    send(till, [till.open(0), till.sell([day.shop.wine, day.shop.wine])])

    page = text(owner, "/today", DAY)

    assert "<h1>€18.06, 1% above a usual Thursday</h1>" in page  # 18.06 after 17.80: +1.46 %
    assert 'data-value="17.80">€17.80</td>' in page
    assert "· Centre" in text(owner, "/today", {**DAY, "store": str(day.shop.store)})


def test_the_list_is_newest_first_and_can_be_narrowed(owner: Client) -> None:
    def numbers(**filters: str) -> list[str]:
        rows = table(owner, "/sales.csv", {**WEEK, **filters})
        return [row.split(",")[0] for row in rows[1:]]

    assert sorted(numbers()) == ["A1-1-3", "A1-1-4", "A1-1-5"]
    assert numbers(kind="refund") == ["A1-1-5"]
    assert numbers(tender="card") == ["A1-1-4"]
    assert numbers(min="9") == ["A1-1-3"]
    assert sorted(numbers(max="9.00")) == ["A1-1-4", "A1-1-5"]
    assert numbers(flagged="1") == []
    assert numbers(**{"from": "2026-11-20"}) == []


def test_the_csv_of_sales_is_exact(owner: Client) -> None:
    rows = table(owner, "/sales.csv", {**WEEK, "kind": "sale", "tender": "cash"})

    assert rows == [
        "Receipt,Time,Store,Till,Cashier,Kind,Tenders,Total,Currency,Findings",
        "A1-1-3,2026-11-19 12:30:00,Centre,A1,Amir,Sale,Cash,11.20,EUR,0",
    ]


def test_pages_of_the_list_follow_each_other(owner: Client, day: Day) -> None:

    scope = Scope(day.organization, None, date(2026, 11, 16), date(2026, 11, 22), date(2026, 11, 22), "Europe/Paris")
    with reading(day.organization):
        first = list_sales(scope, Filters(), limit=2)
        second = list_sales(scope, Filters(), after=first.next, limit=2)

    assert first.next is not None
    assert second.next is None
    assert sorted(row.number for row in first.rows + second.rows) == ["A1-1-3", "A1-1-4", "A1-1-5"]


def test_a_receipt_number_leads_to_its_sale(owner: Client, day: Day) -> None:
    assert owner.get("/sales", {"number": "a1-1-3"})["Location"] == f"/sales/{sale_of(day, 1120)}"
    assert "No sale has the receipt number A1-1-99" in text(owner, "/sales", {"number": "A1-1-99"})


def test_the_page_of_a_sale_shows_lines_taxes_tenders_and_its_refund(owner: Client, day: Day) -> None:
    page = text(owner, f"/sales/{sale_of(day, 1120)}")

    assert "A1-1-3 · €11.20" in page
    assert "Amir" in page
    assert "€9.60" in page  # net: 2.18 + 7.42
    assert "€0.12" in page  # 2.30 with 5.5 % included
    assert "€1.48" in page  # 8.90 with 20 % included
    assert "Refunded by A1-1-5" in page
    assert "The till&#x27;s seal holds" in page or "The till's seal holds" in page
    assert "2 · Opening" in page
    assert "4 · Sale" in page


def test_the_page_of_a_refund_leads_back(owner: Client, day: Day) -> None:
    page = text(owner, f"/sales/{sale_of(day, -115)}")

    assert "Refund of A1-1-3" in page
    assert "−€1.15" in page


def test_a_discount_and_its_tax_are_shown(owner: Client, day: Day) -> None:
    page = text(owner, f"/sales/{sale_of(day, 801)}")

    assert "−€0.89" in page
    assert "€1.34" in page  # 8.01 with 20 % included: 1.335, half away from zero


def test_the_sealed_bytes_are_shown_as_they_are(owner: Client, day: Day) -> None:
    page = text(owner, f"/sales/{sale_of(day, 1120)}/entry")

    assert "&quot;gross&quot;: 1120" in page
    piece = owner.get(f"/sales/{sale_of(day, 1120)}/entry", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "&quot;gross&quot;: 1120" in piece


def test_the_day_report_is_exact(owner: Client) -> None:
    rows = table(owner, "/day-report.csv", DAY)

    assert rows == [
        "Section,Name,Count,Net,Tax,Amount",
        "Totals,Sales,2,,,19.21",
        "Totals,Refunds,1,,,-1.15",
        "Totals,Takings,,15.18,2.88,18.06",
        "Totals,Cash rounding,,,,0.00",
        "Totals,Discounts on lines,,,,0.00",
        "Totals,Discounts on baskets,,,,0.89",
        "Totals,Voided baskets,1,,,8.90",
        "Tax,S 5.5 %,,1.09,0.06,1.15",
        "Tax,S 20 %,,14.09,2.82,16.91",
        "Tenders,Card,1,,,8.01",
        "Tenders,Cash,2,,,10.05",
        "Cashiers,Amir,2,,,18.06",
        "Float,A1 2026-11-19 12:30:00,,,,100.00",
        "Cash expected,A1 2026-11-19 12:30:00,,,,110.05",
        "Cash counted,A1 2026-11-19 12:30:00,,,,109.05",
        "Cash difference,A1 2026-11-19 12:30:00,,,,-1.00",
        "Differences in between,A1 2026-11-19 12:30:00,,,,0.00",
        "Left for the next day,A1 2026-11-19 12:30:00,,,,",
        "Cash journal,A1-1-7 · 2026-11-19 12:30:00 · Day closed · Amir · counted 109.05,,,,-1.00",
    ]


def test_the_report_of_the_session_is_the_report_of_its_only_day(owner: Client, day: Day) -> None:
    session = {"session": str(day.till.session)}

    assert table(owner, "/day-report.csv", session) == table(owner, "/day-report.csv", DAY)
    assert "Session of A1 from 12:30" in text(owner, "/day-report", {**DAY, **session})
    assert owner.get("/day-report", {"session": str(day.organization)}).status_code == 404


def test_the_report_in_french_uses_its_spreadsheets_marks(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    client = sign_in(day.organization, Role.ACCOUNTANT)
    client.post("/language", {"language": "fr", "next": "/"})

    rows = table(client, "/day-report.csv", DAY)

    assert rows[0] == "Rubrique;Nom;Nombre;HT;TVA;Montant"
    assert rows[3] == "Totaux;Recette;;15,18;2,88;18,06"


def test_a_report_of_a_store_that_is_not_ours_is_of_all_stores(owner: Client) -> None:
    foreign = {**DAY, "store": "01a20314-f4ad-7bd0-8247-dc6c468ba412"}

    assert table(owner, "/day-report.csv", foreign) == table(owner, "/day-report.csv", DAY)


@pytest.mark.parametrize("page_rows", [1, 2, 3, 50])
def test_the_file_of_sales_is_whole_however_it_falls_into_pages(
    owner: Client, day: Day, monkeypatch: pytest.MonkeyPatch, page_rows: int
) -> None:
    whole = table(owner, "/sales.csv", WEEK)
    monkeypatch.setattr(sales, "CSV_PAGE_ROWS", page_rows)

    assert table(owner, "/sales.csv", WEEK) == whole
    assert len(whole) == 4  # the header, two sales, one refund
    assert len(set(whole)) == 4

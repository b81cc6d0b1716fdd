"""What exchanges, corrections and their kin come to in the back office, to the cent. The day: test_figures."""

from uuid import UUID

from django.test import Client

from comptoir.platform.tenancy import reading
from comptoir.sales.models import Sale
from comptoir.sales.simulation_flows import correct_tender
from tests.backoffice.conftest import Day
from tests.backoffice.test_figures import DAY, WEEK, Send, sale_of, table, text


def one_of(day: Day, kind: str) -> UUID:
    with reading(day.organization):
        key = Sale.objects.get(kind=kind).pk
    assert isinstance(key, UUID)
    return key


def test_report_list_and_pages_follow_a_tender_correction(owner: Client, day: Day, send: Send) -> None:
    before = table(owner, "/day-report.csv", DAY)

    send(day.till, [correct_tender(day.till, day.bread_and_wine, {"cash": -1_120, "card": 1_120})])

    after = table(owner, "/day-report.csv", DAY)
    assert [row for row in before if row not in after] == ["Tenders,Card,1,,,8.01", "Tenders,Cash,2,,,10.05"]
    assert [row for row in after if row not in before] == ["Tenders,Card,2,,,19.21", "Tenders,Cash,1,,,-1.15"]
    page = text(owner, f"/sales/{sale_of(day, 1_120)}")
    assert "Payment corrected by A1-1-8" in page
    assert "after correction" in page
    correction = text(owner, f"/sales/{one_of(day, 'tender_correction')}")
    assert "Corrects how A1-1-3 was paid" in correction
    assert "−€11.20" in correction
    assert "The till says" not in correction
    [found] = [row for row in table(owner, "/sales.csv", {**WEEK, "kind": "tender_correction"}) if "A1-1-8" in row]
    assert found.startswith("A1-1-8,2026-11-19 12:30:00,Centre,A1,Amir,Tender correction,Cash + Card,0.00,EUR,0")

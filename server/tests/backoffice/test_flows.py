"""What exchanges, corrections and their kin come to in the back office, to the cent. The day: test_figures."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.test import Client

from comptoir.platform.tenancy import reading
from comptoir.sales.models import Entry, Sale
from comptoir.sales.simulation import SimulatedTill
from comptoir.sales.simulation_flows import correct_tender, exchange
from tests.backoffice.conftest import NOON, Day
from tests.backoffice.test_figures import DAY, WEEK, Send, sale_of, table, text
from tests.sales.shop import add_till, enrol


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


def test_an_exchange_counts_on_both_sides_of_the_report_and_stands_on_both_pages(
    owner: Client, day: Day, send: Send
) -> None:
    """One wine (8.90) of the first sale comes back damaged for two bread (2.30): 6.60 paid out in cash."""
    before = table(owner, "/day-report.csv", DAY)

    send(day.till, [exchange(day.till, day.bread_and_wine, {3: 1_000}, [day.shop.bread] * 2, goes_to="damaged")])

    after = table(owner, "/day-report.csv", DAY)
    assert [row for row in after if row not in before] == [
        "Totals,Sales,3,,,21.51",
        "Totals,Refunds,2,,,-10.05",
        "Totals,Takings,,9.94,1.52,11.46",
        "Tax,S 5.5 %,,3.27,0.18,3.45",
        "Tax,S 20 %,,6.67,1.34,8.01",
        "Tenders,Cash,3,,,3.45",
        "Cashiers,Amir,3,,,11.46",
    ]
    page = text(owner, f"/sales/{one_of(day, 'exchange')}")
    assert "Exchange of goods of A1-1-3" in page
    assert "Damaged" in page
    assert "The till says" not in page
    assert "Goods exchanged by A1-1-8" in text(owner, f"/sales/{sale_of(day, 1_120)}")


def test_goods_that_two_tills_gave_back_are_shown_to_a_person(owner: Client, day: Day, send: Send) -> None:
    """Both were offline: each refund is stored, and the second one is flagged where somebody looks first."""
    assert "more than was sold" not in text(owner, "/today", DAY)
    other = enrol(day.shop, add_till(day.shop, "A2"), now=NOON)
    begun = [other.start_chain(), other.open(0)]
    refund = other.refund(day.bread_and_wine, {1: 1_000}, chain=day.till.identity.chain)

    send(other, [*begun, refund])

    page = text(owner, "/today", DAY)
    assert "1 refund gives back more than was sold" in page
    assert "/sales?from=2026-11-19&amp;to=2026-11-19&amp;flagged=1" in page
    [found] = [row for row in table(owner, "/sales.csv", {**WEEK, "flagged": "1"}) if row.startswith("A2-1-3")]
    assert found.endswith("-1.15,EUR,1")
    doubled = of_till(day, refund.sequence, other)
    for shown in (page, text(owner, f"/sales/{doubled}")):
        plain = " ".join(re.sub(r"<[^>]*>", "", shown).split())
        assert "Receipt A1-1-3: given back by A1-1-5 (Caisse A1, Amir, 19 Nov 2026, 12:30:00)" in plain
        assert "and again by A2-1-3 (Caisse A2, 19 Nov 2026, 12:30:00)" in plain
    one_page = " ".join(text(owner, f"/sales/{doubled}").split())
    assert "More was refunded than was sold (line 1)" in one_page
    assert "The till says 1, the books say 0." in one_page


def test_a_till_that_gives_back_too_much_alone_is_named_alone(owner: Client, day: Day, send: Send) -> None:
    """Two of three wines were given back at once, though one was sold: no other receipt is at fault."""
    body: Any = replace(day.till).refund(day.bread_and_wine, {3: 1_000}).body
    body["lines"][0]["quantity_milli"] = -2_000
    refund = day.till.seal("refund", body)

    send(day.till, [refund])

    page = " ".join(re.sub(r"<[^>]*>", "", text(owner, "/today", DAY)).split())
    assert f"Receipt A1-1-3: given back by A1-1-{refund.sequence} (Caisse A1" in page
    assert "and again by" not in page


def of_till(day: Day, sequence: int, till: SimulatedTill) -> UUID:
    with reading(day.organization):
        key = Entry.objects.get(chain_id=till.identity.chain, sequence=sequence).pk
    assert isinstance(key, UUID)
    return key

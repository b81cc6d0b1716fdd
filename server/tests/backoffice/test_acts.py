"""What people did at tills: every act with its sale, the file, and who stands out."""

import csv
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from comptoir.backoffice.queries.acts import Conduct
from comptoir.backoffice.standing_out import outliers, rate_ppm
from comptoir.journal import EntryValue
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import NOON, Day

DAYS = {"from": "2026-11-19", "to": "2026-11-19"}
Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def table(client: Client, address: str, query: dict[str, str]) -> list[dict[str, str]]:
    answer = client.get(address, query)
    assert isinstance(answer, HttpResponse | StreamingHttpResponse)
    assert answer.status_code == 200
    return list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))


def html(client: Client, address: str, query: dict[str, str] | None = None) -> str:
    answer = client.get(address, query or {})
    assert answer.status_code == 200
    return answer.content.decode()


def conduct(name: str, *, sales: int, refunds: int = 0, voids: int = 0) -> Conduct:
    return Conduct(name, name, sales, 0, refunds, 0, voids, 0, 0, 0, 0, 0, 0, 0)


def test_the_file_holds_what_is_sensitive(owner: Client) -> None:
    rows = table(owner, "/acts.csv", DAYS)

    # All at one moment of the till's clock, so in no order that could be told.
    assert sorted((row["What"], row["Amount"], row["Entry"], row["Cashier"]) for row in rows) == [
        ("Basket voided", "8.90", "A1-1-6", "Amir"),
        ("Discount", "-0.89", "A1-1-4", "Amir"),
        ("Refund", "-1.15", "A1-1-5", "Amir"),
    ]


def test_what_was_approved_names_who_and_how_much(owner: Client, day: Day, send: Send) -> None:
    till = day.till
    till.now = NOON + timedelta(minutes=5)
    approval: dict[str, EntryValue] = {
        "right": "no_sale", "asked": 1, "limit": 0, "approver": str(day.cashier), "by": "pin", "reason": "make_change",
    }  # fmt: skip
    discount: dict[str, EntryValue] = {
        **approval,
        "right": "discount",
        "asked": 300_000,
        "limit": 100_000,
        "reason": "damaged",
        "by": "badge",
    }
    drawer: dict[str, EntryValue] = {
        "event": "drawer_opened",
        "cashier": str(day.cashier),
        "session": str(till.session),
        "reason": "mistake",
    }
    opened = till.seal("technical_event", {**drawer, "approvals": [approval]})
    sold = till.sell([day.shop.wine], discount_ppm=300_000)
    till.sequence -= 1
    till.previous = opened.digest
    send(till, [opened, till.seal("sale", {**sold.body, "approvals": [discount]})])

    rows = table(owner, "/acts.csv", {**DAYS, "family": "approval"})
    names = ("Right", "Asked", "Limit", "Reason", "Approved by", "Proof", "Entry")
    assert sorted(tuple(row[name] for name in names) for row in rows) == [
        ("Discount", "30%", "10%", "Damaged", "Amir", "by badge", "A1-1-9"),
        ("Drawer opened without a sale", "", "", "Give change", "Amir", "by PIN", "A1-1-8"),
    ]
    assert [row["Reason"] for row in table(owner, "/acts.csv", {**DAYS, "family": "no_sale"})] == ["Mistake"]
    assert table(owner, "/acts.csv", {**DAYS, "family": "training"}) == []


def test_filters_narrow_and_a_page_leads_to_the_sale_and_to_other_entries(owner: Client, day: Day) -> None:
    stranger = {"cashier": str(new_uuid7())}
    assert table(owner, "/acts.csv", {**DAYS, **stranger}) == []
    assert (
        len(table(owner, "/acts.csv", {**DAYS, "cashier": str(day.cashier), "till": str(day.till.identity.till)})) == 3
    )
    assert table(owner, "/acts.csv", {"from": "2026-11-18", "to": "2026-11-18"}) == []

    page = html(owner, "/acts", DAYS)
    for act in ("Basket voided", "Refund", "Discount"):
        assert act in page
    [void] = [part for part in page.split('href="') if part.startswith("/entries/")]
    entry = html(owner, void.split('"')[0])
    assert "A1-1-6" in entry
    assert "basket_voided" in entry
    assert "The till's seal holds, verified just now." in entry
    sale = next(part for part in page.split('href="') if part.startswith("/sales/")).split('"')[0]
    assert owner.get(sale).status_code == 200
    assert owner.get(sale.replace("/sales/", "/entries/")).status_code == 302


def test_sums_can_be_asked_by_till_store_and_day(owner: Client) -> None:
    for by, name in (("cashier", "Amir"), ("till", "A1 · Caisse A1"), ("store", "Centre"), ("day", "19 Nov 2026")):
        page = html(owner, "/acts", {**DAYS, "by": by})
        row = page.split("<caption>Sums</caption>")[1].split("</tbody>")[0]
        assert name in row
        assert "€1.15" in row
        assert "€8.90" in row


def test_somebody_stands_out_who_does_it_far_more_often_than_the_others() -> None:
    team = [
        conduct("amir", sales=900, refunds=9, voids=9),
        conduct("lea", sales=1_100, refunds=11, voids=11),
        conduct("damien", sales=500, refunds=30, voids=41),
    ]

    found = outliers(team)

    assert [(one.key, one.measure, one.count, one.rate_ppm, one.others_ppm) for one in found] == [
        ("damien", "refunds", 30, 60_000, 10_000),
        ("damien", "voids", 41, 82_000, 10_000),
    ]


def test_few_acts_chance_and_a_shop_of_one_make_nobody_stand_out() -> None:
    assert outliers([conduct("a", sales=10, voids=4), conduct("b", sales=1_000)]) == []
    # Twice the others' rate, but within what chance makes of so few: expected 5, three deviations reach 11.7.
    assert outliers([conduct("a", sales=500, voids=11), conduct("b", sales=1_000, voids=10)]) == []
    assert [one.key for one in outliers([conduct("a", sales=500, voids=12), conduct("b", sales=1_000, voids=10)])] == [
        "a"
    ]
    assert outliers([conduct("a", sales=10, voids=9)]) == []
    assert outliers([conduct("", sales=10, voids=9), conduct("b", sales=1_000)]) == []


def test_who_sells_nothing_and_opens_the_drawer_stands_out() -> None:
    found = outliers([conduct("a", sales=0, voids=6), conduct("b", sales=1_000)])

    assert [(one.key, one.rate_ppm) for one in found] == [("a", 1_000_000)]
    assert rate_ppm(1, 3) == 333_000
    assert rate_ppm(0, 0) == 0

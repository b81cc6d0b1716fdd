"""Turnover by place: each cent stands at one place, and all places together are the report's total."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.test import Client

from comptoir.backoffice.queries.turnover_places import placed_subtotals
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from tests.backoffice.conftest import NOON, Day
from tests.sales.shop import add_till, enrol
from tests.sales.test_judge_v2 import newest
from tests.sales.test_places import FOOD, MEAL, WINE, Bite, add_meal, ask, placed_sale


def line(number: int, amount: int, rate: int, **said: Any) -> dict[str, Any]:
    return {"line": number, "quantity_milli": 1000, "amount": amount, "tax_category": "S", "tax_rate_ppm": rate, **said}


def body(lines: Sequence[Mapping[str, Any]], taxes: Sequence[tuple[int, int, int]], **said: Any) -> dict[str, Any]:
    rows = [
        {"tax_category": "S", "tax_rate_ppm": rate, "net": net, "tax": tax, "gross": net + tax}
        for rate, net, tax in taxes
    ]
    return {"price_mode": "gross", "lines": lines, "tax_subtotals": rows, **said}


def found(kind: str, sold: Mapping[str, Any], original: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    rows = placed_subtotals(kind, sold, original or {})
    return [(row.place, row.tax_rate_ppm, row.net, row.tax, row.gross) for row in rows]


def test_an_entry_of_one_place_is_not_shared_at_all() -> None:
    sold = body([line(1, 115, FOOD), line(2, 890, WINE)], [(FOOD, 109, 6), (WINE, 742, 148)], place="away")

    assert found("sale", sold) == [("away", FOOD, 109, 6, 115), ("away", WINE, 742, 148, 890)]


def test_a_rate_of_two_places_is_shared_and_no_cent_is_lost() -> None:
    # 3.15 at 10 %: tax 28.64, stated 29; of it 1.05 is a third.
    lines = [line(1, 105, MEAL), line(2, 105, MEAL, place="here"), line(3, 105, MEAL, place="here")]

    rows = found("sale", body(lines, [(MEAL, 286, 29)], place="away"))

    assert rows == [("here", MEAL, 191, 19, 210), ("away", MEAL, 95, 10, 105)]
    assert [sum(row[at] for row in rows) for at in (2, 3, 4)] == [286, 29, 315]


def test_what_comes_back_was_eaten_where_it_was_sold() -> None:
    sold = body([line(1, 115, FOOD), line(2, 115, MEAL, place="here")], [(FOOD, 109, 6), (MEAL, 105, 10)], place="away")
    back = [line(1, -115, MEAL, refers_to_line=2, goes_to="waste")]
    refund = body(back, [(MEAL, -105, -10)])

    assert found("refund", refund, sold) == [("here", MEAL, -105, -10, -115)]
    # Of a sale that is not known here, the entry's own word counts.
    assert found("refund", {**refund, "place": "here"}) == [("here", MEAL, -105, -10, -115)]
    assert found("refund", refund) == [("", MEAL, -105, -10, -115)]


def test_an_exchange_has_a_place_on_each_side() -> None:
    sold = body([line(1, 115, MEAL)], [(MEAL, 105, 10)], place="here")
    lines = [line(1, 115, FOOD), line(2, -115, MEAL, refers_to_line=1, goes_to="stock")]
    exchange = body(lines, [(FOOD, 109, 6), (MEAL, -105, -10)], place="away")

    rows = found("exchange", exchange, sold)

    assert rows == [
        ("here", MEAL, -105, -10, -115), ("away", FOOD, 109, 6, 115),
    ]  # fmt: skip


def test_a_menu_goes_by_its_parts_and_a_deposit_with_its_goods() -> None:
    parts = [
        {"amount": 500, "taxes": [{"category": "S", "rate_ppm": MEAL}]},
        {"amount": 300, "taxes": [{"category": "S", "rate_ppm": WINE}]},
    ]
    menu = {"line": 1, "quantity_milli": 1000, "amount": 800, "components": parts, "place": "here"}
    lines = [menu, line(2, 100, WINE, place="here"), line(3, 25, WINE, kind="deposit", of_line=2), line(4, 200, WINE)]

    rows = found("sale", body(lines, [(MEAL, 455, 45), (WINE, 521, 104)], place="away"))

    assert [(row[0], row[1], row[4]) for row in rows] == [("here", MEAL, 500), ("here", WINE, 425), ("away", WINE, 200)]
    assert sum(row[3] for row in rows) == 149


def test_without_tax_the_exemption_s_category_is_placed_and_prices_without_tax_keep_their_net() -> None:
    zero = {"tax_category": "E", "tax_rate_ppm": 0, "net": 300, "tax": 0, "gross": 300}
    lines = [line(1, 100, FOOD), line(2, 200, FOOD, place="here")]
    exempt = {**body(lines, [], place="away"), "tax_subtotals": [zero], "exemption": {"category": "E"}}
    net = {**body(lines, [(FOOD, 300, 17)], place="away"), "price_mode": "net"}

    assert found("sale", exempt) == [("here", 0, 200, 0, 200), ("away", 0, 100, 0, 100)]
    assert found("sale", net) == [("here", FOOD, 200, 11, 211), ("away", FOOD, 100, 6, 106)]


def _cafe_till(day: Day) -> SimulatedTill:
    """A second till, which knows the places."""
    till = enrol(day.shop, add_till(day.shop, "B1"), now=NOON)
    till.now, till.cashier, till.session = NOON, day.cashier, new_uuid7()
    till.engine_version, till.catalog_position = 2, newest(day.shop)
    return till


def _csv(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text)) if row and row[0] == "By place"]


def test_the_report_shows_each_cent_at_one_place(owner: Client, day: Day, send: Any) -> None:
    assert "By place" not in owner.get("/day-report?day=2026-11-19").content.decode()
    add_meal(day.shop)
    ask(day.shop)
    till = _cafe_till(day)
    bites = [Bite(day.shop.bread, FOOD), Bite(day.shop.bread, MEAL, "here"), Bite(day.shop.wine, WINE)]
    start, opened = till.start_chain(), till.open(0)
    sold = till.seal("sale", placed_sale(till, day.shop, bites, place="away"))
    back = till.refund(sold, {2: 1000})
    send(till, [start, opened, sold, back])

    page = owner.get("/day-report?day=2026-11-19").content.decode()
    file = owner.get("/day-report.csv?day=2026-11-19").content.decode("utf-8-sig")

    # Before: 18.06 of a till that nobody asks. The croissant eaten here came back; wine and one bread were taken away.
    assert _csv(file) == [
        ["By place", "Eaten here · S 10 %", "", "0.00", "0.00", "0.00"],
        ["By place", "Taken away · S 5.5 %", "", "1.09", "0.06", "1.15"],
        ["By place", "Taken away · S 20 %", "", "7.42", "1.48", "8.90"],
        ["By place", "Without a place · S 5.5 %", "", "1.09", "0.06", "1.15"],
        ["By place", "Without a place · S 20 %", "", "14.09", "2.82", "16.91"],
    ]
    assert "By place" in page
    totals = next(row for row in csv.reader(io.StringIO(file)) if row[1] == "Takings")
    for at in (3, 4, 5):
        assert sum(int(row[at].replace(".", "")) for row in _csv(file)) == int(totals[at].replace(".", ""))


def test_a_session_and_a_till_show_their_own_places(owner: Client, day: Day, send: Any) -> None:
    add_meal(day.shop)
    ask(day.shop)
    till = _cafe_till(day)
    start, opened = till.start_chain(), till.open(0)
    sold = till.seal("sale", placed_sale(till, day.shop, [Bite(day.shop.bread, MEAL)], place="here"))
    send(till, [start, opened, sold])

    file = owner.get(f"/day-report.csv?session={till.session}").content.decode("utf-8-sig")

    assert _csv(file) == [["By place", "Eaten here · S 10 %", "", "1.05", "0.10", "1.15"]]

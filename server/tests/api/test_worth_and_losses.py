"""What goods are worth, what was lost and earned, rows of the grid and files of labels, by program."""

import io
from datetime import UTC, datetime
from typing import get_args

import pytest
from pypdf import PdfReader

from comptoir.api.shapes.goods import Sheet
from comptoir.labels.public import SHEETS
from comptoir.purchasing.operations import receive_goods
from tests.api.conftest import Connect, Program
from tests.databases import TestDatabase
from tests.insights.books import follow
from tests.purchasing.bought import add_order, add_supplier, bread, delivery, wine
from tests.sales.shop import Shop, add_till, count, enrol, submit
from tests.sales.stockroom import catch_up

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
LATER = "2099-12-31"


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


def test_losses_worth_margin_and_dead_stock_are_told(shop: Shop, program: Program, database: TestDatabase) -> None:
    """Ten of wine came at 4.00, one was sold at 8.90 (7.42 net), three broke; of five bread two are lost."""
    store, goods = str(shop.store), {"bread": str(bread(shop)), "wine": str(wine(shop))}
    order = add_order(shop, add_supplier(shop), (wine(shop), 10_000))
    receive_goods(delivery(shop, order, (wine(shop), 10_000, 400)))
    till = enrol(shop, add_till(shop, "A1"), now=NOON)
    submit(database.app, till, [till.start_chain(), till.open(0), till.sell([shop.wine])])
    program.done("post", "/stock/counts", {"store": store, "article": goods["bread"], "quantity_milli": 5_000}, 201)
    gone = [{"article": goods["wine"], "quantity_milli": 3_000}, {"article": goods["bread"], "quantity_milli": 1_000}]
    lost = {"store": store, "reason": "damaged", "lines": gone}
    broken = program.done("post", "/stock/losses", lost, 201)["document"]
    wasted = program.done("post", "/stock/losses", {**lost, "reason": "waste", "lines": gone[1:]}, 201)["document"]
    catch_up(database.app, shop.organization)
    follow(database.app, shop.organization)

    shelves = {row["article"]: row for row in program.get("/stock/worth").json()["shelves"]}
    assert shelves[goods["wine"]] == {
        "store": store, "article": goods["wine"], "quantity_milli": 6_000, "average": 2_400, "fifo": 2_400,
    }  # fmt: skip
    assert (shelves[goods["bread"]]["quantity_milli"], shelves[goods["bread"]]["average"]) == (3_000, 0)
    past = program.get(f"/stock/worth?day=2026-11-25&store={store}").json()["shelves"]
    assert {(row["quantity_milli"], row["average"], row["fifo"]) for row in past} == {(0, 0, 0)}
    first = program.get("/stock/worth?limit=1").json()
    rest = program.get(f"/stock/worth?limit=1&after={first['next']}").json()
    assert ([row["article"] for row in first["shelves"] + rest["shelves"]], rest["next"]) == (sorted(shelves), None)

    page = program.get("/stock/losses?limit=2").json()
    last = program.get(f"/stock/losses?limit=2&after={page['next']}").json()
    told = [(row["document"], row["reason"], row["quantity_milli"]) for row in page["losses"] + last["losses"]]
    assert told == [(wasted, "waste", 1_000), (broken, "damaged", 1_000), (broken, "damaged", 3_000)]
    assert last["next"] is None
    assert len(program.get(f"/stock/losses?reason=waste&store={store}").json()["losses"]) == 1

    days = "first=2026-11-26&last=2026-11-26"
    margin = program.get(f"/reports/margin?{days}").json()
    earned = {"margin": 342, "net": 742, "cost_average": 400, "cost_fifo": 400, "amount": 890, "costed": 890}
    assert (margin["days"], margin["whole"]) == ([{"day": "2026-11-26", **earned}], {"day": "2026-11-26", **earned})
    resting = program.get(f"/reports/dead-stock?{days}").json()
    assert resting == {
        "articles": [{"article": goods["bread"], "name": "Pain", "store": store, "on_hand_milli": 3_000}], "count": 1,
    }  # fmt: skip
    value = program.get(f"/reports/stock-value?day={LATER}").json()
    assert value["shelves"] == [
        {"category": "Épicerie", "store": store, "average": 2_400, "fifo": 2_400, "articles": 2}
    ]
    assert (value["day"], value["whole"]) == (LATER, {"average": 2_400, "fifo": 2_400, "articles": 2})


def test_a_store_or_a_cursor_of_nobody_is_refused(program: Program) -> None:
    unknown = "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10"
    for path in ("/stock/worth", "/stock/losses", "/reports/margin", "/reports/stock-value", "/reports/dead-stock"):
        assert program.get(f"{path}?store={unknown}").status_code == 404, path
    for path in ("/stock/worth", "/stock/losses"):
        assert program.get(f"{path}?after=nonsense").json()["code"] == "api.cursor_invalid", path


def test_rows_of_the_grid_are_changed_each_by_itself(shop: Shop, program: Program) -> None:
    articles = [str(bread(shop)), str(wine(shop))]
    stands = {key: program.get(f"/articles/{key}").json() for key in articles}
    nobody = "0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10"

    def row(article: str, was: dict[str, object], shall: dict[str, object]) -> dict[str, object]:
        return {"article": article, "was": was, "shall": shall}

    rows = [
        row(articles[0], {"name": "Pain", "unit_price": 115}, {"name": "Pain de campagne", "unit_price": 130}),
        row(articles[1], {"unit_price": 900, "name": "Vin"}, {"unit_price": 950, "name": "Vin rouge"}),
        row(nobody, {"name": "x"}, {"name": "y"}),
    ]
    told = program.done("post", "/article-rows", {"rows": rows}, Idempotency_Key="grid")

    left = [{"article": articles[1], "code": "catalog.row_changed"}, {"article": nobody, "code": "api.unknown"}]
    assert told == {"changed": 1, "left": left}
    assert program.done("post", "/article-rows", {"rows": rows}, Idempotency_Key="grid") == told
    now = {key: program.get(f"/articles/{key}").json() for key in articles}
    assert now == {
        articles[0]: {**stands[articles[0]], "name": "Pain de campagne", "unit_price": 130},
        articles[1]: stands[articles[1]],
    }
    # What was not read is not changed, and no row of a batch that is wrong is.
    events = count("platform_auditevent", shop.organization)
    unread = program.post("/article-rows", {"rows": [row(articles[1], {}, {"is_archived": True})]})
    assert (unread.status_code, unread.json()["code"]) == (422, "api.invalid")
    none = row(articles[0], {"unit_price": 130}, {"unit_price": None})
    assert program.done("post", "/article-rows", {"rows": [none]})["left"] == [
        {"article": articles[0], "code": "catalog.price_invalid"}
    ]
    assert count("platform_auditevent", shop.organization) == events + 1
    gone = row(articles[1], {"is_archived": False}, {"is_archived": True})
    assert program.done("post", "/article-rows", {"rows": [gone]}) == {"changed": 1, "left": []}
    assert program.get(f"/articles/{articles[1]}").json()["is_archived"] is True


def test_labels_come_as_files(shop: Shop, program: Program) -> None:
    wanted = {"articles": [str(wine(shop)), str(bread(shop))], "sheet": "57x32", "copies": 2}
    path = f"/stores/{shop.store}/labels"

    pages = PdfReader(io.BytesIO(program.post(f"{path}/pdf", wanted).content)).pages
    zpl = program.post(f"{path}/zpl", wanted)

    assert len(pages) == 4
    assert sum("8,90" in page.extract_text() for page in pages) == 2
    assert (zpl["Content-Type"], zpl.content.count(b"^XA")) == ("application/octet-stream", 4)
    assert program.post(f"{path}/pdf", {**wanted, "sheet": "a3"}).json()["code"] == "api.invalid"
    assert program.post("/stores/0197a3c2-6f1e-7cc0-8a51-2b6f3d9e4a10/labels/zpl", wanted).status_code == 404
    assert set(get_args(Sheet)) == set(SHEETS)

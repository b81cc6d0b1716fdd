"""A recall: every receipt with goods of a lot, what came back of them, and nothing of another shop."""

from typing import Any

import pytest
from django.test import Client

from comptoir.identity.public import Role
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.backoffice.test_access import SignIn
from tests.backoffice.test_hours import position
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import new_till, open_shop
from tests.sales.test_bottle_deposits import submit


def labelled(till: SimulatedTill, day: Day, **label: Any) -> Sealed:
    """A bottle of wine whose code says this, and a loaf that says nothing."""
    body = sale_of(till, day.shop, [Piece(day.shop.wine), Piece(day.shop.bread)])
    body["lines"][0] |= label
    return till.seal("sale", body)


@pytest.fixture
def receipts(day: Day, database) -> list[str]:
    """Of lot L42 two sales, one of which came back; of L43 one, with a serial number."""
    till = new_till(day.shop, "P1")
    till.engine_version, till.catalog_position = 2, position(day.organization)
    entries = [till.start_chain(), labelled(till, day, lot="L42", expires="2026-12-31")]
    entries += [till.refund(entries[1], {1: 1000}), labelled(till, day, lot="L42")]
    entries += [labelled(till, day, lot="L43", serial="sn-7"), labelled(till, day)]
    assert submit(database.app, (till, entries)) == ["stored"] * 6
    return [f"P1-1-{entry.sequence}" for entry in entries]


def test_every_receipt_of_a_lot_is_found_with_what_came_back(owner: Client, receipts: list[str]) -> None:
    page = owner.get("/lots?code=l42").content.decode()

    assert [receipt in page for receipt in receipts] == [False, True, True, True, False, False]
    assert "2 receipts" in page
    assert "2 sold, 1 came back, 1 with customers" in page
    assert "31 Dec 2026" in page
    assert page.count("Vin") == 4  # the article by itself, and each line
    assert "Pain" not in page.split("<main")[1]
    lines = owner.get("/lots.csv?code=L42").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["Receipt", receipts[3], receipts[2], receipts[1]]
    assert lines[3].endswith(",Sale,Vin,1,L42,,2026-12-31,0")


def test_a_serial_number_finds_its_piece_and_the_sale_says_both(owner: Client, receipts: list[str]) -> None:
    page = owner.get("/lots?code=SN-7").content.decode()
    assert "1 receipt" in page
    assert receipts[4] in page

    sale = owner.get("/sales?number=" + receipts[4], follow=True).content.decode()
    assert 'href="/lots?code=L43"' in sale
    assert 'href="/lots?code=sn-7"' in sale
    assert "/lots?code=" not in owner.get("/sales?number=" + receipts[5], follow=True).content.decode()


def test_a_lot_nobody_sold_says_what_is_found_and_asked_for_nothing_it_says_where_lots_come_from(
    owner: Client, receipts: list[str]
) -> None:
    assert "Nothing was sold with “L4”" in owner.get("/lots?code=L4").content.decode()
    nothing = owner.get("/lots?code=%20").content.decode()
    assert "A maker calls goods back" in nothing
    assert receipts[4] not in nothing
    assert len(owner.get("/lots.csv").content.decode("utf-8-sig").splitlines()) == 1


def test_another_shop_finds_none_of_it(day: Day, receipts: list[str], sign_in: SignIn) -> None:
    elsewhere = sign_in(open_shop().organization, Role.OWNER)

    assert "Nothing was sold" in elsewhere.get("/lots?code=L42").content.decode()

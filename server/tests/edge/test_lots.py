"""Lots of the till's store, and how an article is kept: what a till needs to propose what goes off first."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comptoir.catalog.commands import AddPack
from comptoir.catalog.operations import add_pack
from comptoir.kernel import new_uuid7
from tests.edge.test_promises import ask
from tests.edge.test_ranges import heard_documents
from tests.purchasing.bought import bread, wine
from tests.sales.shop import Shop, new_till, open_shop
from tests.sales.stockroom import catch_up
from tests.sales.test_bottle_deposits import submit
from tests.stock.test_lots import LATER, SOON, came, kept, lot, sold


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def row(item: UUID, milli: int, **said: str) -> dict[str, Any]:
    return {"item": str(item), "milli": milli, **said}


def test_what_goes_off_first_is_told_until_it_is_gone_and_a_list_that_stands_is_not_told_again(
    shop: Shop, database
) -> None:
    till, stranger = new_till(shop), new_till(open_shop())
    item, radio = wine(shop), bread(shop)
    kept(shop, item, "lot")
    kept(shop, radio, "serial")
    came(shop, item, 4_000, lot("B", 2_000, LATER), lot("A", 1_000, SOON), lot("", 1_000, date(2026, 12, 24)))
    came(shop, radio, 1_000, lot("", 1_000, serial="R-1"))
    catch_up(database.app, shop.organization)

    told = ask(database, till, "lots").json
    again = ask(database, till, "lots", {"mark": told["mark"]}).json
    # Of every article the first before the second of any.
    firsts = [row(item, 1_000, lot="A", expires="2026-12-01"), row(radio, 1_000, serial="R-1")]
    assert sorted(told["lots"][:2], key=str) == sorted(firsts, key=str)
    assert told["lots"][2:] == [
        row(item, 1_000, expires="2026-12-24"), row(item, 2_000, lot="B", expires="2027-01-01"),
    ]  # fmt: skip
    assert again == {"mark": told["mark"]}
    assert ask(database, stranger, "lots").json["lots"] == []
    assert ask(database, till, "lots", "broken").status == 422

    submit(database.app, (till, [till.start_chain(), sold(till, shop, lot="A")]))
    catch_up(database.app, shop.organization)
    news = ask(database, till, "lots", {"mark": told["mark"]}).json
    assert news["mark"] != told["mark"]
    assert [one.get("lot", "") for one in news["lots"] if one["item"] == str(item)] == ["", "B"]


def test_tills_hear_how_an_article_and_its_packs_are_kept(shop: Shop, database) -> None:
    till, item = new_till(shop), wine(shop)
    pack = AddPack(
        organization=shop.organization, person=None, parent=item, item=new_uuid7(), name="Vin, carton de 6", count=6,
        unit_price=4_800, day=date(2026, 1, 1),
    )  # fmt: skip
    before = add_pack(pack).position
    for tracking in ("lot", ""):
        kept(shop, item, tracking)

        told = heard_documents(database, till, before)

        assert {name: document.get("tracking", "") for name, document in told.items()} == {
            str(item): tracking, str(pack.item): tracking,
        }  # fmt: skip

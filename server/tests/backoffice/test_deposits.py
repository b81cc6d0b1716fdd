"""The pages of deposits on bottles: containers, what is sold in them, vouchers of machines, and the day's figures."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.catalog.bottle_deposits import ContainerView, bottle_deposits, containers_of, voucher_patterns
from comptoir.catalog.feed import newest_position
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.sales.models import Discrepancy
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import NOON
from tests.backoffice.test_figures import table, text
from tests.catalog.shelves import Shop, furnish, put_on_sale
from tests.sales import bottles
from tests.sales.shop import Shop as SalesShop
from tests.sales.shop import add_till, enrol


@pytest.fixture
def furnished(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def editor(furnished: Shop, sign_in: Callable[[UUID, Role], Client]) -> Client:
    return sign_in(furnished.organization, Role.OWNER)


def fields(shop: Shop, item: UUID, **changes: str) -> dict[str, str]:
    typed = {
        "name": "Consigne bouteille",
        "price": "0.15",
        "tax_class": str(shop.standard),
        "category": str(shop.drinks),
        "position": "1",
        **changes,
    }
    return {f"{item}-{name}": value for name, value in typed.items()}


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return newest_position()


def test_a_container_is_made_changed_and_ended(editor: Client, furnished: Shop) -> None:
    item = new_uuid7()

    made = editor.post(f"/bottle-deposits/{item}", fields(furnished, item))
    changed = editor.post(f"/bottle-deposits/{item}", fields(furnished, item, price="0.25", follows_tax="on"))

    assert (made.status_code, made["Location"], changed.status_code) == (302, "/bottle-deposits", 302)
    with reading(furnished.organization):
        [view] = bottle_deposits()
        assert (view.item, view.name, view.unit_price, view.follows_tax) == (item, "Consigne bouteille", 25, True)
    assert "Consigne bouteille" in editor.get("/bottle-deposits").content.decode()
    editor.post(f"/bottle-deposits/{item}/end")
    with reading(furnished.organization):
        assert bottle_deposits() == []


def test_a_wrong_amount_is_said_beside_it_and_nothing_is_written(editor: Client, furnished: Shop) -> None:
    item, before = new_uuid7(), position(furnished)

    answer = editor.post(f"/bottle-deposits/{item}", fields(furnished, item, price="much"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a price such as 1.15." in page
    assert 'value="much"' in page
    with reading(furnished.organization):
        assert (bottle_deposits(), newest_position()) == ([], before)


def test_an_article_says_what_it_comes_in(editor: Client, furnished: Shop) -> None:
    item, beer = new_uuid7(), put_on_sale(furnished, "Bière")
    editor.post(f"/bottle-deposits/{item}", fields(furnished, item))

    wrong = editor.post(f"/products/{beer}/containers", {"container": str(item), f"container_{item}": "many"})
    saved = editor.post(f"/products/{beer}/containers", {"container": str(item), f"container_{item}": "20"})
    refused = editor.post(f"/bottle-deposits/{item}/end")

    assert (wrong.status_code, saved.status_code, refused.status_code) == (422, 302, 422)
    assert "up to four containers" in wrong.content.decode()
    assert "“Bière” is still sold in it" in refused.content.decode()
    with reading(furnished.organization):
        assert containers_of(beer) == [ContainerView(item, 20)]
    assert f'name="container_{item}"' in editor.get(f"/products/{beer}/goods").content.decode()
    assert "container_" not in editor.get(f"/products/{item}/goods").content.decode()


def test_the_table_of_vouchers(editor: Client, furnished: Shop) -> None:
    typed = {
        "voucher-id": str(new_uuid7()),
        "voucher-pattern": "29 SSSSS AAAAA C",
        "voucher-tax_class": str(furnished.standard),
        "voucher-days_unique": "30",
    }

    wrong = editor.post("/bottle-deposits/vouchers/new", {**typed, "voucher-pattern": "AAAA"})
    added = editor.post("/bottle-deposits/vouchers/new", typed)

    assert (wrong.status_code, added.status_code) == (422, 302)
    assert "Write digits first" in wrong.content.decode()
    with reading(furnished.organization):
        [known] = voucher_patterns()
    assert known.pattern == "29SSSSSAAAAAC"
    editor.post(f"/bottle-deposits/vouchers/{known.id}/remove")
    with reading(furnished.organization):
        assert voucher_patterns() == []


def test_the_day_tells_deposits_apart_and_names_a_voucher_that_was_paid_twice(
    shop: SalesShop,
    send: Callable[[SimulatedTill, list[Sealed | bytes]], None],
    sign_in: Callable[[UUID, Role], Client],
) -> None:
    kinds = bottles.furnish(shop)
    till = enrol(shop, add_till(shop, "A1"), now=NOON)
    till.engine_version, till.catalog_position = 2, kinds.position
    paper = bottles.voucher(42, 325)
    pieces = [
        [*bottles.with_deposit(shop.wine, kinds.crate, 1), bottles.back(kinds.crate, 2)],
        [bottles.paper(paper, 325)],
        [bottles.paper(paper, 325)],
    ]
    start = till.start_chain()
    sales = [till.seal("sale", bottles.sale_of(till, shop, each)) for each in pieces]
    send(till, [start, *sales])
    owner = sign_in(shop.organization, Role.OWNER)

    rows = table(owner, "/day-report.csv", {"day": "2026-11-19"})
    page = text(owner, "/day-report", {"day": "2026-11-19"})

    # 8.90 of wine and 3.00 of deposit; 6.00 and twice 3.25 went back.
    assert "Totals,Sales,3,,,11.90" in rows
    assert "Totals,Refunds,0,,,-12.50" in rows
    assert "Totals,Deposits taken,,,,3.00" in rows
    assert "Totals,Bottle deposits given back,,,,-12.50" in rows
    assert re.search(r"Turnover without untaxed deposits</dt><dd[^>]*>€8\.90<", page)
    assert re.search(r"<dt>Taken back within sales</dt><dd[^>]*>−€12\.50<", page)
    with reading(shop.organization):
        flagged = Discrepancy.objects.get().entry_id
    detail = text(owner, f"/sales/{flagged}")
    assert "The same voucher of a bottle machine was paid before" in detail
    assert f'<span class="tag">Deposit {paper}</span>' in detail

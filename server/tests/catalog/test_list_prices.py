"""Many own prices of a list at once: the good lines are taken, the bad ones named."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import EndPriceList, ListPriceLine, SavePriceList, SetListPrices
from comptoir.catalog.errors import RuleUnknown
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import FeedRow, PriceListEntry
from comptoir.catalog.public import end_price_list, items_of_codes, list_prices, save_price_list, set_list_prices
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import Shop, furnish, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def club(shop: Shop) -> UUID:
    rule = new_uuid7()
    save_price_list(SavePriceList(organization=shop.organization, person=None, id=rule, document={"name": "Club"}))
    return rule


def prices(shop: Shop, price_list: UUID, *lines: tuple[UUID, int | None]) -> SetListPrices:
    return SetListPrices(
        organization=shop.organization,
        person=None,
        price_list=price_list,
        lines=tuple(
            ListPriceLine(number=number, item=item, unit_price=price)
            for number, (item, price) in enumerate(lines, start=2)
        ),
    )


def own(shop: Shop, price_list: UUID) -> dict[str, int]:
    with reading(shop.organization):
        return {view.name: view.unit_price for view in list_prices(price_list)}


def test_good_lines_are_taken_bad_ones_named_and_a_repeat_changes_nothing(shop: Shop, club: UUID) -> None:
    baguette, wine, jam = (put_on_sale(shop, name) for name in ("Baguette", "Vin", "Confiture"))
    command = prices(shop, club, (baguette, 95), (new_uuid7(), 5), (wine, -1), (wine, 700), (jam, None), (baguette, 90))

    first, again = set_list_prices(command), set_list_prices(command)

    refused = [(line.number, line.refusal.code) for line in sorted(first.bad, key=lambda line: line.number)]
    assert refused == [
        (3, "catalog.product_unknown"),
        (4, "catalog.price_invalid"),
        (5, "catalog.line_repeated"),
        (7, "catalog.line_repeated"),
    ]
    assert (first.changed, first.unchanged) == (1, 1)
    assert (again.changed, again.unchanged) == (0, 2)
    assert own(shop, club) == {"Baguette": 95}


def test_the_tills_hear_of_each_changed_item_and_no_other(shop: Shop, club: UUID) -> None:
    items = [put_on_sale(shop, f"Pain {number}") for number in range(3)]
    set_list_prices(prices(shop, club, (items[0], 100)))
    with reading(shop.organization):
        before = newest_position()

    result = set_list_prices(prices(shop, club, *((item, 100) for item in items)))

    with reading(shop.organization):
        rows = FeedRow.objects.filter(position__gt=before).order_by("position")
        assert [(row.kind, row.subject) for row in rows] == [("item", items[1]), ("item", items[2])]
        assert [entry.position for entry in PriceListEntry.objects.order_by("position")][1:] == [before + 1, before + 2]
    assert (result.changed, result.unchanged) == (2, 1)


def test_more_than_a_batch_is_taken_whole(shop: Shop, club: UUID) -> None:
    items = [put_on_sale(shop, f"Pain {number}") for number in range(3)]
    unknown = [(new_uuid7(), 1) for _number in range(600)]

    result = set_list_prices(prices(shop, club, *((item, 80) for item in items), *unknown))

    assert (result.changed, len(result.bad)) == (3, 600)


def test_a_price_goes_out_of_the_list(shop: Shop, club: UUID) -> None:
    item = put_on_sale(shop, "Baguette")
    set_list_prices(prices(shop, club, (item, 95)))

    set_list_prices(prices(shop, club, (item, None)))

    assert own(shop, club) == {}


def test_a_list_that_ended_or_never_was_takes_no_price(shop: Shop, club: UUID) -> None:
    item = put_on_sale(shop, "Baguette")
    end_price_list(EndPriceList(organization=shop.organization, person=None, id=club))

    for rule in (club, new_uuid7()):
        with pytest.raises(RuleUnknown):
            set_list_prices(prices(shop, rule, (item, 95)))

    with reading(shop.organization):
        assert PriceListEntry.objects.count() == 0


def test_two_at_once_take_turns(shop: Shop, club: UUID) -> None:
    item = put_on_sale(shop, "Baguette")

    def set_price(price: int) -> int:
        try:
            return set_list_prices(prices(shop, club, (item, price))).changed
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(set_price, (90, 95))) == [1, 1]

    with reading(shop.organization):
        assert sorted(entry.unit_price or 0 for entry in PriceListEntry.objects.all()) == [90, 95]


def test_codes_lead_to_items(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", barcodes=("4006381333931", "BAG-1"))

    with reading(shop.organization):
        assert items_of_codes(["4006381333931", "BAG-1", "nothing"]) == {"4006381333931": item, "BAG-1": item}

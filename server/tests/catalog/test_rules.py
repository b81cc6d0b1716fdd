"""Price lists and promotions: versions at their place in the feed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from comptoir.catalog.commands import EndPriceList, EndPromotion, SavePriceList, SavePromotion, SetListPrice
from comptoir.catalog.documents import Placeholders, document, documents_sql
from comptoir.catalog.errors import PriceInvalid, ProductUnknown, RuleNameMissing, RuleUnknown
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import FeedRow, PriceList, PriceListEntry, Promotion
from comptoir.catalog.public import (
    end_price_list,
    end_promotion,
    list_price_histories,
    list_prices,
    price_lists,
    promotions,
    rule_history,
    save_price_list,
    save_promotion,
    set_list_price,
)
from comptoir.catalog.rules import list_prices_at
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.commands import FoundOrganization
from comptoir.platform.operations import found_organization
from comptoir.platform.tenancy import reading
from comptoir.pricing import v2
from comptoir.pricing.errors import RuleInvalid
from tests.catalog.shelves import Shop, furnish, put_on_sale

TEN_PERCENT: dict[str, Any] = {"name": "Dix", "kind": "each", "percent_ppm": 100_000}


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def promote(organization: UUID, **changes: object) -> SavePromotion:
    return SavePromotion(organization=organization, person=None, id=new_uuid7(), document={**TEN_PERCENT, **changes})


def listed(organization: UUID, **changes: object) -> SavePriceList:
    return SavePriceList(organization=organization, person=None, id=new_uuid7(), document={"name": "Club", **changes})


def test_a_promotion_is_kept_as_it_was_written_and_told_to_the_tills(organization: UUID) -> None:
    command = promote(organization)

    first, again = save_promotion(command), save_promotion(command)

    assert (first.position, first.created, again.position, again.created) == (1, True, 1, False)
    with reading(organization):
        [view] = promotions()
        assert (view.id, view.name, view.document) == (command.id, "Dix", {**TEN_PERCENT, "id": str(command.id)})
        assert [(row.kind, row.subject) for row in FeedRow.objects.all()] == [("rules", command.id)]


def test_each_position_keeps_its_rules(organization: UUID) -> None:
    command = promote(organization)
    save_promotion(command)
    save_promotion(
        SavePromotion(
            organization=organization, person=None, id=command.id, document={**TEN_PERCENT, "percent_ppm": 200_000}
        )
    )
    end_promotion(EndPromotion(organization=organization, person=None, id=command.id))

    with reading(organization):
        history = rule_history()
    assert [gross_of(history.at(position)) for position in (0, 1, 2, 3, 9)] == [1000, 900, 800, 1000, 1000]
    assert history.at(2) is history.at(2)


def test_ending_twice_is_ending_once_and_an_ended_rule_can_stand_again(organization: UUID) -> None:
    command = promote(organization)
    save_promotion(command)
    ending = EndPromotion(organization=organization, person=None, id=command.id)

    first, again = end_promotion(ending), end_promotion(ending)
    back = save_promotion(command)

    assert [(done.position, done.created) for done in (first, again, back)] == [(2, True), (2, False), (3, True)]
    with reading(organization):
        assert [view.is_ended for view in promotions()] == [False]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": "raffle"}, RuleInvalid),
        ({"amount": 5}, RuleInvalid),
        ({"when": {"weekdays": [8]}}, RuleInvalid),
        ({"name": " "}, RuleNameMissing),
        ({"name": "x" * 81}, RuleNameMissing),
    ],
)
def test_what_no_till_would_understand_is_refused(
    organization: UUID, change: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        save_promotion(promote(organization, **change))

    with reading(organization):
        assert (Promotion.objects.count(), newest_position()) == (0, 0)


def test_a_list_that_never_was_cannot_end(organization: UUID) -> None:
    with pytest.raises(RuleUnknown):
        end_price_list(EndPriceList(organization=organization, person=None, id=new_uuid7()))

    with reading(organization):
        assert (PriceList.objects.count(), newest_position()) == (0, 0)


def test_an_item_has_its_own_price_in_a_list(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette", unit_price=115)
    command = listed(shop.organization)
    save_price_list(command)
    price = SetListPrice(organization=shop.organization, person=None, price_list=command.id, item=item, unit_price=95)

    first, again = set_list_price(price), set_list_price(price)
    gone = set_list_price(
        SetListPrice(organization=shop.organization, person=None, price_list=command.id, item=item, unit_price=None)
    )

    assert (first.created, again.created, again.position, gone.created) == (True, False, first.position, True)
    with reading(shop.organization):
        [history] = list_price_histories([item]).values()
        assert list_prices(command.id) == []
        assert [view.name for view in price_lists()] == ["Club"]
    assert list_prices_at(history, first.position - 1) == {}
    assert list_prices_at(history, first.position) == {str(command.id): 95}
    assert list_prices_at(history, gone.position) == {}
    assert [documents_at(shop, position)[0].list_prices for position in (first.position, gone.position)] == [
        {str(command.id): 95},
        {},
    ]


@pytest.mark.parametrize("unit_price", [-1, 1_000_000_001])
def test_a_list_price_is_a_price(shop: Shop, unit_price: int) -> None:
    item = put_on_sale(shop, "Baguette")
    command = listed(shop.organization)
    save_price_list(command)

    with pytest.raises(PriceInvalid):
        set_list_price(
            SetListPrice(
                organization=shop.organization, person=None, price_list=command.id, item=item, unit_price=unit_price
            )
        )

    with reading(shop.organization):
        assert PriceListEntry.objects.count() == 0


def test_a_price_in_no_list_or_of_no_item_is_refused(shop: Shop) -> None:
    item = put_on_sale(shop, "Baguette")
    command = listed(shop.organization)
    save_price_list(command)

    with pytest.raises(RuleUnknown):
        set_list_price(price_of(shop, new_uuid7(), item))
    with pytest.raises(ProductUnknown):
        set_list_price(price_of(shop, command.id, new_uuid7()))

    with reading(shop.organization):
        assert PriceListEntry.objects.count() == 0


def test_two_who_save_at_once_have_two_positions(organization: UUID) -> None:
    def save(percent: int) -> int:
        try:
            return save_promotion(promote(organization, percent_ppm=percent)).position
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        positions = sorted(pool.map(save, (100_000, 200_000)))

    assert positions == [1, 2]


def test_another_organization_sees_none_of_it(organization: UUID) -> None:
    other = new_uuid7()
    found_organization(FoundOrganization(organization=other, name="B", country="DE", currency="EUR", locale="de-DE"))
    save_promotion(promote(organization))
    save_price_list(listed(organization))

    with reading(other):
        assert (promotions(), price_lists(), rule_history().is_empty) == ([], [], True)


def price_of(shop: Shop, price_list: UUID, item: UUID) -> SetListPrice:
    return SetListPrice(organization=shop.organization, person=None, price_list=price_list, item=item, unit_price=95)


def documents_at(shop: Shop, position: int) -> list[Any]:
    with reading(shop.organization), connections["default"].cursor() as cursor:
        cursor.execute(
            documents_sql(Placeholders("%(organization)s", "%(store)s", "%(position)s")),
            {"organization": shop.organization, "store": new_uuid7(), "position": position},
        )
        return [document(row) for row in cursor.fetchall()]


def gross_of(rules: v2.Rules) -> int:
    line = v2.Line(1_000, 1_000, (v2.Tax("", "S", 200_000),))
    return v2.price(v2.Basket("gross", [line], v2.Moment("2026-11-22", 7, 720)), rules).gross

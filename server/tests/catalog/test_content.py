"""Net content and origin, and what a label says with them: unit price, deposit, the price of a reduction."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.catalog.commands import AddPack, ArchiveProduct, ChangePrice
from comptoir.catalog.content_commands import StateContent
from comptoir.catalog.deposit_commands import ContainerCount, SaveBottleDeposit, SetContainers
from comptoir.catalog.errors import NetContentInvalid, OriginTooLong, ProductUnknown
from comptoir.catalog.label_facts import label_facts, net_content_of
from comptoir.catalog.models import ItemTraits
from comptoir.catalog.net_content import NetContent, PriceOfBase, price_of_base
from comptoir.catalog.operations import (
    add_pack,
    archive_product,
    change_price,
    save_bottle_deposit,
    set_containers,
    state_content,
)
from comptoir.catalog.prices import PriceAt, lowest_before_reduction
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.models import AuditChange, AuditEvent
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale
from tests.catalog.stores import new_store

NOW = datetime.now(UTC)


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def stated(shop: Shop, item: UUID, net: NetContent | None, origin: str = "") -> StateContent:
    return StateContent(organization=shop.organization, person=None, item=item, net=net, origin=origin)


def cost(shop: Shop, item: UUID, price: int, store: UUID | None = None) -> None:
    change_price(
        ChangePrice(organization=shop.organization, person=None, item=item, unit_price=price, day=DAY, store=store)
    )


@pytest.mark.parametrize(
    ("price", "net", "sold_by", "expected"),
    [
        (199, NetContent(330_000, "MLT"), "C62", PriceOfBase(603, "LTR")),
        (250, NetContent(75_000, "CLT"), "C62", PriceOfBase(333, "LTR")),
        (499, NetContent(1_500, "LTR"), "C62", PriceOfBase(333, "LTR")),
        (345, NetContent(125_000, "GRM"), "C62", PriceOfBase(2760, "KGM")),
        (240, NetContent(6_000, "C62"), "C62", PriceOfBase(40, "C62")),
        (3, None, "GRM", PriceOfBase(3000, "KGM")),
        (450, None, "KGM", PriceOfBase(450, "KGM")),
        (450, None, "C62", None),
        (4500, None, "HUR", None),
    ],
)
def test_the_price_of_a_kilogram_or_litre(
    price: int, net: NetContent | None, sold_by: str, expected: PriceOfBase | None
) -> None:
    assert price_of_base(price, net, sold_by) == expected


def test_content_is_stated_once(shop: Shop) -> None:
    item = put_on_sale(shop, "Miel")
    command = stated(shop, item, NetContent(500_000, "GRM"), "  Jura,  France ")

    first, second = state_content(command), state_content(command)

    assert (first.created, second.created) == (True, False)
    with reading(shop.organization):
        assert net_content_of(item) == (NetContent(500_000, "GRM"), "Jura, France")
        assert AuditEvent.objects.filter(action="catalog.content_stated").count() == 1


def test_what_it_was_before_is_noted(shop: Shop) -> None:
    item = put_on_sale(shop, "Vin")
    state_content(stated(shop, item, NetContent(500_000, "GRM"), "Jura"))

    state_content(stated(shop, item, NetContent(750_000, "MLT"), "Alsace"))

    with reading(shop.organization):
        [change] = AuditChange.objects.filter(kind="catalog_item_traits", row=str(item), before__origin="Jura")
        assert (change.before, change.after) == (
            {"net_milli": 500_000, "net_unit": "GRM", "origin": "Jura"},
            {"net_milli": 750_000, "net_unit": "MLT", "origin": "Alsace"},
        )


@pytest.mark.parametrize(
    ("net", "origin", "refusal"),
    [
        (NetContent(0, "GRM"), "", NetContentInvalid),
        (NetContent(1_000_000_001, "GRM"), "", NetContentInvalid),
        (NetContent(500_000, "ONZ"), "", NetContentInvalid),
        (None, "x" * 81, OriginTooLong),
    ],
)
def test_what_no_label_could_say_is_refused(
    shop: Shop, net: NetContent | None, origin: str, refusal: type[DomainError]
) -> None:
    item = put_on_sale(shop, "Miel")

    with pytest.raises(refusal):
        state_content(stated(shop, item, net, origin))

    with pytest.raises(ProductUnknown):
        state_content(stated(shop, new_uuid7(), None))
    with reading(shop.organization):
        assert ItemTraits.objects.count() == 0


def test_a_pack_takes_content_and_deposit_by_its_count(shop: Shop) -> None:
    store = new_store(shop.organization)
    item, bottle, pack = put_on_sale(shop, "Limonade", unit_price=199), new_uuid7(), new_uuid7()
    save_bottle_deposit(
        SaveBottleDeposit(
            organization=shop.organization, person=None, item=bottle, name="Bouteille", category=shop.drinks,
            tax_class=shop.standard, unit_price=15, day=DAY,
        )
    )  # fmt: skip
    containers = (ContainerCount(item=bottle, count=1),)
    set_containers(SetContainers(organization=shop.organization, person=None, item=item, containers=containers))
    state_content(stated(shop, item, NetContent(330_000, "MLT"), "France"))
    add_pack(
        AddPack(
            organization=shop.organization, person=None, parent=item, item=pack, name="Limonade ×6", count=6,
            unit_price=990, day=DAY,
        )
    )  # fmt: skip

    with reading(shop.organization):
        one, six = label_facts([item, pack], store=store, now=NOW)

    assert (one.unit_price, one.base_price, one.deposit, one.origin) == (199, PriceOfBase(603, "LTR"), 15, "France")
    assert (six.net, six.base_price, six.deposit, six.origin) == (
        NetContent(1_980_000, "MLT"), PriceOfBase(500, "LTR"), 90, "France",
    )  # fmt: skip


def test_each_store_says_its_own_price(shop: Shop) -> None:
    here, there = new_store(shop.organization), new_store(shop.organization)
    item, gone = put_on_sale(shop, "Miel", unit_price=690), put_on_sale(shop, "Cire")
    cost(shop, item, 650, there)
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=gone))

    with reading(shop.organization):
        prices = [
            [facts.unit_price for facts in label_facts([gone, item], store=store, now=NOW)] for store in (here, there)
        ]

    assert prices == [[690], [650]]


@pytest.mark.parametrize(
    ("days", "prices", "expected"),
    [
        # How many days ago each price began, oldest first.
        ([90, 2], [1000, 800], 1000),
        ([90, 20, 2], [1000, 900, 800], 900),
        ([90, 60, 2], [900, 1000, 800], 1000),
        ([90, 25, 2], [700, 1000, 800], None),  # it was cheaper within those 30 days: nothing is reduced
        ([90, 40], [1000, 800], None),  # the reduction is the price by now
        ([90, 2], [800, 1000], None),
        ([90], [1000], None),
        ([90, 2, 1], [1000, 800, 800], 1000),
    ],
)
def test_a_reduction_names_the_lowest_price_of_the_30_days_before_it(
    days: list[int], prices: list[int], expected: int | None
) -> None:
    store = new_uuid7()
    history = [
        PriceAt(place, None, price, "S", 200_000, changed_at=NOW - timedelta(days=age))
        for place, (age, price) in enumerate(zip(days, prices, strict=True), start=1)
    ]

    assert lowest_before_reduction(history[::-1], store=store, now=NOW) == expected


def test_a_stores_own_price_is_reduced_by_itself() -> None:
    here, there = new_uuid7(), new_uuid7()
    history = [
        PriceAt(2, there, 800, "S", 200_000, changed_at=NOW - timedelta(days=1)),
        PriceAt(1, None, 1000, "S", 200_000, changed_at=NOW - timedelta(days=90)),
    ]

    assert lowest_before_reduction(history, store=there, now=NOW) == 1000
    assert lowest_before_reduction(history, store=here, now=NOW) is None
    assert lowest_before_reduction([], store=here, now=NOW) is None

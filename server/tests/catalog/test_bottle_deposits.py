"""Containers that customers pay a deposit for, the articles that are sold in them, and vouchers of machines."""

from dataclasses import replace
from uuid import UUID

import pytest

from comptoir.catalog.bottle_deposits import (
    ContainerView,
    bottle_deposits,
    containers_of,
    every_voucher_pattern,
    voucher_patterns,
)
from comptoir.catalog.commands import AddPack, ArrangeVariants, Option, Variant
from comptoir.catalog.deposit_commands import (
    AddBottleVoucherPattern,
    ContainerCount,
    EndBottleDeposit,
    EndBottleVoucherPattern,
    SaveBottleDeposit,
    SetContainers,
)
from comptoir.catalog.errors import (
    ContainersInvalid,
    DepositUnknown,
    DepositUsed,
    NameMissing,
    PriceInvalid,
    ProductUnknown,
    StoreUnknown,
    VoucherPatternInvalid,
    VoucherPatternTaken,
)
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import BottleDeposit, BottleVoucherPattern, Item, ItemTraits, Price
from comptoir.catalog.operations import (
    add_pack,
    add_voucher_pattern,
    arrange_variants,
    end_bottle_deposit,
    end_voucher_pattern,
    save_bottle_deposit,
    set_containers,
)
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tax.errors import TaxClassUnknown
from tests.catalog.documents import read_document
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale
from tests.catalog.stores import new_store


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def bottle(shop: Shop, **changes: object) -> SaveBottleDeposit:
    command = SaveBottleDeposit(
        organization=shop.organization,
        person=None,
        item=new_uuid7(),
        name="Consigne bouteille",
        category=shop.drinks,
        unit_price=15,
        tax_class=shop.standard,
        day=DAY,
    )
    return replace(command, **changes)  # type: ignore[arg-type]  # one field at a time


def put_in(shop: Shop, item: UUID, *containers: tuple[UUID, int]) -> SetContainers:
    return SetContainers(
        organization=shop.organization,
        person=None,
        item=item,
        containers=tuple(ContainerCount(item=kind, count=count) for kind, count in containers),
    )


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return newest_position()


def test_a_container_is_made_once_and_changed_by_new_prices(shop: Shop) -> None:
    command = bottle(shop)

    made, again = save_bottle_deposit(command), save_bottle_deposit(command)
    dearer = save_bottle_deposit(replace(command, unit_price=25, name="Consigne  0,25 ", follows_tax=True))

    assert (made.created, again.created, dearer.position) == (True, False, made.position + 1)
    with reading(shop.organization):
        [view] = bottle_deposits()
        assert (view.name, view.unit_price, view.tax_rate_ppm, view.follows_tax) == ("Consigne 0,25", 25, 200_000, True)
        prices = Price.objects.filter(item_id=command.item).order_by("position")
        assert [(row.position, row.unit_price) for row in prices] == [(made.position, 15), (dearer.position, 25)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"name": "  "}, NameMissing), ({"unit_price": -1}, PriceInvalid), ({"tax_class": UUID(int=7)}, TaxClassUnknown)],
)
def test_a_container_that_nobody_could_price_is_refused(
    shop: Shop, change: dict[str, object], refusal: type[DomainError]
) -> None:
    before = position(shop)

    with pytest.raises(refusal):
        save_bottle_deposit(bottle(shop, **change))

    with reading(shop.organization):
        assert (BottleDeposit.objects.count(), Item.objects.count(), newest_position()) == (0, 0, before)


def test_goods_become_no_container(shop: Shop) -> None:
    bread = put_on_sale(shop, "Pain")

    with pytest.raises(DepositUnknown):
        save_bottle_deposit(bottle(shop, item=bread))

    with reading(shop.organization):
        assert BottleDeposit.objects.count() == 0


def test_tills_know_what_is_around_an_article_and_no_container_is_goods(shop: Shop) -> None:
    store = new_store(shop.organization)
    crate, glass = bottle(shop, name="Casier", unit_price=300), bottle(shop)
    save_bottle_deposit(crate)
    save_bottle_deposit(glass)
    beer = put_on_sale(shop, "Bière, caisse de 20")

    set_containers(put_in(shop, beer, (glass.item, 20), (crate.item, 1)))
    again = set_containers(put_in(shop, beer, (glass.item, 20), (crate.item, 1)))

    assert again.created is False
    assert read_document(shop.organization, store, beer)["deposits"] == [
        {"item": str(glass.item), "count": 20},
        {"item": str(crate.item), "count": 1},
    ]
    assert read_document(shop.organization, store, glass.item) == {}
    with reading(shop.organization):
        assert containers_of(beer) == [ContainerView(glass.item, 20), ContainerView(crate.item, 1)]


def test_variants_take_them_over_and_packs_multiply_them(shop: Shop) -> None:
    store, glass = new_store(shop.organization), bottle(shop)
    save_bottle_deposit(glass)
    water, six, still = put_on_sale(shop, "Eau"), new_uuid7(), new_uuid7()
    common = {"organization": shop.organization, "person": None, "parent": water, "day": DAY}
    add_pack(AddPack(item=six, name="Eau, 6", count=6, unit_price=500, **common))  # type: ignore[arg-type]
    arrange_variants(
        ArrangeVariants(
            options=(Option(name="Goût", values=("Nature",)),),
            variants=(Variant(item=still, choices=("Nature",), unit_price=90),),
            **common,  # type: ignore[arg-type]
        )
    )

    set_containers(put_in(shop, water, (glass.item, 1)))

    one, pack = [{"item": str(glass.item), "count": 1}], [{"item": str(glass.item), "count": 6}]
    assert read_document(shop.organization, store, still)["deposits"] == one
    assert read_document(shop.organization, store, six)["deposits"] == pack
    set_containers(put_in(shop, six, (glass.item, 5)))
    assert read_document(shop.organization, store, six)["deposits"] == [{"item": str(glass.item), "count": 5}]


def test_containers_that_make_no_sense_are_refused(shop: Shop) -> None:
    glass, beer = bottle(shop), put_on_sale(shop, "Bière")
    save_bottle_deposit(glass)
    before = position(shop)

    for item, containers, refusal in [
        (beer, [(glass.item, 0)], ContainersInvalid),
        (beer, [(glass.item, 1_000)], ContainersInvalid),
        (beer, [(glass.item, 1), (glass.item, 2)], ContainersInvalid),
        (beer, [(beer, 1)], DepositUnknown),
        (glass.item, [(glass.item, 1)], ContainersInvalid),
        (new_uuid7(), [(glass.item, 1)], ProductUnknown),
    ]:
        with pytest.raises(refusal):
            set_containers(put_in(shop, item, *containers))

    with reading(shop.organization):
        assert (ItemTraits.objects.count(), newest_position()) == (0, before)


def test_a_container_ends_when_nothing_is_sold_in_it_any_more_and_can_come_back(shop: Shop) -> None:
    glass, beer = bottle(shop), put_on_sale(shop, "Bière")
    save_bottle_deposit(glass)
    set_containers(put_in(shop, beer, (glass.item, 1)))
    end = EndBottleDeposit(organization=shop.organization, person=None, item=glass.item)

    with pytest.raises(DepositUsed) as used:
        end_bottle_deposit(end)
    set_containers(put_in(shop, beer))
    ended, again = end_bottle_deposit(end), end_bottle_deposit(end)

    assert used.value.details == {"article": "Bière"}
    assert (ended.created, again.created) == (True, False)
    with reading(shop.organization):
        assert bottle_deposits() == []
    save_bottle_deposit(glass)
    with reading(shop.organization):
        assert [view.item for view in bottle_deposits()] == [glass.item]


def pattern(shop: Shop, **changes: object) -> AddBottleVoucherPattern:
    command = AddBottleVoucherPattern(
        organization=shop.organization,
        person=None,
        id=new_uuid7(),
        pattern="29 sssss aaaaa c",
        tax_class=shop.standard,
    )
    return replace(command, **changes)  # type: ignore[arg-type]  # one field at a time


def test_a_pattern_is_added_once_ended_and_never_forgotten(shop: Shop) -> None:
    command = pattern(shop)

    added, again = add_voucher_pattern(command), add_voucher_pattern(command)
    ended = [
        end_voucher_pattern(EndBottleVoucherPattern(organization=shop.organization, person=None, id=command.id))
        for _ in range(2)
    ]

    assert (added.created, again.created, [done.created for done in ended]) == (True, False, [True, False])
    with reading(shop.organization):
        assert voucher_patterns() == []
        assert [(one.pattern, one.is_ended) for one in every_voucher_pattern()] == [("29SSSSSAAAAAC", True)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"pattern": "SSSSSAAAAAC"}, VoucherPatternInvalid),
        ({"days_unique": 0}, VoucherPatternInvalid),
        ({"store": UUID(int=7)}, StoreUnknown),
        ({"tax_class": UUID(int=7)}, TaxClassUnknown),
    ],
)
def test_a_pattern_that_no_till_could_read_is_refused(
    shop: Shop, change: dict[str, object], refusal: type[DomainError]
) -> None:
    before = position(shop)

    with pytest.raises(refusal):
        add_voucher_pattern(pattern(shop, **change))

    with reading(shop.organization):
        assert (BottleVoucherPattern.objects.count(), newest_position()) == (0, before)


def test_two_machines_of_a_store_begin_differently(shop: Shop) -> None:
    add_voucher_pattern(pattern(shop))

    with pytest.raises(VoucherPatternTaken):
        add_voucher_pattern(pattern(shop, pattern="291SSSSAAAAAC"))
    add_voucher_pattern(pattern(shop, pattern="28SSSSSAAAAAC"))
    add_voucher_pattern(pattern(shop, store=new_store(shop.organization)))

    with reading(shop.organization):
        assert len(voucher_patterns()) == 3

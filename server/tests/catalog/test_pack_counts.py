"""How many a pack holds: it may change, and what it held when is kept for ever."""

import importlib
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from comptoir.catalog.commands import AddPack, ArchiveProduct, ChangePack, DescribeItem
from comptoir.catalog.errors import PackInvalid, PackUnknown, ProductArchived
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import FeedRow, GoodsVersion
from comptoir.catalog.operations import add_pack, archive_product, change_pack, describe_item
from comptoir.catalog.traits import recall_goods
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.documents import read_document
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale

STORE = UUID(int=7)


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def add(shop: Shop, count: int = 6) -> UUID:
    command = AddPack(
        organization=shop.organization, person=None, parent=put_on_sale(shop, "Blonde", unit_price=190),
        item=new_uuid7(), name="Blonde, carton", count=count, unit_price=990, day=DAY,
    )  # fmt: skip
    add_pack(command)
    return command.item


def holding(shop: Shop, item: UUID, count: int) -> ChangePack:
    return ChangePack(organization=shop.organization, person=None, item=item, count=count)


def counts_from(shop: Shop, item: UUID, position: int) -> list[int]:
    with reading(shop.organization):
        return [article.pack for article in recall_goods().articles_from(item, position)]


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return newest_position()


def test_another_number_counts_from_its_position_on(shop: Shop) -> None:
    item = add(shop)
    before = position(shop)

    first, again = change_pack(holding(shop, item, 8)), change_pack(holding(shop, item, 8))

    assert (first.position, first.created, again.created, position(shop)) == (before + 1, True, False, before + 1)
    assert read_document(shop.organization, STORE, item)["pack_count"] == 8
    assert counts_from(shop, item, before) == [6, 8]
    assert counts_from(shop, item, before + 1) == [8]
    with reading(shop.organization):
        told = FeedRow.objects.get(position=before + 1)
        goods = recall_goods()
    assert (told.kind, told.subject) == (FeedRow.Kind.ITEM, item)
    assert [goods.pack_count(item, at, said) for at, said in ((before, None), (before, 8), (before + 1, 6))] == [
        6,
        8,
        6,
    ]
    assert [goods.pack_count(item, at, 7) for at in (before, before + 1)] == [6, 8]


@pytest.mark.parametrize(("count", "refusal"), [(1, PackInvalid), (0, PackInvalid), (10_001, PackInvalid)])
def test_a_wrong_number_is_refused(shop: Shop, count: int, refusal: type[DomainError]) -> None:
    item = add(shop)
    before = position(shop)

    with pytest.raises(refusal):
        change_pack(holding(shop, item, count))

    assert (position(shop), counts_from(shop, item, 0)[1:]) == (before, [6])


def test_only_a_pack_on_sale_holds_several(shop: Shop) -> None:
    item, bread = add(shop), put_on_sale(shop, "Baguette")
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=item))
    before = position(shop)

    with pytest.raises(PackUnknown):
        change_pack(holding(shop, bread, 6))
    with pytest.raises(ProductArchived):
        change_pack(holding(shop, item, 8))

    assert position(shop) == before


def test_other_words_about_a_pack_keep_its_number(shop: Shop) -> None:
    item = add(shop)

    describe_item(DescribeItem(organization=shop.organization, person=None, item=item, restriction="beer_wine"))

    assert counts_from(shop, item, position(shop)) == [6]


def test_two_who_change_it_at_once_leave_both_numbers_in_its_past(shop: Shop) -> None:
    item = add(shop)

    def change(count: int) -> int:
        try:
            return change_pack(holding(shop, item, count)).position
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        positions = list(pool.map(change, (8, 12)))

    assert len(set(positions)) == 2
    assert sorted(counts_from(shop, item, 0)[2:]) == [8, 12]


def test_packs_from_before_begin_with_their_first_price(shop: Shop, database) -> None:
    """What the migration makes of a shop whose packs were never told apart by time."""
    item = add(shop, count=24)
    with reading(shop.organization):
        [version] = GoodsVersion.objects.filter(subject=item)
    migration = importlib.import_module("comptoir.catalog.migrations.0014_pack_counts")
    with psycopg.connect(database.owner) as owner:
        owner.execute("DELETE FROM catalog_goods_version WHERE subject = %s", [item])
        owner.execute(migration.TELL)
        owner.execute(migration.BEGIN)
        owner.execute(migration.BEGIN)

    with reading(shop.organization):
        [told] = GoodsVersion.objects.filter(subject=item)
    assert (told.position, told.document) == (version.position, version.document)
    assert told.document["pack"] == 24

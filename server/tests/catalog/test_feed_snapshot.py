"""Snapshots: one change makes one new chunk, a store's own price stays in its store."""

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
import pytest

from comptoir.catalog.commands import ArchiveProduct, ChangePrice, ImportLine, ImportProducts
from comptoir.catalog.documents import ItemDocument
from comptoir.catalog.operations import archive_product, change_price, import_products
from comptoir.catalog.snapshot import CHUNK_ITEMS, KEPT, Built, build, divide
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddStore
from comptoir.platform.operations import add_store
from tests.sales.shop import Shop, count, open_shop, rows

DAY = date(2026, 1, 1)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


def _items(shop: Shop, built: Built) -> dict[str, int]:
    bodies = {str(row["digest"]): row["body"] for row in rows("catalog_chunk", shop.organization)}
    found: dict[str, int] = {}
    for chunk in built.chunks:
        body = bodies[chunk.digest]
        assert isinstance(body, bytes)
        items = msgspec.json.decode(body, type=list[ItemDocument])
        assert len(items) == chunk.count
        found |= {item.name: item.unit_price for item in items}
    return found


def _change(shop: Shop, item: UUID | None, unit_price: int, store: UUID | None = None) -> None:
    assert item is not None
    change_price(
        ChangePrice(organization=shop.organization, person=None, item=item, unit_price=unit_price, day=DAY, store=store)
    )


def test_a_snapshot_holds_what_is_on_sale_at_its_position(shop: Shop) -> None:
    first = build(shop.organization, shop.store)
    _change(shop, shop.bread.item, 130)
    assert shop.wine.item is not None
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=shop.wine.item))

    second = build(shop.organization, shop.store)

    assert _items(shop, first) == {"Pain": 115, "Vin": 890}
    assert _items(shop, second) == {"Pain": 130}
    assert second.position == first.position + 2


def test_building_twice_is_the_same_snapshot(shop: Shop) -> None:
    assert build(shop.organization, shop.store) == build(shop.organization, shop.store)
    assert count("catalog_snapshot", shop.organization) == 1


def test_a_store_with_its_own_price_has_its_own_chunk(shop: Shop, database) -> None:
    other = new_uuid7()
    with psycopg.connect(database.owner) as connection:
        row = connection.execute("SELECT legal_entity_id FROM platform_store WHERE id = %s", [shop.store]).fetchone()
    assert row is not None
    add_store(
        AddStore(
            organization=shop.organization, id=other, legal_entity=row[0], name="Gare", address="",
            timezone="Europe/Paris", price_mode="gross",
        )
    )  # fmt: skip
    _change(shop, shop.bread.item, 200, other)
    _change(shop, shop.bread.item, 120)

    assert _items(shop, build(shop.organization, shop.store)) == {"Pain": 120, "Vin": 890}
    assert _items(shop, build(shop.organization, other)) == {"Pain": 200, "Vin": 890}


def test_one_change_alters_one_chunk() -> None:
    items = [
        ItemDocument(str(new_uuid7()), "p", f"Article {n}", "c", [], "C62", n, "S", 0) for n in range(CHUNK_ITEMS * 5)
    ]

    before = divide(items)
    items[777] = msgspec.structs.replace(items[777], unit_price=1)
    after = divide(items)
    grown = divide([*items, ItemDocument(str(new_uuid7()), "p", "New", "c", [], "C62", 1, "S", 0)])

    assert len(before) == 8
    assert sum(len(part) for part in before) == len(items)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    assert sum(a != b for a, b in zip(after, grown, strict=True)) == 1


def test_old_snapshots_are_forgotten(shop: Shop) -> None:
    for price in range(KEPT + 3):
        _change(shop, shop.bread.item, 200 + price)
        build(shop.organization, shop.store)

    assert count("catalog_snapshot", shop.organization) == KEPT


def test_an_import_is_in_the_next_snapshot(shop: Shop) -> None:
    lines = tuple(
        ImportLine(number=n, name=f"Article {n}", category="Épicerie", tax_class="Vin", unit_price=n)
        for n in range(1, 40)
    )
    import_products(ImportProducts(organization=shop.organization, person=None, lines=lines, day=DAY))

    found = _items(shop, build(shop.organization, shop.store))

    assert len(found) == 41
    assert found["Article 39"] == 39

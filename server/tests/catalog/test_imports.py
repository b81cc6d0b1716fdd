"""Files of products: good lines in, bad lines named, a repeat changes nothing."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection

from comptoir.catalog.bottle_deposits import containers_by_item
from comptoir.catalog.commands import AddPack, ArchiveProduct, ImportBatch, ImportLine, ImportProducts, NamedContainer
from comptoir.catalog.deposit_commands import SaveBottleDeposit
from comptoir.catalog.errors import BatchTooLarge
from comptoir.catalog.models import Category, FeedRow, Item, Price
from comptoir.catalog.operations import add_pack, archive_product, import_batch, import_products, save_bottle_deposit
from comptoir.catalog.public import item_of_code, search_items
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.documents import read_document
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale

STORE = UUID(int=7)


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def line(number: int = 2, name: str = "Miel", **changes: object) -> ImportLine:
    values = ImportLine(number=number, name=name, category="Épicerie", tax_class="5,5 %", unit_price=690)
    return replace(values, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def one(name: str, count: int = 1) -> NamedContainer:
    return NamedContainer(name=name, count=count)


def whole(shop: Shop, *lines: ImportLine) -> ImportProducts:
    return ImportProducts(organization=shop.organization, person=None, lines=lines, day=DAY)


def test_good_lines_are_taken_and_bad_ones_named(shop: Shop) -> None:
    put_on_sale(shop, "Stylo", barcodes=("4006381333931",))
    put_on_sale(shop, "Baguette", barcodes=("3760123456784",))

    result = import_products(
        whole(
            shop,
            line(2, "Miel", barcodes=("96385074",)),
            line(3, " "),
            line(4, "Sel", tax_class="7 %"),
            line(5, "Poivre", barcodes=("3760123456788",)),
            line(6, "Deux", barcodes=("4006381333931", "3760123456784")),
            line(7, "Encore", barcodes=("96385074",)),
            line(8, "Huile", tax_class="normal", category="pain"),
            line(9, "Riz", unit_price=-1),
            line(10, "Lait", unit="XX"),
            line(11, "Rien", category=""),
        )
    )

    assert (result.created, result.changed, result.unchanged) == (2, 0, 0)
    assert [(bad.number, bad.refusal.code) for bad in result.bad] == [
        (3, "catalog.name_missing"),
        (4, "catalog.tax_class_unknown"),
        (5, "kernel.gtin_invalid"),
        (6, "catalog.barcode_taken"),
        (7, "catalog.line_repeated"),
        (9, "catalog.price_invalid"),
        (10, "catalog.unit_unknown"),
        (11, "catalog.name_missing"),
    ]
    with reading(shop.organization):
        assert [view.name for view in search_items().items] == ["Baguette", "Huile", "Miel", "Stylo"]
        assert set(Category.objects.values_list("name", flat=True)) == {"Boissons", "Pain", "Épicerie"}
        oil = search_items("huile").items[0]
        assert (oil.category_name, oil.tax_rate_ppm, oil.unit_price) == ("Pain", 200_000, 690)


def test_a_repeat_of_the_file_changes_nothing(shop: Shop) -> None:
    file = whole(shop, *(line(number, f"Article {number}", barcodes=(f"A{number}",)) for number in range(2, 8)))
    import_products(file)
    with reading(shop.organization):
        before = FeedRow.objects.count()

    again = import_products(file)

    assert (again.created, again.changed, again.unchanged, again.bad) == (0, 0, 6, ())
    with reading(shop.organization):
        assert FeedRow.objects.count() == before
        assert Price.objects.count() == 6


def test_a_line_changes_the_item_that_its_id_or_code_names(shop: Shop) -> None:
    by_code = put_on_sale(shop, "Miel", unit_price=600, barcodes=("96385074",))
    by_id = put_on_sale(shop, "Sucre", unit_price=200)
    gone = put_on_sale(shop, "Thé", unit_price=300)
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=gone))

    result = import_products(
        whole(
            shop,
            line(2, "Miel de sapin", barcodes=("96385074", "MIEL-2"), category="pain"),
            line(3, "Sucre", item=by_id, unit_price=250, category="pain"),
            line(4, "Thé", item=gone, unit_price=300, category="pain"),
        )
    )

    assert (result.created, result.changed, result.unchanged) == (0, 3, 0)
    with reading(shop.organization):
        honey = item_of_code("MIEL-2")
        assert honey is not None
        assert (honey.id, honey.name, honey.unit_price) == (by_code, "Miel de sapin", 690)
        assert [(view.name, view.unit_price) for view in search_items("sucre").items] == [("Sucre", 250)]
        assert [view.name for view in search_items().items] == ["Miel de sapin", "Sucre", "Thé"]


def test_every_change_has_its_own_place_and_its_price_carries_it(shop: Shop) -> None:
    import_products(whole(shop, *(line(number, f"Article {number}") for number in range(2, 5))))

    with reading(shop.organization):
        places = dict(FeedRow.objects.filter(kind="item").values_list("subject", "position"))
        assert dict(Price.objects.values_list("item_id", "position")) == places
        positions = list(FeedRow.objects.order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


def test_a_long_file_is_committed_every_500_lines(shop: Shop) -> None:
    result = import_products(whole(shop, *(line(number, f"Article {number}") for number in range(2, 1103))))

    assert result.created == 1101
    with reading(shop.organization):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM catalog_item")
            assert cursor.fetchone() == (3,)
        assert Item.objects.count() == 1101


def test_one_transaction_holds_500_lines_at_most(shop: Shop) -> None:
    lines = tuple(line(number) for number in range(501))

    with pytest.raises(BatchTooLarge):
        import_batch(ImportBatch(organization=shop.organization, person=None, lines=lines, day=DAY))

    with reading(shop.organization):
        assert Item.objects.count() == 0


def test_a_file_says_what_articles_are_sold_in(shop: Shop) -> None:
    bottle, crate = new_uuid7(), new_uuid7()
    for place, (item, name, unit_price) in enumerate([(bottle, "Bouteille 33 cl", 15), (crate, "Casier", 240)]):
        save_bottle_deposit(
            SaveBottleDeposit(
                organization=shop.organization, person=None, item=item, name=name, category=shop.drinks,
                unit_price=unit_price, tax_class=shop.standard, day=DAY, position=place,
            )
        )  # fmt: skip
    beer = put_on_sale(shop, "Blonde", barcodes=("96385074",))
    six = AddPack(
        organization=shop.organization, person=None, parent=beer, item=new_uuid7(), name="Blonde, pack de 6", count=6,
        unit_price=990, day=DAY,
    )  # fmt: skip
    add_pack(six)
    file = whole(
        shop,
        line(2, "Blonde", barcodes=("96385074",), containers=(one("bouteille 33 CL"),)),
        line(3, "Caisse", barcodes=("4006381333931",), containers=(one("Bouteille 33 cl", 20), one("Casier"))),
        line(4, "Blanche", containers=(one("Fût"),), category="Fûts"),
        line(5, "Brune", containers=(one("Casier", 0),)),
        line(6, "Ambrée", containers=(one("Casier"), one("casier"))),
        line(7, "Casier", item=crate, containers=(one("Casier"),)),
    )

    result, again = import_products(file), import_products(file)

    assert (result.created, result.changed, again.unchanged) == (1, 1, 2)
    assert [(bad.number, bad.refusal.code) for bad in result.bad] == [
        (4, "catalog.deposit_not_named"), (5, "catalog.containers_invalid"), (6, "catalog.containers_invalid"),
        (7, "catalog.containers_invalid"),
    ]  # fmt: skip
    with reading(shop.organization):
        case = search_items("caisse").items[0].id
        assert not Category.objects.filter(name="Fûts").exists()
        around = containers_by_item()
        told = set(FeedRow.objects.order_by("-position").values_list("subject", flat=True)[:4])
    assert {item: [(kind.item, kind.count) for kind in said] for item, said in around.items()} == {
        beer: [(bottle, 1)], case: [(bottle, 20), (crate, 1)],
    }  # fmt: skip
    assert told >= {beer, six.item}
    assert read_document(shop.organization, STORE, six.item)["deposits"] == [{"item": str(bottle), "count": 6}]


def test_a_file_without_that_column_leaves_deposits_alone_and_an_empty_cell_ends_them(shop: Shop) -> None:
    bottle = new_uuid7()
    save_bottle_deposit(
        SaveBottleDeposit(
            organization=shop.organization, person=None, item=bottle, name="Bouteille", category=shop.drinks,
            unit_price=15, tax_class=shop.standard, day=DAY,
        )
    )  # fmt: skip
    wanted = line(2, "Blonde", barcodes=("96385074",), containers=(one("Bouteille"),))
    import_products(whole(shop, wanted))

    without = import_products(whole(shop, replace(wanted, containers=None)))
    with reading(shop.organization):
        kept = len(containers_by_item())
    empty = import_products(whole(shop, replace(wanted, containers=())))

    with reading(shop.organization):
        assert (without.unchanged, kept, empty.changed, containers_by_item()) == (1, 1, 1, {})

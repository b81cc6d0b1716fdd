"""Codes of the shop's own: valid, in a row, never twice, and never a scale's or a voucher machine's."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from comptoir.catalog.code_commands import GiveCodes
from comptoir.catalog.commands import AddScaleLabel, ArchiveProduct
from comptoir.catalog.errors import BatchTooLarge, CodesUsedUp, ScalePrefixUsed
from comptoir.catalog.feed import newest_position
from comptoir.catalog.label_facts import items_without_code
from comptoir.catalog.models import Barcode, ScaleLabel
from comptoir.catalog.operations import add_scale_label, archive_product, give_codes
from comptoir.catalog.own_codes import PREFIXES, codes_from, free_prefixes
from comptoir.kernel import is_gtin, new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import Shop, furnish, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def scale(shop: Shop, prefix: str, *, value_digits: int = 5) -> AddScaleLabel:
    return AddScaleLabel(
        organization=shop.organization, person=None, id=new_uuid7(), prefix=prefix,
        item_digits=12 - len(prefix) - value_digits, value_digits=value_digits, kind="weight", decimals=3,
    )  # fmt: skip


def codes(shop: Shop, *items: UUID) -> list[str]:
    return [one.code for one in give_codes(GiveCodes(organization=shop.organization, person=None, items=items))]


def test_items_without_a_code_get_the_next_ones_once(shop: Shop) -> None:
    one, two = put_on_sale(shop, "Miel"), put_on_sale(shop, "Cire")
    coded = put_on_sale(shop, "Stylo", barcodes=("4006381333931",))
    gone = put_on_sale(shop, "Encens")
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=gone))
    with reading(shop.organization):
        before = newest_position()

    first, again = codes(shop, two, coded, one, gone, new_uuid7(), two), codes(shop, two, one)

    assert (first, again) == (["02000000000015", "02000000000022"], [])
    assert [is_gtin(code) for code in first] == [True, True]
    with reading(shop.organization):
        assert newest_position() == before + 2
        owners = dict(Barcode.objects.filter(code__startswith="020").values_list("item_id", "code"))
        assert owners == {two: "02000000000015", one: "02000000000022"}
        assert AuditEvent.objects.filter(action="catalog.code_given").count() == 2


def test_they_go_on_behind_what_stands_and_keep_off_scales(shop: Shop) -> None:
    put_on_sale(shop, "Vieux", barcodes=("2500000000416",))
    add_scale_label(scale(shop, "20"))

    assert codes(shop, put_on_sale(shop, "Miel")) == ["02500000000423"]


def test_with_no_number_left_nothing_is_given(shop: Shop) -> None:
    add_scale_label(scale(shop, "2"))
    item = put_on_sale(shop, "Miel")

    with pytest.raises(CodesUsedUp):
        codes(shop, item)
    with pytest.raises(BatchTooLarge):
        codes(shop, *[new_uuid7() for _ in range(501)])

    with reading(shop.organization):
        assert Barcode.objects.count() == 0


def test_a_scale_does_not_take_a_prefix_that_names_items(shop: Shop) -> None:
    [code] = codes(shop, put_on_sale(shop, "Miel"))
    put_on_sale(shop, "Tomates", barcodes=("2112345000008",))  # the scale's own item, value zero

    with pytest.raises(ScalePrefixUsed) as refused:
        add_scale_label(scale(shop, "20"))
    with pytest.raises(ScalePrefixUsed):
        add_scale_label(scale(shop, "2"))
    add_scale_label(scale(shop, "21"))

    assert refused.value.details == {"barcode": code}
    with reading(shop.organization):
        assert list(ScaleLabel.objects.values_list("prefix", flat=True)) == ["21"]


def test_two_at_once_never_give_one_code_twice(shop: Shop) -> None:
    items = [put_on_sale(shop, f"Article {number}") for number in range(8)]

    def give(item: UUID) -> list[str]:
        try:
            return codes(shop, item, items[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        given = [code for found in pool.map(give, items) for code in found]

    assert len(given) == len(set(given)) == 8


def test_what_no_reader_finds_is_listed(shop: Shop) -> None:
    wax = put_on_sale(shop, "Cire")
    put_on_sale(shop, "Stylo", barcodes=("4006381333931",))
    honey = put_on_sale(shop, "Miel")

    with reading(shop.organization):
        assert [row.pk for row in items_without_code(limit=10)] == [wax, honey]
        assert items_without_code(category=shop.drinks, limit=10) == []
        assert len(items_without_code(limit=1)) == 1


def test_prefixes_that_machines_write_in_are_left_to_them() -> None:
    assert free_prefixes(["2"]) == []
    assert free_prefixes(["02", "201", "29"]) == [prefix for prefix in PREFIXES if prefix not in ("20", "29")]
    assert list(codes_from("29", 9_999_999_999)) == ["02999999999991"]

"""Many articles at once: good rows are taken, bad ones named, and nobody's change is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from comptoir.catalog.commands import AddPack, ArchiveProduct, ChangePrice
from comptoir.catalog.errors import BatchTooLarge
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import Price
from comptoir.catalog.operations import (
    EditedRows,
    add_pack,
    archive_product,
    change_price,
    change_prices,
    edit_rows,
    take_back_prices,
)
from comptoir.catalog.public import item_view
from comptoir.catalog.row_commands import ChangePrices, EditRows, NewPrice, RowEdit, RowState, TakeBackPrices
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


def state(shop: Shop, item: UUID) -> RowState:
    with reading(shop.organization):
        view = item_view(item, day=DAY)
    assert view is not None
    return RowState(
        name=view.name, category=view.category, tax_class=view.tax_class, unit_price=view.unit_price,
        is_archived=view.is_archived,
    )  # fmt: skip


def edit(shop: Shop, item: UUID, **changes: Any) -> RowEdit:
    before = state(shop, item)
    return RowEdit(item=item, before=before, after=replace(before, **changes))


def saved(shop: Shop, *lines: RowEdit) -> EditedRows:
    return edit_rows(EditRows(organization=shop.organization, person=None, lines=lines, day=DAY))


def codes_of(done: EditedRows) -> list[tuple[UUID, str]]:
    return [(one.item, one.refusal.code) for one in done.bad]


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return newest_position()


def cost(shop: Shop, item: UUID, price: int) -> None:
    change_price(ChangePrice(organization=shop.organization, person=None, item=item, unit_price=price, day=DAY))


def prices(shop: Shop, *lines: tuple[UUID, int], at: int | None = None, person: UUID | None = None) -> ChangePrices:
    return ChangePrices(
        organization=shop.organization, person=person, day=DAY, position=position(shop) if at is None else at,
        lines=tuple(NewPrice(item=item, unit_price=price) for item, price in lines),
    )  # fmt: skip


def test_good_rows_are_taken_and_bad_ones_named(shop: Shop) -> None:
    honey, wax, pen = (put_on_sale(shop, name, unit_price=500) for name in ("Miel", "Cire", "Stylo"))
    lines = [
        edit(shop, honey, name="Miel doré", category=shop.drinks, tax_class=shop.standard, unit_price=690),
        edit(shop, wax, unit_price=-1, name="Cire noire"),
        edit(shop, pen, is_archived=True),
        replace(edit(shop, pen), item=UUID(int=7), after=replace(state(shop, pen), unit_price=1)),
    ]

    first = saved(shop, *lines)
    after = position(shop)
    again = saved(shop, *lines)

    assert (first.changed, codes_of(first)) == (
        2, [(wax, "catalog.price_invalid"), (UUID(int=7), "catalog.product_unknown")],
    )  # fmt: skip
    assert state(shop, honey) == RowState(
        name="Miel doré", category=shop.drinks, tax_class=shop.standard, unit_price=690, is_archived=False
    )
    # Of a row that is refused nothing is written, not even what was right in it.
    assert (state(shop, wax).name, state(shop, wax).unit_price, state(shop, pen).is_archived) == ("Cire", 500, True)
    assert (again.changed, position(shop)) == (0, after)


def test_what_somebody_else_changed_is_named_and_the_rest_is_saved(shop: Shop) -> None:
    honey, wax = put_on_sale(shop, "Miel", unit_price=500), put_on_sale(shop, "Cire", unit_price=500)
    lines = [edit(shop, honey, unit_price=690), edit(shop, wax, name="Cire noire")]
    cost(shop, honey, 650)
    cost(shop, wax, 400)

    done = saved(shop, *lines)

    assert (done.changed, codes_of(done)) == (1, [(honey, "catalog.row_changed")])
    assert state(shop, honey).unit_price == 650
    assert (state(shop, wax).name, state(shop, wax).unit_price) == ("Cire noire", 400)


def test_a_row_comes_back_and_changes_in_one_go_and_a_packs_shelf_stays(shop: Shop) -> None:
    honey, pack = put_on_sale(shop, "Miel", unit_price=500), new_uuid7()
    add_pack(
        AddPack(
            organization=shop.organization, person=None, parent=honey, item=pack, name="Miel ×6", count=6,
            unit_price=2700, day=DAY,
        )
    )  # fmt: skip
    gone = put_on_sale(shop, "Cire")
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=gone))

    done = saved(
        shop, edit(shop, gone, is_archived=False, unit_price=420), edit(shop, pack, category=shop.drinks, unit_price=1)
    )

    assert (done.changed, codes_of(done)) == (1, [(pack, "catalog.family_decides")])
    assert (state(shop, gone).is_archived, state(shop, gone).unit_price) == (False, 420)
    assert state(shop, pack).unit_price == 2700


def test_two_who_save_the_same_row_at_once(shop: Shop) -> None:
    honey = put_on_sale(shop, "Miel", unit_price=500)
    there = [edit(shop, honey, unit_price=600), edit(shop, honey, unit_price=700)]

    def save(line: RowEdit) -> EditedRows:
        try:
            return saved(shop, line)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(save, there))

    assert sorted(one.changed for one in done) == [0, 1]
    assert [code for one in done for _item, code in codes_of(one)] == ["catalog.row_changed"]


def test_prices_of_a_selection_change_once_and_go_back(shop: Shop) -> None:
    me = new_uuid7()
    honey, wax, gone = (put_on_sale(shop, name, unit_price=500) for name in ("Miel", "Cire", "Stylo"))
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=gone))
    seen = position(shop)
    cost(shop, wax, 450)
    command = prices(shop, (honey, 549), (wax, 549), (gone, 549), at=seen, person=me)

    first, again = change_prices(command), change_prices(command)

    assert (first.changed, [one.refusal.code for one in first.bad]) == (
        1, ["catalog.row_changed", "catalog.product_unknown"],
    )  # fmt: skip
    assert (again.changed, first.first, first.last) == (0, seen + 2, seen + 2)
    assert (state(shop, honey).unit_price, state(shop, wax).unit_price) == (549, 450)
    back = TakeBackPrices(organization=shop.organization, person=me, first=first.first, last=first.last, day=DAY)
    assert take_back_prices(replace(back, person=new_uuid7())).changed == 0  # only one's own
    assert [take_back_prices(back).changed for _ in range(2)] == [1, 0]
    assert state(shop, honey).unit_price == 500


def test_a_price_that_changed_since_is_not_taken_back(shop: Shop) -> None:
    honey, wax = put_on_sale(shop, "Miel", unit_price=500), put_on_sale(shop, "Cire", unit_price=500)
    done = change_prices(prices(shop, (honey, 549), (wax, 549)))
    cost(shop, honey, 600)

    back = take_back_prices(
        TakeBackPrices(organization=shop.organization, person=None, first=done.first, last=done.last, day=DAY)
    )

    assert (back.changed, [one.item for one in back.bad]) == (1, [honey])
    assert (state(shop, honey).unit_price, state(shop, wax).unit_price) == (600, 500)


def test_more_than_a_batch_is_refused_and_nothing_is_written(shop: Shop) -> None:
    honey = put_on_sale(shop, "Miel")
    many = [(new_uuid7(), 1) for _ in range(500)]

    with pytest.raises(BatchTooLarge):
        change_prices(prices(shop, (honey, 549), *many))
    with pytest.raises(BatchTooLarge):
        take_back_prices(TakeBackPrices(organization=shop.organization, person=None, first=1, last=501, day=DAY))

    with reading(shop.organization):
        assert Price.objects.count() == 1

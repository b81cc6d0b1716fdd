"""What waits to be printed: prices that the shelf does not show yet, per store, until somebody says that they hang."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from comptoir.catalog import feed
from comptoir.catalog.commands import AddPack, ArchiveProduct, ChangePrice, EditProduct
from comptoir.catalog.content_commands import StateContent
from comptoir.catalog.net_content import NetContent
from comptoir.catalog.operations import add_pack, state_content
from comptoir.catalog.public import archive_product, change_price, edit_product
from comptoir.kernel import DomainError, new_uuid7
from comptoir.labels.commands import HangLabels, WantLabels
from comptoir.labels.errors import LabelPositionUnknown, LabelStoreUnknown
from comptoir.labels.models import ShelfLabel, StoreLabels
from comptoir.labels.public import hang_labels, newest_position, waiting_labels, want_labels
from comptoir.labels.queries import all_hang_up_to
from comptoir.platform.tenancy import reading
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale
from tests.catalog.stores import new_store

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def store(shop: Shop) -> UUID:
    return new_store(shop.organization)


def waiting(shop: Shop, store: UUID) -> list[tuple[str, bool]]:
    with reading(shop.organization):
        return [(row.name, row.is_wanted) for row in waiting_labels(store, limit=100)]


def position(shop: Shop) -> int:
    with reading(shop.organization):
        return newest_position()


def cost(shop: Shop, item: UUID, price: int, store: UUID | None = None) -> None:
    change_price(
        ChangePrice(organization=shop.organization, person=None, item=item, unit_price=price, day=DAY, store=store)
    )


def hung(shop: Shop, store: UUID, *items: UUID, at: int | None = None, seen_at: datetime = NOW) -> HangLabels:
    return HangLabels(
        organization=shop.organization, person=None, store=store, items=items or None, seen_at=seen_at,
        position=position(shop) if at is None else at,
    )  # fmt: skip


def test_what_is_new_waits_in_every_store_until_it_hangs(shop: Shop, store: UUID) -> None:
    other = new_store(shop.organization)
    honey, wax = put_on_sale(shop, "Miel"), put_on_sale(shop, "Cire")

    hang_labels(hung(shop, store, honey))
    hang_labels(hung(shop, store, honey))

    assert waiting(shop, store) == [("Cire", False)]
    assert waiting(shop, other) == [("Miel", False), ("Cire", False)]
    hang_labels(hung(shop, store))
    assert waiting(shop, store) == []
    hang_labels(hung(shop, other, honey, wax))
    assert waiting(shop, other) == []


def test_the_next_look_begins_at_the_first_that_waits(shop: Shop, store: UUID) -> None:
    honey, wax = put_on_sale(shop, "Miel"), put_on_sale(shop, "Cire")
    first_of_wax = position(shop)
    cost(shop, honey, 720)

    hang_labels(hung(shop, store, honey))
    with reading(shop.organization):
        after_one = all_hang_up_to(store)
    hang_labels(hung(shop, store, wax))
    with reading(shop.organization):
        after_both = all_hang_up_to(store)

    assert (after_one, after_both) == (first_of_wax - 1, position(shop))
    cost(shop, wax, 99)
    assert waiting(shop, store) == [("Cire", False)]


def test_more_changes_than_one_step_are_looked_through(
    shop: Shop, store: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "STEP", 2)
    names = [f"Article {number}" for number in range(7)]
    for name in names:
        put_on_sale(shop, name)

    assert [name for name, _ in waiting(shop, store)] == names
    with reading(shop.organization):
        assert [row.name for row in waiting_labels(store, limit=3)] == names[:3]


def test_a_new_price_waits_where_it_is_asked(shop: Shop, store: UUID) -> None:
    other = new_store(shop.organization)
    honey = put_on_sale(shop, "Miel", unit_price=690)
    for place in (store, other):
        hang_labels(hung(shop, place))

    cost(shop, honey, 650, other)
    assert (waiting(shop, store), waiting(shop, other)) == ([], [("Miel", False)])
    hang_labels(hung(shop, other))
    cost(shop, honey, 720)
    assert (waiting(shop, store), waiting(shop, other)) == ([("Miel", False)], [])
    cost(shop, honey, 690)
    assert waiting(shop, store) == []


def test_another_tax_asks_for_no_label_another_name_content_or_origin_does(shop: Shop, store: UUID) -> None:
    honey = put_on_sale(shop, "Miel", unit_price=690)
    hang_labels(hung(shop, store))

    def edit(name: str) -> None:
        edit_product(
            EditProduct(
                organization=shop.organization, person=None, item=honey, name=name, category=shop.bread,
                tax_class=shop.standard, unit="C62", barcodes=(), day=DAY,
            )
        )  # fmt: skip

    edit("Miel")
    assert waiting(shop, store) == []
    before = position(shop)
    edit("Miel de lavande")
    assert waiting(shop, store) == [("Miel de lavande", False)]
    hang_labels(hung(shop, store, honey, at=before))  # printed before
    assert waiting(shop, store) == [("Miel de lavande", False)]
    hang_labels(hung(shop, store, honey))
    assert waiting(shop, store) == []

    said = {"organization": shop.organization, "person": None, "item": honey}
    for net, origin in ((NetContent(250_000, "GRM"), ""), (NetContent(250_000, "GRM"), "Drôme")):
        state_content(StateContent(**said, net=net, origin=origin))  # type: ignore[arg-type]
        assert waiting(shop, store) == [("Miel de lavande", False)]
        hang_labels(hung(shop, store, honey))
        assert waiting(shop, store) == []
        state_content(StateContent(**said, net=net, origin=origin))  # type: ignore[arg-type]
        assert waiting(shop, store) == []


def test_a_price_that_changed_while_it_was_printed_goes_on_waiting(shop: Shop, store: UUID) -> None:
    honey = put_on_sale(shop, "Miel", unit_price=690)
    printed = position(shop)
    cost(shop, honey, 720)

    hang_labels(hung(shop, store, honey, at=printed))
    assert waiting(shop, store) == [("Miel", False)]
    hang_labels(hung(shop, store, at=printed))
    assert waiting(shop, store) == [("Miel", False)]
    hang_labels(hung(shop, store, honey))
    hang_labels(hung(shop, store, honey, at=printed))  # never backwards
    assert waiting(shop, store) == []


def test_a_pack_waits_and_what_is_archived_does_not(shop: Shop, store: UUID) -> None:
    honey, gone = put_on_sale(shop, "Miel"), put_on_sale(shop, "Cire")
    hang_labels(hung(shop, store))
    add_pack(
        AddPack(
            organization=shop.organization, person=None, parent=honey, item=new_uuid7(), name="Miel ×6", count=6,
            unit_price=3600, day=DAY,
        )
    )  # fmt: skip
    want_labels(WantLabels(organization=shop.organization, person=None, stores=(store,), items=(gone,), now=NOW))
    archive_product(ArchiveProduct(organization=shop.organization, person=None, item=gone))

    assert waiting(shop, store) == [("Miel ×6", False)]


def test_a_label_asked_for_by_hand_waits_once(shop: Shop, store: UUID) -> None:
    honey = put_on_sale(shop, "Miel")
    hang_labels(hung(shop, store))
    want = WantLabels(organization=shop.organization, person=None, stores=(store,), items=(honey, honey), now=NOW)

    assert [want_labels(want), want_labels(want)] == [1, 1]
    assert waiting(shop, store) == [("Miel", True)]
    hang_labels(hung(shop, store, seen_at=NOW - timedelta(seconds=1)))
    assert waiting(shop, store) == [("Miel", True)]
    hang_labels(hung(shop, store, honey))
    assert waiting(shop, store) == []


def test_what_nobody_could_mean_is_refused_and_nothing_is_written(shop: Shop, store: UUID) -> None:
    honey = put_on_sale(shop, "Miel")
    refused: list[tuple[HangLabels, type[DomainError]]] = [
        (hung(shop, UUID(int=7)), LabelStoreUnknown),
        (hung(shop, store, honey, at=position(shop) + 1), LabelPositionUnknown),
    ]
    for command, refusal in refused:
        with pytest.raises(refusal):
            hang_labels(command)
    with pytest.raises(LabelStoreUnknown):
        want_labels(
            WantLabels(organization=shop.organization, person=None, stores=(UUID(int=7),), items=(honey,), now=NOW)
        )
    hang_labels(hung(shop, store, UUID(int=9)))

    with reading(shop.organization):
        assert (ShelfLabel.objects.count(), StoreLabels.objects.count()) == (0, 0)


def test_two_who_hang_the_same_labels_at_once(shop: Shop, store: UUID) -> None:
    items = [put_on_sale(shop, f"Article {number}") for number in range(8)]
    there = [hung(shop, store, *items), hung(shop, store, *reversed(items))]

    def hang(command: HangLabels) -> None:
        try:
            hang_labels(command)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(hang, there * 3))

    assert waiting(shop, store) == []
    with reading(shop.organization):
        assert ShelfLabel.objects.count() == 8

"""A file is tried, taken over, stopped, gone on with and taken back; what breaks in between breaks nothing."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from comptoir.catalog.models import FeedRow, Item
from comptoir.catalog.public import item_of_code, search_items
from comptoir.catalog.traits import traits_of
from comptoir.kernel import new_uuid7
from comptoir.moving import articles_load
from comptoir.moving.commands import CarryOn, OpenMove, TurnMove
from comptoir.moving.errors import MoveBusy, MoveRepeated, MoveUnknown, TableEmpty, TableUnreadable
from comptoir.moving.models import Move, MovedItem
from comptoir.moving.operations import carry_on, open_move, stop, take_back, take_over
from comptoir.moving.worker import work_once
from comptoir.platform.tenancy import reading
from comptoir.stock.models import Movement
from tests.catalog.shelves import DAY, Shop, furnish, put_on_sale
from tests.catalog.stores import new_store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
# Line 3 has a wrong check digit; the last two are one family.
FILE = """Handle,SKU,Name,Category,Sold by weight,Option 1 name,Option 1 value,Barcode,Price [Centre],In stock [Centre]
miel,10001,Miel,Épicerie,N,,,4006381333931,6.90,24
sel,10002,Sel,Épicerie,N,,,4006381333932,1.20,5
tee,10003,Tee,Textile,N,Taille,S,,19.00,3
tee,10004,,,N,,M,,21.00,0
"""


@pytest.fixture
def shop(organization: UUID) -> Shop:
    return furnish(organization)


@pytest.fixture
def store(shop: Shop) -> UUID:
    return new_store(shop.organization)


def opened(shop: Shop, store: UUID, content: str = FILE) -> UUID:
    return open_move(
        OpenMove(
            organization=shop.organization, person=None, id=new_uuid7(), file_name="export_items.csv",
            content=content.encode(), category="Divers", tax="20", way="Variante", store=store, day=DAY,
        )
    )  # fmt: skip


def turn(shop: Shop, move: UUID) -> TurnMove:
    return TurnMove(organization=shop.organization, person=None, move=move)


def read(shop: Shop, move: UUID) -> Move:
    with reading(shop.organization):
        return Move.objects.get(pk=move)


def worked(shop: Shop, move: UUID) -> Move:
    """As the worker does it, for this shop alone."""
    while carry_on(CarryOn(organization=shop.organization, move=move, number=read(shop, move).batches_done, now=NOW)):
        pass
    return read(shop, move)


def counts(move: Move) -> tuple[str, int, int, int, int]:
    return move.state, move.created, move.changed, move.unchanged, move.bad


def names(shop: Shop) -> list[str]:
    with reading(shop.organization):
        return [view.name for view in search_items().items]


def feed(shop: Shop) -> int:
    with reading(shop.organization):
        return FeedRow.objects.filter(organization_id=shop.organization).count()


def test_trying_says_what_would_come_of_it_and_writes_nothing(shop: Shop, store: UUID) -> None:
    put_on_sale(shop, "Miel de lavande", unit_price=650, barcodes=("4006381333931",))
    before = feed(shop)

    move = worked(shop, opened(shop, store))

    assert counts(move) == ("tried", 2, 1, 0, 1)
    assert move.bad_lines == [{"number": 3, "code": "kernel.gtin_invalid", "details": {"gtin": "4006381333932"}}]
    assert (move.source, move.lines, move.lines_done, move.left_out) == ("loyverse", 4, 4, [])
    assert (names(shop), feed(shop)) == (["Miel de lavande"], before)
    with reading(shop.organization):
        assert not MovedItem.objects.filter(move=move.pk).exists()
        assert not Movement.objects.filter(organization_id=shop.organization).exists()


def test_taking_over_books_articles_variants_and_what_lies_there(shop: Shop, store: UUID) -> None:
    known = put_on_sale(shop, "Miel de lavande", unit_price=650, barcodes=("4006381333931",))
    move = worked(shop, opened(shop, store)).pk
    take_over(turn(shop, move))

    taken = worked(shop, move)

    assert counts(taken) == ("taken", 2, 1, 0, 1)
    with reading(shop.organization):
        honey = item_of_code("4006381333931")
        assert honey is not None
        assert (honey.id, honey.name, honey.category_name, honey.unit_price) == (known, "Miel", "Épicerie", 690)
        medium = item_of_code("10004")
        assert medium is not None
        assert (medium.name, medium.unit_price) == ("Tee, M", 2100)
        traits = traits_of(medium.id)
        assert (traits.parent is not None, list(traits.choices)) == (True, ["M"])
        # What was known keeps its own count; nothing lies there of the medium one, and that is no movement.
        small = item_of_code("10003")
        assert small is not None
        moved = Movement.objects.filter(organization_id=shop.organization)
        assert [(row.item_id, row.store_id, row.quantity_milli, row.reason) for row in moved] == [
            (small.id, store, 3_000, "count")
        ]


def test_taking_back_leaves_the_shop_as_it_was(shop: Shop, store: UUID) -> None:
    known = put_on_sale(shop, "Miel de lavande", unit_price=650, barcodes=("4006381333931",))
    move = worked(shop, opened(shop, store)).pk
    take_over(turn(shop, move))
    worked(shop, move)
    take_back(turn(shop, move))

    assert worked(shop, move).state == "returned"

    assert names(shop) == ["Miel de lavande"]
    with reading(shop.organization):
        honey = item_of_code("4006381333931")
        assert honey is not None
        assert (honey.id, honey.category_name, honey.unit_price) == (known, "Pain", 650)
        assert sum(row.quantity_milli for row in Movement.objects.filter(organization_id=shop.organization)) == 0
    # The same file may come again, and makes the same goods sellable again: their codes know them.
    again = worked(shop, opened(shop, store)).pk
    take_over(turn(shop, again))
    assert counts(worked(shop, again))[0] == "taken"
    assert names(shop) == ["Miel", "Tee", "Tee, M", "Tee, S"]


def test_a_repeat_finds_everything_as_it_is(shop: Shop, store: UUID) -> None:
    move = worked(shop, opened(shop, store)).pk
    take_over(turn(shop, move))
    worked(shop, move)

    # A line was refused: what it lacks may be here by now.
    assert counts(worked(shop, opened(shop, store))) == ("tried", 0, 0, 3, 1)
    whole = FILE.replace("4006381333932", "")
    move = worked(shop, opened(shop, store, whole)).pk
    take_over(turn(shop, move))
    assert counts(worked(shop, move)) == ("taken", 1, 0, 3, 0)
    with pytest.raises(MoveRepeated):
        opened(shop, store, whole)
    again = worked(shop, opened(shop, store, FILE.replace("19.00", "18.00")))

    # Both variants are looked at, because one has another price.
    assert counts(again) == ("tried", 0, 2, 1, 1)


def test_stopped_it_goes_on_where_it_stood(shop: Shop, store: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"Article {number};1,50;A-{number}\n" for number in range(1_200))
    move = worked(shop, opened(shop, store, "nom;prix;ref\n" + lines)).pk
    take_over(turn(shop, move))
    assert carry_on(CarryOn(organization=shop.organization, move=move, number=0, now=NOW))
    # A second worker that had seen the same place does nothing.
    assert not carry_on(CarryOn(organization=shop.organization, move=move, number=0, now=NOW))
    stop(turn(shop, move))
    assert not carry_on(CarryOn(organization=shop.organization, move=move, number=1, now=NOW))
    assert (read(shop, move).state, read(shop, move).lines_done) == ("stopped", 500)

    take_over(turn(shop, move))
    with monkeypatch.context() as patch:
        # The crash after the goods are written, before their place in the file is.
        patch.setattr(articles_load, "_remember", _crash)
        with pytest.raises(RuntimeError):
            carry_on(CarryOn(organization=shop.organization, move=move, number=1, now=NOW))
    assert read(shop, move).lines_done == 500
    with reading(shop.organization):
        assert Item.objects.filter(organization_id=shop.organization).count() == 500

    assert counts(worked(shop, move)) == ("taken", 1_200, 0, 0, 0)
    with reading(shop.organization):
        assert Item.objects.filter(organization_id=shop.organization).count() == 1_200


def _crash(*_: object) -> None:
    raise RuntimeError("the power went")


def test_what_breaks_stands_still_until_a_person_lets_it_go_on(
    shop: Shop, store: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = opened(shop, store)
    with monkeypatch.context() as patch:
        patch.setattr(articles_load, "_import", _crash)
        work_once(NOW)
    assert read(shop, move).state == "failed"
    assert not carry_on(CarryOn(organization=shop.organization, move=move, number=0, now=NOW))

    take_over(turn(shop, move))

    assert worked(shop, move).state == "tried"


def test_what_cannot_be_asked_now_is_refused(shop: Shop, store: UUID) -> None:
    move = opened(shop, store)
    for wish in (take_over, stop, take_back):
        with pytest.raises(MoveBusy):
            wish(turn(shop, move))
        with pytest.raises(MoveUnknown):
            wish(turn(shop, new_uuid7()))
    assert read(shop, move).state == "trying"
    for content, refusal in (("a;b\n1;2\n", TableUnreadable), ("nom;prix\n", TableEmpty)):
        with pytest.raises(refusal):
            opened(shop, store, content)


def test_the_worker_sees_each_shop_by_itself(shop: Shop, store: UUID) -> None:
    move = opened(shop, store)

    while work_once(NOW):
        pass

    assert read(shop, move).state == "tried"


def test_a_file_of_somebody_else_is_not_there(shop: Shop, store: UUID, organization: UUID) -> None:
    move = opened(shop, store)
    stranger = furnish_stranger()

    with pytest.raises(MoveUnknown):
        take_over(TurnMove(organization=stranger, person=None, move=move))
    with reading(stranger):
        assert not Move.objects.exists()
    with connection.cursor() as cursor, pytest.raises(Exception, match="no organization is set"):
        cursor.execute("SELECT * FROM moving_move")


def furnish_stranger() -> UUID:
    from comptoir.platform.commands import FoundOrganization
    from comptoir.platform.operations import found_organization

    command = FoundOrganization(organization=new_uuid7(), name="Autre", country="FR", currency="EUR", locale="fr-FR")
    found_organization(command)
    return command.organization

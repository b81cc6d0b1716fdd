"""What will be sold, when to order how many of it, and that one hears of a shortage once."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.core import mail
from django.db import connections

from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.purchasing.commands import (
    AddRecipient,
    EndSupplier,
    LookForShort,
    RemoveRecipient,
    SetReorderRule,
    WorkOutPoints,
)
from comptoir.purchasing.demand import Demand, Horizon, weekday_mean
from comptoir.purchasing.errors import AddressUnreadable, StoreUnknown, TermsInvalid
from comptoir.purchasing.operations.reordering import (
    add_recipient,
    look_for_short,
    remove_recipient,
    set_reorder_rule,
    work_out_points,
)
from comptoir.purchasing.operations.suppliers import end_supplier
from comptoir.purchasing.reordering import Levels, levels, suggested
from comptoir.purchasing.short import suggestions
from comptoir.purchasing.worker import tell_all, work_once
from comptoir.stock.commands import CountItem
from comptoir.stock.operations import count_item
from tests.purchasing.bought import add_order, add_supplier, bread, wine
from tests.sales.shop import Shop, count, open_shop, rows
from tests.sales.stockroom import catch_up

TODAY = date(2026, 11, 26)  # a Thursday
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return open_shop()


def sold(shop: Shop, item: UUID, *days: tuple[int, int], today: date = TODAY) -> None:
    """So many days ago, so many thousandths."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner, owner.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO stock_sold_day (organization_id, store_id, item_id, day, sold_milli, average, fifo)"
            " VALUES (%s, %s, %s, %s, %s, 0, 0)",
            [(shop.organization, shop.store, item, today - timedelta(days=ago), milli) for ago, milli in days],
        )


def demand(shop: Shop, *horizons: tuple[UUID, int]) -> list[Demand]:
    with reading(shop.organization):
        return weekday_mean(shop.store, [Horizon(item, days) for item, days in horizons], TODAY)


def counted(shop: Shop, database, item: UUID, milli: int) -> None:
    count_item(
        CountItem(
            organization=shop.organization, person=None, id=new_uuid7(), store=shop.store, item=item,
            quantity_milli=milli, now=NOW,
        )
    )  # fmt: skip
    catch_up(database.app, shop.organization)


def work_out(shop: Shop) -> int:
    return work_out_points(WorkOutPoints(organization=shop.organization, store=shop.store, today=TODAY))


def look(shop: Shop, now: datetime = NOW) -> int:
    return look_for_short(LookForShort(organization=shop.organization, now=now))


def rule(
    shop: Shop, item: UUID, point: int | None, up_to: int | None = None, *, store: UUID | None = None
) -> SetReorderRule:
    return SetReorderRule(
        organization=shop.organization, person=None, item=item, point_milli=point, up_to_milli=up_to,
        store=store or shop.store,
    )  # fmt: skip


def recipient(shop: Shop, **changes: object) -> AddRecipient:
    said: dict[str, object] = {"id": new_uuid7(), "address": "patron@example.fr", "language": "fr", "store": None}
    return AddRecipient(organization=shop.organization, person=None, now=NOW - timedelta(days=1), **said | changes)  # type: ignore[arg-type]


def test_each_weekday_has_its_own_mean_and_one_wedding_is_no_habit(shop: Shop) -> None:
    # Eight Thursdays of 2, of which one brought 60; Fridays of 4.
    sold(shop, wine(shop), *((7 * week, 60_000 if week == 3 else 2_000) for week in range(1, 9)))
    sold(shop, wine(shop), *((7 * week - 1, 4_000) for week in range(1, 9)))

    [thursday, two_days, week, nothing] = demand(
        shop, (wine(shop), 1), (wine(shop), 2), (wine(shop), 7), (bread(shop), 7)
    )

    # Chance alone spreads 2 pieces by the root of 2: 2 + 1.2816 × 1.414.
    assert thursday == Demand(2_000, 3_812)
    assert two_days.expected_milli == week.expected_milli == 6_000
    assert nothing == Demand(0, 0)


def test_a_young_article_is_judged_by_the_weeks_that_it_was_there(shop: Shop) -> None:
    sold(shop, wine(shop), (7, 3_000), (14, 3_000))

    assert demand(shop, (wine(shop), 7))[0].expected_milli == 3_000


def test_what_came_back_sells_nothing(shop: Shop) -> None:
    sold(shop, wine(shop), (7, -5_000), (14, 1_000))

    assert demand(shop, (wine(shop), 7))[0].expected_milli == 500


def test_pieces_are_whole_and_a_rule_stands_above_what_is_worked_out() -> None:
    here, following = Demand(2_000, 3_812), Demand(9_000, 12_001)

    assert levels(here, following, 7_000, "C62", None) == Levels(4_000, 13_000)
    assert levels(here, following, 7_000, "KGM", None) == Levels(3_812, 12_001)
    assert levels(here, following, 7_000, "C62", Levels(10_000, 0)) == Levels(10_000, 17_000)
    assert levels(here, following, 7_000, "C62", Levels(10_000, 12_000)) == Levels(10_000, 12_000)
    assert suggested(5_000, Levels(4_000, 13_000), minimum_milli=0, unit="C62") == 0
    assert suggested(4_000, Levels(4_000, 13_000), minimum_milli=0, unit="C62") == 9_000
    assert suggested(-2_500, Levels(4_000, 13_000), minimum_milli=24_000, unit="C62") == 24_000
    assert suggested(-9_000, Levels(0, 0), minimum_milli=6_000, unit="C62") == 0


def test_what_is_low_is_suggested_from_who_asks_for_least_until_it_is_ordered(shop: Shop, database) -> None:
    add_supplier(shop, name="Cher", lead_days=1)
    supplier = add_supplier(shop)
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        owner.execute("UPDATE purchasing_offer SET unit_cost = 900 WHERE supplier_id <> %s", [supplier])
    sold(shop, wine(shop), *((days, 1_000) for days in range(1, 57)))
    counted(shop, database, wine(shop), 6_000)

    assert (work_out(shop), work_out(shop)) == (1, 1)
    with reading(shop.organization):
        [found] = suggestions([shop.store])
    # One a day; the supplier needs three days: four days of one, and 1.2816 × 2 above that; eleven days likewise.
    assert (found.supplier, found.weekly_milli, found.free_milli, found.point_milli, found.up_to_milli) == (
        supplier, 7_000, 6_000, 7_000, 16_000,
    )  # fmt: skip
    assert found.quantity_milli == 10_000

    add_order(shop, supplier, (wine(shop), 10_000), is_sent=False)
    with reading(shop.organization):
        assert suggestions([shop.store]) == []


def test_what_nobody_counted_is_not_judged(shop: Shop) -> None:
    add_supplier(shop)
    sold(shop, wine(shop), *((days, 1_000) for days in range(1, 57)))

    assert work_out(shop) == 0
    assert look(shop) == 0


def test_the_worker_works_out_looks_and_begins_again_when_terms_change(shop: Shop, database) -> None:
    supplier = add_supplier(shop)
    sold(shop, wine(shop), *((days, 1_000) for days in range(1, 57)), today=datetime.now(UTC).date())
    counted(shop, database, wine(shop), 6_000)

    work_once(datetime.now(UTC))
    [point] = rows("purchasing_reorder_point", shop.organization)
    [watch] = rows("purchasing_stock_watch", shop.organization)
    assert (point["supplier_id"], count("purchasing_low_stock", shop.organization)) == (supplier, 1)
    assert None not in (watch["computed_at"], watch["looked_at"])

    end_supplier(EndSupplier(organization=shop.organization, person=None, supplier=supplier, is_ended=True))
    work_once(datetime.now(UTC))
    assert count("purchasing_reorder_point", shop.organization) == 0
    assert count("purchasing_low_stock", shop.organization) == 0


def test_a_rule_of_nonsense_is_refused_and_nothing_is_written(shop: Shop) -> None:
    for refused, why in (
        (rule(shop, wine(shop), -1), TermsInvalid),
        (rule(shop, wine(shop), 5_000, 4_000), TermsInvalid),
        (rule(shop, wine(shop), 5_000, store=new_uuid7()), StoreUnknown),
        (rule(shop, new_uuid7(), 5_000), DomainError),
    ):
        with pytest.raises(why):
            set_reorder_rule(refused)

    assert count("purchasing_reorder_rule", shop.organization) == 0


def test_one_hears_of_a_shortage_once_and_again_after_there_was_enough(shop: Shop, database) -> None:
    set_reorder_rule(rule(shop, wine(shop), 5_000))
    counted(shop, database, wine(shop), 5_000)
    work_out(shop)
    who = recipient(shop)

    assert (add_recipient(who), add_recipient(who)) == (True, False)
    assert (look(shop), look(shop, NOW + timedelta(hours=1))) == (1, 0)
    assert (tell_all(shop.organization, NOW), tell_all(shop.organization, NOW)) == (1, 0)
    counted(shop, database, wine(shop), 4_000)
    morning = NOW + timedelta(days=1)
    assert (look(shop, morning), tell_all(shop.organization, morning)) == (0, 1)
    assert len(mail.outbox) == 1

    counted(shop, database, wine(shop), 6_000)
    assert look(shop, morning) == 0
    assert count("purchasing_low_stock", shop.organization) == 0
    counted(shop, database, wine(shop), 3_000)
    assert look(shop, morning + timedelta(hours=1)) == 1
    assert tell_all(shop.organization, morning + timedelta(days=1)) == 1

    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["patron@example.fr"], "1 article bientôt épuisé · Essai")
    ] * 2
    assert "Vin\N{NO-BREAK SPACE}: reste 5, seuil de commande 5" in mail.outbox[0].body
    assert "Vin\N{NO-BREAK SPACE}: reste 3, seuil de commande 5" in mail.outbox[1].body


def test_a_mail_server_that_is_away_keeps_the_shortage_for_the_next_try(shop: Shop, database, settings) -> None:
    set_reorder_rule(rule(shop, wine(shop), 5_000))
    counted(shop, database, wine(shop), 2_000)
    work_out(shop)
    add_recipient(recipient(shop))
    look(shop)
    settings.COMPTOIR_EMAIL_URL = ""

    tell_all(shop.organization, NOW)
    [failed] = rows("purchasing_recipient", shop.organization)
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    tell_all(shop.organization, NOW + timedelta(hours=1))

    assert (failed["code"], failed["attempts"], failed["told_until"]) == ("not_set_up", 1, NOW - timedelta(days=1))
    [sent] = rows("purchasing_recipient", shop.organization)
    assert (sent["code"], sent["attempts"], len(mail.outbox)) == ("", 0, 1)


def test_two_who_look_and_tell_at_once_say_it_once(shop: Shop, database) -> None:
    set_reorder_rule(rule(shop, wine(shop), 5_000))
    counted(shop, database, wine(shop), 2_000)
    work_out(shop)
    add_recipient(recipient(shop))

    def one(_: int) -> int:
        try:
            return look(shop) + 10 * tell_all(shop.organization, NOW + timedelta(minutes=1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 11


def test_who_is_told_is_an_address_and_may_be_taken_away(shop: Shop) -> None:
    who = recipient(shop)
    add_recipient(who)
    for refused, why in (
        (recipient(shop, address="nobody"), AddressUnreadable),
        (recipient(shop, language="xx"), TermsInvalid),
        (recipient(shop, store=new_uuid7()), StoreUnknown),
    ):
        with pytest.raises(why):
            add_recipient(refused)
    assert count("purchasing_recipient", shop.organization) == 1

    gone = RemoveRecipient(organization=shop.organization, person=None, id=who.id)

    assert (remove_recipient(gone), remove_recipient(gone)) == (True, False)
    assert count("purchasing_recipient", shop.organization) == 0

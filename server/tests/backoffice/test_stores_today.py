"""All stores on one page: each against its usual day, silent tills, counts that were off; quick for three hundred."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.backoffice.queries.stores_today import StoreState, difference_limits, store_states
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddStore
from comptoir.platform.inherited import Level, Own
from comptoir.platform.public import add_store, legal_entities, stores
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import Sealed, SimulatedTill
from comptoir.shops.commands import ChangeSettings, PlaceStores, SaveGroup
from comptoir.shops.public import change_settings, place_stores, save_group
from tests.backoffice.conftest import NOON, Day
from tests.insights.books import follow

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]
HOURS = (
    "INSERT INTO insights_sales_hour (organization_id, day, store_id, till, cashier, hour, sales_count, refunds_count, "
    "discounted_count, lines_count, sold, refunded, net, tax, gross, cash_rounding, line_discount, basket_discount) "
    "VALUES (%s, %s, %s, %s, %s, %s, 1, 0, 0, 1, 0, 0, 0, 0, %s, 0, 0, 0)"
)


def write(statement: str, *values: object) -> None:
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as owner:
        owner.execute(statement, values)


def hour(day: Day, store: UUID, when: date, clock: int, gross: int) -> None:
    write(HOURS, day.organization, when, store, new_uuid7(), new_uuid7(), clock, gross)


def states(day: Day, now: datetime = NOON, limit: int = 0) -> list[StoreState]:
    with reading(day.organization):
        places = stores()
        return store_states(day.organization, now, dict.fromkeys([place.id for place in places], limit), places)


def another(day: Day, name: str, timezone: str = "Europe/Paris") -> UUID:
    with reading(day.organization):
        company = legal_entities()[0].id
    store = new_uuid7()
    add_store(
        AddStore(
            organization=day.organization, id=store, legal_entity=company, name=name, address="", timezone=timezone,
            price_mode="gross",
        )
    )  # fmt: skip
    return store


def test_today_is_compared_with_the_same_weekday_by_this_hour(day: Day, database) -> None:
    follow(database.app, day.organization)
    for when, clock, gross in (
        (date(2026, 11, 12), 12, 4_000), (date(2026, 11, 5), 10, 2_000),
        # Another weekday, an hour that has not come, a week too long ago, the night that belongs to the day before.
        (date(2026, 11, 18), 10, 9_000), (date(2026, 11, 12), 15, 9_000), (date(2026, 9, 17), 10, 9_000),
        (date(2026, 11, 12), 2, 9_000),
    ):  # fmt: skip
        hour(day, day.shop.store, when, clock, gross)

    [found] = states(day)

    # Half of the hour from twelve, and the one from ten: 20.00 on each of two days.
    assert (found.day.gross, found.day.usual, found.change, found.is_below) == (1_806, 2_000, -10, False)
    assert found.day.today == date(2026, 11, 19)
    [evening] = states(day, NOON + timedelta(hours=11))
    assert evening.day.usual == (4_000 + 2_000 + 9_000) // 2


def test_counts_that_were_off_beyond_the_limit_need_a_look(day: Day) -> None:
    [strict], [mild] = states(day, limit=99), states(day, limit=100)

    assert (strict.count.off, strict.count.worst, strict.needs_a_look) == (-100, 100, True)
    assert (mild.count.off, mild.count.worst, mild.needs_a_look) == (-100, 0, False)
    assert states(day, NOON + timedelta(days=8))[0].count.off == 0


def test_a_till_that_holds_entries_back_or_is_open_and_silent_is_late(day: Day, send: Send) -> None:
    send(day.till, [day.till.open(0)])
    write(
        "UPDATE fleet_device SET unsent_count = 0, unsent_since = NULL, last_seen_at = %s WHERE organization_id = %s",
        NOON, day.organization,
    )  # fmt: skip
    [fresh] = states(day, NOON + timedelta(minutes=59))
    [silent] = states(day, NOON + timedelta(minutes=61))
    write(
        "UPDATE fleet_device SET unsent_count = 3, unsent_since = %s, last_seen_at = %s WHERE organization_id = %s",
        NOON, NOON + timedelta(minutes=16), day.organization,
    )  # fmt: skip
    [holding] = states(day, NOON + timedelta(minutes=16))

    assert (fresh.tills.count, fresh.tills.late, fresh.tills.is_open) == (1, 0, True)
    assert silent.tills.late == 1
    assert (holding.tills.late, holding.tills.unsent, holding.needs_a_look) == (1, 3, True)


def test_the_page_leads_to_the_stores_that_need_a_look(owner: Client, day: Day) -> None:
    quiet = another(day, "Halle")
    # Past noon at both stores, whenever this runs: four o'clock is over there, and of the same day.
    now = datetime.now(UTC)
    east = 12 - now.hour
    write("UPDATE platform_store SET timezone = %s WHERE organization_id = %s", f"Etc/GMT{-east:+d}", day.organization)
    for week in (1, 2):
        hour(day, day.shop.store, (now + timedelta(hours=east)).date() - timedelta(weeks=week), 4, 50_000)

    page = owner.get("/stores").content.decode()
    only = owner.get("/stores", {"look": "1"}).content.decode()

    assert "1 store needs a look" in page
    assert "−100%" in page
    assert page.index("Centre") < page.index("Halle")
    assert f"/today?store={quiet}" in page
    assert f"/today?store={quiet}" not in only
    assert f"/today?store={day.shop.store}" in only


def test_three_hundred_stores_are_asked_for_in_few_questions(owner: Client, day: Day) -> None:
    write(
        "INSERT INTO platform_store (organization_id, id, legal_entity_id, name, address, phone, timezone, price_mode, "
        "day_starts_minute, opening_hours, first_tab, training_only, returns_days, returns_in_cash) "
        "SELECT organization_id, gen_random_uuid(), legal_entity_id, name || ' ' || n, address, phone, timezone, "
        "price_mode, day_starts_minute, opening_hours, first_tab, training_only, returns_days, returns_in_cash "
        "FROM platform_store, generate_series(2, 300) AS n WHERE organization_id = %s",
        day.organization,
    )
    write(
        f"{HOURS.partition('VALUES')[0]} SELECT p.organization_id, d.day::date, p.id, gen_random_uuid(), "
        "gen_random_uuid(), h.hour, 5, 0, 0, 9, 900, 0, 800, 100, 900, 0, 0, 0 FROM platform_store p, "
        "generate_series(current_date - 70, current_date, interval '7 days') AS d(day), generate_series(8, 19) "
        "AS h(hour) WHERE p.organization_id = %s",
        day.organization,
    )
    owner.get("/stores")

    with CaptureQueriesContext(connection) as queries:
        page = owner.get("/stores").content.decode()
    asked = [query["sql"].lstrip() for query in queries]
    told = next(place for place, query in enumerate(asked) if "comptoir.organizations" in query)

    assert page.count("/today?store=") == 300
    assert len([query for query in asked[told + 1 :] if query.startswith("SELECT")]) <= 12


def test_a_cashier_sees_no_stores(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    assert sign_in(day.organization, Role.CASHIER).get("/stores").status_code == 403


def test_low_stock_stands_beside_its_store_and_a_group_narrows_the_page(owner: Client, day: Day) -> None:
    north, group = another(day, "Halle"), new_uuid7()
    save_group(SaveGroup(organization=day.organization, person=None, id=group, name="Nord"))
    place_stores(PlaceStores(organization=day.organization, person=None, group=group, stores=(north,)))
    write(
        "INSERT INTO purchasing_low_stock (organization_id, store_id, item_id, since) VALUES (%s, %s, %s, now())",
        day.organization, north, day.shop.bread.item,
    )  # fmt: skip
    # A store's own limit counts for its own drawers.
    change_settings(
        ChangeSettings(
            organization=day.organization, person=None, id=new_uuid7(), level=Level.STORE, place=day.shop.store,
            values={"difference_limit": Own(100)}, now=NOON,
        )
    )  # fmt: skip
    with reading(day.organization):
        limits = difference_limits(stores())
        found = {state.day.store: state for state in store_states(day.organization, NOON, limits, stores())}

    assert limits == {day.shop.store: 100, north: 0}
    assert (found[north].low, found[day.shop.store].low) == (1, 0)
    assert found[day.shop.store].count.worst == 0
    narrow = owner.get("/stores", {"group": str(group)}).content.decode()
    assert f"/reordering?store={north}" in narrow
    assert f"/today?store={day.shop.store}" not in narrow

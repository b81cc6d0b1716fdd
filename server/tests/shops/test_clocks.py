"""A change that starts by each store's own clock: earlier zones first, every store once, and whatever comes between."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.platform.inherited import Changes, Level, Own, effective
from comptoir.platform.tenancy import reading
from comptoir.shops.clocks import moment_there
from comptoir.shops.commands import (
    ChangeSettings,
    PlaceStores,
    RemoveGroup,
    SaveGroup,
    StartDue,
    UndoChange,
    WithdrawChange,
)
from comptoir.shops.errors import StartPassed
from comptoir.shops.public import (
    ChangeView,
    change_of,
    change_settings,
    place_stores,
    remove_group,
    save_group,
    start_due,
    undo_change,
    withdraw_change,
)
from tests.catalog.stores import new_store
from tests.sales.shop import Shop, count, open_shop, rows

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30)  # noqa: DTZ001  # what clocks show
REUNION, PARIS, ANTILLES = (datetime(2026, 11, 29, 20), datetime(2026, 11, 29, 23), datetime(2026, 11, 30, 4))  # noqa: DTZ001
DAYS = "returns_days"


@dataclass(frozen=True, slots=True)
class Chain:
    """A store each in Réunion, Paris and Guadeloupe."""

    shop: Shop
    east: UUID
    west: UUID

    @property
    def organization(self) -> UUID:
        return self.shop.organization

    def plan(
        self, values: Changes, wall: datetime | None = MONDAY, level: Level = Level.ORGANIZATION,
        place: UUID | None = None,
    ) -> UUID:  # fmt: skip
        key = new_uuid7()
        change_settings(
            ChangeSettings(
                organization=self.organization, person=None, id=key, level=level, place=place, values=values,
                now=NOW, wall=wall, zone="Europe/Paris",
            )
        )  # fmt: skip
        return key

    def work(self, at: datetime) -> int:
        return start_due(StartDue(organization=self.organization, now=at.replace(tzinfo=UTC)))

    def days(self) -> tuple[int, int, int]:
        """What counts, from east to west; the ledger's columns say the same."""
        stores = (self.east, self.shop.store, self.west)
        with reading(self.organization):
            found = [effective(store=store)[DAYS].value for store in stores]
        kept = {row["id"]: row["returns_days"] for row in rows("platform_store", self.organization)}
        assert [kept[store] for store in stores] == found
        east, paris, west = found
        return east, paris, west

    def own(self) -> int:
        return sum(row["level"] == Level.STORE for row in rows("platform_setting", self.organization))

    def change(self, key: UUID) -> ChangeView:
        with reading(self.organization):
            found = change_of(key)
        assert found is not None
        return found


@pytest.fixture
def chain(db: None, settings, tmp_path) -> Chain:
    settings.HOME = tmp_path
    shop = open_shop()
    return Chain(
        shop, new_store(shop.organization, "Indian/Reunion"), new_store(shop.organization, "America/Guadeloupe")
    )


def test_each_store_starts_by_its_own_clock_and_inherits_in_the_end(chain: Chain) -> None:
    key = chain.plan({DAYS: Own(14)})
    assert (chain.change(key).starts_at, chain.change(key).wall) == (REUNION.replace(tzinfo=UTC), MONDAY)
    told = count("catalog_feed", chain.organization)

    seen = []
    for at in (
        REUNION - timedelta(minutes=1),
        REUNION,
        REUNION,
        PARIS,
        ANTILLES - timedelta(minutes=1),
        ANTILLES,
        ANTILLES,
    ):
        seen.append((chain.work(at), chain.days(), chain.change(key).state, chain.change(key).begun))

    assert seen == [
        (0, (30, 30, 30), "planned", 0),
        (1, (14, 30, 30), "planned", 1),
        (0, (14, 30, 30), "planned", 1),
        (1, (14, 14, 30), "planned", 2),
        (0, (14, 14, 30), "planned", 2),
        (1, (14, 14, 14), "started", 0),
        (0, (14, 14, 14), "started", 0),
    ]
    # Each step is told once, and no store keeps a value of its own.
    assert (count("catalog_feed", chain.organization), chain.own()) == (told + 3, 0)
    undo_change(UndoChange(organization=chain.organization, person=None, id=new_uuid7(), change=key, now=NOW))
    assert chain.days() == (30, 30, 30)
    with pytest.raises(StartPassed):
        chain.plan({DAYS: Own(9)}, datetime(2026, 11, 26, 15))  # noqa: DTZ001  # past in Réunion, to come in Paris
    # A clock that skips the time starts when it has gone past.
    assert moment_there("2027-03-28T02:30", "Europe/Paris") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_two_changes_take_their_turns_in_every_store_also_after_a_standstill(chain: Chain) -> None:
    first, second = chain.plan({DAYS: Own(14)}), chain.plan({DAYS: Own(7)}, MONDAY + timedelta(hours=2))

    chain.work(REUNION + timedelta(hours=2))
    assert chain.days() == (7, 30, 30)
    chain.work(ANTILLES)
    # Guadeloupe is at the first one; the others are at the second one already.
    assert chain.days() == (7, 7, 14)
    chain.work(ANTILLES + timedelta(hours=2))

    assert (chain.days(), chain.own()) == ((7, 7, 7), 0)
    assert (chain.change(first).before, chain.change(second).before) == ({DAYS: None}, {DAYS: Own(14)})
    late = chain.plan({DAYS: Own(20)}, MONDAY + timedelta(days=7))
    assert (chain.work(ANTILLES + timedelta(days=30)), chain.days(), chain.own()) == (3, (20, 20, 20), 0)
    assert chain.change(late).state == "started"


def test_who_says_something_of_their_own_meanwhile_keeps_it_and_what_is_withdrawn_is_taken_back(chain: Chain) -> None:
    chain.plan({DAYS: Own(3)}, None, Level.STORE, chain.shop.store)
    key = chain.plan({DAYS: Own(14)})
    chain.work(PARIS)
    assert chain.days() == (14, 3, 30)
    chain.plan({DAYS: Own(5)}, None, Level.STORE, chain.east)
    chain.work(ANTILLES)
    assert (chain.days(), chain.change(key).state) == ((5, 3, 14), "started")

    for place in (chain.east, chain.shop.store):
        chain.plan({DAYS: None}, None, Level.STORE, place)
    given_up = chain.plan({DAYS: Own(9)}, MONDAY + timedelta(days=1))
    chain.work(PARIS + timedelta(days=1))
    assert chain.days() == (9, 9, 14)
    withdraw_change(WithdrawChange(organization=chain.organization, person=None, change=given_up, now=NOW))
    assert (chain.days(), chain.work(ANTILLES + timedelta(days=1))) == ((14, 14, 14), 0)

    # A group that is dissolved on the way says nothing more, nor do the stores that had begun.
    group = new_uuid7()
    save_group(SaveGroup(organization=chain.organization, person=None, id=group, name="Outre-mer"))
    place_stores(
        PlaceStores(organization=chain.organization, person=None, group=group, stores=(chain.east, chain.west))
    )
    chain.plan({DAYS: Own(21)}, MONDAY + timedelta(days=2), Level.GROUP, group)
    chain.work(PARIS + timedelta(days=2))
    assert chain.days() == (21, 14, 14)
    remove_group(RemoveGroup(organization=chain.organization, person=None, group=group, now=NOW))
    assert (chain.days(), chain.own()) == ((14, 14, 14), 0)

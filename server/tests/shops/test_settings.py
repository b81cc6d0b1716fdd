"""Settings that places inherit: the nearest counts, a preview says whom a change touches, it starts once, and back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.commands import SetStoreReturns
from comptoir.platform.errors import OtherStore, SettingInvalid, SettingTooDeep
from comptoir.platform.inherited import Changes, Level, Own, effective
from comptoir.platform.operations import set_store_returns
from comptoir.platform.tenancy import limited_to, reading
from comptoir.shops import worker
from comptoir.shops.commands import ChangeSettings, PlaceStores, RemoveGroup, SaveGroup, UndoChange, WithdrawChange
from comptoir.shops.errors import (
    ChangedSince,
    GroupNameTaken,
    NothingChanges,
    NotPlanned,
    NotStarted,
    PlaceUnknown,
    StartPassed,
    UndoneAlready,
)
from comptoir.shops.public import (
    change_settings,
    changes,
    groups,
    place_of,
    place_stores,
    preview,
    preview_move,
    remove_group,
    save_group,
    undo_change,
    withdraw_change,
)
from tests.catalog.stores import new_store
from tests.edge.client import settings_of
from tests.sales.shop import Shop, add_till, count, new_till, open_shop, rows, value

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NOTE = "sign_in_note"


@pytest.fixture
def shop(db: None, settings, tmp_path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@dataclass(frozen=True, slots=True)
class Chain:
    """A shop with a second store in a group; the group and each store's company can say something."""

    shop: Shop
    north: UUID
    group: UUID

    @property
    def organization(self) -> UUID:
        return self.shop.organization

    def change(
        self, level: Level, place: UUID | None, values: Changes, *, id: UUID | None = None, at: datetime | None = None
    ) -> UUID:
        key = id or new_uuid7()
        change_settings(
            ChangeSettings(
                organization=self.organization, person=None, id=key, level=level, place=place, values=values, now=NOW,
                starts_at=at, zone="Europe/Paris",
            )
        )  # fmt: skip
        return key

    def undo(self, change: UUID, id: UUID | None = None) -> UUID:
        key = id or new_uuid7()
        undo_change(UndoChange(organization=self.organization, person=None, id=key, change=change, now=NOW))
        return key

    def counts(self, name: str, store: UUID | None = None, till: UUID | None = None) -> tuple[Any, Level | None]:
        with reading(self.organization):
            found = effective(store=store, till=till)[name]
        return found.value, found.level

    def company(self, store: UUID) -> UUID:
        [row] = [row for row in rows("platform_store", self.organization) if row["id"] == store]
        found = row["legal_entity_id"]
        assert isinstance(found, UUID)
        return found


@pytest.fixture
def chain(shop: Shop) -> Chain:
    north, group = new_store(shop.organization), new_uuid7()
    save_group(SaveGroup(organization=shop.organization, person=None, id=group, name="Nord"))
    place_stores(PlaceStores(organization=shop.organization, person=None, group=group, stores=(north,)))
    return Chain(shop, north, group)


def refused(code: type[DomainError], work: Callable[[], object]) -> None:
    with pytest.raises(code):
        work()


def test_the_nearest_value_counts_and_a_repeat_changes_nothing(chain: Chain) -> None:
    till = add_till(chain.shop, "A1")
    assert chain.counts(NOTE, chain.north) == ("", None)
    said = {
        Level.ORGANIZATION: (None, "tous"), Level.GROUP: (chain.group, "nord"),
        Level.COMPANY: (chain.company(chain.shop.store), "société"), Level.STORE: (chain.shop.store, "centre"),
        Level.TILL: (till, "caisse"),
    }  # fmt: skip
    for level, (place, words) in said.items():
        chain.change(level, place, {NOTE: Own(words)})

    assert chain.counts(NOTE) == ("tous", Level.ORGANIZATION)
    assert chain.counts(NOTE, chain.north) == ("nord", Level.GROUP)
    assert chain.counts(NOTE, chain.shop.store) == ("centre", Level.STORE)
    assert chain.counts(NOTE, chain.shop.store, till) == ("caisse", Level.TILL)
    # A company says more than a group, and less than a store.
    chain.change(Level.COMPANY, chain.company(chain.north), {NOTE: Own("autre")})
    assert chain.counts(NOTE, chain.north) == ("autre", Level.COMPANY)
    chain.change(Level.TILL, till, {NOTE: None})
    assert chain.counts(NOTE, chain.shop.store, till) == ("centre", Level.STORE)

    told, events = count("catalog_feed", chain.organization), count("platform_auditevent", chain.organization)
    key = changes_of(chain)[0]
    chain.change(Level.TILL, till, {NOTE: Own("encore")}, id=key)
    refused(NothingChanges, lambda: chain.change(Level.GROUP, chain.group, {NOTE: Own("nord")}))
    refused(SettingInvalid, lambda: chain.change(Level.ORGANIZATION, None, {"returns_days": Own(0)}))
    refused(SettingInvalid, lambda: chain.change(Level.ORGANIZATION, None, {"colour": Own("red")}))
    refused(SettingTooDeep, lambda: chain.change(Level.TILL, till, {"returns_days": Own(3)}))
    refused(PlaceUnknown, lambda: chain.change(Level.STORE, new_uuid7(), {NOTE: Own("x")}))
    assert count("catalog_feed", chain.organization) == told
    assert count("platform_auditevent", chain.organization) == events
    assert chain.counts(NOTE, chain.shop.store, till) == ("centre", Level.STORE)


def changes_of(chain: Chain) -> list[UUID]:
    with reading(chain.organization):
        return [change.id for change in changes()]


def test_a_preview_counts_what_changes_and_who_keeps_their_own(chain: Chain) -> None:
    till, _other = add_till(chain.shop, "A1"), add_till(chain.shop, "A2")
    chain.change(Level.TILL, till, {"lock_after_s": Own(60)})
    set_store_returns(
        SetStoreReturns(
            organization=chain.organization, person=None, store=chain.north, returns_days=10, returns_in_cash=False
        )
    )

    def seen(level: Level, place: UUID | None, values: Changes) -> tuple[int, int, int]:
        with reading(chain.organization):
            found = preview(place_of(level, place), values, NOW)
        return found.tills, found.stores, found.keeping

    assert seen(Level.ORGANIZATION, None, {"lock_after_s": Own(120)}) == (1, 2, 1)
    assert seen(Level.ORGANIZATION, None, {"returns_days": Own(14)}) == (2, 1, 1)
    assert seen(Level.ORGANIZATION, None, {"returns_days": Own(30)}) == (0, 0, 1)
    assert seen(Level.GROUP, chain.group, {"lock_after_s": Own(120)}) == (0, 1, 0)
    assert seen(Level.TILL, till, {"lock_after_s": None}) == (1, 1, 0)
    assert seen(Level.STORE, chain.shop.store, {"lock_after_s": Own(60)}) == (1, 1, 1)
    with reading(chain.organization):
        [effect] = preview(place_of(Level.GROUP, chain.group), {"returns_days": Own(9)}, NOW).effects
    assert (effect.store.id, effect.keeps, effect.is_changed, str(effect.starts_at)) == (
        chain.north, True, False, "2026-11-26 13:00:00+01:00",
    )  # fmt: skip


def test_what_the_ledger_reads_follows_stores_through_groups(chain: Chain) -> None:
    def days() -> dict[object, object]:
        return {row["id"]: row["returns_days"] for row in rows("platform_store", chain.organization)}

    chain.change(Level.GROUP, chain.group, {"returns_days": Own(7), "opening_hours": Own([])})
    assert days() == {chain.shop.store: 30, chain.north: 7}
    with reading(chain.organization):
        moved = preview_move(chain.group, {chain.shop.store})
        left = preview_move(None, {chain.north, chain.shop.store})
    assert [(moved.tills, moved.stores), (left.tills, left.stores)] == [(0, 1), (0, 1)]
    both = PlaceStores(
        organization=chain.organization, person=None, group=chain.group, stores=(chain.north, chain.shop.store)
    )
    assert (place_stores(both), place_stores(both)) == (1, 0)
    assert days() == {chain.shop.store: 7, chain.north: 7}
    planned = chain.change(Level.GROUP, chain.group, {"returns_days": Own(8)}, at=NOW + timedelta(hours=1))
    command = SaveGroup(organization=chain.organization, person=None, id=new_uuid7(), name="Nord")
    refused(GroupNameTaken, lambda: save_group(command))

    remove_group(RemoveGroup(organization=chain.organization, person=None, group=chain.group, now=NOW))

    assert days() == {chain.shop.store: 30, chain.north: 30}
    with reading(chain.organization):
        assert groups() == []
        assert {change.id: change.state for change in changes()}[planned] == "withdrawn"


def test_an_undo_puts_back_what_was_unless_somebody_changed_it_since(chain: Chain) -> None:
    chain.change(Level.GROUP, chain.group, {"returns_days": Own(7)})
    change = chain.change(Level.GROUP, chain.group, {"returns_days": Own(9), "returns_in_cash": Own(True)})

    undo = chain.undo(change)
    chain.undo(change, undo)

    assert chain.counts("returns_days", chain.north) == (7, Level.GROUP)
    assert chain.counts("returns_in_cash", chain.north) == (False, None)
    refused(UndoneAlready, lambda: chain.undo(change))
    again = chain.undo(undo)
    assert chain.counts("returns_days", chain.north) == (9, Level.GROUP)
    chain.change(Level.GROUP, chain.group, {"returns_days": Own(11)})
    told = count("catalog_feed", chain.organization)
    refused(ChangedSince, lambda: chain.undo(again))
    assert chain.counts("returns_days", chain.north) == (11, Level.GROUP)
    assert count("catalog_feed", chain.organization) == told


def test_a_planned_change_starts_once_in_its_turn_and_reaches_the_till(chain: Chain, database) -> None:
    till = new_till(chain.shop)
    soon = datetime.now(UTC) + timedelta(seconds=1)
    first = chain.change(Level.ORGANIZATION, None, {NOTE: Own("neuf")}, at=NOW + timedelta(hours=2))
    second = chain.change(Level.ORGANIZATION, None, {NOTE: Own("dix")}, at=NOW + timedelta(hours=3))
    given_up = chain.change(Level.ORGANIZATION, None, {NOTE: Own("jamais")}, at=NOW + timedelta(hours=4))
    withdraw = WithdrawChange(organization=chain.organization, person=None, change=given_up, now=NOW)
    withdraw_change(withdraw)
    withdraw_change(withdraw)
    refused(NotStarted, lambda: chain.undo(second))
    for passed in (NOW, NOW + timedelta(days=800)):
        with pytest.raises(StartPassed):
            chain.change(Level.ORGANIZATION, None, {NOTE: Own("x")}, at=passed)
    assert settings_of(till, database.app)["people"].get("note") is None
    told = count("catalog_feed", chain.organization)
    # The database's own clock finds what is due: as if the planned minutes had passed while nothing ran.
    move = "UPDATE shops_setting_change SET starts_at = starts_at - %s WHERE organization_id = %s RETURNING 1"
    value(move, NOW + timedelta(hours=5) - soon + timedelta(days=1), chain.organization)

    def work(_number: int) -> int:
        try:
            return worker.work_once(datetime.now(UTC))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    assert settings_of(till, database.app)["people"]["note"] == "dix"
    assert count("catalog_feed", chain.organization) == told + 1
    with reading(chain.organization):
        states = {change.id: (change.state, change.before) for change in changes()}
    assert states[first] == ("started", {NOTE: None})
    assert states[second] == ("started", {NOTE: Own("neuf")})
    assert states[given_up] == ("withdrawn", {})
    refused(NotPlanned, lambda: withdraw_change(
        WithdrawChange(organization=chain.organization, person=None, change=first, now=NOW)
    ))  # fmt: skip


def test_whoever_has_some_stores_decides_for_those_alone(chain: Chain) -> None:
    own, later = frozenset({chain.north}), NOW + timedelta(days=1)
    with limited_to(own):
        chain.change(Level.STORE, chain.north, {NOTE: Own("nord")})
        chain.change(Level.STORE, chain.north, {NOTE: Own("demain")}, at=NOW + timedelta(days=1))
        for level, place in (
            (Level.ORGANIZATION, None), (Level.GROUP, chain.group), (Level.STORE, chain.shop.store),
            (Level.COMPANY, chain.company(chain.north)),
        ):  # fmt: skip
            for at in (None, later):
                with pytest.raises(OtherStore):
                    chain.change(level, place, {NOTE: Own("x")}, at=at)
        command = PlaceStores(organization=chain.organization, person=None, group=None, stores=(chain.north,))
        refused(OtherStore, lambda: place_stores(command))

    assert chain.counts(NOTE, chain.north) == ("nord", Level.STORE)
    assert chain.counts(NOTE, chain.shop.store) == ("", None)
    assert len(changes_of(chain)) == 2

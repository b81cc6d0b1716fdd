"""Settings that places inherit: what counts where, what a change would touch, changes now, later and back."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.shapes.common import Id
from comptoir.api.shapes.settings import (
    Change,
    ChangeList,
    GroupOfStore,
    LevelName,
    NewChange,
    NewStoreGroup,
    Said,
    SaidBefore,
    Setting,
    Settings,
    StoreGroup,
    StoreGroups,
    StoreTouched,
    Touched,
    Undo,
    Wanted,
)
from comptoir.identity.public import Permission
from comptoir.platform.inherited import SETTINGS, Changes, Level, Own, all_values, check_values, own_values
from comptoir.shops.commands import (
    ChangeSettings,
    PlaceStores,
    RemoveGroup,
    SaveGroup,
    UndoChange,
    WithdrawChange,
)
from comptoir.shops.public import (
    WALL,
    ChangeView,
    change_of,
    change_settings,
    changes,
    groups,
    path_of,
    place_of,
    place_stores,
    preview,
    remove_group,
    save_group,
    store_places,
    undo_change,
    withdraw_change,
)

door = Door(tags=["Settings by place"])
MANAGE = Permission.MANAGE_TILLS


@door.reads("/settings", permission=MANAGE, answer=Settings, summary="Every setting as it counts at a place")
def get_settings(_caller: Caller, level: LevelName = "organization", place: Id | None = None) -> Settings:
    found = place_of(_level(level), place)
    values, path, own = all_values(), path_of(found, store_places()), own_values(found)
    counts = {name: values.at(name, path) for name in SETTINGS}
    return Settings(
        level=level,
        place=found.id,
        settings=[
            Setting(
                name=name, value=one.value, level=None if one.level is None else _name(one.level), place=one.place,
                is_own=name in own,
            )
            for name, one in counts.items()
        ],
    )  # fmt: skip


@door.writes(
    "POST", "/settings/preview", permission=MANAGE, answer=Touched,
    summary="What a change would touch; nothing is written",
)  # fmt: skip
def preview_settings(_caller: Caller, wanted: Wanted) -> Touched:
    place, values = place_of(_level(wanted.level), wanted.place), _values(wanted.settings)
    check_values(place, values)
    found = preview(place, values)
    return Touched(
        tills=found.tills, stores=found.stores, keeping=found.keeping,
        by_store=[
            StoreTouched(
                store=one.store.id, name=one.store.name, tills=one.tills, tills_changed=one.tills_changed,
                is_changed=one.is_changed, keeps_own=one.keeps,
            )
            for one in found.effects
        ],
    )  # fmt: skip


@door.reads(
    "/settings/changes", permission=MANAGE, answer=ChangeList, summary="Changes, planned ones first, then the latest"
)
def list_setting_changes(_caller: Caller) -> ChangeList:
    return ChangeList(changes=[_change(view) for view in changes()])


@door.reads("/settings/changes/{change}", permission=MANAGE, answer=Change, summary="A change of settings")
def get_setting_change(_caller: Caller, change: Id) -> Change:
    return _shown(change)


@door.writes(
    "POST", "/settings/changes", permission=MANAGE, answer=Change, status=201,
    summary="Change what a place says, now or from a moment on",
)  # fmt: skip
def post_setting_change(caller: Caller, wanted: NewChange) -> Change:
    at = wanted.starts_at
    change_settings(
        ChangeSettings(
            organization=caller.organization, person=caller.person, id=wanted.id, level=_level(wanted.level),
            place=wanted.place, values=_values(wanted.settings), now=caller.now,
            starts_at=at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC),
            wall=None if wanted.starts_local is None else datetime.fromisoformat(wanted.starts_local),
        )
    )  # fmt: skip
    return _shown(wanted.id)


@door.writes(
    "POST", "/settings/changes/{change}/withdraw", permission=MANAGE, answer=Change,
    summary="Let a planned change not start",
)  # fmt: skip
def withdraw_setting_change(caller: Caller, change: Id) -> Change:
    withdraw_change(
        WithdrawChange(organization=caller.organization, person=caller.person, change=change, now=caller.now)
    )
    return _shown(change)


@door.writes(
    "POST", "/settings/changes/{change}/undo", permission=MANAGE, answer=Change, status=201,
    summary="Put back what a change replaced, as a change of its own",
)  # fmt: skip
def undo_setting_change(caller: Caller, change: Id, undo: Undo) -> Change:
    undo_change(
        UndoChange(
            organization=caller.organization, person=caller.person, id=undo.id, change=change, now=caller.now
        )
    )  # fmt: skip
    return _shown(undo.id)


@door.reads("/store-groups", permission=MANAGE, answer=StoreGroups, summary="Groups of stores")
def list_store_groups(_caller: Caller) -> StoreGroups:
    return _groups()


@door.writes(
    "PUT", "/store-groups/{group}", permission=MANAGE, answer=StoreGroups, summary="Make a group, or rename it"
)
def put_store_group(caller: Caller, group: Id, named: NewStoreGroup) -> StoreGroups:
    save_group(SaveGroup(organization=caller.organization, person=caller.person, id=group, name=named.name))
    return _groups()


@door.writes("DELETE", "/store-groups/{group}", permission=MANAGE, answer=StoreGroups, summary="Dissolve a group")
def delete_store_group(caller: Caller, group: Id) -> StoreGroups:
    remove_group(RemoveGroup(organization=caller.organization, person=caller.person, group=group, now=caller.now))
    return _groups()


@door.writes(
    "PUT", "/stores/{store}/group", permission=MANAGE, answer=StoreGroups,
    summary="Put a store into a group, or out of its own",
)  # fmt: skip
def put_group_of_store(caller: Caller, store: Id, wanted: GroupOfStore) -> StoreGroups:
    place_stores(
        PlaceStores(organization=caller.organization, person=caller.person, group=wanted.group, stores=(store,))
    )
    return _groups()


def _groups() -> StoreGroups:
    places = store_places()
    return StoreGroups(
        groups=[
            StoreGroup(id=group.id, name=group.name, stores=[one.id for one in places if one.group == group.id])
            for group in groups()
        ]
    )


def _shown(change: UUID) -> Change:
    view = change_of(change)
    if view is None:
        raise Unknown
    return _change(view)


def _change(view: ChangeView) -> Change:
    return Change(
        id=view.id, level=_name(view.level), place=view.place, state=view.state, starts_at=view.starts_at,
        starts_local=None if view.wall is None else view.wall.strftime(WALL), begun=view.begun,
        settings=_said(view.values), before=_said(view.before), undoes=view.undoes, is_undone=view.is_undone,
    )  # fmt: skip


def _said(values: Changes) -> list[SaidBefore]:
    return [
        SaidBefore(name=name, value=None if one is None else one.value, inherit=one is None)
        for name, one in values.items()
    ]


def _values(said: Iterable[Said]) -> dict[str, Own | None]:
    return {one.name: None if one.inherit else Own(one.value) for one in said}


def _level(name: LevelName) -> Level:
    return Level[name.upper()]


def _name(level: Level) -> LevelName:
    names: dict[Level, LevelName] = {
        Level.ORGANIZATION: "organization", Level.GROUP: "group", Level.COMPANY: "company", Level.STORE: "store",
        Level.TILL: "till",
    }  # fmt: skip
    return names[level]

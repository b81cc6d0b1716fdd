"""What is read about several shops: places, changes, and what a change would touch."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.platform.grouping import GroupView, store_groups
from comptoir.platform.inherited import SETTINGS, Changes, Level, Path, Place, Values, all_values
from comptoir.platform.public import legal_entities, stores
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization
from comptoir.shops.documents import read
from comptoir.shops.errors import PlaceUnknown
from comptoir.shops.models import SettingChange

CHANGES_SHOWN = 30
StateName: TypeAlias = Literal["planned", "started", "withdrawn", "failed"]


@dataclass(frozen=True, slots=True)
class TillPlace:
    """A till in use, and where it stands."""

    id: UUID
    store: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class StorePlace:
    """A store with its way up."""

    id: UUID
    name: str
    group: UUID | None
    legal_entity: UUID
    timezone: str

    @property
    def path(self) -> Path:
        return Path(self.group, self.legal_entity, self.id)

    def is_in(self, place: Place) -> bool:
        match place.level:
            case Level.ORGANIZATION:
                return True
            case Level.GROUP:
                return self.group == place.id
            case Level.COMPANY:
                return self.legal_entity == place.id
            case Level.STORE:
                return self.id == place.id
            case Level.TILL:
                return self.id == place.store


@dataclass(frozen=True, slots=True)
class StoreEffect:
    """What a change does in one store: at how many of its tills, and whether something there stays what it is.

    `starts_at` is the moment on the store's own clock.
    """

    store: StorePlace
    tills_changed: int
    tills: int
    is_changed: bool
    keeps: bool
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change touches."""

    effects: Sequence[StoreEffect]

    @property
    def tills(self) -> int:
        return sum(effect.tills_changed for effect in self.effects)

    @property
    def stores(self) -> int:
        return sum(effect.is_changed for effect in self.effects)

    @property
    def keeping(self) -> int:
        return sum(effect.keeps for effect in self.effects)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change as the list shows it. `is_undone`: another one put back what it replaced.

    `wall`: it starts when each store's own clock shows this; `begun` stores are there already.
    """

    id: UUID
    level: Level
    place: UUID | None
    values: Changes
    before: Changes
    state: StateName
    starts_at: datetime
    zone: str
    person: UUID | None
    made_at: datetime
    ended_at: datetime | None
    undoes: UUID | None
    is_undone: bool
    wall: datetime | None
    begun: int


def groups() -> list[GroupView]:
    """Every group, by name."""
    return store_groups()


def store_places() -> list[StorePlace]:
    """Every store that the reader sees, by name."""
    found = [StorePlace(one.id, one.name, one.group, one.legal_entity, one.timezone) for one in stores()]
    return sorted(found, key=lambda one: (one.name, one.id))


def till_places(store: UUID | None = None) -> list[TillPlace]:
    """Every till in use, by code; of one store, where one asks."""
    return select(TillPlace, _TILLS, {"organization": current_organization(), "store": store})


def place_of(level: Level, key: UUID | None) -> Place:
    """The place of that level with this identifier; refused where there is none."""
    if level == Level.ORGANIZATION:
        return Place()
    if key is None:
        raise PlaceUnknown(place="")
    if level == Level.TILL:
        found = next((till for till in till_places() if till.id == key), None)
        if found is None:
            raise PlaceUnknown(place=str(key))
        return Place(Level.TILL, key, found.store)
    known: Iterable[UUID]
    if level == Level.GROUP:
        known = (one.id for one in store_groups())
    elif level == Level.COMPANY:
        known = (one.id for one in legal_entities())
    else:
        known = (one.id for one in stores())
    if key not in known:
        raise PlaceUnknown(place=str(key))
    return Place(level, key)


def path_of(place: Place, stores: Iterable[StorePlace]) -> Path:
    """The way up from a place: of a group or a company, that of a store which has nothing of its own."""
    nobody = UUID(int=0)
    store = next((one for one in stores if place.level >= Level.STORE and one.is_in(place)), None)
    if store is not None:
        return Path(store.group, store.legal_entity, store.id, place.id if place.level == Level.TILL else None)
    group = place.id if place.level == Level.GROUP else None
    return Path(group, place.id if place.id and place.level == Level.COMPANY else nobody, nobody)


def preview(place: Place, changes: Changes, starts_at: datetime | None = None) -> Preview:
    """What a change would do, store by store: three questions, however many stores there are."""
    before = all_values(list(changes))
    after = before.changed(place, changes)
    tills: dict[UUID, list[TillPlace]] = {}
    for till in till_places():
        if place.level != Level.TILL or till.id == place.id:
            tills.setdefault(till.store, []).append(till)
    return Preview(
        [
            _effect(store, tills.get(store.id, ()), place, changes, before, after, starts_at)
            for store in store_places()
            if store.is_in(place)
        ]
    )


def preview_move(group: UUID | None, stores: Collection[UUID]) -> Preview:
    """What changes where stores stand in another group from then on. `keeps`: the group says something that is not
    heard there, because something nearer is said.
    """
    values = all_values()
    tills: dict[UUID, list[TillPlace]] = {}
    for till in till_places():
        tills.setdefault(till.store, []).append(till)
    return Preview(
        [_moved(store, tills.get(store.id, ()), group, values) for store in store_places() if store.id in stores]
    )


def _moved(store: StorePlace, tills: Sequence[TillPlace], group: UUID | None, values: Values) -> StoreEffect:
    there = replace(store, group=group)

    def differs(till: UUID | None) -> bool:
        paths = replace(store.path, till=till), replace(there.path, till=till)
        return any(values.at(name, paths[0]).value != values.at(name, paths[1]).value for name in SETTINGS)

    changed = sum(differs(till.id) for till in tills)
    said = values.own(Level.GROUP, group) if group else {}
    return StoreEffect(
        store, changed, len(tills), bool(changed) or differs(None),
        any(values.at(name, there.path).level != Level.GROUP for name in said), None,
    )  # fmt: skip


def _effect(
    store: StorePlace,
    tills: Sequence[TillPlace],
    place: Place,
    names: Collection[str],
    before: Values,
    after: Values,
    starts_at: datetime | None,
) -> StoreEffect:
    paths = [Path(store.group, store.legal_entity, store.id, till.id) for till in tills]
    changed = sum(_differs(names, path, before, after) for path in paths)
    every = [*paths, *([store.path] if place.level != Level.TILL else [])]
    return StoreEffect(
        store,
        changed,
        len(tills),
        bool(changed) or any(_differs(names, path, before, after) for path in every),
        any(_keeps(names, path, after, place) for path in every),
        None if starts_at is None else starts_at.astimezone(ZoneInfo(store.timezone)),
    )


def _differs(names: Collection[str], path: Path, before: Values, after: Values) -> bool:
    return any(before.at(name, path).value != after.at(name, path).value for name in names)


def _keeps(names: Collection[str], path: Path, after: Values, place: Place) -> bool:
    """Whether somewhere nearer something else is said."""
    return any((level := after.at(name, path).level) is not None and level > place.level for name in names)


def changes(place: Place | None = None, *, limit: int = CHANGES_SHOWN) -> list[ChangeView]:
    """Changes, the planned ones first, the next to start before the others; of one place, where one asks."""
    rows = SettingChange.objects.filter(organization_id=current_organization())
    if place is not None:
        rows = rows.filter(level=place.level, place=place.id)
    found = [*rows.filter(state="planned").order_by("starts_at", "id")[:limit]]
    found += rows.exclude(state="planned").order_by("-made_at", "-id")[:limit]
    return _views(found)


def change_of(change: UUID) -> ChangeView | None:
    """One change."""
    return next(iter(_views(SettingChange.objects.filter(organization_id=current_organization(), id=change))), None)


def _views(rows: Iterable[SettingChange]) -> list[ChangeView]:
    known = list(rows)
    undone = set(
        SettingChange.objects.filter(
            organization_id=current_organization(), undoes__in=[row.id for row in known]
        ).values_list("undoes", flat=True)
    )
    return [
        ChangeView(
            row.id, Level(row.level), row.place, read(row.values), read(row.before), cast("StateName", row.state),
            row.starts_at, row.zone, row.person, row.made_at, row.ended_at, row.undoes, row.id in undone,
            datetime.fromisoformat(row.wall) if row.wall else None, len(row.begun) if row.state == "planned" else 0,
        )
        for row in known
    ]  # fmt: skip


_TILLS = """
    SELECT id, store_id, code, name FROM tills_till
    WHERE organization_id = %(organization)s AND is_active AND (%(store)s::uuid IS NULL OR store_id = %(store)s)
    ORDER BY code, id
"""

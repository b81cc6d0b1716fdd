"""A change that starts by each store's own clock (ADR 0037).

Until the last store's clock has come so far, the place itself says what it said; the stores that are there already have
the new value of their own. With the last one the place says it, and they inherit again. So the nearest value counts all
the time, and no reader knows of clocks.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.platform.inherited import Changes, Level, Own, Place, all_values, own_values, put_values
from comptoir.platform.public import stores as known_stores
from comptoir.shops.documents import read, written
from comptoir.shops.models import SettingChange
from comptoir.shops.queries import StorePlace, store_places

# A day and a time as a clock on the wall shows them.
WALL = "%Y-%m-%dT%H:%M"


def moment_there(wall: str, zone: str) -> datetime:
    """When a clock of that zone shows it first; a time that it skips begins when it has gone past."""
    return datetime.strptime(wall, WALL).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def moments(wall: str, place: Place, zone: str) -> list[datetime]:
    """When something starts at a place, the first one first; a place without stores has the clock of its own."""
    zones = {store.timezone for store in store_places() if store.is_in(place)} or {zone}
    return sorted({moment_there(wall, one) for one in zones})


def begin_in_stores(change: SettingChange, place: Place, now: datetime) -> None:
    """Let each store whose clock has come so far have of its own what it will inherit in the end.

    What a store has only because such a change began there is nothing of its own: a later one takes its place.
    """
    values = read(change.values)
    before = all_values(list(values))
    others = _begun_elsewhere(change)
    begun = dict(change.begun)
    for store in _there(change.wall, place, now):
        if str(store.id) in begun:
            continue
        here, own = Place(Level.STORE, store.id), before.own(Level.STORE, store.id)
        lent = {name: None for said in others.get(store.id, ()) for name in _still(own, said)}
        after = before.changed(here, lent).changed(place, values)
        said: dict[str, Own | None] = {
            name: Own(after.at(name, store.path).value)
            for name in values
            if after.at(name, store.path).value != before.at(name, store.path).value
        }
        put_values(here, said)
        begun[str(store.id)] = written(said)
    change.begun = begun


def _begun_elsewhere(change: SettingChange) -> dict[UUID, list[Changes]]:
    """By store, what other changes began there that are said no nearer than this one."""
    rows = SettingChange.objects.filter(
        organization_id=change.organization_id, state=SettingChange.State.PLANNED, level__lte=change.level
    ).exclude(id=change.id)
    found: dict[UUID, list[Changes]] = {}
    for other in rows.exclude(begun={}).order_by("id"):
        for key, document in other.begun.items():
            found.setdefault(UUID(key), []).append(read(document))
    return found


def give_back(change: SettingChange) -> bool:
    """Stores that began inherit again, where nobody gave them another value since. Answers whether any did."""
    here = {store.id for store in known_stores()}
    some = False
    for key, document in sorted(change.begun.items()):
        store = UUID(key)
        if store not in here:
            continue
        place = Place(Level.STORE, store)
        some = bool(put_values(place, _still(own_values(place), read(document)))) or some
    return some


def _still(own: Any, begun: Changes) -> dict[str, Own | None]:
    return {name: None for name, said in begun.items() if name in own and Own(own[name]) == said}


def _there(wall: str, place: Place, now: datetime) -> Sequence[StorePlace]:
    return [store for store in store_places() if store.is_in(place) and moment_there(wall, store.timezone) <= now]

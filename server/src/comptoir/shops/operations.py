"""Changing what places say: now, at a planned moment, and back; and which stores stand in which group."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from comptoir.catalog.public import settings_changed
from comptoir.kernel import DomainError
from comptoir.platform import audit
from comptoir.platform.errors import OtherStore, StoreUnknown
from comptoir.platform.grouping import GroupView, dissolve_group, move_stores, store_groups, write_group
from comptoir.platform.inherited import (
    Level,
    Own,
    check_values,
    lock_settings,
    own_values,
    put_values,
)
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, is_limited, operation
from comptoir.shops.clocks import WALL, begin_in_stores, give_back, moments
from comptoir.shops.commands import (
    ChangeSettings,
    PlaceStores,
    RemoveGroup,
    SaveGroup,
    StartDue,
    UndoChange,
    WithdrawChange,
)
from comptoir.shops.documents import read, written
from comptoir.shops.errors import (
    ChangedSince,
    ChangeUnknown,
    GroupNameMissing,
    GroupNameTaken,
    GroupUnknown,
    NothingChanges,
    NotPlanned,
    NotStarted,
    StartPassed,
    UndoneAlready,
)
from comptoir.shops.models import SettingChange
from comptoir.shops.queries import place_of

State = SettingChange.State
AHEAD_MAX = timedelta(days=731)
GROUP_NAME_MAX = 80


@operation
def change_settings(command: ChangeSettings) -> str:
    """Let a place say something else, now or from a moment on. Answers the state; a repeat answers the first one's.

    What starts now is in the feed with it: open tills hear of it within a moment. A planned change is checked now and
    started by the worker (`start_due`), whoever has what rights by then.
    """
    lock_settings()
    known = _changes(command.organization).filter(id=command.id).first()
    if known is not None:
        return known.state
    place = place_of(command.level, command.place)
    check_values(place, command.values)
    change = SettingChange(
        organization_id=command.organization, id=command.id, level=place.level, place=place.id,
        store_id=place.columns()["store_id"], values=written(command.values), state=State.PLANNED,
        starts_at=command.starts_at or command.now, zone=command.zone, person=command.person,
    )  # fmt: skip
    if command.wall is not None:
        change.wall = command.wall.strftime(WALL)
        change.starts_at = moments(change.wall, place, command.zone or "UTC")[0]
    if command.starts_at is not None or command.wall is not None:
        if not command.now < change.starts_at < command.now + AHEAD_MAX:
            raise StartPassed
        if not command.values:
            raise NothingChanges
        change.save(force_insert=True)
        audit.record("shop.change_planned", person=command.person, subject=_subject(change))
        return change.state
    before = put_values(place, command.values)
    if not before:
        raise NothingChanges
    change.before, change.state, change.ended_at = written(before), State.STARTED, command.now
    change.save(force_insert=True)
    audit.record("shop.settings_changed", person=command.person, subject=_subject(change))
    settings_changed()
    return change.state


@operation
def withdraw_change(command: WithdrawChange) -> None:
    """Let a planned change not start. A repeat changes nothing; what started meanwhile is undone instead.

    Where it began by the store's own clock, the store inherits again.
    """
    lock_settings()
    change = _change(command.organization, command.change)
    if change.state == State.WITHDRAWN:
        return
    if change.state != State.PLANNED:
        raise NotPlanned
    change.state, change.ended_at = State.WITHDRAWN, command.now
    change.save(update_fields=["state", "ended_at"])
    audit.record("shop.change_withdrawn", person=command.person, subject=_subject(change))
    if give_back(change):
        settings_changed()


@operation
def undo_change(command: UndoChange) -> None:
    """Put back what a change replaced, as a change of its own, which can be undone in its turn.

    Refused when the place says something else by now: that came later, and somebody wanted it.
    """
    lock_settings()
    if _changes(command.organization).filter(id=command.id).exists():
        return
    change = _change(command.organization, command.change)
    if change.state != State.STARTED:
        raise NotStarted
    if _changes(command.organization).filter(undoes=change.id).exists():
        raise UndoneAlready
    place = place_of(Level(change.level), change.place)
    said, own, before = read(change.values), own_values(place), read(change.before)
    for name in before:
        if (Own(own[name]) if name in own else None) != said[name]:
            raise ChangedSince
    replaced = put_values(place, before)
    undo = SettingChange(
        organization_id=command.organization, id=command.id, level=place.level, place=place.id,
        store_id=change.store_id, values=change.before, before=written(replaced), state=State.STARTED,
        starts_at=command.now, person=command.person, ended_at=command.now, undoes=change.id,
    )  # fmt: skip
    undo.save(force_insert=True)
    audit.record("shop.change_undone", person=command.person, subject=_subject(change))
    settings_changed()


@operation
def start_due(command: StartDue) -> int:
    """Start what is due, in the order of its moments: each once, whatever stood still meanwhile.

    One that starts by each store's clock begins in the stores that are there, and ends with the last of them.

    One transaction: a crash starts none of them, and the next round all. Two workers wait for each other. What can no
    longer be followed (a version that knows the setting no more) is marked and holds nothing up.
    """
    lock_settings()
    due = _changes(command.organization).filter(state=State.PLANNED, starts_at__lte=command.now)
    count = 0
    # What starts by the clocks of several zones comes again for each: it takes its turn among the others.
    while (change := due.order_by("starts_at", "id").first()) is not None:
        following = None
        try:
            following = _start(change, command.now)
        except DomainError:
            change.state, change.ended_at = State.FAILED, command.now
            give_back(change)
        change.save(update_fields=["state", "starts_at", "begun", "ended_at", "before"])
        said = "shop.change_started" if following is None else "shop.change_begun"
        audit.record(said, person=change.person, subject=_subject(change))
        count += 1
    if count:
        settings_changed()
    return count


def _start(change: SettingChange, now: datetime) -> datetime | None:
    """Start it at its place; while clocks of some stores are not there yet, in the others. Answers the next moment."""
    place = place_of(Level(change.level), change.place)
    clocks = moments(change.wall, place, change.zone or "UTC") if change.wall else []
    later = [moment for moment in clocks if moment > change.starts_at]
    if later:
        begin_in_stores(change, place, change.starts_at)
        change.starts_at = later[0]
        return later[0]
    change.before = written(put_values(place, read(change.values)))
    give_back(change)
    change.state, change.ended_at = State.STARTED, now
    return None


@operation
def save_group(command: SaveGroup) -> bool:
    """Make a group of stores, or give it another name. Answers whether it is new."""
    _require_whole_shop()
    name = command.name.strip()[:GROUP_NAME_MAX]
    if not name:
        raise GroupNameMissing
    lock_settings()
    if any(group.name == name and group.id != command.id for group in store_groups()):
        raise GroupNameTaken
    created = write_group(command.id, name)
    audit.record("shop.group_saved", person=command.person, subject=str(command.id), name=name)
    return created


@operation
def place_stores(command: PlaceStores) -> int:
    """Put stores into a group, or out of theirs: from now on they have what it says. Answers how many moved."""
    _require_whole_shop()
    lock_settings()
    if command.group is not None:
        _group(command.group)
    if not {store.id for store in stores()}.issuperset(command.stores):
        raise StoreUnknown(store="")
    moved = move_stores(command.group, command.stores)
    if not moved:
        return 0
    audit.record(
        "shop.stores_placed", person=command.person, subject=str(command.group or command.organization),
        count=moved,
    )  # fmt: skip
    settings_changed()
    return moved


@operation
def remove_group(command: RemoveGroup) -> None:
    """Dissolve a group: what it said counts no longer, what was planned for it does not start."""
    _require_whole_shop()
    lock_settings()
    group = _group(command.group)
    planned = _changes(command.organization).filter(level=Level.GROUP, place=group.id, state=State.PLANNED)
    for change in planned.order_by("id"):
        give_back(change)
    planned.update(state=State.WITHDRAWN, ended_at=command.now)
    dissolve_group(group.id)
    audit.record("shop.group_removed", person=command.person, subject=str(group.id), name=group.name)
    settings_changed()


def _require_whole_shop() -> None:
    """Who stands in which group is the whole shop's: nobody decides it who has a role in some stores only."""
    if is_limited():
        raise OtherStore


def _changes(organization: UUID) -> QuerySet[SettingChange]:
    return SettingChange.objects.filter(organization_id=organization)


def _change(organization: UUID, change: UUID) -> SettingChange:
    found = _changes(organization).select_for_update(of=("self",)).filter(id=change).first()
    if found is None:
        raise ChangeUnknown(change=str(change))
    return found


def _group(group: UUID) -> GroupView:
    found = next((one for one in store_groups() if one.id == group), None)
    if found is None:
        raise GroupUnknown(group=str(group))
    return found


def _subject(change: SettingChange) -> str:
    return str(change.place or current_organization())

"""Settings that a place inherits: organization, group of stores, company, store, till; the nearest own value counts.

One table holds who said what where (`SettingValue`), one function of the database answers what counts at a till and
where that was said (`platform_inherited`), and `put_values` is the only way to write (ADR 0034). What the ledger reads
with every sale stands as a column of the store besides, kept by `put_values` alone.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Q, Value

from comptoir.kernel import new_uuid7
from comptoir.platform import audit
from comptoir.platform import setting_checks as checks
from comptoir.platform.errors import SettingInvalid, SettingTooDeep, StoreUnknown
from comptoir.platform.models import SettingValue, Store
from comptoir.platform.setting_checks import KEPT
from comptoir.platform.tenancy import current_organization


class Level(IntEnum):
    """Where something is said, from the widest to the nearest."""

    ORGANIZATION = 0
    GROUP = 1
    COMPANY = 2
    STORE = 3
    TILL = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What may be said, what counts where nobody said anything, and down to which level it may differ."""

    name: str
    default: Any
    deepest: Level
    check: checks.Check


RETURNS_DAYS_MAX = 365
LOCK_AFTER_S_MAX = 24 * 3600
SIGN_IN_NOTE_MAX = 300
KEY_DAYS_MAX = 3_650
AMOUNT_MAX = 1_000_000_000_000
TIP_SHARE_MAX = 500_000
# When the code on the screen is the receipt that is offered first: automatic is while the public page answers.
RECEIPT_CODES = ("automatic", "always", "never")
# By what the tips of a day are shared (`payments/pooling.py`).
TIP_POOLINGS = ("equal", "hours", "sales", "points", "shift", "own")

SETTINGS: Mapping[str, Setting] = {
    one.name: one
    for one in (
        Setting("price_mode", "gross", Level.STORE, checks.one_of(Store.PriceMode.values)),
        Setting("returns_days", 30, Level.STORE, checks.whole(1, RETURNS_DAYS_MAX)),
        Setting("returns_in_cash", default=False, deepest=Level.STORE, check=checks.flag),
        Setting("day_starts_minute", 240, Level.STORE, checks.whole(0, checks.MINUTES_OF_DAY - 1)),
        Setting("opening_hours", [], Level.STORE, checks.hours),
        Setting("first_tab", "articles", Level.STORE, checks.one_of(("articles", "amount"))),
        Setting("lock_after_s", 0, Level.TILL, checks.whole(0, LOCK_AFTER_S_MAX)),
        Setting("difference_limit", None, Level.TILL, checks.whole_or_never(0, AMOUNT_MAX)),
        Setting("sign_in_note", "", Level.TILL, checks.text(SIGN_IN_NOTE_MAX)),
        # After so many days a till renews its key by itself. 0: only when somebody asks.
        Setting("key_days", 0, Level.TILL, checks.whole(0, KEY_DAYS_MAX)),
        Setting("tip_presets", [], Level.TILL, checks.offered(TIP_SHARE_MAX)),
        Setting("tip_amounts", [], Level.TILL, checks.offered(AMOUNT_MAX)),
        # Of one card, and of all in a day: what a terminal may take while its bank is out of reach. 0: none.
        Setting("card_offline_each", 0, Level.TILL, checks.whole(0, AMOUNT_MAX)),
        Setting("card_offline_day", 0, Level.TILL, checks.whole(0, AMOUNT_MAX)),
        # A day's tips are those of a store: its tills share them.
        Setting("tip_pooling", "equal", Level.STORE, checks.one_of(TIP_POOLINGS)),
        Setting("receipt_language", "", Level.TILL, checks.language),
        Setting("receipt_code", "automatic", Level.TILL, checks.one_of(RECEIPT_CODES)),
        Setting("receipt_header", [], Level.TILL, checks.lines),
        Setting("receipt_footer", [], Level.TILL, checks.lines),
        Setting("receipt_sections", {}, Level.TILL, checks.sections),
        Setting("receipt_logo", None, Level.TILL, checks.logo),
    )
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said. `id` names the group, company, store or till; `store` is where a till stands."""

    level: Level = Level.ORGANIZATION
    id: UUID | None = None
    store: UUID | None = None

    def columns(self) -> dict[str, UUID | None]:
        """The columns of a row that belongs to this place, and to no other."""
        is_till = self.level == Level.TILL
        assert (self.id is None) == (self.level == Level.ORGANIZATION)
        assert (self.store is not None) == is_till
        return {
            "group_id": self.id if self.level == Level.GROUP else None,
            "legal_entity_id": self.id if self.level == Level.COMPANY else None,
            "store_id": self.store if is_till else self.id if self.level == Level.STORE else None,
            "till_id": self.id if is_till else None,
        }


EVERYWHERE = Place()


@dataclass(frozen=True, slots=True)
class Own:
    """A value that a place has of its own; without one (null) it inherits."""

    value: Any


Changes = Mapping[str, Own | None]


@dataclass(frozen=True, slots=True)
class Effective:
    """What counts, and where it was said: null where nobody said anything."""

    value: Any
    level: Level | None
    place: UUID | None


@dataclass(frozen=True, slots=True)
class Path:
    """A till's or a store's way up. Without a till: what counts in the store where its tills say nothing else."""

    group: UUID | None
    legal_entity: UUID
    store: UUID
    till: UUID | None = None

    def places(self) -> tuple[tuple[Level, UUID | None], ...]:
        """The nearest first."""
        return (
            (Level.TILL, self.till),
            (Level.STORE, self.store),
            (Level.COMPANY, self.legal_entity),
            (Level.GROUP, self.group),
            (Level.ORGANIZATION, None),
        )


class Values:
    """Everything that was said in an organization, to work out what many places would have."""

    def __init__(self, rows: Iterable[tuple[int, UUID | None, str, Any]]) -> None:
        self._own: dict[tuple[int, UUID | None], dict[str, Any]] = {}
        for level, place, name, value in rows:
            self._own.setdefault((level, place), {})[name] = value

    def own(self, level: Level, place: UUID | None) -> Mapping[str, Any]:
        return self._own.get((level, place), {})

    def changed(self, place: Place, changes: Changes) -> "Values":
        """The same with a place's own values as they would be."""
        after = Values(())
        after._own = dict(self._own)
        own = {name: value for name, value in self.own(place.level, place.id).items() if name not in changes}
        own.update({name: wanted.value for name, wanted in changes.items() if wanted is not None})
        after._own[place.level, place.id] = own
        return after

    def at(self, name: str, path: Path) -> Effective:
        for level, place in path.places():
            own = self._own.get((level, place))
            if own is not None and name in own and (place is not None or level == Level.ORGANIZATION):
                return Effective(own[name], level, place)
        return Effective(SETTINGS[name].default, None, None)


def all_values(names: Collection[str] | None = None) -> Values:
    """What was said anywhere, of these settings or of all."""
    rows = SettingValue.objects.filter(organization_id=current_organization())
    if names is not None:
        rows = rows.filter(name__in=names)
    return Values(
        (level, till or store or entity or group, name, value)
        for level, group, entity, store, till, name, value in rows.values_list(
            "level", "group_id", "legal_entity_id", "store_id", "till_id", "name", "value"
        )
    )


def own_values(place: Place) -> Mapping[str, Any]:
    """What a place says itself."""
    rows = SettingValue.objects.filter(organization_id=current_organization(), level=place.level, **place.columns())
    return dict(rows.values_list("name", "value"))


def effective(*, store: UUID | None = None, till: UUID | None = None) -> Mapping[str, Effective]:
    """Every setting as it counts at a till, in a store, or (without both) where nobody says anything of their own."""
    found = {one.name: Effective(one.default, None, None) for one in SETTINGS.values()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, value::text, level, place FROM platform_inherited(%s, %s, %s)",
            [current_organization(), store, till],
        )
        for name, value, level, place in cursor.fetchall():
            if name in found:
                found[name] = Effective(json.loads(value), Level(level), place)
    return found


def check_values(place: Place, changes: Changes) -> None:
    """Refuse what no till could follow, before anything is written."""
    for name, wanted in changes.items():
        setting = SETTINGS.get(name)
        if setting is None or (wanted is not None and not setting.check(wanted.value)):
            raise SettingInvalid(setting=name[:40])
        if place.level > setting.deepest:
            raise SettingTooDeep(setting=name)


def put_values(place: Place, changes: Changes) -> dict[str, Own | None]:
    """Write a place's own values, or let it inherit again. Answers what stood there before, of what changed.

    In a running operation, whose caller tells the tills. Two at once wait for each other: what is kept in the stores'
    columns is worked out from everything that was said.
    """
    check_values(place, changes)
    lock_settings()
    columns = place.columns()
    rows = SettingValue.objects.filter(organization_id=current_organization(), level=place.level, **columns)
    own = {row.name: row.value for row in rows}
    before: dict[str, Own | None] = {}
    for name, wanted in changes.items():
        was = Own(own[name]) if name in own else None
        if was != wanted:
            before[name] = was
    if not before:
        return before
    rows.filter(name__in=before).delete()
    SettingValue.objects.bulk_create(
        SettingValue(
            organization_id=current_organization(), id=new_uuid7(), level=place.level, name=name,
            value=Value(None, JSONField()) if wanted.value is None else wanted.value, **columns,
        )
        for name in before
        if (wanted := changes[name]) is not None
    )  # fmt: skip
    audit.changed(
        "platform_setting",
        place.id or current_organization(),
        before={name: was.value for name, was in before.items() if was is not None},
        after={name: wanted.value for name in before if (wanted := changes[name]) is not None},
    )
    keep_in_stores(_below(place), [name for name in before if name in KEPT])
    return before


def say_in_store(store: UUID, values: Mapping[str, Any]) -> bool:
    """Let a store have these values: its own only where it does not inherit the same. Answers whether anything changed.

    What it has of its own already stays its own, so that nothing comes back by chance.
    """
    if not Store.objects.filter(organization_id=current_organization(), id=store).exists():
        raise StoreUnknown(store=str(store))
    counts = effective(store=store)
    changes: dict[str, Own | None] = {
        name: Own(value)
        for name, value in values.items()
        if counts[name].value != value or counts[name].level == Level.STORE
    }
    return bool(put_values(Place(Level.STORE, store), changes))


def keep_in_stores(where: Q, names: Collection[str]) -> None:
    """Work out anew what counts in some stores, and write it to their columns where it differs."""
    if not names:
        return
    values = all_values(names)
    stores = Store.objects.filter(where, organization_id=current_organization()).order_by("id")
    # Of three hundred stores, most change alike: one statement for each value.
    alike: dict[str, tuple[dict[str, Any], list[UUID]]] = {}
    for store in stores.select_for_update(of=("self",)):
        path = Path(store.group_id, store.legal_entity_id, store.id)
        counts = {name: values.at(name, path).value for name in names}
        differ = {name: value for name, value in counts.items() if getattr(store, name) != value}
        if differ:
            alike.setdefault(json.dumps(differ, sort_keys=True), (differ, []))[1].append(store.id)
    for differ, found in alike.values():
        Store.objects.filter(organization_id=current_organization(), id__in=found).update(**differ)


def lock_settings() -> None:
    """Whoever writes settings of an organization waits for whoever does it already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.settings:' || %s, 0))",
            [str(current_organization())],
        )


def _below(place: Place) -> Q:
    if place.level == Level.ORGANIZATION:
        return Q()
    if place.level == Level.GROUP:
        return Q(group_id=place.id)
    if place.level == Level.COMPANY:
        return Q(legal_entity_id=place.id)
    return Q(id=place.store or place.id)

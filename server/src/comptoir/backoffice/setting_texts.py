"""What places and changes of settings are called on a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from comptoir.backoffice.audit_reading import NOTHING, Reader
from comptoir.backoffice.audit_words import FIELDS
from comptoir.identity.public import people
from comptoir.platform.inherited import SETTINGS, Effective, Level, Own, Place
from comptoir.platform.public import legal_entities, organization_view
from comptoir.shops.public import ChangeView, GroupView, StorePlace, TillPlace, groups, store_places, till_places

KINDS = {level.name.lower(): level for level in Level}


@dataclass(frozen=True, slots=True)
class Option:
    """A place as the list of places offers it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a change: what stood there before, and what it says."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change as the list shows it."""

    view: ChangeView
    where: str
    said: Sequence[Said]
    person: str
    zone: str

    @property
    def can_undo(self) -> bool:
        return self.view.state == "started" and not self.view.is_undone


@dataclass(frozen=True, slots=True)
class Places:
    """Every place that the reader sees, by name. Read once a page."""

    groups: Sequence[GroupView]
    companies: Mapping[UUID, str]
    stores: Sequence[StorePlace]
    tills: Sequence[TillPlace]
    people: Mapping[UUID, str]

    def name(self, level: Level | None, place: UUID | None) -> str:
        """Where something is said, in words."""
        match level:
            case None:
                return _("as delivered")
            case Level.ORGANIZATION:
                return _("everywhere")
            case Level.GROUP:
                return next((one.name for one in self.groups if one.id == place), _("a group that is gone"))
            case Level.COMPANY:
                return self.companies.get(place, NOTHING) if place else NOTHING
            case Level.STORE:
                return next((one.name for one in self.stores if one.id == place), NOTHING)
            case Level.TILL:
                return next((f"{one.code} · {one.name}" for one in self.tills if one.id == place), NOTHING)

    def zone(self, place: Place) -> str:
        """The clock of a place: of several stores, that of most of them."""
        zones = [store.timezone for store in self.stores if store.is_in(place)]
        return max(zones, key=zones.count) if zones else "UTC"

    def has_other_zones(self, place: Place) -> bool:
        """Whether the clocks of its stores differ."""
        return len({store.timezone for store in self.stores if store.is_in(place)}) > 1

    def options(self, *, is_limited: bool) -> list[tuple[str, list[Option]]]:
        """Groups, companies and stores, as a list offers them; tills are reached through their store."""
        stores = (_("Stores"), [Option(f"store:{one.id}", one.name) for one in self.stores])
        if is_limited:
            return [stores]
        return [
            (_("Groups of stores"), [Option(f"group:{one.id}", one.name) for one in self.groups]),
            (_("Companies"), [Option(f"company:{key}", name) for key, name in self.companies.items()]),
            stores,
        ]


def read_places() -> Places:
    return Places(
        groups(),
        {company.id: company.name for company in legal_entities()},
        store_places(),
        till_places(),
        {person.id: person.name for person in people()},
    )


def parse_place(text: str | None, places: Places) -> Place | None:
    """The place of an address such as `group:…`; null where there is none. Empty is everywhere."""
    kind, _colon, key = (text or "organization").partition(":")
    level = KINDS.get(kind)
    if level is None:
        return None
    if level == Level.ORGANIZATION:
        return Place()
    stands: dict[Level, dict[str, UUID | None]] = {
        Level.GROUP: {str(one.id): None for one in places.groups},
        Level.COMPANY: {str(one): None for one in places.companies},
        Level.STORE: {str(one.id): None for one in places.stores},
        Level.TILL: {str(one.id): one.store for one in places.tills},
    }
    known = stands[level]
    return Place(level, UUID(key), known[key]) if key in known else None


def place_key(place: Place) -> str:
    return f"{place.level.name.lower()}:{place.id}" if place.id else "organization"


def value_text(name: str, value: object, language: str) -> str:
    """A value as a person says it."""
    if name == "receipt_logo":
        return _("A logo") if value else NOTHING
    if name == "receipt_sections":
        return _("Parts of the receipt")
    if name == "receipt_language" and not value:
        return _("As the organization")
    if name in ("lock_after_s", "key_days") and not value:
        return _("Never")
    return Reader({}, organization_view().currency, language).value(name, value)


def own_text(name: str, wanted: Own | None, inherited: Effective | None, language: str) -> str:
    """What a change says of a setting; a place that inherits says whose word counts then."""
    if wanted is not None:
        return value_text(name, wanted.value, language)
    if inherited is None:
        return _("inherited")
    return _("%(value)s (inherited)") % {"value": value_text(name, inherited.value, language)}


def change_line(view: ChangeView, places: Places, language: str) -> ChangeLine:
    """A change in words."""
    names = [name for name in view.values if name in SETTINGS and name in FIELDS]
    said = [
        Said(
            str(FIELDS[name]),
            own_text(name, view.before[name], None, language) if name in view.before else "",
            own_text(name, view.values[name], None, language),
        )
        for name in names
        if view.state != "started" or name in view.before
    ]
    known = places.people.get(view.person, "") if view.person else ""
    person = known or (_("Comptoir itself") if view.person is None else _("Somebody who left"))
    zone = view.zone or (places.stores[0].timezone if places.stores else "UTC")
    return ChangeLine(view, places.name(view.level, view.place).capitalize(), said, person, zone)

"""What other apps may ask about taxes, and what they write of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization, once
from comptoir.tax.calendar import DatedRate, rate_of_day
from comptoir.tax.commands import AddRate, SetClassSwitch, SetStorePlaces
from comptoir.tax.errors import (
    SwitchInvalid,
    TaxCategoryUnknown,
    TaxClassUnknown,
    TaxRateInvalid,
    TaxRateMissing,
    TaxRateTaken,
)
from comptoir.tax.exemptions import EVIDENCE, EXEMPTION_CATEGORIES, VATEX, ReasonView, vatex_of
from comptoir.tax.models import ClassSwitch, StorePlaces, TaxClass, TaxRate
from comptoir.tax.operations import add_tax_class
from comptoir.tax.places import KEEP_NET, KEEP_PRICE, PLACES, ClassSwitchAt, StorePlacesAt
from comptoir.tax.reasons import exemption_reasons, is_exemption_stated, state_exemption

__all__ = [
    "CATEGORIES",
    "EVIDENCE",
    "EXEMPTION_CATEGORIES",
    "KEEP_NET",
    "KEEP_PRICE",
    "PLACES",
    "VATEX",
    "ClassSwitchAt",
    "DatedClass",
    "DatedRate",
    "Rate",
    "ReasonView",
    "StorePlacesAt",
    "TaxClassHistory",
    "add_tax_class",
    "class_switches",
    "classes_on",
    "dated_rates",
    "exemption_reasons",
    "is_exemption_stated",
    "is_stated",
    "is_store_stated",
    "is_switch_stated",
    "places_history",
    "rate_of_day",
    "rate_on",
    "state_exemption",
    "state_places",
    "state_rate",
    "state_switch",
    "store_places",
    "switch_history",
    "tax_classes",
    "vatex_of",
]

# UNTDID 5305 as restricted by EN 16931; a rate above zero only where goods are really taxed by us.
CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
TAXED_CATEGORIES = ("S", "L", "M")


@dataclass(frozen=True, slots=True)
class Rate:
    """How goods are taxed on a day."""

    category: str
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class DatedClass:
    """A tax class with its rate of a day; null before its first rate."""

    id: UUID
    name: str
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class TaxClassHistory:
    """A tax class with every rate that it had and will have, in order of days."""

    id: UUID
    name: str
    rates: tuple[DatedRate, ...]


def is_stated(command: AddRate) -> bool:
    """Whether this rate is already dated; refuses one that no law knows, or that contradicts what is dated.

    Only rates are added, never changed: old sales stay explained by the rate of their day.
    """
    if not TaxClass.objects.filter(pk=command.tax_class).exists():
        raise TaxClassUnknown(tax_class=str(command.tax_class))
    if command.category not in CATEGORIES:
        raise TaxCategoryUnknown(category=command.category[:8])
    if not 0 <= command.rate_ppm <= 1_000_000 or (command.rate_ppm > 0 and command.category not in TAXED_CATEGORIES):
        raise TaxRateInvalid(rate_ppm=command.rate_ppm, category=command.category)
    known = TaxRate.objects.filter(
        organization_id=command.organization, tax_class_id=command.tax_class, valid_from=command.valid_from
    ).first()
    if known is None:
        return False
    if (known.category, known.rate_ppm) != (command.category, command.rate_ppm):
        raise TaxRateTaken(valid_from=command.valid_from.isoformat())
    return True


def state_rate(command: AddRate, *, position: int) -> None:
    """Date a rate inside a running operation, after `is_stated`; tills learn it at this position of the feed."""
    before = (
        TaxRate.objects.filter(
            organization_id=command.organization, tax_class_id=command.tax_class, valid_from__lt=command.valid_from
        )
        .order_by("-valid_from")
        .first()
    )
    TaxRate.objects.create(
        organization_id=command.organization,
        id=command.id,
        tax_class_id=command.tax_class,
        category=command.category,
        rate_ppm=command.rate_ppm,
        valid_from=command.valid_from,
        position=position,
    )
    audit.record("tax.rate_added", person=command.person, subject=str(command.tax_class), rate_ppm=command.rate_ppm)
    audit.changed(
        "tax_rate",
        command.tax_class,
        before={"rate_ppm": before.rate_ppm, "valid_from": before.valid_from.isoformat()} if before else None,
        after={"rate_ppm": command.rate_ppm, "valid_from": command.valid_from.isoformat()},
    )
    emit("tax.rate_added", command.id)


def rate_on(tax_class: UUID, day: date) -> Rate:
    """The rate of a class on a day; refuses a class without one, because nothing could be priced with it."""
    row = (
        TaxRate.objects.filter(organization_id=current_organization(), tax_class_id=tax_class, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )
    if row is None:
        if not TaxClass.objects.filter(organization_id=current_organization(), pk=tax_class).exists():
            raise TaxClassUnknown(tax_class=str(tax_class))
        raise TaxRateMissing(tax_class=str(tax_class), day=day.isoformat())
    return Rate(row.category, row.rate_ppm)


def classes_on(day: date) -> list[DatedClass]:
    """Every tax class with its rate of a day, in the shop's order."""
    return [DatedClass(known.id, known.name, _rate_on(known.rates, day)) for known in _tax_classes()]


def _rate_on(rates: Sequence[DatedRate], day: date) -> Rate | None:
    found = rate_of_day(rates, day)
    return None if found is None else Rate(found.category, found.rate_ppm)


def dated_rates() -> dict[UUID, tuple[DatedRate, ...]]:
    """Every rate of each class, in order of days."""
    found: dict[UUID, list[DatedRate]] = {}
    for row in TaxRate.objects.filter(organization_id=current_organization()).order_by("valid_from"):
        dated = DatedRate(row.position, row.valid_from, row.category, row.rate_ppm)
        found.setdefault(row.tax_class_id, []).append(dated)
    return {tax_class: tuple(rates) for tax_class, rates in found.items()}


def tax_classes() -> list[TaxClassHistory]:
    """Every class with its history, in the shop's order."""
    return list(_tax_classes())


@once
def _tax_classes() -> tuple[TaxClassHistory, ...]:
    rates: dict[tuple[UUID, str], list[DatedRate]] = {}
    for row in select(_ClassRate, _CLASSES, {"organization": current_organization()}):
        known = rates.setdefault((row.tax_class, row.name), [])
        if row.position is not None and row.valid_from is not None:
            known.append(DatedRate(row.position, row.valid_from, row.category, row.rate_ppm))
    return tuple(TaxClassHistory(key, name, tuple(known)) for (key, name), known in rates.items())


@dataclass(frozen=True, slots=True)
class _ClassRate:
    tax_class: UUID
    name: str
    position: int | None
    valid_from: date | None
    category: str
    rate_ppm: int


_CLASSES = """
    SELECT c.id, c.name, r.position, r.valid_from, coalesce(r.category, ''), coalesce(r.rate_ppm, 0)
    FROM tax_taxclass c
    LEFT JOIN tax_taxrate r ON r.organization_id = c.organization_id AND r.tax_class_id = c.id
    WHERE c.organization_id = %(organization)s ORDER BY c.position, c.name, c.id, r.valid_from
"""


def switch_history() -> dict[UUID, tuple[ClassSwitchAt, ...]]:
    """What each class became where, newest first: what the ledger judges a place's taxes by."""
    found: dict[UUID, list[ClassSwitchAt]] = {}
    for row in ClassSwitch.objects.filter(organization_id=current_organization()).order_by("-position"):
        found.setdefault(row.tax_class_id, []).append(ClassSwitchAt(row.position, row.place, row.becomes_id))
    return {tax_class: tuple(versions) for tax_class, versions in found.items()}


def places_history() -> dict[UUID, tuple[StorePlacesAt, ...]]:
    """What each store did about places, newest first."""
    found: dict[UUID, list[StorePlacesAt]] = {}
    for row in StorePlaces.objects.filter(organization_id=current_organization()).order_by("-position"):
        found.setdefault(row.store_id, []).append(StorePlacesAt(row.position, row.place, row.keeps))
    return {store: tuple(versions) for store, versions in found.items()}


def class_switches() -> dict[UUID, ClassSwitchAt]:
    """What each linked class becomes where, as it stands now."""
    return {tax_class: at[0] for tax_class, at in switch_history().items() if at[0].becomes is not None}


def store_places() -> dict[UUID, StorePlacesAt]:
    """What each store does about places now; one that was never asked is missing."""
    return {store: at[0] for store, at in places_history().items()}


def is_switch_stated(command: SetClassSwitch) -> bool:
    """Whether it stands already; refuses a link that leads nowhere, or on to another one.

    What is switched to is not switched again: otherwise a line's tax would depend on how often somebody looked.
    """
    known = set(TaxClass.objects.filter(organization_id=command.organization).values_list("id", flat=True))
    for tax_class in {command.tax_class, command.becomes} - {None}:
        if tax_class not in known:
            raise TaxClassUnknown(tax_class=str(tax_class))
    standing = class_switches()
    if command.place not in PLACES or command.becomes == command.tax_class:
        raise SwitchInvalid
    others = {tax_class: at.becomes for tax_class, at in standing.items() if tax_class != command.tax_class}
    if command.becomes is not None and (command.becomes in others or command.tax_class in others.values()):
        raise SwitchInvalid
    before = standing.get(command.tax_class)
    if command.becomes is None:
        return before is None
    return before is not None and (before.place, before.becomes) == (command.place, command.becomes)


def state_switch(command: SetClassSwitch, *, position: int) -> None:
    """Link the class inside a running operation, after `is_switch_stated`."""
    ClassSwitch.objects.create(
        organization_id=command.organization,
        tax_class_id=command.tax_class,
        place=command.place,
        becomes_id=command.becomes,
        position=position,
    )
    audit.record(
        "tax.switch_set", person=command.person, subject=str(command.tax_class), becomes=str(command.becomes or "")
    )


def is_store_stated(command: SetStorePlaces) -> bool:
    """Whether the store does so already; refuses words that are none of ours."""
    if command.place not in ("", *PLACES) or command.keeps not in (KEEP_PRICE, KEEP_NET):
        raise SwitchInvalid
    before = store_places().get(command.store)
    if before is None:
        return command.place == ""
    return (before.place, before.keeps) == (command.place, command.keeps)


def state_places(command: SetStorePlaces, *, position: int) -> None:
    """Write it inside a running operation, after `is_store_stated`."""
    StorePlaces.objects.create(
        organization_id=command.organization,
        store_id=command.store,
        place=command.place,
        keeps=command.keeps,
        position=position,
    )
    audit.record("tax.places_set", person=command.person, subject=str(command.store), place=command.place)

"""What other apps may ask about taxes, and what they write of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization
from comptoir.tax.calendar import DatedRate, rate_of_day
from comptoir.tax.commands import AddRate
from comptoir.tax.errors import (
    TaxCategoryUnknown,
    TaxClassUnknown,
    TaxRateInvalid,
    TaxRateMissing,
    TaxRateTaken,
)
from comptoir.tax.models import TaxClass, TaxRate
from comptoir.tax.operations import add_tax_class

__all__ = [
    "CATEGORIES",
    "DatedClass",
    "DatedRate",
    "Rate",
    "TaxClassHistory",
    "add_tax_class",
    "classes_on",
    "dated_rates",
    "is_stated",
    "rate_of_day",
    "rate_on",
    "state_rate",
    "tax_classes",
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
    organization = current_organization()
    newest: dict[UUID, Rate] = {}
    for row in TaxRate.objects.filter(organization_id=organization, valid_from__lte=day).order_by("valid_from"):
        newest[row.tax_class_id] = Rate(row.category, row.rate_ppm)
    rows = TaxClass.objects.filter(organization_id=organization).order_by("position", "name", "id")
    return [DatedClass(row.id, row.name, newest.get(row.id)) for row in rows]


def dated_rates() -> dict[UUID, tuple[DatedRate, ...]]:
    """Every rate of each class, in order of days."""
    found: dict[UUID, list[DatedRate]] = {}
    for row in TaxRate.objects.filter(organization_id=current_organization()).order_by("valid_from"):
        dated = DatedRate(row.position, row.valid_from, row.category, row.rate_ppm)
        found.setdefault(row.tax_class_id, []).append(dated)
    return {tax_class: tuple(rates) for tax_class, rates in found.items()}


def tax_classes() -> list[TaxClassHistory]:
    """Every class with its history, in the shop's order."""
    rates = dated_rates()
    rows = TaxClass.objects.filter(organization_id=current_organization()).order_by("position", "name", "id")
    return [TaxClassHistory(row.id, row.name, rates.get(row.id, ())) for row in rows]

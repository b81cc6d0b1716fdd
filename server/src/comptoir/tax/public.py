"""What other apps may ask about taxes, and the operations that add them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.platform.tenancy import current_organization
from comptoir.tax.errors import TaxClassUnknown, TaxRateMissing
from comptoir.tax.models import TaxClass, TaxRate
from comptoir.tax.operations import add_rate, add_tax_class

__all__ = ["DatedClass", "Rate", "add_rate", "add_tax_class", "classes_on", "rate_on"]


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

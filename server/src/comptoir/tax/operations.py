"""Every write of tax."""

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import operation
from comptoir.tax.commands import AddRate, AddTaxClass
from comptoir.tax.errors import TaxCategoryUnknown, TaxClassUnknown, TaxNameMissing, TaxRateInvalid, TaxRateTaken
from comptoir.tax.models import TaxClass, TaxRate

# UNTDID 5305 as restricted by EN 16931; a rate above zero only where goods are really taxed by us.
CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
TAXED_CATEGORIES = ("S", "L", "M")


@operation
def add_tax_class(command: AddTaxClass) -> bool:
    """Add a tax class. Answers whether it is new."""
    if TaxClass.objects.filter(pk=command.id).exists():
        return False
    if not command.name.strip():
        raise TaxNameMissing

    TaxClass.objects.create(
        organization_id=command.organization, id=command.id, name=command.name.strip(), position=command.position
    )
    audit.record("tax.class_added", person=command.person, subject=str(command.id))
    emit("tax.class_added", command.id)
    return True


@operation
def add_rate(command: AddRate) -> bool:
    """Date a rate. Answers whether it is new.

    Only rates are added, never changed: old sales stay explained by the rate of their day.
    """
    if not TaxClass.objects.filter(pk=command.tax_class).exists():
        raise TaxClassUnknown(tax_class=str(command.tax_class))
    if command.category not in CATEGORIES:
        raise TaxCategoryUnknown(category=command.category[:8])
    if not 0 <= command.rate_ppm <= 1_000_000 or (command.rate_ppm > 0 and command.category not in TAXED_CATEGORIES):
        raise TaxRateInvalid(rate_ppm=command.rate_ppm, category=command.category)

    rate, created = TaxRate.objects.get_or_create(
        organization_id=command.organization,
        tax_class_id=command.tax_class,
        valid_from=command.valid_from,
        defaults={"id": command.id, "category": command.category, "rate_ppm": command.rate_ppm},
    )
    if not created:
        if (rate.category, rate.rate_ppm) != (command.category, command.rate_ppm):
            raise TaxRateTaken(valid_from=command.valid_from.isoformat())
        return False

    audit.record("tax.rate_added", person=command.person, subject=str(command.tax_class), rate_ppm=command.rate_ppm)
    emit("tax.rate_added", command.id)
    return True

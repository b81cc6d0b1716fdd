"""Every write of tax but one: a rate is dated where tills can be told of it (`comptoir.catalog.operations.taxes`)."""

from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import operation
from comptoir.tax.commands import AddTaxClass
from comptoir.tax.errors import TaxNameMissing
from comptoir.tax.models import TaxClass


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

"""The groups of customers for whom a price list or a promotion can be: club, staff, trade."""

from uuid import UUID

from comptoir.catalog.commands import EndCustomerGroup, SaveCustomerGroup
from comptoir.catalog.errors import CustomerGroupNameTaken, CustomerGroupUnknown, CustomerGroupUsed, NameMissing
from comptoir.catalog.folding import fold
from comptoir.catalog.models import CustomerGroup, PriceList, Promotion
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.queries import lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tax.public import exemption_reasons

NAME_LENGTH_MAX = 60


@operation
def save_customer_group(command: SaveCustomerGroup) -> Changed:
    """Make a group, rename it, or take one that ended back into use. The same again changes nothing."""
    lock_catalog()
    name = " ".join(command.name.split())[:NAME_LENGTH_MAX]
    rows = CustomerGroup.objects.filter(organization_id=command.organization)
    known = rows.filter(pk=command.id).first()
    if known is not None and (known.name, known.is_staff) == (name, command.is_staff) and not known.is_ended:
        return Changed(0, created=False)
    if not name:
        raise NameMissing(field="name")
    others = rows.filter(is_ended=False).exclude(pk=command.id).values_list("name", flat=True)
    if fold(name) in {fold(other) for other in others}:
        raise CustomerGroupNameTaken(name=name)

    if known is None:
        CustomerGroup.objects.create(
            organization_id=command.organization, id=command.id, name=name, is_staff=command.is_staff
        )
    else:
        rows.filter(pk=command.id).update(name=name, is_staff=command.is_staff, is_ended=False)
    audit.record("catalog.customer_group_saved", person=command.person, subject=str(command.id), name=name)
    return Changed(settings_changed())


@operation
def end_customer_group(command: EndCustomerGroup) -> Changed:
    """Give a group up.

    One that a price list, a promotion or a reason to owe no tax still names stays: it would hold for nobody.
    """
    lock_catalog()
    rows = CustomerGroup.objects.filter(organization_id=command.organization, pk=command.id)
    known = rows.first()
    if known is None:
        raise CustomerGroupUnknown(group=str(command.id))
    if known.is_ended:
        return Changed(0, created=False)
    rule = _naming(command.id)
    if rule is not None:
        raise CustomerGroupUsed(rule=rule)

    rows.update(is_ended=True)
    audit.record("catalog.customer_group_ended", person=command.person, subject=str(command.id))
    return Changed(settings_changed())


def _naming(group: UUID) -> str | None:
    """The name of a standing rule, or of a reason to owe no tax, for this group."""
    for kind in (PriceList, Promotion):
        newest = kind.objects.filter(organization_id=current_organization()).order_by("rule", "-position")
        for row in newest.distinct("rule"):
            if not row.is_ended and str(group) in row.document.get("when", {}).get("customers", []):
                return str(row.document["name"])
    return next((reason.name for reason in exemption_reasons() if group in reason.groups), None)

"""Saying why a customer may owe no tax: tills hear of it, and a reason can be for some groups of customers only."""

from comptoir.catalog.errors import CustomerGroupUnknown
from comptoir.catalog.models import CustomerGroup
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.queries import lock_catalog
from comptoir.platform.tenancy import operation
from comptoir.tax.commands import SaveExemption
from comptoir.tax.public import is_exemption_stated, state_exemption


@operation
def save_exemption(command: SaveExemption) -> bool:
    """Accept a reason, change it, or accept it no longer. Answers whether anything changed."""
    lock_catalog()
    if is_exemption_stated(command):
        return False
    known = set(
        CustomerGroup.objects.filter(organization_id=command.organization, is_ended=False).values_list("id", flat=True)
    )
    for group in command.groups:
        if group not in known:
            raise CustomerGroupUnknown(group=str(group))

    state_exemption(command)
    settings_changed()
    return True

"""Reads of tills that are more than a `.get()`."""

from uuid import UUID

from comptoir.platform.tenancy import current_organization
from comptoir.tills.models import Till


def till_exists(till: UUID) -> bool:
    """Whether the current organization has this till."""
    return Till.objects.filter(organization_id=current_organization(), id=till).exists()

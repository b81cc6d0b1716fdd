"""The one read of staff that is more than a `.get()`."""

from uuid import UUID

from comptoir.staff.models import PIN_LENGTH, Policy
from comptoir.staff.secrets import PIN_ITERATIONS, new_salt


def policy_of(organization: UUID) -> Policy:
    """The shop's policy; a fresh one, not yet written, where nothing was decided."""
    known = Policy.objects.filter(organization_id=organization).first()
    if known is not None:
        return known
    return Policy(
        organization_id=organization, pin_length=PIN_LENGTH, pin_salt=new_salt(), pin_iterations=PIN_ITERATIONS
    )

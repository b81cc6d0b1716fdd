"""The shop's policy as an operation needs it: there, and locked."""

from uuid import UUID

from comptoir.staff.models import Policy
from comptoir.staff.queries import policy_of


def lock_policy(organization: UUID) -> Policy:
    """Lock the policy for the rest of the operation, made where nothing was decided yet: two at once agree on one."""
    Policy.objects.bulk_create([policy_of(organization)], ignore_conflicts=True)
    return Policy.objects.select_for_update(of=("self",)).get(organization_id=organization)

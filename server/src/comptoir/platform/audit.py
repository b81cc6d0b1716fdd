"""Who changed what: one row for each change a person makes in the back office."""

from uuid import UUID

from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import current_organization


def record(action: str, *, person: UUID | None, subject: str, **details: str | int) -> None:
    """Note a change in the transaction that makes it. `details` hold no secret and no customer's name."""
    AuditEvent.objects.create(
        organization_id=current_organization(), person=person, action=action, subject=subject, details=details
    )

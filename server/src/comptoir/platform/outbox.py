"""Facts on their way to the log. What is emitted here exists exactly when the transaction does."""

from uuid import UUID

from comptoir.platform.models import OutboxRow
from comptoir.platform.tenancy import current_organization


def emit(topic: str, subject: UUID) -> None:
    """Say that something happened. Consumers learn it from the log, in order, after the commit."""
    OutboxRow.objects.create(organization_id=current_organization(), topic=topic, subject=subject)

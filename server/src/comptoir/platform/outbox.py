"""Facts on their way to the log. What is emitted here exists exactly when the transaction does."""

from uuid import UUID

from comptoir.platform.models import LogHead, OutboxRow
from comptoir.platform.tenancy import current_organization


def emit(topic: str, subject: UUID, *, digest: bytes | None = None) -> None:
    """Say that something happened. Consumers learn it from the log, in order, after the commit.

    `digest` is an entry's: the leaf that it becomes in the organization's tree.
    """
    OutboxRow.objects.create(organization_id=current_organization(), topic=topic, subject=subject, digest=digest)


def end_of_log() -> int:
    """The position of the last fact that was told until now, once it is in the log. The head stays locked: who asks
    next waits until this transaction has ended.
    """
    organization = current_organization()
    head = LogHead.objects.select_for_update(of=("self",)).get(organization_id=organization)
    return head.position + OutboxRow.objects.filter(organization_id=organization).count()

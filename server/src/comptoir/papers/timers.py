"""How long addresses that receipts went to, and invitations, stay (`platform.keeping`)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.identity.ended import ended_invitations, remove_invitations
from comptoir.papers.models import Delivery, InvitationLetter
from comptoir.platform.keeping import Rows, Timer
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization


def _sent(before: datetime) -> Rows:
    rows = Delivery.objects.filter(organization_id=current_organization(), concluded_at__lt=before)
    return rows.exclude(address="")


def _empty(keys: Sequence[UUID], _now: datetime) -> None:
    """That a receipt was sent stays; where it went does not."""
    rows = Delivery.objects.filter(organization_id=current_organization(), pk__in=keys)
    rows.update(address="", hint="", detail="")


def _uninvite(keys: Sequence[UUID], _now: datetime) -> None:
    InvitationLetter.objects.filter(organization_id=current_organization(), invitation_id__in=keys).delete()
    remove_invitations(keys)


TIMERS = (
    Timer(name="papers.address", kept=Kept.LETTERS, old=_sent, forget=_empty),
    Timer(name="papers.invitation", kept=Kept.INVITATIONS, old=ended_invitations, forget=_uninvite),
)

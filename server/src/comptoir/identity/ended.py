"""Invitations that are over: used, withdrawn, or too old to be used."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from comptoir.identity.models import Invitation
from comptoir.platform.keeping import Rows
from comptoir.platform.tenancy import current_organization


def ended_invitations(before: datetime) -> Rows:
    is_over = Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(is_over, organization_id=current_organization())


def remove_invitations(keys: Sequence[UUID]) -> None:
    """Take them away in the running operation; whose letters name them takes those first."""
    Invitation.objects.filter(organization_id=current_organization(), pk__in=keys).delete()

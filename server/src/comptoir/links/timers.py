"""How long links to pay, and what providers called about, stay (`platform.keeping`)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from comptoir.links.models import HookEvent, Link, LinkTry
from comptoir.platform.keeping import Rows, Timer, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization


def _worked_on(before: datetime) -> Rows:
    """A call that nobody has worked on yet stays."""
    return HookEvent.objects.filter(
        organization_id=current_organization(), received_at__lt=before, done_at__isnull=False
    )


def _ended(before: datetime) -> Rows:
    """Links that nobody can pay any more, and whose money is where it belongs."""
    organization = current_organization()
    pending = LinkTry.objects.filter(
        organization_id=organization, link_id=OuterRef("pk"), state=LinkTry.State.PENDING
    )  # fmt: skip
    is_over = (
        Q(state=Link.State.CANCELLED)
        | Q(state=Link.State.PAID, till__isnull=True)
        | Q(settled_at__isnull=False)
        | Q(state=Link.State.OPEN, paid=0, expires_at__lt=before)
    )
    return Link.objects.filter(is_over, ~Exists(pending), organization_id=organization, made_at__lt=before)


def _remove(keys: Sequence[UUID], _now: datetime) -> None:
    organization = current_organization()
    LinkTry.objects.filter(organization_id=organization, link_id__in=keys).delete()
    Link.objects.filter(organization_id=organization, pk__in=keys).delete()


TIMERS = (
    removing("links.call", Kept.CALLS_IN, _worked_on),
    Timer(name="links.link", kept=Kept.LINKS, old=_ended, forget=_remove),
)

"""How long it stays what was asked of card terminals, and what people worked for tips (`platform.keeping`).

A sale counts by its sealed tender: nothing of it is lost with the attempts that led to it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from comptoir.payments.models import CardAttempt, CardAttemptEvent, TerminalAttempt, TipWork
from comptoir.platform.keeping import Rows, Timer, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization

OPEN = (CardAttempt.State.PENDING, CardAttempt.State.UNKNOWN)


def _told(before: datetime) -> Rows:
    """What nobody knows the end of stays, for a person to find out."""
    rows = CardAttempt.objects.filter(organization_id=current_organization(), made_at__lt=before)
    return rows.exclude(state__in=OPEN).exclude(offline=CardAttempt.Offline.WAITING)


def _remove(keys: Sequence[Any], _now: datetime) -> None:
    attempts = [key for _organization, key in keys]
    CardAttemptEvent.objects.filter(organization_id=current_organization(), attempt__in=attempts).delete()
    CardAttempt.objects.filter(organization_id=current_organization(), id__in=attempts).delete()


def _asked(before: datetime) -> Rows:
    rows = TerminalAttempt.objects.filter(organization_id=current_organization(), made_at__lt=before)
    return rows.filter(needs_person=False).exclude(state__in=OPEN)


def _worked(before: datetime) -> Rows:
    return TipWork.objects.filter(organization_id=current_organization(), business_day__lt=before.date())


TIMERS = (
    Timer(name="payments.attempt", kept=Kept.PAYMENTS, old=_told, forget=_remove),
    removing("payments.terminal", Kept.PAYMENTS, _asked),
    removing("payments.tip_work", Kept.HOURS, _worked),
)

"""How long what was told to programs stays (`platform.keeping`)."""

from datetime import datetime

from comptoir.platform.keeping import Rows, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization
from comptoir.webhooks.models import Message


def _ended(before: datetime) -> Rows:
    return Message.objects.filter(organization_id=current_organization(), concluded_at__lt=before)


TIMERS = (removing("webhooks.message", Kept.CALLS_OUT, _ended),)

"""How long labels that were sent to a printer stay (`platform.keeping`)."""

from datetime import datetime

from comptoir.labels.models import PrintJob
from comptoir.platform.keeping import Rows, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization


def _made(before: datetime) -> Rows:
    return PrintJob.objects.filter(organization_id=current_organization(), made_at__lt=before)


TIMERS = (removing("labels.print", Kept.PRINTS, _made),)

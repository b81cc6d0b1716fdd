"""How long what was corrected of people's hours stays (`platform.keeping`). What they clocked is sealed."""

from datetime import datetime

from comptoir.platform.keeping import Rows, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization
from comptoir.staff.models import TimeCorrection


def _corrected(before: datetime) -> Rows:
    return TimeCorrection.objects.filter(organization_id=current_organization(), left_at__lt=before)


TIMERS = (removing("staff.correction", Kept.HOURS, _corrected),)

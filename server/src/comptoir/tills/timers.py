"""How long a basket that nobody fetched lies on the shelf (`platform.keeping`)."""

from datetime import datetime

from comptoir.platform.keeping import Rows, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization
from comptoir.tills.models import ParkedBasket


def _forgotten(before: datetime) -> Rows:
    return ParkedBasket.objects.filter(organization_id=current_organization(), parked_at__lt=before)


TIMERS = (removing("tills.parked", Kept.PARKED, _forgotten),)

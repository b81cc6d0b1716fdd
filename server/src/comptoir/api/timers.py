"""How long the answers of the interface stay for whoever asks again with the same key (`platform.keeping`)."""

from datetime import datetime

from comptoir.api.models import KeptAnswer
from comptoir.platform.keeping import Rows, removing
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization


def _made(before: datetime) -> Rows:
    return KeptAnswer.objects.filter(organization_id=current_organization(), made_at__lt=before)


TIMERS = (removing("api.answer", Kept.ANSWERS, _made),)

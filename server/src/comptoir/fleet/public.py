"""What other apps may tell and ask of devices."""

from datetime import datetime
from uuid import UUID

from comptoir.fleet.models import Device
from comptoir.platform.tenancy import current_organization


def register_device(*, device: UUID, label: str, app_version: str, user_agent: str, seen_at: datetime) -> None:
    """Note the hardware that shows up with a new key; it chose its own id and may come again."""
    Device.objects.update_or_create(
        organization_id=current_organization(),
        id=device,
        defaults={"label": label, "app_version": app_version, "user_agent": user_agent, "last_seen_at": seen_at},
    )

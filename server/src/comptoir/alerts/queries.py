"""What is read about alerts, inside `reading(organization)`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.alerts.models import Alert
from comptoir.alerts.troubles import Trouble
from comptoir.platform.tenancy import current_organization

SHOWN = 50


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as people meet it."""

    id: UUID
    kind: Trouble
    subject: str
    name: str
    since: datetime
    ended_at: datetime | None
    told_at: datetime | None


def open_alerts() -> list[AlertView]:
    """What is wrong now, the gravest first."""
    order = list(Trouble)
    rows = Alert.objects.filter(organization_id=current_organization(), ended_at=None)
    return sorted(map(_view, rows), key=lambda one: (order.index(one.kind), one.since))


def past_alerts() -> list[AlertView]:
    """What was over last, the newest first."""
    rows = Alert.objects.filter(organization_id=current_organization(), ended_at__isnull=False)
    return [_view(row) for row in rows.order_by("-begun_at")[:SHOWN]]


def _view(row: Alert) -> AlertView:
    return AlertView(row.pk, Trouble(row.kind), row.subject, row.name, row.since, row.ended_at, row.told_at)

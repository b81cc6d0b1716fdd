"""Endpoints and what they were told, for pages and programs."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from comptoir.platform.tenancy import current_organization
from comptoir.webhooks.models import Endpoint, Message

LISTED = 50


@dataclass(frozen=True, slots=True)
class EndpointView:
    """An endpoint as its page shows it; its secret is nobody's to see again."""

    id: UUID
    name: str
    address: str
    kinds: tuple[str, ...]
    is_on: bool
    off_by: str
    failing_since: datetime | None
    heard_at: datetime | None
    made_at: datetime
    former_until: datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message and how its last try ended; `position` is null for a test."""

    id: UUID
    position: int | None
    kind: str
    subject: UUID
    happened_at: datetime
    state: str
    attempts: int
    next_try_at: datetime | None
    status: int
    code: str
    took_ms: int
    concluded_at: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class Due:
    """One try: where to, what, and signed by what."""

    message: UUID
    endpoint: UUID
    address: str
    secrets: tuple[str, ...] = field(repr=False)
    body: bytes = field(repr=False)
    attempt: int = 1


def endpoints() -> list[EndpointView]:
    """Every endpoint of the current organization, in order of their making."""
    rows = Endpoint.objects.filter(organization_id=current_organization()).order_by("made_at", "id")
    counted = Message.objects.filter(organization_id=current_organization(), state__in=["queued", "failed"])
    counts = {
        (row["endpoint_id"], row["state"]): row["count"]
        for row in counted.values("endpoint_id", "state").annotate(count=Count("id"))
    }
    return [
        EndpointView(
            row.id, row.name, row.address, tuple(row.kinds), row.is_on, row.off_by, row.failing_since, row.heard_at,
            row.made_at, row.former_until, counts.get((row.id, "queued"), 0), counts.get((row.id, "failed"), 0),
        )
        for row in rows
    ]  # fmt: skip


def messages_of(endpoint: UUID, *, state: str = "", before: UUID | None = None) -> list[MessageView]:
    """What an endpoint was told, the newest first; `before`: the page after that one."""
    rows = Message.objects.filter(organization_id=current_organization(), endpoint_id=endpoint)
    if state:
        rows = rows.filter(state=state)
    last = rows.filter(id=before).first() if before else None
    if last is not None:
        rows = rows.filter(Q(happened_at__lt=last.happened_at) | Q(happened_at=last.happened_at, id__lt=last.id))
    return [
        MessageView(
            row.id, row.position, row.kind, row.subject, row.happened_at, row.state, row.attempts,
            row.next_try_at if row.state == "queued" else None, row.status, row.code, row.took_ms, row.concluded_at,
            bytes(row.body).decode(),
        )
        for row in rows.order_by("-happened_at", "-id")[:LISTED]
    ]  # fmt: skip

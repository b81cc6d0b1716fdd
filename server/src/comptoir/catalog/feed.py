"""The catalogue's change feed: positions without holes, visible in order.

Sequences and transaction ids both let a reader see position 8 while 7 is not yet committed, and lose 7
for ever. So a writer takes its organization's advisory lock for the rest of its transaction before it
draws a position. An import commits every 500 rows, so that it never stalls the others for long.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Max

from comptoir.catalog.models import FeedRow
from comptoir.platform.tenancy import current_organization

CHANNEL = "comptoir_catalog"
# Changes that are read in one step.
STEP = 1_000


def draw_position(kind: FeedRow.Kind, subject: UUID) -> int:
    """Append one change to the feed inside the running operation and answer its position.

    Tills are nudged once a transaction, at its commit: PostgreSQL folds equal notifications.
    """
    organization = current_organization()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('comptoir.feed:' || %s, 0))", [str(organization)])
    position = newest_position() + 1
    FeedRow.objects.create(organization_id=organization, position=position, kind=kind, subject=subject)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(organization)])
    return position


def newest_position() -> int:
    """The feed's last visible position; 0 for an empty catalogue."""
    newest = FeedRow.objects.filter(organization_id=current_organization()).aggregate(newest=Max("position"))["newest"]
    return int(newest or 0)


def changes_after(position: int) -> Iterator[Mapping[UUID, int]]:
    """The articles that the feed names from there on, step by step, each with the first place of its step.

    Step by step and by key: in a shop that was just filled, the database has no statistics to plan a longer question.
    """
    feed = FeedRow.objects.filter(organization_id=current_organization()).order_by("position")
    while rows := list(feed.filter(position__gt=position).values_list("position", "kind", "subject")[:STEP]):
        position = rows[-1][0]
        found: dict[UUID, int] = {}
        for place, kind, subject in rows:
            if kind == FeedRow.Kind.ITEM:
                found.setdefault(subject, place)
        yield found

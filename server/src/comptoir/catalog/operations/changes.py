"""Telling the tills: every change of an item takes a place in the feed."""

from collections.abc import Sequence
from uuid import UUID

from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import FeedRow
from comptoir.platform.bulk import insert_rows
from comptoir.platform.tenancy import current_organization, operation


def append_changes(items: Sequence[UUID]) -> int:
    """Append a change of each item, in order, and answer the first one's position.

    The first draws its position and with it the feed's lock; the rest can then follow in one statement.
    """
    assert items
    first = draw_position(FeedRow.Kind.ITEM, items[0])
    organization = current_organization()
    insert_rows(
        FeedRow,
        (
            {"organization_id": organization, "position": first + place, "kind": FeedRow.Kind.ITEM, "subject": subject}
            for place, subject in enumerate(items[1:], start=1)
        ),
    )
    return first


@operation
def publish_settings(command: PublishSettings) -> int:
    """Make every till of the organization fetch its settings again. Answers the feed position."""
    return draw_position(FeedRow.Kind.SETTINGS, command.organization)


def settings_changed() -> int:
    """The same inside a running operation: what changed and the news of it are one transaction."""
    return draw_position(FeedRow.Kind.SETTINGS, current_organization())
